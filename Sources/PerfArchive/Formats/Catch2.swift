import PerfStats
import PerfText

/// Catch2's printed table: mean with its bounds on the line below each name. A benchmark is within its
/// test case and sections, which stand above the table.
enum Catch2 {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes.prefix(1 << 20), as: UTF8.self)
    guard text.contains("benchmark name") else { return false }
    return text.contains("low mean") && text.contains("high mean")
      || firstInLines(bytes) { isPlainHeader($0) ? true : nil } ?? false
  }

  /// The header of a table without analysis, whose rows are complete.
  private static func isPlainHeader(_ line: String) -> Bool {
    line.split(whereSeparator: \.isWhitespace)
      == ["benchmark", "name", "samples", "iterations", "mean"]
  }

  /// What stands above a table: names between two rules, the place in the source below, then dots.
  /// Rules that the program prints itself come before or between such blocks.
  private struct Headings {
    /// Lines since the last rule, and between the rule before and that.
    private var lines: [String] = []
    private var before: [String] = []
    /// Test case and sections.
    private(set) var within = ""

    mutating func rule() { (before, lines) = (lines, []) }

    mutating func add(_ line: String, width: Int) {
      guard line.count < 20 || !line.allSatisfy({ $0 == "." }) else {
        if lines.count == 1, !before.isEmpty { within = Self.path(before, width: width) }
        lines = []
        return
      }
      if !line.trimmed.isEmpty, lines.count < 100 { lines.append(line) }
    }

    /// Sections are indented; a line that was full goes on with the next.
    private static func path(_ lines: [String], width: Int) -> String {
      var parts: [String] = []
      var room = Int.max
      for line in lines {
        let word = line.trimmed.prefix { $0 != " " }
        let isCase = line.first != " "
        if let last = parts.last, isCase || word.count >= room {
          parts[parts.count - 1] = last + " " + line.trimmed
        } else {
          parts.append(line.trimmed)
        }
        room = width - line.count
      }
      return parts.joined(separator: " / ")
    }
  }

  private static func isRule(_ line: String) -> Bool {
    line.utf8.count > 20 && line.utf8.allSatisfy { $0 == UInt8(ascii: "-") }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "catch2")
    var headings = Headings()
    var width = 79
    var isTable = false
    /// Lines of a name that is wrapped.
    var pieces: [String] = []
    var name = ""
    var isPlain = false
    /// Whether the table's lines are filled up with spaces, as what the program prints between them is not.
    var isPadded = false
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let plain = line.trimmed
      let place = "\(source.name):\(number)"
      if line.hasPrefix("benchmark name") {
        isTable = true
        isPlain = isPlainHeader(line)
        return
      }
      if isRule(plain) {
        width = plain.utf8.count
        headings.rule()
        (name, pieces) = ("", [])
        return
      }
      if plain.hasPrefix("====") { isTable = false }
      headings.add(line, width: width)
      let within = headings.within
      guard isTable else { return }
      if line.count > 60, line.hasSuffix("   ") { isPadded = true }
      if plain.isEmpty {
        pieces = []
        return
      }
      if let mark = line.firstRange(of: "Benchmark failed") {
        pieces.append(line[..<mark.lowerBound].trimmed)
        var message = line[mark.upperBound...].trimmed
        if message.hasPrefix("("), message.hasSuffix(")") {
          message = String(message.dropFirst().dropLast())
        }
        harvest.reject(
          SeriesKey(benchmark: pieces.joined(separator: " ")),
          within: within,
          "the benchmark failed: \(message.isEmpty ? "no message" : message)", at: place)
        (name, pieces) = ("", [])
        return
      }
      let words = line.split(whereSeparator: \.isWhitespace)
      // A name may begin with a space, as values do; the program's output may follow on the line.
      let row = words.indices.dropLast(3).last { k in
        Int(words[k]) != nil && Int(words[k + 1]) != nil && parsedNumber(words[k + 2].utf8) != nil
          && timeUnit(String(words[k + 3])) != nil
      }
      if row != nil || !line.hasPrefix(" ") {
        if let row {
          let end = line[..<words[row].startIndex].trimmed
          name = (pieces + (end.isEmpty ? [] : [end])).joined(separator: " ")
          pieces = []
          guard isPlain else { return }
          let unit = Metric.Unit(String(words[row + 3]))
          if let value = parsedNumber(words[row + 2].utf8),
            let time = unit.convert(value, to: Metric.Unit("ns"))
          {
            harvest.add(
              Measurement(
                benchmark: name, metric: .nanoseconds, within: within,
                executions: [], summary: Summary(estimate: time))
            ) { _, _ in place }
          }
          name = ""
        } else {
          if !isPadded || line.hasSuffix("  ") { pieces.append(plain) }
        }
        return
      }
      // Mean, low mean, high mean; the standard deviations stand on the next line.
      guard !name.isEmpty, words.count == 6 else { return }
      var values: [Double] = []
      for k in [0, 2, 4] {
        guard let value = parsedNumber(words[k].utf8),
          let converted = Metric.Unit(String(words[k + 1])).convert(value, to: Metric.Unit("ns"))
        else { return }
        values.append(converted)
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: .nanoseconds, within: within,
          executions: [],
          summary: Summary(estimate: values[0], lower: values[1], upper: values[2], level: 0.95))
      ) { _, _ in place }
      name = ""
    }
    return try harvest.loaded("a table of benchmarks")
  }
}
