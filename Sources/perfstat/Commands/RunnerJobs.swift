import ArgumentParser
import PerfArchive
import PerfStats

/// The jobs of one runner, from files, folders and archives.
struct RunnerJobs: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Archives, files and folders with the runner's jobs.", valueName: "path"))
  var paths: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The same as an option.", valueName: "path"))
  var from: [String] = []

  @Option(
    help: ArgumentHelp(
      "Runner whose jobs are meant, if there are several: its slug or label.", valueName: "slug"))
  var runner: String?

  @Option(help: ArgumentHelp("Only jobs whose id matches.", valueName: "regex"))
  var runFilter: NamePattern?

  @Option(help: ArgumentHelp("Only jobs of this commit.", valueName: "commit"))
  var commit: String?

  @Option(help: ArgumentHelp("Only benchmarks whose name matches.", valueName: "regex"))
  var filter: NamePattern?

  @Option(
    help: ArgumentHelp(
      "Only the last samples of each execution, so many of them.", valueName: "count"))
  var lastSamples: Int?

  @OptionGroup var input: InputOptions

  func validate() throws {
    let count = lastSamples ?? 1
    try require(count >= 1, "--last-samples: expected 1 or more, found \(count)")
  }

  var sources: [String] { paths + from }

  /// Refuses to go without any, and an output that is one of them.
  func check(_ output: TextOutput) throws {
    try require(!sources.isEmpty, "expected files or folders")
    try output.check(inputs: sources)
  }

  func load() throws -> [Run] {
    let place = sources.joined(separator: ", ")
    let loaded = try input.reading.load(sources)
    for rejected in loaded.rejected { StandardError.warn("\(rejected.error)") }
    return try RunnerSelection(
      runner: runner, commit: commit, ids: runFilter, names: filter, lastSamples: lastSamples
    ).applied(to: loaded.runs, place: place)
  }
}
