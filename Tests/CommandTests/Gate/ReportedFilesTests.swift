import Foundation
import TestSupport
import Testing

/// Files that were answered wrongly once (`Fixtures/reported`), through the command: exit status and
/// verdicts as its README says.
@Suite("Reported files through perfstat compare")
struct ReportedFilesTests {
  struct Case: Sendable {
    var baseline: String
    var current: String
    var status: Set<Int32>
    /// Words of `name verdict` that some row must have.
    var rows: [String] = []
    /// Verdicts that no row may have.
    var never: Set<String> = []
  }

  static let cases: [Case] = [
    Case(
      baseline: "identity/benchmarkdotnet-net6-net8.json",
      current: "identity/benchmarkdotnet-net8-net6.json", status: [0],
      rows: ["Runtime=.NET 6.0", "Runtime=.NET 8.0"],
      never: ["fail", "improved", "error", "missing"]),
    Case(
      baseline: "identity/critcmp-base.json", current: "identity/critcmp-new.json", status: [0],
      rows: ["grp/one/flat"], never: ["error", "missing", "new"]),
    Case(
      baseline: "identity/go-one-package.txt", current: "identity/go-two-packages.txt",
      status: [0, 1], rows: ["example.com/m/b] new"], never: ["error", "missing"]),
    Case(
      baseline: "identity/asv-matrix/base", current: "identity/asv-matrix/cur", status: [0],
      rows: ["SIZE100]", "SIZE100000]"], never: ["error", "missing", "new"]),
    Case(
      baseline: "identity/asv-version/17171717-e.json",
      current: "identity/asv-version/18181818-e.json", status: [0],
      rows: ["bench.time_f inconclusive"]),
    Case(
      baseline: "failed/hyperfine-works.json", current: "failed/hyperfine-fails.json", status: [2],
      rows: ["make -j8 error"]),
    Case(
      baseline: "failed/go-fail-panic.txt", current: "failed/go-fail-panic.txt", status: [2],
      rows: ["Encode-8 error"]),
    Case(
      baseline: "units/google-ns.json", current: "units/google-ms.json", status: [0],
      never: ["fail", "error"]),
    Case(
      baseline: "clock/google-1.7.1.json", current: "clock/google-1.9.5.json", status: [0, 2],
      rows: ["threads:2 inconclusive"], never: ["fail"]),
    Case(
      baseline: "failed/google-skipped.json", current: "failed/google-skipped.json", status: [0],
      never: ["error", "missing"]),
    Case(
      baseline: "direction/go-hits-40.txt", current: "direction/go-hits-90.txt", status: [0],
      never: ["fail", "error"]),
    Case(
      baseline: "exact/go-allocs-100.txt", current: "exact/go-allocs-110.txt", status: [1],
      rows: ["Pool-8 fail"]),
    Case(
      baseline: "exact/go-allocs-110.txt", current: "exact/go-allocs-100.txt", status: [0],
      rows: ["Pool-8 improved"]),
    Case(
      baseline: "gate/suite-200.txt", current: "gate/suite-200-ten-times-slower.txt", status: [1]),
    Case(
      baseline: "swift/base-histogramEncoded", current: "swift/slow-histogramEncoded", status: [1],
      rows: ["Tiny/Odd_name:_a,b_(x=1) changed", "Tiny/kilo fail"]),
  ]

  @Test("verdicts", arguments: cases)
  func verdicts(_ example: Case) throws {
    try inScratch { tool in
      let folder = fixtures.appending(path: "reported")
      let result = try tool.run([
        "compare", "--baseline", folder.appending(path: example.baseline).path, "--current",
        folder.appending(path: example.current).path, "--format", "json", "--resamples", "500",
      ])
      #expect(example.status.contains(result.status), "\(result.status) \(result.errors)")
      let rows = try JSONReportRows(result.output).benchmarks.map { "\($0.name) \($0.verdict)" }
      for words in example.rows {
        #expect(rows.contains { $0.contains(words) }, "\(words): \(rows)")
      }
      for verdict in example.never {
        #expect(!rows.contains { $0.hasSuffix(" \(verdict)") }, "\(rows)")
      }
    }
  }

