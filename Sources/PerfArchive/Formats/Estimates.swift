import PerfStats
import PerfText

extension Metric {
  /// A metric whose unit says which direction is better; a rate is better higher.
  init(_ name: String, _ unit: String) {
    self.init(name: name, unit: unit, better: Metric.Unit(unit).direction)
  }
}

extension Harvest {
  /// Adds what a file without samples says of one benchmark.
  ///
  /// - Parameters:
  ///   - error: half of the width of the source's interval, nil where it gives none.
  ///   - level: confidence level of that interval.
  ///   - isExact: the source says that the value does not vary: the bounds are the estimate.
  mutating func add(
    _ estimate: Double, of benchmark: String, _ metric: Metric, error: Double? = nil,
    level: Double? = nil, isExact: Bool = false, within: String = "", secondary: Bool = false,
    at place: String
  ) {
    var summary = Summary(estimate: estimate)
    if isExact {
      (summary.lower, summary.upper, summary.level) = (estimate, estimate, 0.95)
    }
    if let error, error > 0, error.isFinite, estimate > error {
      (summary.lower, summary.upper, summary.level) = (estimate - error, estimate + error, level)
    }
    add(
      Measurement(
        benchmark: benchmark, metric: metric, within: within, executions: [], summary: summary),
      secondary: secondary
    ) { _, _ in place }
  }
}

/// What `body` finds first in the lines of a text; nil if it finds nothing.
func firstInLines<T>(_ bytes: [UInt8], _ body: (String) -> T?) -> T? {
  var start = afterByteOrderMark(bytes)
  while start < bytes.count {
    let end = lineEnd(bytes, from: start)
    // No line of a benchmark's table is longer, and an empty one is none of it.
    if 1..<20_000 ~= end - start,
      let found = body(String(decoding: bytes[start..<end], as: UTF8.self))
    {
      return found
    }
    start = end + 1
  }
  return nil
}

/// A number as tools print it for people: `84,725,754`, `1.5`, `1.40k`.
func shownNumber(_ text: some StringProtocol) -> Double? {
  let plain = String(text.filter { $0 != "," })
  if let value = parsedNumber(Array(plain.utf8)) { return value }
  guard let last = plain.last, let factor = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9][last] else {
    return nil
  }
  return parsedNumber(Array(plain.dropLast().utf8)).map { $0 * factor }
}
