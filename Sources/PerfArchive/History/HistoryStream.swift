import Foundation
import PerfStats
import PerfText

/// Reads tidy history rows of many series from a stream, one series in memory at a time.
///
/// All rows of a series must follow one another, as they do in the output of a sort or of the
/// partition of a cluster engine.
package struct HistoryStream {
  private let file: String
  private let selection: HistoryFile.Selection
  /// Fills the buffer and says how many bytes it put there, 0 at the end.
  private let read: (UnsafeMutableRawBufferPointer) throws -> Int

  /// Longest record in bytes.
  static let longestRecord = 1 << 20

  package init(
    file: String, selection: HistoryFile.Selection = HistoryFile.Selection(),
    read: @escaping (UnsafeMutableRawBufferPointer) throws -> Int
  ) {
    self.file = file
    self.selection = selection
    self.read = read
  }

  /// Standard input.
  package static func standardInput(_ selection: HistoryFile.Selection) -> HistoryStream {
    HistoryStream(file: "standard input", selection: selection) { buffer in
      while true {
        let count = Foundation.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        if errno != EINTR {
          throw InputError(place: "standard input", message: String(cString: strerror(errno)))
        }
      }
    }
  }

  /// Calls `body` with every series as soon as its last row has been read.
  ///
  /// - Throws: what `HistoryFile` throws, a series whose rows do not follow one another, and what
  ///   `body` throws.
  ///
  /// - Returns: what was left out, with its place.
  @discardableResult
  package func forEachSeries(_ body: (SeriesHistory) throws -> Void) throws -> [InputError] {
    var warnings: [InputError] = []
    var rest: [UInt8] = []
    var columns: HistoryColumns?
    var rows: HistoryRows?
    var finished: Set<String> = []
    var lines = 0
    func flush() throws {
      guard let (series, leftOut) = rows?.finish() else { return }
      if warnings.count < 100 { warnings += leftOut }
      for one in series {
        let identity = "\(one.name)\u{1}\(one.runner)\u{1}\(one.metric.name)"
        guard finished.insert(identity).inserted else {
          throw InputError(
            place: file,
            message: "expected all rows of a series together, found \"\(one.name)\" again")
        }
        try body(one)
      }
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var isOpen = true
    while isOpen {
      let count = try buffer.withUnsafeMutableBytes { try read($0) }
      isOpen = count > 0
      rest.append(contentsOf: buffer[..<count])
      let end = isOpen ? (rest.lastIndex(of: 10).map { $0 + 1 } ?? 0) : rest.count
      guard end > 0 else {
        guard rest.count <= Self.longestRecord else {
          throw InputError(
            place: "\(file):\(lines + 1)",
            message: "expected lines of at most \(Self.longestRecord) bytes")
        }
        continue
      }
      var reader = CSVReader(Array(rest[..<end]), file: file, linesBefore: lines)
      rest.removeFirst(end)
      rows?.beginBuffer()
      while try reader.next() {
        if let columns {
          if rows?.isOther(reader) ?? true {
            try flush()
            rows = HistoryRows(columns: columns, selection: selection)
          }
          try rows?.append(reader)
        } else {
          columns = try HistoryColumns(reader)
        }
      }
      lines = reader.linesRead
    }
    try flush()
    if columns == nil {
      throw InputError(place: file, message: "expected a line that names the columns")
    }
    return warnings
  }
}
