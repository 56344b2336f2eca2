import PerfStats
import PerfText

/// The table that JMH prints at its end: `Benchmark (param) Mode Cnt Score Error Units`.
///
/// What is printed as an order of magnitude (`≈ 10⁻³`) is no number and left out; `≈ 0` is 0.
enum JMHTable {
  private static let modes: Set<String> = ["thrpt", "avgt", "sample", "ss"]

  private static func isHeader(_ words: [Substring]) -> Bool {
    words.first == "Benchmark" && words.contains("Mode") && words.contains("Score")
      && words.last == "Units"
  }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { isHeader($0.split(whereSeparator: \.isWhitespace)) ? true : nil } ?? false
  }

  private struct Row {
    var name: String
    var mode: String
    /// A secondary metric, nil for the benchmark's own.
    var metric: String?
    var cells: [Substring]
    var place: String
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "jmh")
    var parameters: [String]?
    var rows: [Row] = []
    var modes: [String: Set<String>] = [:]
    var running = (name: "", parameters: "")
    var failures: [(name: String, parameters: String, message: String, place: String)] = []
    /// Whether the message of the last failure is still to come.
    var isOpen = false
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let words = line.split(whereSeparator: \.isWhitespace)
      if line.hasPrefix("# JMH version:") {
        harvest.run.settings["jmhVersion"] = line.dropFirst("# JMH version:".count).trimmed
      }
      if line.hasPrefix("# Benchmark: ") {
        running = (line.dropFirst("# Benchmark: ".count).trimmed, "")
      } else if line.hasPrefix("# Parameters: ("), let close = line.lastIndex(of: ")") {
        let inside = line[..<close].dropFirst("# Parameters: (".count)
        running.parameters = "(\(inside.replacing(" = ", with: "=").replacing(", ", with: ",")))"
      } else if line.contains("<failure>") || line.contains("<forked VM failed") {
        if failures.last?.name != running.name || failures.last?.parameters != running.parameters {
          failures.append((running.name, running.parameters, "", "\(source.name):\(number)"))
        }
        isOpen = true
        return
      }
      if isOpen, !line.trimmed.isEmpty {
        failures[failures.count - 1].message = line.trimmed
        isOpen = false
      }
      if isHeader(words) {
        parameters = words.dropFirst().filter { $0.hasPrefix("(") && $0.hasSuffix(")") }
          .map { String($0.dropFirst().dropLast()) }
        return
      }
      guard let known = parameters else { return }
      guard let row = row(words, known, "\(source.name):\(number)") else {
        // The table ends with its first other line.
        parameters = nil
        return
      }
      if row.metric == nil { modes[row.name, default: []].insert(row.mode) }
      rows.append(row)
    }
    for row in rows { add(row, isOneMode: modes[row.name]?.count ?? 0 <= 1, &harvest) }
    for failure in failures {
      // The table leaves out what all names begin with.
      let short = shortened(failure.name, as: rows.map(\.name)) + failure.parameters
      harvest.reject(
        SeriesKey(
          benchmark: short, metric: rows.first.map { JMH.metric($0.mode, unit: "").name } ?? "time"),
        "the benchmark failed: \(failure.message.isEmpty ? "no message" : failure.message)",
        at: failure.place)
    }
    return try harvest.loaded("rows of a table")
  }

  /// A full name as the table would have it: from the class on, as in its other rows.
  private static func shortened(_ name: String, as rows: [String]) -> String {
    let parts = name.split(separator: ".")
    let dots = rows.map { $0.prefix { $0 != "(" }.count { $0 == "." } }.max() ?? parts.count
    return parts.suffix(dots + 1).joined(separator: ".")
  }

  private static func row(_ words: [Substring], _ known: [String], _ place: String) -> Row? {
    guard let mode = words.lastIndex(where: { modes.contains(String($0)) }), mode > 0 else {
      return nil
    }
    let full = words[0].split(separator: ":", maxSplits: 1).map(String.init)
    guard var name = full.first else { return nil }
    let values = words[1..<mode].map(String.init)
    if values.count == known.count {
      let parts = zip(known, values).filter { $0.1 != "N/A" }.map { "\($0)=\($1)" }
      if !parts.isEmpty { name += "(\(parts.joined(separator: ",")))" }
    } else if !values.isEmpty {
      name += "(\(values.joined(separator: " ")))"
    }
    return Row(
      name: name, mode: String(words[mode]), metric: full.count > 1 ? full[1] : nil,
      cells: Array(words[(mode + 1)...]), place: place)
  }

  /// The cells after the mode: a count or not, the score, `± error` or not, the unit.
  private static func add(_ row: Row, isOneMode: Bool, _ harvest: inout Harvest) {
    let (name, cells, place) = (row.name, row.cells, row.place)
    let unit = cells.last.map(String.init) ?? ""
    var kind =
      row.metric.map { JMH.secondary($0, unit: unit) } ?? JMH.metric(row.mode, unit: unit)
    if row.metric != nil, !isOneMode { kind.name += " (\(row.mode))" }
    let key = SeriesKey(benchmark: name, metric: kind.name)
    let numbers = cells.dropLast()
    let isSecondary = row.metric != nil
    // What a profiler prints as text.
    if isSecondary, unit == "---" { return }
    // A terminal that does not know the signs writes others: one behind the score is that of the error,
    // and before it there is a count.
    let other = numbers.firstIndex { JMH.localNumber(String($0)) == nil && $0 != "NaN" }
    let about = other.flatMap {
      numbers[$0] == "≈" || numbers[$0] != "±" && $0 - numbers.startIndex < 2 ? $0 : nil
    }
    if let about {
      if about + 1 < numbers.endIndex, numbers[about + 1] == "0" {
        harvest.add(0, of: name, kind, secondary: isSecondary, at: place)
      } else if isSecondary {
        harvest.warn(
          "\(kind.name) of \"\(name)\" is left out: printed as an order of magnitude only",
          at: place)
      } else {
        harvest.skip(
          key, "its score is printed as an order of magnitude only; the JSON (-rf json) has it",
          at: place)
      }
      return
    }
    let sign = other
    // A count stands before the score where there was more than one iteration.
    let score = numbers[..<(sign ?? numbers.endIndex)].last.flatMap { JMH.localNumber(String($0)) }
    guard let score, score.isFinite, JMH.localNumber(unit) == nil else {
      let found = cells.joined(separator: " ").prefix(60)
      if isSecondary {
        harvest.warn(
          "\(kind.name) of \"\(name)\" is left out: expected a score and its unit, found"
            + " \"\(found)\"", at: place)
      } else {
        harvest.reject(key, "expected a score and its unit, found \"\(found)\"", at: place)
      }
      return
    }
    let error = sign.flatMap { numbers[($0 + 1)...].first }.flatMap {
      JMH.localNumber(String($0))
    }
    harvest.add(
      score, of: name, kind, error: error, level: 0.999, secondary: isSecondary, at: place)
  }
}
