import RealModule

/// Replays archived duets of one runner: each duet of identical programs is a gate, judged as it
/// is and with some benchmarks of its head slowed down; the other duets are its archive.
///
/// Unlike jobs, duets are not recombined: base and head belong together. The plan's share,
/// slow-downs and seed are used, its numbers of jobs are not, and every duet is one draw.
///
/// - Parameters:
///   - duets: of one runner, in any order. Those whose programs differ only teach noise.
/// - Throws: `StatisticsError.tooFewReplicates` without a duet of identical programs, and what
///   `judgeDuet` throws.
/// - Complexity: 1 + slow-downs judgements a duet.
public func replay(
  duets: [Duet], plan: ReplayPlan, policy: Policy = Policy(), threads: Int = 1,
  progress: @Sendable (Int) -> Void = { _ in }
) throws(StatisticsError) -> ReplayReport {
  try policy.check()
  let unchanged = duets.indices.filter { duets[$0].isUnchanged }
  guard !unchanged.isEmpty else {
    throw .tooFewReplicates(
      method: "a replay of duets (identical programs)", needed: 1, found: 0)
  }
  try plan.checkChanges()
  let plan = plan.drawing(unchanged.count)
  let empty = SplitOutcome(plan: plan, policy: policy)
  let total = try tally(plan.splits, from: empty, threads: threads, progress: progress) {
    split throws(StatisticsError) in
    let own = unchanged[split]
    let others = duets.indices.filter { $0 != own }.map { duets[$0] }
    return try DuetReplay(duet: duets[own], noise: .fit(others), plan: plan, policy: policy)
      .outcome(number: split, empty: empty)
  }
  return ReplayReport(
    plan: plan, policy: policy, jobs: 0, duets: duets.count,
    benchmarks: Set(duets.flatMap { $0.base.measurements.map(\.key) }).count,
    outcomes: total.outcomes, coverage: total.coverage, warned: total.warned,
    alarmsByBenchmark: total.alarmsByBenchmark)
}

extension ReplayPlan {
  fileprivate func drawing(_ splits: Int) -> ReplayPlan {
    var plan = self
    plan.splits = splits
    return plan
  }
}

/// One duet of identical programs as a gate.
private struct DuetReplay {
  var duet: Duet
  var noise: DuetNoise
  var plan: ReplayPlan
  var policy: Policy

  func outcome(number: Int, empty: SplitOutcome) throws(StatisticsError) -> SplitOutcome {
    var tally = empty
    var random = SplitRandom(seed: plan.seed, split: number, stream: 1)
    let report = try judgeDuet(duet, policy: policy, noise: noise)
    let judged = report.benchmarks.filter { $0.estimate != nil }
    let plain = Dictionary(
      uniqueKeysWithValues: duet.series.compactMap { key, result in
        (try? result.get()).map {
          (
            key,
            PlainComparison(
              baseline: $0.base.costs.flatMap { $0 }, current: $0.head.costs.flatMap { $0 })
          )
        }
      })
    for row in judged {
      let alarm = row.verdict == .fail
      tally.outcomes[0].benchmarkAlarms.count(alarm)
      tally.alarmsByBenchmark[row.name, default: Proportion()].count(alarm)
      if let interval = row.estimate?.deciding {
        tally.coverage.count(interval.lower <= 1 && interval.upper >= 1)
      }
    }
    tally.outcomes[0].gateAlarms.count(judged.contains { $0.verdict == .fail })
    tally.warned.count(judged.contains { $0.verdict == .warn })
    for (r, rule) in PlainRule.allCases.enumerated() {
      let alarms = judged.compactMap {
        plain[$0.key]?.alarms(rule, slowdown: 1, threshold: policy.threshold)
      }
      for alarm in alarms { tally.outcomes[r + 1].benchmarkAlarms.count(alarm) }
      tally.outcomes[r + 1].gateAlarms.count(alarms.contains(true))
    }

    let keys = judged.map(\.key)
    guard !keys.isEmpty else { return tally }
    for (s, slowdown) in plan.slowdowns.enumerated() {
      let count = max(1, Int((plan.share * Double(keys.count)).rounded()))
      let chosen = Set(random.sample(count, of: keys.count).map { keys[$0] })
      let changed = try judgeDuet(slowed(chosen, by: 1 + slowdown), policy: policy, noise: noise)
      for row in changed.benchmarks where chosen.contains(row.key) {
        tally.outcomes[0].detections[s].count(row.verdict == .fail)
        for (r, rule) in PlainRule.allCases.enumerated() {
          if let plain = plain[row.key] {
            tally.outcomes[r + 1].detections[s].count(
              plain.alarms(rule, slowdown: 1 + slowdown, threshold: policy.threshold))
          }
        }
      }
    }
    return tally
  }

  /// The duet with some benchmarks of its head slower by a factor.
  private func slowed(_ keys: Set<SeriesKey>, by factor: Double) -> Duet {
    var slowed = duet
    for m in slowed.head.measurements.indices
    where keys.contains(slowed.head.measurements[m].key) {
      let factor = slowed.head.measurements[m].metric.better == .higher ? 1 / factor : factor
      for e in slowed.head.measurements[m].executions.indices {
        slowed.head.measurements[m].executions[e].values =
          slowed.head.measurements[m].executions[e].values.map { $0 * factor }
      }
    }
    return slowed
  }
}

extension BenchmarkResult {
  fileprivate var key: SeriesKey { SeriesKey(benchmark: name, metric: metric.name) }
}
