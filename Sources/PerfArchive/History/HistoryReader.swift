import Foundation
import PerfStats
import PerfText

/// Reads histories from archives, run files and folders of them, the files of other tools, and tidy
/// history tables.
package struct HistoryReader {
  /// Archives, files, folders and tables; `-` is standard input.
  package var paths: [String]
  /// Slug of the runner, branch, and date from which on.
  package var runner: String?
  package var branch: String?
  package var since: String?
  /// Whether jobs of one branch alone are taken where `branch` does not say which.
  package var followsOneBranch = false
  /// Series whose name matches.
  package var names: NamePattern?
  package var reading: RunReading
  /// Whether the jobs of one commit are one point.
  package var joinsCommits: Bool

  package init(
    paths: [String], runner: String?, branch: String?, since: String?, names: NamePattern?,
    reading: RunReading, joinsCommits: Bool
  ) {
    self.paths = paths
    self.runner = runner
    self.branch = branch
    self.since = since
    self.names = names
    self.reading = reading
    self.joinsCommits = joinsCommits
  }

  package var selection: HistoryFile.Selection {
    var selection = HistoryFile.Selection(
      branch: branch, since: since, names: names?.matches, metrics: reading.metrics?.matches)
    selection.followsOneBranch = followsOneBranch
    return selection
  }

  /// The series and suites that were read.
  package struct Histories {
    package var series: [SeriesHistory] = []
    package var suites: [Suite] = []
    package var takeovers: [RunnerShift] = []
    /// Whether the index of a point means the same commit in all series of a runner.
    package var sharedAxis = false
    /// First-parent commits, oldest first; empty where git was not asked.
    package var commits: [String] = []

    /// What is found in them.
    ///
    /// - Parameter rate: false discovery rate over all series.
    package func report(
      parameters: TrendParameters = TrendParameters(), rate: Double = 0.05, threads: Int
    ) throws(StatisticsError) -> HistoryReport {
      try HistoryReport(
        series, suites: suites, takeovers: takeovers, parameters: parameters, rate: rate,
        sharedAxis: sharedAxis, threads: threads)
    }
  }

  /// What is left of the sources once each has been read: one value for each benchmark of
  /// each job, and the tables.
  package struct Gathered {
    package var jobs = JobCollection()
    package var tables: [SeriesHistory] = []

    package init() {}

    /// Points whose commit an order does not have.
    package func missing(from order: CommitOrder) -> Int {
      tables.reduce(jobs.missing(from: order)) { sum, table in
        sum + table.points.count { order.rank(of: $0.commit) == nil }
      }
    }
  }

  package enum Source {
    /// A run with the benchmarks that match the filter, perhaps none.
    case run(Run, archived: Bool)
    case table(HistoryFile)
  }

  package func gathered() throws(InputError) -> Gathered {
    var gathered = Gathered()
    // The runner is chosen when all are known: a series goes on through an upgrade of its compiler.
    var reader = self
    reader.runner = nil
    try reader.forEachSource(together: false) { (source) throws(InputError) in
      switch source {
      case .run(let run, archived: _): gathered.jobs.append(run)
      case .table(let table): gathered.tables += table.series
      }
    }
    return gathered
  }

  /// - Parameters:
  ///   - order: of the commits, nil to go by their dates.
  ///   - repository: where the order is from, for messages.
  /// - Throws: nothing is left.
  package func histories(
    _ gathered: Gathered, order: CommitOrder?, repository: String, parameters: TrendParameters
  ) throws -> Histories {
    var loaded = Histories()
    loaded.commits = order?.commits ?? []
    loaded.series = gathered.tables.map { series in
      let ordered = order.map { series.ordered(by: $0) } ?? series
      return joinsCommits ? ordered.joiningCommits() : ordered
    }
    let jobs = gathered.jobs
    if jobs.count > 0 {
      let followed = followsOneBranch && order == nil ? mainline(jobs.branches) : nil
      let (histories, takeovers, leftOut) = jobs.suites(
        commits: order, branch: followed, runner: runner)
      if let followed {
        let others = jobs.branches.keys.filter { $0 != followed }.sorted()
        reading.warn(
          "following branch \(followed): \(leftOut) of \(jobs.count) runs left out, of"
            + " \(others.prefix(3).joined(separator: ", "))\(others.count > 3 ? ", ..." : "")"
            + " (--branch NAME for another one, --branch '*' for all)")
      } else if leftOut > 0 {
        reading.warn(
          "\(leftOut) of \(jobs.count) runs left out: their commits are not in the first-parent "
            + "log of \(repository)")
      }
      loaded.sharedAxis = loaded.series.isEmpty
      loaded.takeovers = takeovers
      for history in histories {
        let (series, suites) = try history.histories(joined: joinsCommits, parameters: parameters)
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
        place: paths.joined(separator: ", "),
        message: "expected runs or history rows that match the filters, found none")
    }
    return loaded
  }

  /// Calls `body` with all runs and tables of the sources, archives first. Neither an archive nor
  /// a folder is in memory as a whole. A run of an archive that was there before is left out.
  ///
  /// - Parameter together: whether files that are one process start each are executions of one
  ///   job, as `compare` reads them; otherwise each path is read by itself.
  package func forEachSource(
    together: Bool, _ body: (Source) throws(InputError) -> Void
  ) throws(InputError) {
    let filter = RunFilter(runner: runner, branch: branch, since: since, benchmarks: names?.matches)
    var archived: Set<String> = []
    var files: [String] = []
    for path in paths {
      if isArchive(path) {
        try Archive(path: path, access: .read).forEachRun(matching: filter) { run in
          if archived.insert(run.id).inserted { try body(.run(selected(run), archived: true)) }
        }
      } else if reading.format == nil, let table = try Self.table(path, selection) {
        for warning in table.warnings { reading.warn("\(warning)") }
        try body(.table(table))
      } else {
        files.append(path)
      }
    }
    for paths in together ? [files] : files.map({ [$0] }) {
      let rest = try forEachRun(in: paths, format: reading.format) { (run) throws(InputError) in
        guard filter.accepts(run), !archived.contains(run.id) else { return }
        try body(.run(selected(run), archived: false))
      }
      for warning in rest.warnings { reading.warn("\(warning)") }
      for rejected in rest.rejected { reading.warn("\(rejected.error)") }
    }
  }

  /// A run with the benchmarks and metrics that are wanted.
  private func selected(_ run: Run) -> Run {
    var kept = run
    if let names { kept.measurements.removeAll { !names.matches($0.benchmark) } }
    reading.prepare(&kept)
    return kept
  }

  /// A tidy history table; nil if the path holds something else.
  private static func table(
    _ path: String, _ selection: HistoryFile.Selection
  ) throws(InputError) -> HistoryFile? {
    if isFolder(path) { return nil }
    let bytes = try path == "-" ? readStandardInput() : readFile(path)
    guard HistoryFile.recognizes(bytes) else {
      if path == "-" {
        throw InputError(place: "standard input", message: "expected a tidy history table")
      }
      return nil
    }
    return try HistoryFile(bytes, file: path == "-" ? "standard input" : path, selection: selection)
  }
}
