import Foundation
import PerfArchive
import PerfReports
import PerfStats
import PerfText
import TestSupport
import Testing

@Suite("export csv")
struct ExportTests {
  private let scenario = packageFolder.appendingPathComponent("Fixtures/three-regressions")

  private var baseline: String {
    scenario.appendingPathComponent("quiet-baseline.jsonl.gz").path
  }
  private var current: String { scenario.appendingPathComponent("quiet-current.jsonl.gz").path }

  private func text(_ tool: Tool, _ name: String) throws -> String {
    try String(contentsOf: tool.folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Records of a CSV text by RFC 4180, with the place of every quoted field.
  private func records(_ text: String) -> [[(text: String, quoted: Bool)]] {
    var records: [[(text: String, quoted: Bool)]] = [[]]
    var field = ""
    var quoted = false
    var inside = false
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"":
        // A quote after a closing one is a quote.
        if !inside, quoted, previous == "\"" { field.unicodeScalars.append(scalar) }
        inside.toggle()
        quoted = true
      case "," where !inside, "\n" where !inside:
        records[records.count - 1].append((field, quoted))
        (field, quoted) = ("", false)
        if scalar == "\n" { records.append([]) }
      default: field.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    #expect(records.last?.isEmpty == true, "the last line has an end")
    return records.dropLast()
  }

  /// Jobs of two commits each, two metrics and eight benchmarks, of which one takes 25 % longer
  /// from the middle on; values from a fixed recurrence.
  private func jobs(_ count: Int, runner: String, seed: UInt64 = 1) -> [Run] {
    var state = seed
    func noise() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24) - 0.5
    }
    let megabytes = Metric(name: "throughput", unit: "MB/s", better: .higher)
    return (0..<count).map { job in
      let day = 1 + job / 24
      let names = (0..<8).map { "b\($0)" }
      let measurements = (names + ["b0"]).enumerated().map { place, name in
        let slow = place == 0 && 2 * job >= count ? 1.25 : 1
        return Measurement(
          benchmark: name, metric: place == 8 ? megabytes : .nanoseconds,
          executions: (0..<5).map { _ in
            let level = slow * (1.5 + Double(place)) * (1 + 0.02 * noise())
            return Execution(
              iterations: 10, values: (0..<4).map { _ in level * (1 + 0.01 * noise()) })
          })
      }
      return Run(
        id: "\(runner)-\(job)", commit: "c\(job / 2)",
        date: "2026-03-\(day < 10 ? "0" : "")\(day)T\(String(100 + job % 24).suffix(2)):00:00Z",
        runner: Runner(label: runner), measurements: measurements)
    }
  }

  private func write(_ runs: [Run], _ tool: Tool, _ name: String) throws {
    try Data(RunFile.encode(runs)).write(to: tool.folder.appendingPathComponent(name))
  }

