import ArgumentParser
import Foundation
import PerfArchive
import PerfReports
import PerfStats
import PerfText

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

    /// Runs that are written together: a transaction waits for the disk.
    private static let batch = 16

    func run() throws {
      let archive = try Archive(path: location.archive, access: .write)
      var counts: [Archive.Added: Int] = [:]
      var waiting: [(run: Run, path: String)] = []
      func write() throws {
        let outcomes = try archive.add(waiting.map(\.run))
        var lines = ""
        for ((run, path), outcome) in zip(waiting, outcomes) {
          counts[outcome, default: 0] += 1
          if outcome == .different {
            StandardError.warn(
              "\(path): run \(run.id) is in the archive with other contents and was left "
                + "as it is there")
          } else if verbose {
            lines += "\(outcome == .added ? "added" : "present") \(run.id.legible())\n"
          }
        }
        waiting = []
        try StandardOutput.write(lines)
      }
      do {
        for path in paths {
          var parts = try RunParts([path], format: input.inputFormat)
          while var loaded = try parts.next() {
            input.prepare(&loaded)
            for warning in loaded.warnings { StandardError.warn("\(warning)") }
            for rejected in loaded.rejected { StandardError.warn("\(rejected.error)") }
            waiting += loaded.runs.map { ($0, path) }
            if waiting.count >= Self.batch { try write() }
          }
        }
      } catch let error as InputError {
        // What was read before the file that cannot be used is kept.
        try write()
        throw error
      }
      try write()
      try StandardOutput.write(
        "\(counts[.added] ?? 0) added, \(counts[.present] ?? 0) there already, "
          + "\(counts[.different] ?? 0) in conflict\n")
      if counts[.different] != nil { throw ExitStatus.cannotJudge }
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
      try require(
        keep.map({ (0...10_000_000).contains($0) }) ?? true, "--keep: expected 0 to 10000000")
      try require(
        olderThan.map({ (0...100_000).contains($0) }) ?? true,
        "--older-than: expected 0 to 100000 days")
    }

    func run() throws {
      let keepers = try BaselineFolder.runIDs(below: baselines)
      let before = olderThan.map {
        Date.now.addingTimeInterval(-86_400 * Double($0)).formatted(.iso8601)
      }
      let removed: [String]
      if location.archive.hasPrefix("git:") {
        guard let place = ArchivePlace(argument: location.archive) else {
          throw ValidationError("--archive: expected git:REMOTE/BRANCH, found \(location.archive)")
        }
        let kept = RunStore.kept(
          of: try place.paths(), newest: keep, before: before, ids: keepers)
        removed = try place.prune(dryRun: dryRun, isKept: kept.contains).map { $0.legible() }
      } else {
        let archive = try Archive(path: location.archive, access: .update)
        removed = try archive.prune(
          Pruning(newest: keep, before: before, keep: keepers), dryRun: dryRun
        ).map { "\($0.id.legible())  \($0.date.legible())" }
      }
      let count = counted(removed.count, "run")
      let lines = removed.map { "\(dryRun ? "would remove" : "removed") \($0)" }
      try StandardOutput.write(
        (lines + [dryRun ? "\(count) would be removed" : "\(count) removed"])
          .joined(separator: "\n") + "\n")
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
      do {
        try check()
      } catch let error as InputError where rebuild && error.message == Archive.damaged {
        throw InputError(
          place: location.archive,
          message: "so damaged that no run can be read; make a new archive from the run files")
      }
    }

    private func check() throws {
      let archive = try Archive(path: location.archive, access: rebuild ? .read : .update)
      let faults = try archive.faults()
      for fault in faults { StandardError.write("\(location.archive): \(fault)") }
      guard rebuild else {
        guard faults.isEmpty else { throw ExitStatus.cannotJudge }
        let runs = counted(try archive.entries().count, "run")
        return try StandardOutput.write("\(location.archive): sound, \(runs)\n")
      }
      let result = try archive.replaceWithCopy()
      for fault in result.lost { StandardError.write("\(location.archive): \(fault)") }
      try StandardOutput.write(
        "\(location.archive): rebuilt, \(counted(result.runs, "run")), \(result.lost.count) lost; "
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
    var names: (@Sendable (String) -> Bool)?
    if let benchmark { names = { benchmark.matches($0) } }
    return RunFilter(
      runner: runner, branch: branch, commit: commit, since: since, until: until, newest: newest,
      benchmarks: names)
  }
}
