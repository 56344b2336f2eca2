import Foundation
import TestSupport
import Testing

/// One right answer of `Fixtures/reported/README.md`: a command on the files, and what it must give.
struct ReportedRow: Sendable, CustomTestStringConvertible {
  static let folder = fixtures.appending(path: "reported")

  /// Words of the command; `@NAME` is a file or folder of `Fixtures/reported`.
  var command: [String]
  var status: Set<Int32> = [0]
  /// Of `compare`: allowed verdicts, with `|` between them, by `BENCHMARK` or `BENCHMARK, METRIC`. All
  /// rows of the report, unless there are very many.
  var verdicts: [String: String] = [:]
  /// Of `compare`: all rows, where the same verdicts go for them.
  var each: (rows: Int, verdict: String)?
  /// Of `import`: the series as `BENCHMARK [METRIC] UNIT DIRECTION: VALUES`, each the beginning of a line.
  /// Executions have `/` between them, an estimate stands behind `~`.
  var series: [String]?
  /// What the output, or what is told beside it, must hold.
  var told: [String] = []
  var neverTold: [String] = []
  /// Copies, written before the command starts, of reported files with something replaced.
  var copies: [String: (of: String, replacing: String, with: String)] = [:]

  var testDescription: String { command.joined(separator: " ") }

  /// The files, and folders, of `Fixtures/reported` that the row is about.
  var files: [String] {
    command.filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) } + copies.values.map(\.of)
  }

  func check() throws {
    try inScratch { tool in
      for (name, copy) in copies {
        let text = try String(contentsOf: Self.folder.appending(path: copy.of), encoding: .utf8)
        #expect(text.contains(copy.replacing))
        try tool.write(name, text.replacing(copy.replacing, with: copy.with))
      }
      var words = command.map {
        $0.hasPrefix("@") ? Self.folder.appending(path: $0.dropFirst()).path : $0
      }
      if command[0] == "compare", !command.contains("--format") {
        words += ["--format", "json", "--resamples", "500"]
      }
      let result = try tool.run(words)
      #expect(status.contains(result.status), "\(result.status) \(result.errors)")
      for words in told {
        #expect((result.output + result.errors).contains(words), "\(words): \(result)")
      }
      for words in neverTold { #expect(!(result.output + result.errors).contains(words)) }
      if !verdicts.isEmpty || each != nil {
        try check(JSONReportRows(result.output).benchmarks)
      }
      if let series {
        let found = try ImportedSeries.lines(result.output)
        #expect(found.count == series.count, "\(found)")
        for (line, expected) in zip(found, series) {
          #expect(line.hasPrefix(expected), "\(line)")
        }
      }
    }
  }

  private func check(_ rows: [JSONReportRows.Row]) {
    if let each {
      #expect(rows.count == each.rows)
      let allowed = each.verdict.split(separator: "|").map(String.init)
      for row in rows { #expect(allowed.contains(row.verdict), "\(row)") }
      return
    }
    var found: [String: String] = [:]
    for row in rows {
      found[row.metric == "time" ? row.name : "\(row.name), \(row.metric)"] = row.verdict
    }
    #expect(Set(found.keys) == Set(verdicts.keys))
    for (row, verdict) in found {
      let allowed = (verdicts[row] ?? "").split(separator: "|").map(String.init)
      #expect(allowed.contains(verdict), "\(row): \(verdict), expected \(allowed)")
    }
  }
}

/// What `import` wrote, one line for each series.
private enum ImportedSeries {
  struct Line: Decodable {
    struct Metric: Decodable { var name, unit, better: String }
    struct Execution: Decodable { var values: [Double] }
    struct Summary: Decodable { var estimate: Double }
    var benchmark: String
    var metric: Metric
    var executions: [Execution]?
    var summary: Summary?
  }

  static func lines(_ text: String) throws -> [String] {
    try text.split(separator: "\n").filter { !$0.hasPrefix("{\"format\"") }.map {
      let line = try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      func number(_ value: Double) -> String {
        value == value.rounded() && value < 1e15 ? "\(Int(value))" : "\(value)"
      }
      let values = (line.executions ?? []).map {
        $0.values.map(number).joined(separator: " ")
      }.joined(separator: " / ")
      let estimate = line.summary.map { "~\(number($0.estimate))" } ?? ""
      return "\(line.benchmark) [\(line.metric.name)] \(line.metric.unit) \(line.metric.better): "
        + values + estimate
    }
  }
}
