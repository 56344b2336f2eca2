import Foundation
import PerfArchive
import PerfStats
import Testing

@Suite("export csv")
struct ExportTests {
  private let scenario = Tool.packageRoot.appendingPathComponent("Fixtures/three-regressions")

  private var baseline: String {
    scenario.appendingPathComponent("quiet-baseline.jsonl.gz").path
  }
  private var current: String { scenario.appendingPathComponent("quiet-current.jsonl.gz").path }

  /// Records of a CSV file without line ends in its fields.
  private func records(_ tool: Tool, _ name: String) throws -> [[Substring]] {
    let url = tool.folder.appendingPathComponent(name)
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test("Every table has the columns of its dictionary, and rows where the sources allow")
  func tables() throws {
    try inScratch { tool in
      let made = try tool.run(
        "export", "csv", current, baseline, "--baseline", baseline, "--output", "out")
      #expect(made.status == 0, "\(made.errors)")
      for table in ExportTable.all {
        let rows = try records(tool, "out/\(table.name).csv")
        #expect(rows.first?.map(String.init) == table.columns.map(\.name), "\(table.name)")
        // Too few commits for a change, the rest has rows.
        #expect(rows.count > 1 || table.name == "changes", "\(table.name)")
        for row in rows.dropFirst() where row.count == table.columns.count {
          for (cell, column) in zip(row, table.columns) where column.required {
            #expect(!cell.isEmpty, "\(table.name).\(column.name)")
          }
        }
      }
      let package = try Data(
        contentsOf: tool.folder.appendingPathComponent("out/datapackage.json"))
      let json = try JSON(parsing: Array(package), file: "datapackage.json")
      let names = try json.member("resources").elements().map { resource in
        try resource.member("name").string()
      }
      #expect(names == ExportTable.all.map(\.name))
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
      func judged(_ old: String, _ new: String) throws -> [[String]] {
        let report = try tool.run(
          "compare", "--baseline", old, "--current", new, "--format", "json")
        #expect(report.status == 1)
        let json = try JSON(parsing: Array(report.output.utf8), file: "report")
        return try json.member("benchmarks").elements().map { row in
          try [row.member("name").string(), row.member("verdict").string()]
            + ["ratio", "lower", "upper", "p"].map { try row.member($0).text }
        }
      }
      let direct = try judged(baseline, current)
      #expect(direct.count == 54)
      #expect(try judged("old/samples.csv.gz", "new/samples.csv.gz") == direct)
    }
  }

  @Test("Hostile names stay what they are")
  func hostileNames() throws {
    try inScratch { tool in
      let names = ["=1+1", "a,b", "quote\"d", "+x", "@cmd", "-2", "naïve/日本"]
      let run = Run(
        id: "r",
        measurements: names.map {
          Measurement(
            benchmark: $0, metric: .nanoseconds, executions: [Execution(values: [1.5, 2.25])])
        })
      try Data(RunFile.encode([run])).write(
        to: tool.folder.appendingPathComponent("run.jsonl"))
      let made = try tool.run(
        "export", "csv", "run.jsonl", "--output", "out", "--tables", "samples")
      #expect(made.status == 0, "\(made.errors)")
      let back = try loadRuns([tool.folder.appendingPathComponent("out/samples.csv").path])
      #expect(back.runs.first?.measurements.map(\.benchmark) == names)
      #expect(back.runs.first?.measurements.first?.executions.first?.values == [1.5, 2.25])
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
      let left = try FileManager.default.contentsOfDirectory(
        atPath: tool.folder.appendingPathComponent("o").path)
      #expect(left.isEmpty)
    }
  }

  @Test("The data dictionary in the documentation is the one in the code")
  func dictionary() throws {
    let page = try String(
      contentsOf: Tool.packageRoot.appendingPathComponent("notebooks-export/README.md"),
      encoding: .utf8)
    #expect(page.contains(ExportTable.dictionary))
  }
}
