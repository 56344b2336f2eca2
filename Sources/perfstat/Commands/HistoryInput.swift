import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

/// Histories from wherever runs are kept: archives, run files and folders of them, the files of
/// other tools, and tidy history tables.
struct HistoryInput: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Archives, run files, folders, results of other tools, or tidy history tables.",
      valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("An archive of runs.", valueName: "path"))
  var archive: String?

  @Option(help: ArgumentHelp("Only series whose name matches.", valueName: "regex"))
  var filter: NamePattern?

  @Option(help: ArgumentHelp("Only runs of this runner.", valueName: "slug"))
  var runner: String?

  @Option(help: ArgumentHelp("Only runs of this branch.", valueName: "name"))
  var branch: String?

  @Option(help: ArgumentHelp("Only from this date on (2026-01-31).", valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Order of commits from the first-parent log of this repository, which is only read.",
      valueName: "path"))
  var git: String?

  @Flag(help: "Every job is a point, also several of one commit.")
  var eachJob = false

  @OptionGroup var input: InputOptions

  func validate() throws {
    try checkDate(since, option: "--since")
  }

  /// What was read.
  struct Loaded {
    var series: [SeriesHistory] = []
    var suites: [Suite] = []
    var takeovers: [RunnerShift] = []
    /// Whether the index of a point means the same commit in all series of a runner.
    var sharedAxis = false
    /// First-parent commits, oldest first; empty without `--git`.
    var commits: [String] = []
  }

  var selection: HistoryFile.Selection {
    HistoryFile.Selection(branch: branch, since: since, names: names, metrics: metrics)
  }

  private var metrics: (@Sendable (String) -> Bool)? {
    guard let metric = input.metric else { return nil }
    return { metric.matches($0) }
  }

  private var names: (@Sendable (String) -> Bool)? {
    guard let filter else { return nil }
    return { filter.matches($0) }
  }

  /// What is left of the sources once each has been read: one value for each benchmark of
  /// each job, and the tables.
  struct Gathered {
    var jobs = JobCollection()
    var tables: [SeriesHistory] = []
  }

  func load(parameters: TrendParameters) throws -> Loaded {
    var gathered = Gathered()
    try forEachSource(together: false) { (source) throws(InputError) in
      switch source {
      case .run(let run, archived: _): gathered.jobs.append(run)
      case .table(let table): gathered.tables += table.series
      }
    }
    return try histories(gathered, parameters: parameters)
  }

  func histories(_ gathered: Gathered, parameters: TrendParameters) throws -> Loaded {
    let order = try git.map { CommitOrder(try Self.firstParentCommits(of: $0)) }
    if let git, let order {
      try Self.checkDepth(
        of: git,
        missing: gathered.tables.reduce(gathered.jobs.missing(from: order)) { sum, table in
          sum + table.points.count { order.rank(of: $0.commit) == nil }
        })
    }
    var loaded = Loaded()
    loaded.commits = order?.commits ?? []
    loaded.series = gathered.tables.map { series in
      let ordered = order.map { series.ordered(by: $0) } ?? series
      return eachJob ? ordered : ordered.joiningCommits()
    }
    let jobs = gathered.jobs
    if jobs.count > 0 {
      let (histories, takeovers, leftOut) = jobs.suites(commits: order)
      if leftOut > 0 {
        StandardError.warn(
          "\(leftOut) of \(jobs.count) runs left out: their commits are not in the first-parent "
            + "log of \(git ?? "the repository")")
      }
      loaded.sharedAxis = loaded.series.isEmpty
      loaded.takeovers = takeovers
      for history in histories {
        let (series, suites) = try history.histories(joined: !eachJob, parameters: parameters)
        let start = loaded.series.count
        loaded.series += series
        loaded.suites += suites.map { suite in
          var moved = suite
          moved.series = suite.series.lowerBound + start..<suite.series.upperBound + start
          return moved
        }
      }
    }
    guard !loaded.series.isEmpty else {
      throw InputError(
        place: sources.joined(separator: ", "),
        message: "expected runs or history rows that match the filters, found none")
    }
    return loaded
  }

  var sources: [String] { paths + [archive].compactMap(\.self) }

  enum Source {
    /// A run with the benchmarks that match the filter, perhaps none.
    case run(Run, archived: Bool)
    case table(HistoryFile)
  }

  /// Calls `body` with all runs and tables of the sources, archives first. Neither an archive nor
  /// a folder is in memory as a whole. A run of an archive that was there before is left out.
  ///
  /// - Parameter together: whether files that are one process start each are executions of one
  ///   job, as `compare` reads them; otherwise each path is read by itself.
  func forEachSource(
    together: Bool, _ body: (Source) throws(InputError) -> Void
  ) throws(InputError) {
    let filter = RunFilter(runner: runner, branch: branch, since: since, benchmarks: names)
    var archived: Set<String> = []
    var files: [String] = []
    for path in sources {
      if isArchive(path) {
        try Archive(path: path, access: .read).forEachRun(matching: filter) { run in
          if archived.insert(run.id).inserted { try body(.run(selected(run), archived: true)) }
        }
      } else if input.inputFormat == nil, let table = try Self.table(path, selection) {
        for warning in table.warnings { StandardError.warn("\(warning)") }
        try body(.table(table))
      } else {
        files.append(path)
      }
    }
    for paths in together ? [files] : files.map({ [$0] }) {
      let rest = try forEachRun(in: paths, format: input.inputFormat) { (run) throws(InputError) in
        guard filter.accepts(run), !archived.contains(run.id) else { return }
        try body(.run(selected(run), archived: false))
      }
      for warning in rest.warnings { StandardError.warn("\(warning)") }
      for rejected in rest.rejected { StandardError.warn("\(rejected.error)") }
    }
  }

  /// A run with the benchmarks and metrics that are wanted.
  private func selected(_ run: Run) -> Run {
    var kept = run
    if let names { kept.measurements.removeAll { !names($0.benchmark) } }
    input.prepare(&kept)
    return kept
  }

  /// A tidy history table; nil if the path holds something else.
  private static func table(
    _ path: String, _ selection: HistoryFile.Selection
  ) throws(InputError) -> HistoryFile? {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      return nil
    }
    let bytes = try path == "-" ? readStandardInput() : readFile(path)
    guard HistoryFile.recognizes(bytes) else {
      if path == "-" {
        throw InputError(place: "standard input", message: "expected a tidy history table")
      }
      return nil
    }
    return try HistoryFile(bytes, file: path == "-" ? "standard input" : path, selection: selection)
  }

  /// Ids of the first-parent commits of a repository's current branch, oldest first.
  static func firstParentCommits(of path: String) throws -> [String] {
    let log = try GitCheckout.git(
      ["-C", path, "rev-list", "--first-parent", "--reverse", "HEAD", "--"], Interruption())
    guard let log, !log.isEmpty else {
      throw InputError(place: path, message: "expected a git repository with commits")
    }
    return log.split(separator: "\n").map(String.init)
  }

  /// Refuses a clone that lacks commits which the history has: it would lose changes silently.
  private static func checkDepth(of path: String, missing: Int) throws {
    guard missing > 0 else { return }
    let shallow = try GitCheckout.git(
      ["-C", path, "rev-parse", "--is-shallow-repository"], Interruption())
    guard shallow == "true" else { return }
    throw InputError(
      place: path,
      message:
        "expected the whole history of the repository, found a shallow clone, in which the commits of"
        + " \(missing) point\(missing == 1 ? "" : "s") are missing: fetch the rest"
        + " (`git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout)")
  }
}
