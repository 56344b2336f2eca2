import ArgumentParser
import Foundation
import PerfArchive
import PerfStats
import PerfText

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
    if let lastSamples, lastSamples < 1 {
      throw ValidationError("--last-samples: expected 1 or more, found \(lastSamples)")
    }
  }

  var sources: [String] { paths + from }

  func load() throws -> [Run] {
    let place = sources.joined(separator: ", ")
    let loaded = try input.load(sources)
    for rejected in loaded.rejected { StandardError.warn("\(rejected.error)") }
    var selection = RunnerSelection()
    selection.runner = runner
    selection.commit = commit
    if let runFilter { selection.ids = runFilter.matches }
    if let filter { selection.names = filter.matches }
    selection.lastSamples = lastSamples
    return try selection.applied(to: loaded.runs, place: place)
  }
}

/// Where one text goes.
struct TextOutput: ParsableArguments {
  @Option(help: ArgumentHelp("File instead of standard output.", valueName: "file"))
  var output: String?

  func check(inputs: [String]) throws {
    try checkOutputs([output].compactMap(\.self), inputs: inputs)
  }

  func write(_ text: String) throws {
    if let output {
      try writeFile(output, Array(text.utf8))
    } else {
      try StandardOutput.write(text)
    }
  }
}

/// Text for people or JSON for programs.
enum TextFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Text for people, JSON for programs, or a picture.
enum PictureFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, svg
}
