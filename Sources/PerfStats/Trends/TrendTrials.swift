import RealModule

// Simulated series, suites and families whose truth is known, judged once: what
// `calibrate-history` counts.

extension HistorySimulation {
  /// What was said about one series with one rise.
  package struct RampTrial {
    /// One ramp and nothing else; steps only; neither is nothing found.
    package var isOneRamp = false
    package var isSteps = false
    /// Part of the rise within the commits that were named, and how many these are; part of it between the
    /// best begin and end.
    package var share = 0.0
    package var commits = 0
    package var bestShare = 0.0
    /// Whether the intervals hold the truth; of a ramp.
    package var sizeCovered = false
    package var beginCovered = false
    package var endCovered = false
  }

  /// A series of 60 points, a rise of `commits` times `each`, and `after` points at its end.
  ///
  /// - Parameter sd: of one point, log scale.
  package mutating func ramp(
    _ noise: Noise, each: Double, commits: Int, sd: Double, after: Int = 20
  ) throws(StatisticsError) -> RampTrial {
    let (u, v) = (59, 59 + commits)
    let rise = Double.log(1 + each) * Double(commits)
    func progress(_ i: Int) -> Double { min(max(Double(i - u) / Double(commits), 0), 1) }
    let y = points(noise, count: 60 + commits + after).enumerated()
      .map { sd * $1 + rise * progress($0) }
    let trend = try Trend(logValues: y)
    var trial = RampTrial()
    guard let first = trend.changes.first else { return trial }
    trial.share = trend.changes.reduce(0) { $0 + progress($1.last) - progress($1.first - 1) }
    trial.commits = trend.changes.reduce(0) { $0 + $1.last - $1.first + 1 }
    guard let ramp = first.ramp, trend.changes.count == 1 else {
      trial.isSteps = trend.changes.allSatisfy { $0.ramp == nil }
      trial.bestShare = trend.changes.reduce(0) {
        $0 + progress($1.ramp?.full ?? $1.last) - progress($1.ramp?.before ?? $1.first - 1)
      }
      return trial
    }
    trial.isOneRamp = true
    trial.bestShare = progress(ramp.full) - progress(ramp.before)
    trial.sizeCovered =
      first.size.interval.map { $0.lower <= .exp(rise) && .exp(rise) <= $0.upper } ?? false
    trial.beginCovered = ramp.beforeSet.contains(u)
    trial.endCovered = ramp.fullSet.contains(v)
    return trial
  }

  /// What was said about a suite of which a part moved.
  package struct SuiteTrial {
    package var slowed = 0
    package var untouched = 0
    /// Series of the two kinds that were told: reported or a member.
    package var slowedTold = 0
    package var untouchedTold = 0
    package var findings = 0
    package var isSuite = false
    package var wanders = false
    package var covered = false
    package var membersRight = false
  }

  /// 80 runs of `benchmarks` series; from run 60 on the first `slowed` of them take `step` longer. Own
  /// noise 1.3 % times a lognormal 0.3, common noise 1 %, AR(1) `common`.
  package mutating func suite(
    benchmarks: Int, slowed: Int, step: Double, common: Double = 0
  ) throws(StatisticsError) -> SuiteTrial {
    let runs = 80
    let shared = autoregressive(common, count: runs).map { 0.01 * $0 }
    let rows = (0..<benchmarks).map { b in
      let sd = 0.013 * Double.exp(0.3 * normal())
      return SuiteHistory.Row(
        name: "b\(b)", metric: .nanoseconds,
        logs: points(.normal, count: runs).enumerated().map { r, value in
          5 + sd * value + shared[r] + (b < slowed && r >= 60 ? .log(1 + step) : 0)
        })
    }
    let jobs = (0..<runs).map { SuiteHistory.Job(commit: "commit-\(1000 + $0)", date: "") }
    let (series, suites) = try SuiteHistory(runner: "r", jobs: jobs, rows: rows).histories()
    let report = try HistoryReport(series, suites: suites)
    var trial = SuiteTrial()
    trial.slowed = slowed
    trial.untouched = benchmarks - slowed
    let members = Set(report.findings.flatMap(\.members))
    for (b, entry) in report.series.enumerated() {
      let isTold = members.contains(b) || entry.judgements.contains { $0.reported }
      if isTold && b < slowed { trial.slowedTold += 1 }
      if isTold && b >= slowed { trial.untouchedTold += 1 }
    }
    trial.findings = report.findings.count
    trial.wanders = report.findings.contains { $0.kind == .wander }
    if let finding = report.findings.first(where: { $0.kind == .suite }) {
      trial.isSuite = true
      trial.covered =
        finding.interval.map { $0.lower <= 1 + step && 1 + step <= $0.upper } ?? false
      trial.membersRight = finding.members == Array(0..<slowed)
    }
    return trial
  }

  /// Whether one series of `count`, which moved by `step` SDs `seen` points ago, after 60 points, is
  /// reported among others that did not move; and how many of those are.
  package mutating func family(
    _ noise: Noise, count: Int, step: Double, seen: Int
  ) throws(StatisticsError) -> (found: Bool, others: Int) {
    var histories: [SeriesHistory] = []
    for s in 0..<count {
      let values = points(noise, count: 60 + seen)
      histories.append(
        SeriesHistory(
          name: "s\(s)", metric: .nanoseconds,
          points: values.enumerated().map { i, value in
            SeriesHistory.Point(
              index: i, commit: "", date: "",
              jobs: [0.01 * (value + (s == 0 && i >= 60 ? step : 0))])
          }))
    }
    let report = try HistoryReport(histories)
    let changed = Set(report.reported.map(\.series))
    return (changed.contains(0), changed.subtracting([0]).count)
  }
}
