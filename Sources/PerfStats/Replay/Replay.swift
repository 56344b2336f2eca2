import RealModule

/// Replays the gate on archived jobs of one runner in which nothing changed: draws jobs as
/// archive, baseline and current, judges them as they are, then with some benchmarks of the
/// current jobs slowed down.
///
/// True changes in the archive count as false alarms here; give jobs of one version, or read
/// the result as an upper bound.
///
/// - Parameters:
///   - runs: jobs of one runner, in any order.
///   - progress: called with the number of splits done, from one thread at a time but
///     any.
/// - Throws: `StatisticsError` for a plan that needs more jobs than there are, or a policy out
///   of range.
/// - Complexity: one bootstrap and 1 + slow-downs closed-form judgements a split.
package func replay(
  _ runs: [Run], plan: ReplayPlan, policy: Policy = Policy(), threads: Int = 1,
  progress: @Sendable (Int) -> Void = { _ in }
) throws(StatisticsError) -> ReplayReport {
  try policy.check()
  let ordered = runs.enumerated().sorted {
    ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
  }.map(\.element)
  try plan.check(jobs: ordered.count)
  let jobs = ObservedJobs(ordered, statistic: policy.statistic)
  let empty = SplitOutcome(plan: plan, policy: policy)
  let total = try tally(plan.splits, from: empty, threads: threads, progress: progress) {
    split throws(StatisticsError) in
    try Split(number: split, plan: plan, jobs: jobs, runs: ordered)
      .outcome(plan: plan, policy: policy, empty: empty)
  }
  return ReplayReport(
    total, plan: plan, policy: policy, jobs: ordered.count, benchmarks: jobs.order.count)
}

extension ReplayReport {
  init(
    _ total: SplitOutcome, plan: ReplayPlan, policy: Policy, jobs: Int, duets: Int = 0,
    benchmarks: Int
  ) {
    self.init(
      plan: plan, policy: policy, jobs: jobs, duets: duets, benchmarks: benchmarks,
      outcomes: total.outcomes, coverage: total.coverage, suiteCoverage: total.suiteCoverage,
      suiteAlarms: total.suiteAlarms, alarmsByBenchmark: total.alarmsByBenchmark)
  }
}

/// Adds up the outcomes of independent splits, in rounds that share the threads.
func tally(
  _ splits: Int, from empty: SplitOutcome, threads: Int, progress: @Sendable (Int) -> Void,
  _ outcome: @Sendable (Int) throws(StatisticsError) -> SplitOutcome
) throws(StatisticsError) -> SplitOutcome {
  var total = empty
  var done = 0
  while done < splits {
    let first = done
    let round = min(splits - first, max(1, threads) * 4)
    let results = try inParallel(round, threads: threads) { i throws(StatisticsError) in
      try outcome(first + i)
    }
    for result in results { total.add(result) }
    done += round
    progress(done)
  }
  return total
}

/// Tallies of one split, and of many.
struct SplitOutcome: Sendable {
  var outcomes: [ReplayOutcome]
  var coverage = Proportion()
  var suiteCoverage = Proportion()
  var suiteAlarms = Proportion()
  var alarmsByBenchmark: [String: Proportion] = [:]

  /// Nothing counted yet.
  init(plan: ReplayPlan, policy: Policy) {
    let titles =
      ["perfstat", "perfstat, warnings too"]
      + PlainRule.allCases.map { $0.title(threshold: policy.threshold) }
    outcomes = titles.map { ReplayOutcome(rule: $0, slowdowns: plan.slowdowns.count) }
  }

  mutating func add(_ other: SplitOutcome) {
    outcomes = zip(outcomes, other.outcomes).map { $0 + $1 }
    coverage = coverage + other.coverage
    suiteCoverage = suiteCoverage + other.suiteCoverage
    suiteAlarms = suiteAlarms + other.suiteAlarms
    alarmsByBenchmark.merge(other.alarmsByBenchmark) { $0 + $1 }
  }
}
