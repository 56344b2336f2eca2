import Foundation
import Testing

/// Result files of real tools (`Fixtures/formats`) through the commands that take results.
private let realResults: [(path: String, format: String)] = [
  ("criterion/target/criterion", "criterion"), ("criterion/stdout.txt", "criterion-text"),
  ("go/sort.txt", "go"), ("go/sort-json.jsonl", "go"),
  ("google-benchmark/sort.json", "google-benchmark"),
  ("google-benchmark/sort.csv", "google-benchmark"), ("hyperfine/sleepless.json", "hyperfine"),
  ("pyperf/sort.json", "pyperf"), ("pytest-benchmark/sort.json", "pytest-benchmark"),
  ("asv/results/example/7defdf64-existing-py.json", "asv"),
]

@Suite("Results of other tools in every command")
struct FormatCommandTests {
  private func verdicts(_ output: String) throws -> [String] {
    try JSONReportRows(output).benchmarks.map { "\($0.name) \($0.verdict)" }.sorted()
  }

  @Test("import, export, archive add, baseline save and compare", arguments: realResults)
  func everyCommand(path: String, format: String) throws {
    let source = fixtures.appending(path: "formats").appending(path: path).path
    try inScratch { tool in
      func succeeds(_ arguments: [String], _ status: Set<Int32> = [0]) throws -> String {
        let result = try tool.run(arguments)
        #expect(status.contains(result.status), "\(arguments): \(result.errors)")
        return result.output
      }
      let forced = ["--input-format", format]
      _ = try succeeds(["import", source, "--output", "run.jsonl"] + forced)
      _ = try succeeds(["archive", "add", source, "--archive", "archive.sqlite"] + forced)
      // A file with a benchmark that failed never becomes a baseline.
      let hasFailure = format == "google-benchmark"
      _ = try succeeds(["baseline", "save", "--from", source] + forced, [hasFailure ? 2 : 0])
      _ = try succeeds(
        ["export", "csv", source, "--output", ".", "--tables", "samples"] + forced)
      // Both sides the same file, read as it is, from a run file, and where all is raw samples
      // from a table: an `error` row for what failed gives status 2.
      let compare = ["compare", "--resamples", "500", "--format", "json"]
      let direct = try verdicts(
        succeeds(compare + ["--baseline", source, "--current", source] + forced, [0, 2]))
      #expect(!direct.isEmpty)
      let imported = try verdicts(
        succeeds(compare + ["--baseline", "run.jsonl", "--current", "run.jsonl"], [0, 2]))
      let good = direct.filter { !$0.hasSuffix(" error") }
      #expect(imported.filter { !$0.hasSuffix(" error") } == good)
      if format != "criterion-text" {
        let tidy = try verdicts(
          succeeds(compare + ["--baseline", "samples.csv", "--current", "samples.csv"], [0, 2]))
        // A benchmark without raw samples is in no table of samples.
        #expect(!tidy.isEmpty && Set(tidy).isSubset(of: good))
        if format != "asv" { #expect(tidy == good) }
      }
    }
  }

  @Test("The wrong layout is refused with the place", arguments: realResults)
  func wrongLayout(path: String, format: String) throws {
    let source = fixtures.appending(path: "formats").appending(path: path).path
    try inScratch { tool in
      let result = try tool.run(
        "import", source, "--input-format", format == "jmh" ? "go" : "jmh", "--output", "x.jsonl")
      #expect(result.status == 2)
      #expect(result.errors.hasPrefix(source), "\(result.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path) == [])
    }
  }
}