  @Test("Every cell of every table is what the dictionary and datapackage.json say")
  func tables() throws {
    try inScratch { tool in
      let made = jobs(40, runner: "x86-a") + jobs(40, runner: "x86-b", seed: 2)
      try write(made, tool, "runs.jsonl")
      try write(Array(made.prefix(6)), tool, "base.jsonl")
      let export = try tool.run(
        "export", "csv", "runs.jsonl", "--baseline", "base.jsonl", "--output", "out")
      #expect(export.status == 0, "\(export.errors)")
      let package = try Data(
        contentsOf: tool.folder.appendingPathComponent("out/datapackage.json"))
      let json = try JSON(parsing: Array(package), file: "datapackage.json")
      let resources = try json.member("resources").elements()
      #expect(Array(resources).count == 8)
      for (table, resource) in zip(ExportTable.all, resources) {
        #expect(try resource.member("name").string() == table.name)
        #expect(try resource.member("path").string() == "\(table.name).csv")
        let fields = try resource.member("schema").member("fields").elements()
        let rows = records(try text(tool, "out/\(table.name).csv"))
        #expect(rows.first?.map(\.text) == table.columns.map(\.name), "\(table.name)")
        #expect(try fields.map { try $0.member("name").string() } == table.columns.map(\.name))
        #expect(rows.count > 1, "\(table.name)")
        #expect(rows.allSatisfy { $0.count == table.columns.count }, "\(table.name)")
        for (place, field) in fields.enumerated() {
          let type = try field.member("type").string()
          #expect(type == table.columns[place].kind.rawValue)
          let isRequired = field["constraints"] != nil
          #expect(isRequired == table.columns[place].required)
          var seen = 0
          for row in rows.dropFirst() {
            let cell = row[place]
            if cell.text.isEmpty {
              #expect(!isRequired, "\(table.name).\(table.columns[place].name)")
              continue
            }
            seen += 1
            let fits: Bool =
              switch type {
              case "integer": Int(cell.text) != nil && !cell.quoted
              case "number": Double(cell.text)?.isFinite == true && !cell.quoted
              case "boolean": ["true", "false"].contains(cell.text) && !cell.quoted
              case "datetime":
                cell.text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil && !cell.quoted
              default: cell.quoted || cell.text.first?.isLetter == true
              }
            #expect(fits, "\(table.name).\(table.columns[place].name): \(cell)")
          }
          // No column is dead: each is filled somewhere, but for what this data does not have.
          let absent = [
            "elements", "jobs_to_decide", "prior_degrees_of_freedom", "nu", "value_before",
            "value_after", "part_of",
            "within", "definition", "role", "lower", "upper", "level", "reason",
          ]
          #expect(
            seen > 0 || absent.contains(table.columns[place].name),
            "\(table.name).\(table.columns[place].name)")
        }
      }
    }
  }

  @Test(
    "Histories from the runs and their samples agree to the last bit, their history table in the changes"
  )
  func historyRoundTrip() throws {
    try inScratch { tool in
      try write(
        jobs(40, runner: "x86-a") + jobs(40, runner: "x86-b", seed: 2), tool, "runs.jsonl")
      #expect(
        try tool.run(
          "export", "csv", "runs.jsonl", "--output", "out", "--tables", "samples,changes,history"
        ).status == 0)
      func changes(_ source: String) throws -> String {
        let result = try tool.run("history", source, "--format", "csv")
        #expect(result.status == 0, "\(result.errors)")
        return result.output
      }
      let direct = try changes("runs.jsonl")
      // The change of 25 % on each of the two runners, with intervals and p-values.
      #expect(records(direct).count { $0[0].text == "b0" && $0[1].text == "time" } == 2)
      #expect(try text(tool, "out/changes.csv") == direct)
      #expect(try changes("out/samples.csv") == direct)
      // The table does not tell what was taken out of it, by which intervals are a little wider.
      func found(_ text: String) -> [[String]] {
        records(text).map { row in
          row.enumerated().filter {
            !["lower", "upper", "negligible"].contains(records(text)[0][$0.offset].text)
          }
          .map(\.element.text)
        }
      }
      #expect(found(try changes("out/history.csv")) == found(direct))
    }
  }

  @Test("An archive, a folder and one file of the same runs give the same tables")
  func sources() throws {
    try inScratch { tool in
      // More than twice the jobs that a noise model is fitted to: what is too old is dropped
      // on the way.
      let runs = jobs(130, runner: "x86-a")
      try FileManager.default.createDirectory(
        at: tool.folder.appendingPathComponent("runs"), withIntermediateDirectories: true)
      for (number, run) in runs.enumerated() {
        try write([run], tool, "runs/\(1000 + number).jsonl")
      }
      try write(runs, tool, "runs.jsonl")
      #expect(try tool.run("archive", "add", "--archive", "a.sqlite", "runs").status == 0)
      for source in ["runs", "runs.jsonl", "a.sqlite"] {
        let made = try tool.run("export", "csv", source, "--output", "out-\(source)")
        #expect(made.status == 0, "\(made.errors)")
      }
      for table in ["samples", "locations", "noise", "changes", "history"] {
        let first = try text(tool, "out-runs/\(table).csv")
        #expect(try text(tool, "out-runs.jsonl/\(table).csv") == first, "\(table)")
        #expect(try text(tool, "out-a.sqlite/\(table).csv") == first, "\(table)")
      }
      let model = try NoiseModel.fit(runs, statistic: .fastHalfMean)
      let header = String(decoding: ExportTable.noise.header, as: UTF8.self)
      #expect(
        try text(tool, "out-a.sqlite/noise.csv")
          == header + String(decoding: ExportTable.noiseRows(model), as: UTF8.self))

      // Of an archive the newest commit is compared: its two jobs here.
      try write(Array(runs.prefix(4)), tool, "base.jsonl")
      try write(Array(runs.suffix(2)), tool, "last.jsonl")
      for source in ["a.sqlite", "last.jsonl"] {
        let made = try tool.run(
          "export", "csv", source, "--baseline", "base.jsonl", "--output", "compared-\(source)",
          "--tables", "comparisons,intervals,bootstrap", "--thin", "10")
        #expect(made.status == 0, "\(made.errors)")
      }
      // Ten of the hundred quantiles of nine series.
      #expect(records(try text(tool, "compared-a.sqlite/bootstrap.csv")).count == 1 + 9 * 10)
      for table in ["comparisons", "intervals", "bootstrap"] {
        #expect(
          try text(tool, "compared-a.sqlite/\(table).csv")
            == text(tool, "compared-last.jsonl/\(table).csv"))
      }
    }
  }

  @Test("Samples read back give the same verdicts to the last bit")
  func roundTrip() throws {
    try inScratch { tool in
      for (side, file) in [("old", baseline), ("new", current)] {
        let made = try tool.run(
          "export", "csv", file, "--output", side, "--tables", "samples", "--gzip")
        #expect(made.status == 0, "\(made.errors)")
      }
      func judged(_ old: String, _ new: String) throws -> [String] {
        let report = try tool.run(
          "compare", "--baseline", old, "--current", new, "--format", "json")
        #expect(report.status == 1)
        let json = try JSON(parsing: Array(report.output.utf8), file: "report")
        return try json.member("benchmarks").elements().map(\.text)
      }
      let direct = try judged(baseline, current)
      #expect(direct.count == 54)
      #expect(try judged("old/samples.csv.gz", "new/samples.csv.gz") == direct)
    }
  }

  @Test("Hostile texts stay what they are, in quotes, and are warned of")
  func hostileNames() throws {
    try inScratch { tool in
      let names = ["=1+1", "a,b", "quote\"d", "+x", "@cmd", "-2", "1e5", "naïve/日本", "日本", "'x"]
      let run = Run(
        id: "=r\n2,\"x\"", commit: "\tc",
        measurements: names.map {
          Measurement(
            benchmark: $0, metric: .nanoseconds, executions: [Execution(values: [1.5, 2.25])])
        })
      try write([run], tool, "run.jsonl")
      let made = try tool.run(
        "export", "csv", "run.jsonl", "--output", "out", "--tables", "samples")
      #expect(made.status == 0, "\(made.errors)")
      #expect(made.errors.contains("6 texts begin like a formula (\"\\tc\")"), "\(made.errors)")
      let rows = records(try text(tool, "out/samples.csv"))
      #expect(rows.dropFirst().map { $0[4].text } == names.flatMap { [$0, $0] })
      for row in rows.dropFirst() {
        #expect(row[1].text == run.commit && row[3].text == run.id)
        #expect(row[4].quoted == (row[4].text != "naïve/日本"), "\(row[4])")
      }
      let back = try loadRuns([tool.folder.appendingPathComponent("out/samples.csv").path])
      #expect(back.runs.map(\.id) == [run.id] && back.runs.map(\.commit) == [run.commit])
      #expect(back.runs.first?.measurements == run.measurements)
    }
  }

  @Test("A benchmark of which only a summary is known is in the table of samples as an estimate")
  func summaries() throws {
    try inScratch { tool in
      var run = jobs(1, runner: "x86-a")[0]
      run.measurements[1].executions = []
      run.measurements[1].summary = Summary(estimate: 2)
      try write([run], tool, "run.jsonl")
      let made = try tool.run(
        "export", "csv", "run.jsonl", "--output", "out", "--tables", "samples")
      #expect(made.status == 0)
      let rows = records(try text(tool, "out/samples.csv"))
      let role = try #require(rows[0].firstIndex { $0.text == "role" })
      #expect(Set(rows.dropFirst().map { $0[4].text }) == Set(run.measurements.map(\.benchmark)))
      #expect(rows.filter { $0[role].text == "summary" }.map { $0[4].text } == ["b1"])
    }
  }

  @Test("Wrong usage ends with 64, unusable input with 2, and nothing is left half-written")
  func failures() throws {
    try inScratch { tool in
      #expect(try tool.run("export", "csv", current, "--output", "o", "--tables", "x").status == 64)
      #expect(
        try tool.run("export", "csv", current, "--output", "o", "--tables", "intervals").status
          == 64)
      let missing = try tool.run("export", "csv", "absent.jsonl", "--output", "o")
      #expect(missing.status == 2)
      #expect(missing.errors.contains("absent.jsonl"))
      let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      #expect(left.filter { !$0.hasPrefix(".") }.isEmpty, "\(left)")
    }
  }
}
