import Foundation
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText
import Testing

/// The worked examples of docs/architecture.md work, and are what stands there.
@Suite("Adding a form, a layout, a harness")
struct ExtendingTests {
  @Test("A report form is a function of the report")
  func form() throws {
    func job(_ id: String, _ values: [Double]) -> Run {
      Run(
        id: id,
        measurements: [
          Measurement(
            benchmark: "parse", metric: .nanoseconds,
            executions: (0..<3).map { _ in Execution(values: values) })
        ])
    }
    let report = try judge(
      baseline: ["a", "b", "c"].map { job($0, [100, 101, 100]) },
      current: ["d", "e", "f"].map { job($0, [200, 201, 200]) })
    let text = render(report, as: .tsv)
    #expect(text == "parse\t\(report.benchmarks[0].verdict.rawValue)\t+100.0 %\n")
    #expect(report.benchmarks[0].verdict == .fail)
  }

  @Test("A layout is recognised, read, and refused with its line")
  func layout() throws {
    #expect(Stopwatch.recognises("stopwatch") && !Stopwatch.recognises("stopwatch 2"))
    let text = "stopwatch\nparse 1.5\nprint 20\nparse 1.25\n"
    let loaded = try InputFormat.stopwatch.decode(
      SourceFile(name: "times.txt", bytes: Array(text.utf8)))
    let parse = try #require(loaded.runs.first?.measurements.first { $0.benchmark == "parse" })
    #expect(parse.executions.map(\.values) == [[1.5, 1.25]])
    #expect(parse.metric == Metric(name: "time", unit: "ms", better: .lower))
    #expect(throws: InputError(place: "times.txt:2", message: "expected NAME MILLISECONDS")) {
      try InputFormat.stopwatch.decode(
        SourceFile(name: "times.txt", bytes: Array("stopwatch\nparse fast\n".utf8)))
    }
  }

  @Test("A harness is a line: its command, its filter, its layout")
  func harness() throws {
    let words = try #require(stopwatchHarness.command).split(separator: " ").map(String.init)
    let command = HarnessCommand(words: words, seconds: 0.02)
    let filter = try #require(stopwatchHarness.filter.text("parse"))
    #expect(
      command.words(side: "./bench", filter: filter, results: "r", seed: 1)
        == ["./bench", "--seconds", "0.02", "--only", "parse"])
    #expect(stopwatchHarness.format == InputFormat.stopwatch.rawValue)
  }

  // MARK: The documentation

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The added and the kept lines of the diff for one file in docs/architecture.md.
  private static func diff(_ path: String) throws -> (added: [String], kept: [String]) {
    let lines = try text("docs/architecture.md").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let start = try #require(lines.firstIndex(of: "+++ \(path)"))
    let part = lines[(start + 1)...].prefix { !$0.hasPrefix("+++ ") && !$0.hasPrefix("```") }
    return (
      part.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) },
      part.filter { $0.hasPrefix(" ") }.map { String($0.dropFirst()) }
    )
  }

  /// A file of this folder imports the room that it would lie in.
  @Test(
    "The new files are these",
    arguments: [
      ("TSVReport.swift", "Sources/PerfReports/Report/TSVReport.swift", "PerfReports"),
      ("Stopwatch.swift", "Sources/PerfArchive/Formats/Stopwatch.swift", "PerfArchive"),
    ])
  func files(name: String, path: String, room: String) throws {
    let file = try Self.text("Examples/extending/\(name)")
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      .filter { $0 != "import \(room)" }
    #expect(try Self.diff(path).added == file.dropLast())
  }

  @Test(
    "The lines of registration stand where the documentation puts them",
    arguments: [
      "Sources/PerfReports/Report/Rendering.swift",
      "Sources/PerfArchive/Formats/LayoutTest.swift",
      "Sources/PerfMeasure/Duet/Harness/HarnessPreset.swift",
    ])
  func registration(path: String) throws {
    let (added, kept) = try Self.diff(path)
    #expect(added.count == 1)
    let file = try Self.text(path)
    for line in kept { #expect(file.contains(line), "\(path) has no line \(line)") }
    if path.hasSuffix("HarnessPreset.swift") {
      #expect(
        try Self.text("Examples/extending/StopwatchHarness.swift").contains(
          added[0].trimmingCharacters(in: CharacterSet(charactersIn: ","))))
    }
  }
}
