import ArgumentParser
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
    try BaselineFolder(root: directory, named: self.runner, else: runner)
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
      let loaded = try input.reading.load(from)
      let runner = try BaselineFolder.check(loaded, place: from.joined(separator: ", "))
      var runs = loaded.runs
      if let reason {
        for index in runs.indices { runs[index].settings["reason"] = reason }
      }
      try options.folder(of: runner).saveAndTell(runs)
      if runs.count < 3 {
        StandardError.warn(
          "\(counted(runs.count, "job")) \(runs.count == 1 ? "says" : "say") little about the spread "
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
        for (number, path) in try folder.paths().enumerated() {
          if number == 0 { text += "\(slug)\n" }
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
      try StandardOutput.write(
        "\(folder.currentPath): \(baselineLine(runs))\n"
          + (runs.first.map { RunListing.lines($0.runner) } ?? "") + KernelTable(runs: runs).text())
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
      try folder.saveAndTell(loaded.runs)
    }
  }
}

extension BaselineFolder {
  fileprivate func saveAndTell(_ runs: [Run]) throws {
    let archived = try save(runs)
    try StandardOutput.write(
      "\(currentPath): \(baselineLine(runs))\n"
        + (archived.map { "the old one is \($0)\n" } ?? ""))
  }
}

private func baselineLine(_ runs: [Run]) -> String {
  RunListing.line(
    runs, commits: Set(runs.map { BaselineFolder.fileName(ofCommit: $0.commit) }).sorted())
}
