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
package func replay(
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
    total, plan: plan, policy: policy, jobs: 0, duets: duets.count,
    benchmarks: Set(duets.flatMap { $0.base.measurements.map(\.key) }).count)
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
    let samples = Dictionary(
      uniqueKeysWithValues: duet.series.compactMap { key, result in
        (try? result.get()).map {
          (key, (base: $0.base.allCosts, head: $0.head.allCosts))
        }
      })
    /// What each plain rule says of a benchmark whose head is slowed down.
    func plainAlarms(
      _ key: SeriesKey, factor: Double
    ) throws(StatisticsError) -> [Bool] {
      guard let own = samples[key] else { return [] }
      let head = own.head.map { $0 * factor }
      var alarms: [Bool] = []
      for rule in PlainRule.allCases {
        alarms.append(
          try rule.alarms(baseline: own.base, current: head, threshold: policy.threshold))
      }
      return alarms
    }
    // The gate, the gate with its warnings, then the plain rules.
    var gates = Array(repeating: false, count: tally.outcomes.count)
    for row in report.suite.rows {
      let alarm = row.verdict == .fail
      gates[0] = gates[0] || alarm
      gates[1] = gates[1] || alarm || row.verdict == .warn
      tally.suiteAlarms.count(alarm)
      tally.suiteCoverage.count(row.lower <= 1 && row.upper >= 1)
    }
    for row in judged {
      let alarm = row.verdict == .fail
      let alarms =
        [alarm, alarm || row.verdict == .warn] + (try plainAlarms(row.key, factor: 1))
      for (i, alarm) in alarms.enumerated() {
        tally.outcomes[i].benchmarkAlarms.count(alarm)
        gates[i] = gates[i] || alarm
      }
      tally.alarmsByBenchmark[row.name, default: Proportion()].count(alarm)
      if let interval = row.estimate?.deciding {
        tally.coverage.count(interval.lower <= 1 && interval.upper >= 1)
      }
    }
    for (i, alarm) in gates.enumerated() { tally.outcomes[i].gateAlarms.count(alarm) }

    let keys = judged.map(\.key)
    guard !keys.isEmpty else { return tally }
    for (s, slowdown) in plan.slowdowns.enumerated() {
      let count = max(1, Int((plan.share * Double(keys.count)).rounded()))
      let chosen = Set(random.sample(count, of: keys.count).map { keys[$0] })
      let changed = try judgeDuet(slowed(chosen, by: 1 + slowdown), policy: policy, noise: noise)
      let whole = Set(changed.suite.rows.map(\.verdict))
      var gates = Array(repeating: false, count: tally.outcomes.count)
      gates[0] = whole.contains(.fail)
      gates[1] = gates[0] || whole.contains(.warn)
      for row in changed.benchmarks where chosen.contains(row.key) {
        let alarm = row.verdict == .fail
        let alarms =
          [alarm, alarm || row.verdict == .warn]
          + (try plainAlarms(row.key, factor: 1 + slowdown))
        for (i, alarm) in alarms.enumerated() {
          tally.outcomes[i].detections[s].count(alarm)
          gates[i] = gates[i] || alarm
        }
      }
      for (i, alarm) in gates.enumerated() { tally.outcomes[i].gateDetections[s].count(alarm) }
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