  /// A history file, and words that the answer must hold.
  @Test(
    "histories",
    arguments: [
      ("drift-20.csv", "drifting: +152.9 % in all"),
      ("otava-day-month.csv", "c019..c020"), ("otava-reversed.csv", "1 commit"),
      ("index-beyond-2-53.csv", "began in c19..c20"),
    ])
  func histories(file: String, words: String) throws {
    try inScratch { tool in
      let path = fixtures.appending(path: "reported/history/\(file)").path
      let result = try tool.run("history", path)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains(words), "\(result.output)")
    }
  }

  /// The scripts of the reports, as they came; what their answers must hold.
  @Test(
    "scripts",
    arguments: [
      ("identity/same-contents/run.sh", ["24 added, 0 there already, 0 in conflict", "+20.0 %"]),
      ("history/git-shallow/run.sh", ["shallow clone", "fetch-depth: 0"]),
      ("output/git-owner/run.sh", ["safe.directory", "history exit 2", "duet exit 2"]),
      ("output/readonly-archive/run.sh", ["12 runs, 24 samples"]),
    ])
  func scripts(script: String, words: [String]) throws {
    // Other users and owners are root's to make.
    guard getuid() == 0 || !script.hasPrefix("output/") else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      fixtures.appending(path: "reported/\(script)").path, Tool.path,
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a@example.org",
    ]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(
      decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    for words in words { #expect(output.contains(words), "\(output)") }
    #expect(!output.contains("cannot be written"), "\(output)")
  }

  @Test("what readers warn about stands in the report, in every form of it")
  func warnings() throws {
    try inScratch { tool in
      let file = fixtures.appending(path: "reported/failed/google-skipped.json").path
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try tool.write("other.json", text.replacingOccurrences(of: "e+05,", with: "1e+05,"))
      for format in ["text", "markdown", "json", "junit", "github", "html"] {
        let result = try tool.run([
          "compare", "--baseline", file, "--current", "other.json", "--format", format,
          "--resamples", "500",
        ])
        #expect(result.status == 0, "\(format): \(result.errors)")
        #expect(result.output.contains("was skipped"), "\(format)")
      }
    }
  }

  @Test("a file against itself is said first and is inconclusive; equal contents may be two jobs")
  func sameSamples() throws {
    try inScratch { tool in
      let file = fixtures.appending(path: "reported/zero/go-seven-allocs.txt").path
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

  @Test("--metric, --better, and two names of each side where nothing is in common")
  func choosing() throws {
    try inScratch { tool in
      let folder = fixtures.appending(path: "reported")
      func path(_ name: String) -> String { folder.appending(path: name).path }
      let metric = try tool.run(
        "import", path("zero/go-seven-allocs.txt"), "--metric", "^allocs")
      #expect(metric.output.contains("allocs/op") && !metric.output.contains("\"time\""))
      let better = try tool.run(
        "import", path("direction/csv-unspecified-900.csv"), "--better", "higher:throughput")
      #expect(better.output.contains("\"better\":\"higher\""))
      let none = try tool.run(
        "compare", "--baseline", path("identity/go-one-package.txt"), "--current",
        path("identity/critcmp-new.json"))
      #expect(none.status == 2)
      #expect(none.errors.contains("Same-2") && none.errors.contains("grp/one/a*b"))
      #expect(
        try tool.run("import", path("zero/go-no-allocs.txt"), "--better", "up:x").status == 64)
    }
  }

  /// Imported, exported as a table, compared with the original: zeros, directions, failures and what has
  /// no samples included. The table has one sample changed, so that it is not the same measurement.
  @Test(
    "a round trip through import and export gives the same verdicts",
    arguments: [
      "zero/go-seven-allocs.txt", "failed/go-failed.txt", "failed/libtest-failed.txt",
      "failed/catch2-failed.txt", "identity/google-same-name.json", "identity/critcmp-new.json",
      "rates/jmh-gc-work-200.json", "direction/go-hits-90.txt", "failed/google-skipped.json",
      "identity/benchmarkdotnet-net6-net8.json",
    ])
  func roundTrip(file: String) throws {
    try inScratch { tool in
      let source = fixtures.appending(path: "reported").appending(path: file).path
      #expect(try tool.run("import", source, "--output", "run.jsonl").status == 0)
      #expect(
        try tool.run("export", "csv", "run.jsonl", "--output", "t", "--tables", "samples").status
          == 0)
      func rows(_ baseline: String, _ current: String) throws -> [String] {
        let result = try tool.run(
          "compare", "--baseline", baseline, "--current", current, "--format", "json",
          "--resamples", "500")
        return try JSONReportRows(result.output).benchmarks.map {
          "\($0.name) \($0.metric) \($0.verdict)"
        }.sorted()
      }
      let original = try rows(source, source)
      #expect(try rows("run.jsonl", "run.jsonl") == original)
      #expect(try rows("t/samples.csv", "t/samples.csv") == original)
    }
  }

  @Test("without git the baseline is the newest commit of the current branch, or of --branch")
  func otherBranch() throws {
    try inScratch { tool in
      let folder = fixtures.appending(path: "reported/identity/other-branch")
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
}
