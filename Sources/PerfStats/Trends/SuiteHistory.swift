import RealModule

/// The jobs of one runner, oldest first, with one value for each benchmark: where
/// what moved many benchmarks together can be told from what moved one.
package struct SuiteHistory: Hashable, Sendable {
  /// One job without its values.
  package struct Job: Hashable, Sendable {
    package var commit: String
    package var date: String
    /// Circumstances that explain a move of everything: kernel, image, compiler.
    package var conditions: [String: String]

    package init(commit: String, date: String, conditions: [String: String] = [:]) {
      self.commit = commit
      self.date = date
      self.conditions = conditions
    }
  }

  /// One benchmark: natural logarithm of its value in each job, nil where it is absent.
  package struct Row: Hashable, Sendable {
    package var name: String
    package var metric: Metric
    package var logs: [Double?]
    /// The values themselves, zeros included.
    package var values: [Double?]
    /// Doubts about the data.
    package var notes: [String]

    /// - Parameter values: where they are known better than by their logarithms; as many.
    package init(
      name: String, metric: Metric, logs: [Double?], values: [Double?] = [], notes: [String] = []
    ) {
      self.notes = notes
      self.name = name
      self.metric = metric
      self.logs = logs
      self.values = values.count == logs.count ? values : logs.map { $0.map { .exp($0) } }
    }
  }

  package var runner: String
  package var jobs: [Job]
  package var rows: [Row]

  package init(runner: String, jobs: [Job], rows: [Row]) {
    self.runner = runner
    self.jobs = jobs
    self.rows = rows
  }

  /// Histories of the benchmarks, without what passed over all of them and went away again, and
  /// the suites that they form, one for each metric.
  ///
  /// From counts, from series with zeros and from fewer than eight benchmarks nothing is taken.
  ///
  /// - Parameter joined: whether jobs of one commit are one point.
  /// - Throws: a value that is not finite.
  package func histories(
    joined: Bool = true, parameters: TrendParameters = TrendParameters()
  ) throws(StatisticsError) -> (series: [SeriesHistory], suites: [Suite]) {
    let columns = columns(joined: joined)
    var series: [SeriesHistory] = []
    var suites: [Suite] = []
    for name in Set(rows.map(\.metric.name)).sorted() {
      let rows = rows.filter { $0.metric.name == name }
      // What is exact or 0 is nobody's noise.
      let judged = rows.filter { row in
        !row.metric.isCount && row.logs.allSatisfy { $0.map(\.isFinite) ?? true }
      }
      let factor = try SuiteFactor(judged.map(\.logs), parameters: parameters)
      let start = series.count
      var table: [[Double?]] = []
      for row in rows {
        var own = row
        let isCorrected =
          !row.metric.isCount && row.logs.allSatisfy { $0.map(\.isFinite) ?? true }
        if let factor, isCorrected {
          for r in own.logs.indices {
            own.logs[r]? -= factor.passing[r]
            own.values[r]? *= .exp(-factor.passing[r])
          }
        }
        series.append(history(own, columns: columns, joined: joined))
        table.append(columns.means(of: row.logs))
      }
      suites.append(
        Suite(
          runner: runner, metric: rows[0].metric, series: start..<series.count,
          axis: columns.points, conditions: columns.conditions, table: table,
          factor: factor.map { columns.means(of: $0.logFactors).map { $0 ?? 0 } } ?? [],
          passing: factor.map { columns.means(of: $0.passing).map { $0 ?? 0 } } ?? []))
    }
    return (series, suites)
  }

  /// The points of the suite: commits, or jobs.
  private struct Columns {
    /// Column of each job.
    var ranks: [Int]
    var points: [SeriesHistory.Point]
    var conditions: [[String: String]]

    /// Median over the jobs of each column; nil where none has a value.
    func means(of row: [Double?]) -> [Double?] {
      var values = [[Double]](repeating: [], count: points.count)
      for (r, value) in row.enumerated() {
        if let value { values[ranks[r]].append(value) }
      }
      return values.map { $0.isEmpty ? nil : Quantiles.median($0) }
    }
  }

  private func columns(joined: Bool) -> Columns {
    var known: [String: Int] = [:]
    var columns = Columns(ranks: [], points: [], conditions: [])
    for job in jobs {
      if joined, !job.commit.isEmpty, let rank = known[job.commit] {
        columns.ranks.append(rank)
        continue
      }
      let rank = columns.points.count
      if joined && !job.commit.isEmpty { known[job.commit] = rank }
      columns.ranks.append(rank)
      columns.points.append(
        SeriesHistory.Point(index: rank, commit: job.commit, date: job.date, jobs: [0]))
      columns.conditions.append(job.conditions)
    }
    return columns
  }

  private func history(_ row: Row, columns: Columns, joined: Bool) -> SeriesHistory {
    let points = row.logs.indices.compactMap { r -> SeriesHistory.Point? in
      guard let log = row.logs[r], let value = row.values[r] else { return nil }
      return SeriesHistory.Point(
        index: columns.ranks[r], commit: jobs[r].commit, date: jobs[r].date, jobs: [log],
        values: [value])
    }
    let history = SeriesHistory(
      name: row.name, metric: row.metric, runner: runner, points: points, notes: row.notes)
    return joined ? history.joiningCommits() : history
  }
}

/// The benchmarks of one metric that share their runs.
package struct Suite: Hashable, Sendable {
  package var runner: String
  package var metric: Metric
  /// Numbers of its series among all.
  package var series: Range<Int>
  /// One point for each run, in order; `Point.index` of a series is the number of the run.
  package var axis: [SeriesHistory.Point]
  /// Kernel, image, compiler ... of each run.
  package var conditions: [[String: String]]
  /// Natural logarithm of each benchmark in each run, with what they have in common.
  package var table: [[Double?]]
  /// What they have in common, and the part of it that was taken out of each; empty if nothing was.
  package var factor: [Double]
  package var passing: [Double]
}
