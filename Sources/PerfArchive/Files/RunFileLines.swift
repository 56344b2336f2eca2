import Dispatch
import PerfStats
import PerfText

import class Foundation.ProcessInfo

/// The lines of a run file, which nothing ties together but their order: pieces of the file are read
/// on all processors, and what they say is put together line by line.
extension RunFile {
  /// What a line says, with its number.
  enum Line: Sendable {
    case header(Result<Run, InputError>, line: Int)
    case benchmark(Result<Benchmark, InputError>, line: Int)
    /// No JSON.
    case broken(InputError)
  }

  /// A benchmark, whose samples may be of no use.
  typealias Benchmark = (key: SeriesKey, samples: Result<Measurement, InputError>)

  /// Some lines, with their line ends.
  private struct Piece: Sendable {
    var bytes: Range<Int>
    var linesBefore: Int
  }

  private static let pieceSize = 1 << 20

  /// Calls `body` with what each line says, in order. After a line that cannot be used `body` is to
  /// throw: it may be the last.
  static func forEachLine(
    of bytes: [UInt8], place: String, _ body: (Line) throws(InputError) -> Void
  ) throws(InputError) {
    var start = afterByteOrderMark(bytes)
    var lines = 0
    // As many pieces at once as there are processors, so that little waits twice in memory.
    let width = min(ProcessInfo.processInfo.activeProcessorCount, 16)
    while start < bytes.count {
      var pieces: [Piece] = []
      while pieces.count < width, start < bytes.count {
        let linesBefore = lines
        let first = start
        while start < min(first + pieceSize, bytes.count) {
          start = lineEnd(bytes, from: start) + 1
          lines += 1
        }
        pieces.append(Piece(bytes: first..<min(start, bytes.count), linesBefore: linesBefore))
      }
      for lines in atOnce(pieces, { read($0, of: bytes, place: place) }) {
        for line in lines { try body(line) }
      }
    }
  }

  /// The results of `body` for each piece, in order.
  private static func atOnce(
    _ pieces: [Piece], _ body: @Sendable (Piece) -> [Line]
  ) -> [[Line]] {
    if pieces.count == 1 { return pieces.map(body) }
    var results: [[Line]] = Array(repeating: [], count: pieces.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each writes its own.
      nonisolated(unsafe) let results = results
      DispatchQueue.concurrentPerform(iterations: pieces.count) { results[$0] = body(pieces[$0]) }
    }
    return results
  }

  /// What the lines of a piece say, up to the first that cannot be used.
  private static func read(_ piece: Piece, of bytes: [UInt8], place: String) -> [Line] {
    // Its own copy: threads that count references to one array wait for one another.
    let bytes = Array(bytes[piece.bytes])
    var result: [Line] = []
    var number = piece.linesBefore
    var start = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      defer { start = end + 1 }
      number += 1
      if bytes[start..<end].allSatisfy({ $0 <= 32 }) { continue }
      let json: JSON
      do {
        json = try JSON(
          parsing: bytes, file: place, range: start..<end, linesBefore: piece.linesBefore)
      } catch {
        return result + [.broken(error)]
      }
      if json["format"] != nil {
        let header = Result { () throws(InputError) -> Run in try run(json) }
        result.append(.header(header, line: number))
        if case .failure = header { return result }
      } else {
        let found = Result { () throws(InputError) -> Benchmark in try benchmark(json) }
        result.append(.benchmark(found, line: number))
        if case .failure = found { return result }
      }
    }
    return result
  }

  private static func benchmark(_ json: JSON) throws(InputError) -> Benchmark {
    let name = try json.member("benchmark").string()
    let metric = try metric(json.member("metric"))
    let samples = Result { () throws(InputError) -> Measurement in
      try measurement(json, name: name, metric: metric)
    }
    return (SeriesKey(benchmark: name, metric: metric.name), samples)
  }
}
