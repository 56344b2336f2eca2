import ArgumentParser
import PerfArchive
import PerfReports
import PerfStats

struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Keep every job with its raw samples in one SQLite file.",
    discussion: """
      The archive can be made again from run files at any time, and several processes may add to \
      it at once. Nothing derived is stored.

      EXAMPLES
        perfstat archive add results/*.jsonl
        perfstat archive list --since 2026-01-01
        perfstat archive prune --keep 60 --dry-run
        perfstat archive check
        perfstat archive push current.jsonl --to git:origin/perfstat-data
      """,
    subcommands: [Add.self, List.self, Prune.self, Check.self, Push.self, Pull.self])

  /// Where the archive lies.
  struct Location: ParsableArguments {
    @Option(help: ArgumentHelp("The archive.", valueName: "path"))
    var archive = "archive.sqlite"
  }
}

extension ArchiveCommand {
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add runs from files, folders and results of other tools.",
      discussion: """
        A run that is there already is left out, so that adding a file again does nothing. A run \
        is safe as soon as its line has been printed, whatever happens to the process or the \
        machine.
        """)

    @OptionGroup var location: Location
    @Argument(help: ArgumentHelp("Files and folders of runs.", valueName: "path"))
    var paths: [String]
    @Flag(name: .shortAndLong, help: "One line for each run that is in the archive now.")
    var verbose = false
    @OptionGroup var input: InputOptions

    func run() throws {
      var outcomes: [Archive.Added] = []
      try Archive(path: location.archive, access: .write).add(paths, by: input.reading) { added in
        outcomes += added.map(\.outcome)
        for one in added where one.outcome == .different {
          StandardError.warn(
            "\(one.path): run \(one.run.id) is in the archive with other contents and was left "
              + "as it is there")
        }
        let told = added.filter { verbose && $0.outcome != .different }
        try StandardOutput.write(
          told.map { "\($0.outcome) \($0.run.id.legible())\n" }.joined())
      }
      try StandardOutput.write(outcomes.tally + "\n")
      if outcomes.contains(.different) { throw ExitStatus.cannotJudge }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List runs, oldest first: date, commit, branch, runner, contents, id.")

    @OptionGroup var location: Location
    @OptionGroup var selection: RunSelection
    @Flag(help: "Comma-separated values instead of a table.")
    var csv = false

    func run() throws {
      let archive = try Archive(path: location.archive, access: .read)
      let entries = try archive.entries(matching: selection.filter)
      let listing = RunListing(
        entries.map { RunListing.Row($0.run, benchmarks: $0.benchmarks, samples: $0.bytes / 8) })
      try StandardOutput.write(csv ? listing.csv : listing.text)
    }
  }

  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove old runs; those that a baseline names stay.")

    @OptionGroup var location: Location
    @Option(
      help: ArgumentHelp(
        "Runs to keep of each runner and branch, the newest.", valueName: "number"))
    var keep: Int?
    @Option(help: ArgumentHelp("Remove runs older than this many days.", valueName: "days"))
    var olderThan: Int?
    @Option(help: ArgumentHelp("Folder of baselines whose runs stay.", valueName: "path"))
    var baselines = ".performance-baselines"
    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    func validate() throws {
      try require(keep != nil || olderThan != nil, "expected --keep or --older-than")
      try require("--keep", keep, in: 0...10_000_000)
      try require("--older-than", olderThan, in: 0...100_000)
    }

    func run() throws {
      let keepers = try BaselineFolder.runIDs(below: baselines)
      let before = olderThan.map(dateBefore(days:))
      let removed: [String]
      if location.archive.hasPrefix("git:") {
        guard let place = ArchivePlace(argument: location.archive) else {
          throw ValidationError("--archive: expected git:REMOTE/BRANCH, found \(location.archive)")
        }
        let kept = RunStore.kept(
          of: try place.paths(), newest: keep, before: before, ids: keepers)
        removed = try place.prune(dryRun: dryRun, isKept: kept.contains).map { $0.legible() }
      } else {
        removed = try Archive(path: location.archive, access: .update).prune(
          Pruning(newest: keep, before: before, keep: keepers), dryRun: dryRun
        ).map { "\($0.id.legible())  \($0.date.legible())" }
      }
      let lines = removed.map { "\(dryRun ? "would remove" : "removed") \($0)\n" }
      try StandardOutput.write(
        lines.joined()
          + "\(counted(removed.count, "run")) \(dryRun ? "would be removed" : "removed")\n")
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at every page, reference and sample; rebuild a damaged archive.")

    @OptionGroup var location: Location
    @Flag(
      help: "Copy what can be read into a new archive and put it in the place of the old one.")
    var rebuild = false

    func run() throws {
      let path = location.archive
      func tell(_ faults: [String]) {
        for fault in faults { StandardError.write("\(path): \(fault)") }
      }
      guard rebuild else {
        let archive = try Archive(path: path, access: .update)
        let faults = try archive.faults()
        tell(faults)
        guard faults.isEmpty else { throw ExitStatus.cannotJudge }
        let runs = counted(try archive.entries().count, "run")
        return try StandardOutput.write("\(path): sound, \(runs)\n")
      }
      let result = try Archive.rebuild(path, tell: tell)
      tell(result.lost)
      try StandardOutput.write(
        "\(path): rebuilt, \(counted(result.runs, "run")), \(result.lost.count) lost; "
          + "the old file is \(result.old)\n")
      if !result.lost.isEmpty { throw ExitStatus.cannotJudge }
    }
  }
}

/// Which runs of an archive.
struct RunSelection: ParsableArguments {
  @Option(help: ArgumentHelp("Only runs of this runner.", valueName: "slug"))
  var runner: String?
  @Option(help: ArgumentHelp("Only runs of this branch.", valueName: "name"))
  var branch: String?
  @Option(help: ArgumentHelp("Only runs of commits that begin so.", valueName: "commit"))
  var commit: String?
  @Option(help: ArgumentHelp("Only runs from this date on (2026-01-31).", valueName: "date"))
  var since: String?
  @Option(help: ArgumentHelp("Only runs before this date.", valueName: "date"))
  var until: String?
  @Option(
    name: .customLong("filter"),
    help: ArgumentHelp("Only runs with a benchmark that matches.", valueName: "regex"))
  var benchmark: NamePattern?
  @Option(help: ArgumentHelp("Only this many of the newest.", valueName: "number"))
  var newest: Int?

  func validate() throws {
    try require(newest.map({ $0 > 0 }) ?? true, "--newest: expected 1 or more")
    try checkDate(since, option: "--since")
    try checkDate(until, option: "--until")
  }

  var filter: RunFilter {
    RunFilter(
      runner: runner, branch: branch, commit: commit, since: since, until: until, newest: newest,
      benchmarks: benchmark?.matches)
  }
}
