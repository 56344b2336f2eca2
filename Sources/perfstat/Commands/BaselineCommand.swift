import ArgumentParser
import Foundation
import KernelSuite
import PerfArchive
import PerfReports
import PerfStats
import PerfText

struct BaselineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep the reference that changes are compared with.",
    discussion: """
      A baseline is the jobs of one commit on one runner, in a file that belongs into the \
      repository: .performance-baselines/RUNNER/baseline-current.jsonl. Earlier ones stay \
      beside it as baseline-COMMIT-archived.jsonl.

      EXAMPLES
        perfstat bench --jobs 5 --output baseline.jsonl
        perfstat baseline save --from baseline.jsonl
        perfstat baseline save --from current.jsonl --reason "validates input since 2.1"
        perfstat baseline list
        perfstat baseline restore 8aa65d5
      """,
    subcommands: [Save.self, List.self, Show.self, Restore.self])
}

/// Where baselines are.
struct BaselineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of all baselines.", valueName: "folder"))
  var directory = BaselineFolder.defaultRoot

  @Option(
    help: ArgumentHelp(
      "Runner whose baseline is meant. Default: the one of the samples, or this machine.",
      valueName: "slug"))
  var runner: String?

  func validate() throws {
    guard let runner else { return }
    try require(
      !runner.isEmpty && runner != "." && runner != ".." && !runner.contains("/"),
      "--runner: expected the name of a folder, found \"\(runner)\"")
  }

  func folder(of runner: Runner) throws -> BaselineFolder {
    if let named = self.runner { return BaselineFolder(root: directory, runner: named) }
    return try BaselineFolder(root: directory, of: runner)
  }
}

extension BaselineCommand {
  struct Save: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make measured jobs the current baseline; the old one is archived.")

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Files with the jobs; '-' is standard input.", valueName: "file"))
    var from: [String]

    @Option(
      help: ArgumentHelp(
        "Why, for those who find a slower baseline later; kept in the file.", valueName: "text"))
    var reason: String?

    @OptionGroup var input: InputOptions
    @OptionGroup var options: BaselineOptions

    func run() async throws {
      let loaded = try input.load(from)
      let runner = try BaselineFolder.check(loaded, place: from.joined(separator: ", "))
      var runs = loaded.runs
      if let reason {
        for index in runs.indices { runs[index].settings["reason"] = reason }
      }
      let folder = try options.folder(of: runner)
      let archived = try folder.save(runs)
      var text = "\(folder.currentPath): \(baselineLine(runs))\n"
      if let archived { text += "the old one is \(archived)\n" }
      try StandardOutput.write(text)
      if runs.count < 3 {
        StandardError.warn(
          "\(runs.count) job\(runs.count == 1 ? " says" : "s say") little about the spread "
            + "between jobs; five are better (perfstat bench --jobs 5)")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the baselines of all runners, the current one of each first.")

    @OptionGroup var options: BaselineOptions

    func run() async throws {
      let slugs = try options.runner.map { [$0] } ?? BaselineFolder.runners(in: options.directory)
      var text = ""
      for slug in slugs {
        let folder = BaselineFolder(root: options.directory, runner: slug)
        let paths = try folder.paths()
        if paths.isEmpty { continue }
        text += "\(slug)\n"
        for path in paths {
          let name = path.split(separator: "/").last ?? ""
          text += "  \(name)  \(baselineLine(try loadRuns([path]).runs))\n"
        }
      }
      guard !text.isEmpty else {
        throw InputError(place: options.directory, message: "no baseline in it")
      }
      try StandardOutput.write(text)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the current baseline of a runner; status 2 if there is none.")

    @OptionGroup var options: BaselineOptions

    func run() async throws {
      let folder = try options.folder(of: .current())
      guard folder.hasCurrent else {
        throw InputError(
          place: folder.currentPath,
          message: "no baseline for this runner (perfstat baseline save --from FILE makes one)")
      }
      let runs = try loadRuns([folder.currentPath]).runs
      var text = "\(folder.currentPath): \(baselineLine(runs))\n"
      for (name, value) in runs.first?.runner.fields ?? [] where !value.isEmpty {
        text += "  \(name): \(value.legible())\n"
      }
      try StandardOutput.write(text + KernelTable(runs: runs).text())
    }
  }

  struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make an archived baseline the current one again.")

    @Argument(help: "Commit of the archived baseline, or its beginning.")
    var commit: String

    @OptionGroup var options: BaselineOptions

    func run() async throws {
      let folder = try options.folder(of: .current())
      let path = try folder.archivedPath(ofCommit: commit)
      let loaded = try loadRuns([path])
      if let rejected = loaded.rejected.first { throw rejected.error }
      let archived = try folder.save(loaded.runs)
      var text = "\(folder.currentPath): \(baselineLine(loaded.runs))\n"
      if let archived { text += "the old one is \(archived)\n" }
      try StandardOutput.write(text)
    }
  }
}

private func baselineLine(_ runs: [Run]) -> String {
  RunListing.line(
    runs, commits: Set(runs.map { BaselineFolder.fileName(ofCommit: $0.commit) }).sorted())
}
