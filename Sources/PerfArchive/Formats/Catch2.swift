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

  private enum Part { case text, heading, tableHead, table }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "catch2")
    var part = Part.text
    /// Test case and sections.
    var heading: [String] = []
    /// Lines of a name that is wrapped.
    var pieces: [String] = []
    var name = ""
    var isPlain = false
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let plain = line.trimmed
      let place = "\(source.name):\(number)"
      if line.hasPrefix("benchmark name") {
        part = .tableHead
        isPlain = isPlainHeader(line)
        return
      }
      if plain.utf8.count > 20, plain.utf8.allSatisfy({ $0 == UInt8(ascii: "-") }) {
        switch part {
        case .tableHead: part = .table
        case .heading: part = .text
        case .text, .table:
          part = .heading
          heading = []
        }
        (name, pieces) = ("", [])
        return
      }
      if plain.hasPrefix("====") { part = .text }
      if part == .heading, !plain.isEmpty { heading.append(plain) }
      guard part == .table else { return }
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
          within: heading.joined(separator: " / "),
          "the benchmark failed: \(message.isEmpty ? "no message" : message)", at: place)
        (name, pieces) = ("", [])
        return
      }
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if !line.hasPrefix(" ") {
        if words.count >= 4, timeUnit(words[words.count - 1]) != nil,
          parsedNumber(words[words.count - 2].utf8) != nil, Int(words[words.count - 3]) != nil,
          Int(words[words.count - 4]) != nil
        {
          let end = words.dropLast(4).joined(separator: " ")
          name = (pieces + (end.isEmpty ? [] : [end])).joined(separator: " ")
          pieces = []
          guard isPlain else { return }
          let unit = Metric.Unit(words[words.count - 1])
          if let value = parsedNumber(words[words.count - 2].utf8),
            let time = unit.convert(value, to: Metric.Unit("ns"))
          {
            harvest.add(
              Measurement(
                benchmark: name, metric: .nanoseconds, within: heading.joined(separator: " / "),
                executions: [], summary: Summary(estimate: time))
            ) { _, _ in place }
          }
          name = ""
        } else {
          pieces.append(plain)
        }
        return
      }
      // Mean, low mean, high mean; the standard deviations stand on the next line.
      guard !name.isEmpty, words.count == 6 else { return }
      var values: [Double] = []
      for k in [0, 2, 4] {
        guard let value = parsedNumber(words[k].utf8),
          let converted = Metric.Unit(words[k + 1]).convert(value, to: Metric.Unit("ns"))
        else { return }
        values.append(converted)
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: .nanoseconds, within: heading.joined(separator: " / "),
          executions: [],
          summary: Summary(estimate: values[0], lower: values[1], upper: values[2], level: 0.95))
      ) { _, _ in place }
      name = ""
    }
    return try harvest.loaded("a table of benchmarks")
  }
}
