import PerfStats
import PerfText

extension InputFormat {
  /// The tree that divan prints.
  public static let divan = InputFormat("divan", isOneExecution: true, decode: Divan.decode)
}

/// The tree that Rust's divan prints: fastest, slowest, median and mean of each benchmark. The median is
/// taken; the name is the path in the tree, joined by `/`.
enum Divan {
  private static func isHeader(_ line: String) -> Bool {
    guard line.contains("fastest") else { return false }
    let words = line.split { $0.isWhitespace || $0 == "│" }
    return words.suffix(6) == ["fastest", "slowest", "median", "mean", "samples", "iters"]
      && line.contains("│")
  }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { isHeader($0) ? true : nil } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "divan")
    /// Names from the root to the row above.
    var path: [String] = []
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      if isHeader(line) {
        path = [line[..<(line.firstRange(of: "fastest")?.lowerBound ?? line.endIndex)].trimmed]
        return
      }
      guard !path.isEmpty, let branch = line.firstRange(of: "─ "),
        let corner = line[..<branch.lowerBound].last, corner == "├" || corner == "╰"
      else { return }
      // Each level is three columns wide.
      let depth = line[..<branch.lowerBound].count / 3 + 1
      let cells = line[branch.upperBound...].split(
        separator: "│", omittingEmptySubsequences: false
      ).map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
      guard let first = cells.first, depth <= path.count else { return }
      let hasTimes = cells.count == 6 && cells[2].count == 2 && first.count >= 3
      let name = (hasTimes ? first.dropLast(2) : first[...]).joined(separator: " ")
      path = path.prefix(depth) + [name]
      guard hasTimes else { return }
      let place = "\(source.name):\(number)"
      guard let median = shownNumber(cells[2][0]), let unit = timeUnit(cells[2][1]) else {
        harvest.reject(
          SeriesKey(benchmark: path.joined(separator: "/")),
          "expected a median with a unit, found \"\(cells[2].joined(separator: " "))\"", at: place)
        return
      }
      harvest.add(
        median, of: path.joined(separator: "/"),
        Metric(name: "time", unit: unit, better: .lower), at: place)
    }
    return try harvest.loaded("rows of a tree")
  }
}
