import Foundation
import PerfStats

/// One value for each benchmark of each job: what is left of the runs of an archive or a folder
/// when their samples have been read.
public struct JobCollection: Sendable {
  private struct Row {
    var metric: Metric
    /// Job and natural logarithm of the value in the metric's unit.
    var values: [(job: Int, log: Double)] = []
    var leftOut = 0
  }
  private struct Key: Hashable {
    var series: SeriesKey
    var unit: String
    var runner: String
  }
  private struct Job {
    var commit: String
    var date: String
    var runner: Runner
  }

  private let statistic: LocationStatistic
  private var jobs: [Job] = []
  private var rows: [Key: Row] = [:]
  private var ids: Set<String> = []

  public init(statistic: LocationStatistic = .fastHalfMean) {
    self.statistic = statistic
  }

  public var count: Int { jobs.count }

  /// Adds one run: its location of each benchmark, the mean over its executions. A run whose
  /// id was added before is left out.
  ///
  /// - Parameter benchmarks: only those whose name satisfies this.
  public mutating func append(
    _ run: Run, benchmarks: (@Sendable (String) -> Bool)? = nil
  ) {
    guard run.id.isEmpty || ids.insert(run.id).inserted else { return }
    let slug = run.runner.slug
    for measurement in run.measurements where benchmarks?(measurement.benchmark) ?? true {
      let metric = measurement.metric
      let key = Key(series: measurement.key, unit: metric.unit, runner: slug)
      let log = (try? CostObservation(measurement, statistic: statistic))?.log
      if let log {
        rows[key, default: Row(metric: metric)].values.append(
          (jobs.count, metric.better == .higher ? -log : log))
      } else {
        rows[key, default: Row(metric: metric)].leftOut += 1
      }
    }
    jobs.append(Job(commit: run.commit, date: run.date, runner: run.runner))
  }

  /// The suites, one for each runner, jobs in the order of `commits` where it is given, else of
  /// their dates, else as they were added.
  ///
  /// - Parameter commits: ids of all commits, oldest first. Jobs of other commits are left out.
  /// - Returns: the suites, the runners that took over from others, and the number of jobs left out.
  public func suites(
    commits: CommitOrder? = nil
  ) -> (suites: [SuiteHistory], shifts: [RunnerShift], leftOut: Int) {
    let ranks = jobs.map { job in commits.map { $0.rank(of: job.commit) } ?? 0 }
    let order = jobs.indices.filter { ranks[$0] != nil }.sorted { a, b in
      (ranks[a] ?? 0, jobs[a].date, a) < (ranks[b] ?? 0, jobs[b].date, b)
    }
    var places = [Int?](repeating: nil, count: jobs.count)
    var members: [String: [Int]] = [:]
    for j in order {
      let slug = jobs[j].runner.slug
      places[j] = members[slug, default: []].count
      members[slug, default: []].append(j)
    }
    var suites: [SuiteHistory] = []
    for (slug, jobNumbers) in members.sorted(by: { $0.key < $1.key }) {
      let keys = rows.keys.filter { $0.runner == slug }
        .sorted { ($0.series, $0.unit) < ($1.series, $1.unit) }
      let suiteRows = keys.map { key in
        var logs = [Double?](repeating: nil, count: jobNumbers.count)
        for value in rows[key]?.values ?? [] {
          if let place = places[value.job] { logs[place] = value.log }
        }
        return SuiteHistory.Row(
          name: key.series.benchmark, metric: rows[key]?.metric ?? .nanoseconds, logs: logs)
      }
      suites.append(
        SuiteHistory(
          runner: slug == "unknown" ? "" : slug,
          jobs: jobNumbers.map { SuiteHistory.Job(commit: jobs[$0].commit, date: jobs[$0].date) },
          rows: suiteRows))
    }
    return (suites, takeovers(order), jobs.count - order.count)
  }

  /// Runners that began after all jobs of the runner before them.
  private func takeovers(_ order: [Int]) -> [RunnerShift] {
    var first: [String: Int] = [:]
    var last: [String: Int] = [:]
    for (place, j) in order.enumerated() {
      let slug = jobs[j].runner.slug
      if first[slug] == nil { first[slug] = place }
      last[slug] = place
    }
    let runners = first.keys.sorted { (first[$0] ?? 0) < (first[$1] ?? 0) }
    return zip(runners, runners.dropFirst()).compactMap { before, after in
      guard let end = last[before], let start = first[after], end < start else { return nil }
      let (a, b) = (jobs[order[end]], jobs[order[start]])
      return RunnerShift(
        kind: .fingerprint(fields: RunnerShift.differences(a.runner, b.runner)), runner: after,
        good: SeriesHistory.Point(index: end, commit: a.commit, date: a.date, jobs: [0]),
        bad: SeriesHistory.Point(index: start, commit: b.commit, date: b.date, jobs: [0]))
    }
  }
}
