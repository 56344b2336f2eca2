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
          while let loaded = try parts.next() {
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
      guard keep != nil || olderThan != nil else {
        throw ValidationError("expected --keep or --older-than")
      }
      guard keep.map({ (0...10_000_000).contains($0) }) ?? true else {
        throw ValidationError("--keep: expected 0 to 10000000")
      }
      guard olderThan.map({ (0...100_000).contains($0) }) ?? true else {
        throw ValidationError("--older-than: expected 0 to 100000 days")
      }
    }

    func run() throws {
      if location.archive.hasPrefix("git:") { return try prunePlace() }
      let archive = try Archive(path: location.archive, access: .update)
      let before = olderThan.map {
        Date.now.addingTimeInterval(-86_400 * Double($0)).formatted(.iso8601)
      }
      let pruning = Pruning(newest: keep, before: before, keep: try protectedRuns())
      let removed = try archive.prune(pruning, dryRun: dryRun)
      let lines = removed.map {
        "\(dryRun ? "would remove" : "removed") \($0.id.legible())  \($0.date.legible())"
      }
      let count = counted(removed.count, "run")
      try StandardOutput.write(
        (lines + [dryRun ? "\(count) would be removed" : "\(count) removed"])
          .joined(separator: "\n") + "\n")
    }

    /// The same for files of single runs on a branch, by what their names say: runner, date, id.
    private func prunePlace() throws {
      guard let place = ArchivePlace(argument: location.archive) else {
        throw ValidationError("--archive: expected git:REMOTE/BRANCH, found \(location.archive)")
      }
      let protected = try protectedRuns()
      let cut = olderThan.map { (days: Int) -> String in
        let date = Date.now.addingTimeInterval(-86_400 * Double(days)).formatted(.iso8601)
        return date.replacing("-", with: "").replacing(":", with: "")
      }
      var kept: Set<String> = []
      let groups = Dictionary(grouping: try place.paths()) { RunStore.parts(of: $0)?.runner ?? "" }
      for paths in groups.values {
        // Newest first: the names begin with the date.
        for (rank, path) in paths.sorted(by: >).enumerated() {
          let date = RunStore.parts(of: path)?.date ?? ""
          let isOld = (keep.map { rank >= $0 } ?? false) || (cut.map { date < $0 } ?? false)
          if !isOld || protected.contains(where: { path.hasSuffix("-\($0).jsonl.gz") }) {
            kept.insert(path)
          }
        }
      }
      let removed = try place.prune(dryRun: dryRun) { kept.contains($0) }
      let lines = removed.map { "\(dryRun ? "would remove" : "removed") \($0.legible())" }
      let count = counted(removed.count, "run")
      try StandardOutput.write(
        (lines + [dryRun ? "\(count) would be removed" : "\(count) removed"])
          .joined(separator: "\n") + "\n")
    }

    /// Ids of the runs in baseline files.
    private func protectedRuns() throws -> Set<String> {
      var ids: Set<String> = []
      guard let files = FileManager.default.enumerator(atPath: baselines) else { return ids }
      for case let file as String in files {
        let name = (file as NSString).lastPathComponent
        guard name.hasPrefix("baseline-"), name.hasSuffix(".jsonl") || name.hasSuffix(".jsonl.gz")
        else { continue }
        ids.formUnion(try loadRuns(["\(baselines)/\(file)"]).runs.map(\.id))
      }
      return ids
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
    guard newest.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--newest: expected 1 or more")
    }
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
