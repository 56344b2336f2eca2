import Foundation
import TestSupport
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
      // The baseline read as it is, from a run file and from the table; the current side is the
      // table with every value 16 times as large. An `error` row for what failed gives status 2.
      let slower = format == "criterion-text" ? source : "slower.csv"
      if slower != source { try tool.write(slower, Self.slower(tool.read("samples.csv"))) }
      func against(_ baseline: String, _ more: [String] = []) throws -> [String] {
        let report = try succeeds(
          [
            "compare", "--resamples", "500", "--format", "json", "--baseline", baseline,
            "--current", slower,
          ] + more, [0, 1, 2])
        return try verdicts(report)
      }
      // Forced where both sides have that layout.
      let direct = try against(source, slower == source ? forced : [])
      let good = direct.filter { !$0.hasSuffix(" error") }
      #expect(!good.isEmpty)
      #expect(try against("run.jsonl").filter { !$0.hasSuffix(" error") } == good)
      guard slower != source else { return }
      #expect(try against("samples.csv").filter { !$0.hasSuffix(" error") } == good)
      // One job a side: what samples that scatter as these cannot have done by chance. asv's and
      // hyperfine's have too few samples to decide even this.
      if !["asv", "hyperfine"].contains(format) {
        #expect(good.contains { $0.hasSuffix(" fail") || $0.hasSuffix(" warn") }, "\(good)")
      }
    }
  }

  /// A samples table with every value multiplied by 16.
  private static func slower(_ table: String) -> String {
    var lines = table.components(separatedBy: "\n").map { $0.components(separatedBy: ",") }
    // Columns before it hold names, which may hold commas.
    let value = -(lines[0].count - (lines[0].firstIndex(of: "value") ?? 0))
    for i in lines.indices.dropFirst() where lines[i].count >= lines[0].count {
      let column = lines[i].count + value
      if let old = Double(lines[i][column]) { lines[i][column] = "\(old * 16)" }
    }
    return lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
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
