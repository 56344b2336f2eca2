import Foundation
import TestSupport
import Testing

/// Files that were answered wrongly once (`Fixtures/reported`): the right answers of its README, through
/// the command. Of every file there is one.
@Suite("Reported files")
struct ReportedFilesTests {
  private static let rows = ReportedRow.comparisons + ReportedRow.readings

  @Test("rows of the README", arguments: rows)
  func row(_ row: ReportedRow) throws { try row.check() }

  /// Files that no row reads by its name, and what they are.
  private static let others: Set<String> = Set(ReportedScript.all.map(\.file)).union([
    "README.md",
    // Here, below.
    "output/names.jsonl", "output/spaces.jsonl", "identity/other-branch/",
    "reliability/killed-at-creation/", "output/junit-10.xsd",
  ])

  /// The copies, and the originals where they are.
  private static let folders = [fixtures, packageFolder.appending(path: "../shared/data")]
    .map { $0.appending(path: "reported").path }
    .filter { FileManager.default.fileExists(atPath: $0) }

  @Test("every file has its answer", arguments: folders)
  func listing(root: String) throws {
    let covered = Self.others.union(Self.rows.flatMap(\.files))
    let walker = try #require(FileManager.default.enumerator(atPath: root))
    var files = 0
    for case let file as String in walker
    where walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
      files += 1
      let isCovered = covered.contains {
        file == $0 || file.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/")
      }
      #expect(isCovered, "\(file) is in no row")
    }
    #expect(files >= 148)
    for file in covered where file != "output/junit-10.xsd" {
      #expect(FileManager.default.fileExists(atPath: "\(root)/\(file)"), "\(file)")
    }
  }

  @Test(
    "a failed command stands in every form of the report",
    arguments: ["text", "markdown", "json", "junit", "github", "html"])
  func failureInEveryForm(format: String) throws {
    try ReportedRow(
      command: [
        "compare", "--baseline", "@failed/hyperfine-works.json", "--current",
        "@failed/hyperfine-fails.json", "--format", format,
      ], status: [2], told: ["exit code 2 in 6 of 6 runs"]
    ).check()
  }

  @Test(
    "a skip stands in every form of the report",
    arguments: ["text", "markdown", "json", "junit", "github", "html"])
  func skipInEveryForm(format: String) throws {
    try inScratch { tool in
      let file = ReportedRow.folder.appending(path: "failed/google-skipped.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try tool.write("other.json", text.replacing("e+05,", with: "1e+05,"))
      // What stands in the report, not what is told beside it.
      let result = try tool.run(
        "compare", "--baseline", file.path, "--current", "other.json", "--format", format,
        "--resamples", "500")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("was skipped"))
    }
  }

  @Test("a file against itself is said first and is inconclusive; equal contents may be two jobs")
  func sameSamples() throws {
    try inScratch { tool in
      let file = ReportedRow.folder.appending(path: "zero/go-seven-allocs.txt").path
      let result = try tool.run("compare", "--baseline", file, "--current", file)
      #expect(result.status == 0)
      let first = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("! ") })
      #expect(first.contains("the same samples"))
      #expect(result.output.contains("RESULT: INCONCLUSIVE"))
      for (number, commit) in ["a1", "b2"].enumerated() {
        let made = try tool.run(
          "import", file, "--commit", commit, "--date", "2026-01-0\(number + 1)", "--output",
          "\(commit).jsonl")
        #expect(made.status == 0)
      }
      let added = try tool.run("archive", "add", "a1.jsonl", "b2.jsonl", "--archive", "a.sqlite")
      #expect(added.status == 0, "\(added.errors)")
    }
  }

  @Test("without git the baseline is the newest commit of the current branch, or of --branch")
  func otherBranch() throws {
    try inScratch { tool in
      let folder = ReportedRow.folder.appending(path: "identity/other-branch")
      func jobs(_ names: [String]) -> [String] {
        names.flatMap { name in
          ["a", "b"].map { folder.appending(path: "\(name)\($0).jsonl").path }
        }
      }
      let arguments =
        ["compare", "--archive"] + jobs(["main1", "main2", "main3", "main4", "feature-"])
        + ["--current"] + jobs(["current-"]) + ["--resamples", "500"]
      let own = try tool.run(arguments)
      #expect(own.status == 1, "\(own.output)")
      #expect(own.output.contains("444444444444") && own.output.contains("branch main"))
      let other = try tool.run(arguments + ["--branch", "feature-x"])
      #expect(other.status == 0 && other.output.contains("branch feature-x"))
    }
  }

  @Test("rows of several metrics in a stream are as many series")
  func stream() throws {
    try inScratch { tool in
      let text = try String(
        contentsOf: ReportedRow.folder.appending(path: "output/spark-metrics.csv"), encoding: .utf8)
      let result = try tool.run("history", "--stream", input: text)
      #expect(result.status == 0, "\(result.errors)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 3)
      for (line, metric) in zip(lines, ["B/op", "allocs/op", "time"]) {
        #expect(line.contains("\"metric\":\"\(metric)\"") && line.contains("\"points\":24"))
      }
    }
  }

  @Test("an archive whose creation was killed is gone on with")
  func killedAtCreation() throws {
    try inScratch { tool in
      let folder = ReportedRow.folder.appending(path: "reliability/killed-at-creation")
      for suffix in ["", "-shm", "-wal"] {
        try FileManager.default.copyItem(
          at: folder.appending(path: "i.sqlite\(suffix)"),
          to: tool.folder.appending(path: "i.sqlite\(suffix)"))
      }
      try tool.writeSides()
      let added = try tool.run("archive", "add", "base.jsonl", "--archive", "i.sqlite")
      #expect(added.status == 0, "\(added.errors)")
      #expect(try tool.run("archive", "list", "--archive", "i.sqlite").output.contains("5 runs"))
    }
  }

  @Test(
    "names with outer spaces, names like numbers and dates come back from a table",
    arguments: [("spaces.jsonl", 3), ("names.jsonl", 47)])
  func names(file: String, count: Int) throws {
    try inScratch { tool in
      let source = ReportedRow.folder.appending(path: "output/\(file)").path
      let export = try tool.run("export", "csv", source, "--output", "out", "--tables", "samples")
      #expect(export.status == 0, "\(export.errors)")
      func names(_ path: String) throws -> [String] {
        let text = try tool.run("import", path, "--output", "-").output
        return try text.split(separator: "\n").compactMap { line in
          let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
          return object?["benchmark"] as? String
        }
      }
      let before = try names(source)
      #expect(before.count == count)
      #expect(try names("out/samples.csv") == before)
    }
  }

  /// DuckDB takes a header for a row of values if one of its columns reads as one.
  @Test("no column of a table reads as a value")
  func columns() throws {
    let values: Set<Substring> = ["t", "f", "true", "false", "nan", "inf", "null", "na", "y", "n"]
    func columns(_ text: String) -> Set<Substring> {
      Set(text.prefix { $0 != "\n" }.split(separator: ","))
    }
    func reported(_ name: String) throws -> Set<Substring> {
      columns(
        try String(
          contentsOf: ReportedRow.folder.appending(path: "output/\(name)"), encoding: .utf8))
    }
    #expect(try reported("changes-header-only.csv").intersection(values) == ["t"])
    try inScratch { tool in
      try tool.writeSides()
      #expect(try tool.run("export", "csv", "base.jsonl", "--output", "out").status == 0)
      let tables = try FileManager.default.contentsOfDirectory(
        atPath: tool.folder.appending(path: "out").path
      ).filter { $0.hasSuffix(".csv") }
      #expect(tables.contains("changes.csv") && tables.contains("noise.csv"))
      for table in tables {
        #expect(columns(try tool.read("out/\(table)")).isDisjoint(with: values), "\(table)")
      }
      #expect(columns(try tool.read("out/noise.csv")) == (try reported("noise-header-only.csv")))
    }
  }

  private static let schema = packageFolder.deletingLastPathComponent()
    .appending(path: "shared/data/reported/output/junit-10.xsd").path

  @Test(
    "JUnit XML is valid by the schema of Jenkins' xUnit plugin",
    .enabled(
      if: Tool.path(of: "xmllint") != nil && FileManager.default.fileExists(atPath: schema),
      "needs xmllint and ../shared"),
    arguments: [
      ("zero/go-no-allocs.txt", "zero/go-seven-allocs.txt"),
      ("failed/hyperfine-works.json", "failed/hyperfine-fails.json"),
      ("failed/google-skipped.json", "clock/google-1.9.5.json"),
    ])
  func junit(baseline: String, current: String) throws {
    try inScratch { tool in
      func errors(_ file: String) throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Tool.path(of: "xmllint") ?? "")
        process.arguments = ["--noout", "--schema", Self.schema, file]
        process.currentDirectoryURL = tool.folder
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let text = String(
          decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").count { $0.contains("validity error") }
      }
      let folder = ReportedRow.folder
      _ = try tool.run(
        "compare", "--baseline", folder.appending(path: baseline).path, "--current",
        folder.appending(path: current).path, "--format", "junit", "--output", "r.xml",
        "--resamples", "500")
      #expect(try tool.read("r.xml").contains("<testcase"))
      #expect(try errors("r.xml") == 0)
      #expect(try errors(folder.appending(path: "output/junit-example.xml").path) == 3)
    }
  }
}
