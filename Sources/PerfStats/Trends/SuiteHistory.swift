/// The jobs of one runner, oldest first, with one value for each benchmark: where
/// what moved all benchmarks together can be told from what moved one.
public struct SuiteHistory: Hashable, Sendable {
  /// One job without its values.
  public struct Job: Hashable, Sendable {
    public var commit: String
    public var date: String

    public init(commit: String, date: String) {
      self.commit = commit
      self.date = date
    }
  }

  /// One benchmark: natural logarithm of its value in each job, nil where it is absent.
  public struct Row: Hashable, Sendable {
    public var name: String
    public var metric: Metric
    public var logs: [Double?]

    public init(name: String, metric: Metric, logs: [Double?]) {
      self.name = name
      self.metric = metric
      self.logs = logs
    }
  }

  public var runner: String
  public var jobs: [Job]
  public var rows: [Row]

  public init(runner: String, jobs: [Job], rows: [Row]) {
    self.runner = runner
    self.jobs = jobs
    self.rows = rows
  }

  /// Histories of the benchmarks with the common factor taken out, and the changes of
  /// that factor. The factor is taken from the benchmarks of one metric, eight or more;
  /// with fewer nothing is corrected.
  ///
  /// - Parameter joined: whether jobs of one commit are one point.
  public func histories(
    joined: Bool = true, parameters: TrendParameters = TrendParameters()
  ) -> (series: [SeriesHistory], shifts: [RunnerShift]) {
    let ranks = ranks(joined: joined)
    var series: [SeriesHistory] = []
    var shifts: [RunnerShift] = []
    for metric in Set(rows.map(\.metric.name)).sorted() {
      let rows = rows.filter { $0.metric.name == metric }
      let factor = SuiteFactor(rows.map(\.logs), parameters: parameters)
      if let factor {
        let common = history(
          Row(
            name: "common factor", metric: rows[0].metric,
            logs: factor.logFactors.map { $0 }), ranks: ranks, joined: joined)
        let trend = Trend(logValues: common.points.map(\.logValue), parameters: parameters)
        shifts += trend.changes.map { change in
          RunnerShift(
            kind: .commonFactor(change), runner: runner, good: common.points[change.first - 1],
            bad: common.points[change.last])
        }
      }
      var own: [SeriesHistory] = []
      for row in rows {
        var row = row
        if let factor {
          for r in row.logs.indices { row.logs[r]? -= factor.logFactors[r] }
        }
        own.append(history(row, ranks: ranks, joined: joined))
      }
      if factor == nil && rows.count >= 2 {
        shifts += shared(own, parameters: parameters)
      }
      series += own
    }
    return (series, shifts)
  }

  /// Rank of each job's commit among all, or of the job itself.
  private func ranks(joined: Bool) -> [Int] {
    guard joined else { return Array(jobs.indices) }
    var known: [String: Int] = [:]
    var next = 0
    return jobs.map { job in
      if !job.commit.isEmpty, let rank = known[job.commit] { return rank }
      defer { next += 1 }
      if !job.commit.isEmpty { known[job.commit] = next }
      return next
    }
  }

  private func history(_ row: Row, ranks: [Int], joined: Bool) -> SeriesHistory {
    let points = row.logs.indices.compactMap { r in
      row.logs[r].map { log in
        SeriesHistory.Point(
          index: ranks[r], commit: jobs[r].commit, date: jobs[r].date, jobs: [log])
      }
    }
    let history = SeriesHistory(
      name: row.name, metric: row.metric, runner: runner, points: points)
    return joined ? history.joiningCommits() : history
  }

  /// Places at which at least half of a few benchmarks changed.
  private func shared(
    _ histories: [SeriesHistory], parameters: TrendParameters
  ) -> [RunnerShift] {
    let report = HistoryReport(histories, parameters: parameters, sharedAxis: true)
    return report.groups.compactMap { group in
      let changed = Set(group.map(\.series)).count
      guard 2 * changed >= histories.count, let first = group.first else { return nil }
      let points = report.series[first.series].history.points
      let change = report.series[first.series].trend.changes[first.change]
      return RunnerShift(
        kind: .mostBenchmarks(changed: changed, of: histories.count), runner: runner,
        good: points[change.first - 1], bad: points[change.last])
    }
  }
}
