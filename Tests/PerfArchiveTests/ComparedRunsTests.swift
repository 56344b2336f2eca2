import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite("What a comparison is made of")
struct ComparedRunsTests {
  private let runner = Runner(operatingSystem: "Linux", architecture: "x86_64", cores: 2, label: "")

  private func job(
    _ id: String, commit: String, names: [String] = ["parse", "print"],
    settings: [String: String] = [:]
  ) -> Run {
    Run(
      id: id, commit: commit, branch: "main", date: "2026-01-0\(id.count)T00:00:00Z",
      runner: runner, settings: settings,
      measurements: names.map {
        Measurement(benchmark: $0, metric: .nanoseconds, executions: [Execution(values: [1, 2])])
      })
  }

  private func search(
    files: [String: String] = [:], root: String = "none", names: String? = nil
  ) -> BaselineSearch {
    BaselineSearch(
      reading: RunReading { _ in }, root: root, runner: nil,
      names: names.flatMap(NamePattern.init(argument:)), file: { path, _ in files[path] })
  }

  private func sides(
    _ current: [Run], archive: [Run], ancestors: BaselineChoice.Ancestors? = nil,
    names: String? = nil
  ) throws -> ComparedRuns {
    try ComparedRuns(
      baseline: [], current: LoadedRuns(runs: current), place: "now",
      archive: ComparedRuns.Archived(
        paths: ["runs"], loaded: LoadedRuns(runs: archive), ancestors: ancestors, branch: nil),
      search: search(names: names))
  }

  @Test("The nearest ancestor that was measured is the baseline, and the report says which")
  func ancestors() throws {
    let archive = [job("a", commit: "1111111"), job("bb", commit: "2222222")]
    let sides = try sides(
      [job("ccc", commit: "4444444")], archive: archive,
      ancestors: BaselineChoice.Ancestors(branch: "main", commits: ["3333333", "1111111"]) {
        "main \($0) back"
      })
    #expect(sides.baseline.map(\.id) == ["a"] && sides.archive.count == 2)
    var report = try judge(baseline: sides.baseline, current: sides.current)
    sides.explain(&report)
    #expect(report.provenance["baseline"] == "main 1 back (1111111), 1 job")
    #expect(report.suite.findings.first == "Baseline: main 1 back (1111111), 1 job.")
  }

  @Test("What the change does not affect is taken out and told")
  func affected() throws {
    let now = job("ccc", commit: "4444444", names: ["parse"], settings: ["affected": "^parse$"])
    let sides = try sides([now], archive: [job("a", commit: "1111111")])
    #expect(sides.baseline[0].measurements.map(\.benchmark) == ["parse"])
    var report = try judge(baseline: sides.baseline, current: sides.current)
    sides.explain(&report)
    #expect(
      report.suite.findings.contains(
        "Not measured and not judged, as the change does not affect them: 1 benchmark."))
  }

  @Test("No job, no benchmark, no baseline: each is said with its place")
  func refusals() throws {
    let archive = [job("a", commit: "1111111")]
    #expect(throws: InputError(place: "now", message: "no job in it")) {
      try sides([], archive: archive)
    }
    #expect(throws: InputError(place: "now", message: "--filter matches no benchmark")) {
      try sides([job("ccc", commit: "4444444")], archive: archive, names: "^nothing$")
    }
    let error = #expect(throws: InputError.self) {
      try ComparedRuns(
        baseline: [], current: LoadedRuns(runs: [job("ccc", commit: "4444444")]), place: "now",
        archive: ComparedRuns.Archived(
          paths: [], loaded: LoadedRuns(), ancestors: nil, branch: nil), search: search())
    }
    #expect(error?.place.hasPrefix("none/") == true)
    #expect(error?.message.hasPrefix("no baseline for this runner") == true)
  }

  @Test("A release is a file, or the kept jobs of its commit")
  func reference() throws {
    let archive = [job("a", commit: "1111111"), job("bb", commit: "2222222")]
    let sides = try sides([job("ccc", commit: "4444444")], archive: archive)
    let jobs = try ReferenceJobs(
      "v1", commit: { "11111112222" }, besides: sides, kept: archive, search: search())
    #expect(jobs.baseline.map(\.id) == ["a"])
    #expect(throws: InputError.self) {
      try ReferenceJobs(
        "v2", commit: { "9999999" }, besides: sides, kept: archive, search: search())
    }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-\(UUID().uuidString).jsonl").path
    defer { unlink(path) }
    try Data(RunFile.encode([job("dddd", commit: "5555555")])).write(
      to: URL(filePath: path))
    let read = try ReferenceJobs(
      "release.jsonl", commit: { "" }, besides: sides, kept: archive,
      search: search(files: ["release.jsonl": path]))
    #expect(read.baseline.map(\.id) == ["dddd"])
  }
}
