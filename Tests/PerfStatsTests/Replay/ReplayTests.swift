import PerfStats
import Testing

@Suite struct ReplayTests {
  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 500
    return policy
  }()

  /// By the formula in Wilson (1927), with z = 1.959964, evaluated in Python.
  @Test func wilsonInterval() {
    let interval = Proportion(successes: 5, trials: 40).wilson()
    #expect(relativeError(interval.lower, 0.0545950) < 1e-5)
    #expect(relativeError(interval.upper, 0.2611212) < 1e-5)
    let none = Proportion(successes: 0, trials: 0).wilson()
    #expect(none.lower == 0 && none.upper == 1)
  }

  @Test func aReplayDependsOnItsSeedAlone() throws {
    let runs = SimulatedMachine.quiet.runs(
      suite: 1, benchmarks: 12, jobs: 14, executions: 2, samples: 5, seed: 1)
    var plan = ReplayPlan(
      baselineJobs: 3, currentJobs: 2, archiveJobs: 6, splits: 12, slowdowns: [0.1, 0.33])
    let one = try replay(runs, plan: plan, policy: quick, threads: 1)
    #expect(try replay(runs, plan: plan, policy: quick, threads: 2) == one)
    plan.order = .time
    let ordered = try replay(runs, plan: plan, policy: quick, threads: 2)
    #expect(ordered.outcomes[0].gateAlarms.trials == 12)
    #expect(ordered.outcomes[0].benchmarkAlarms.trials == 12 * 12)
    #expect(ordered.outcomes.count == 6)
  }

  /// On a quiet machine the gate finds +33 % always and leaves unchanged suites alone, while 5 %
  /// on means of a noisy one fails most suites.
  @Test func tellsTheGateFromThePlainRule() throws {
    let plan = ReplayPlan(
      baselineJobs: 5, currentJobs: 1, archiveJobs: 10, splits: 20, slowdowns: [0.33])
    let quiet = try calibrate(
      .quiet, plan: plan, benchmarks: 40, executions: 3, samples: 10, policy: quick, threads: 2)
    #expect(quiet.outcomes[0].gateAlarms.successes <= 3)
    #expect(quiet.outcomes[0].detections[0].share > 0.9)
    let hosted = try calibrate(
      .hosted, plan: plan, benchmarks: 40, executions: 3, samples: 10, policy: quick, threads: 2)
    #expect(hosted.outcomes[0].gateAlarms.successes <= 5)
    // Whoever counts warnings as alarms has more of both.
    #expect(hosted.outcomes[1].rule == "perfstat, warnings too")
    #expect(hosted.outcomes[1].gateAlarms.successes >= hosted.outcomes[0].gateAlarms.successes)
    #expect(
      hosted.outcomes[1].detections[0].successes > hosted.outcomes[0].detections[0].successes)
    #expect(hosted.outcomes[2].gateAlarms.successes >= 15)
  }

  /// A slow-down injected into a replay is judged as the same slow-down in the samples is.
  @Test func injectionEqualsScaledSamples() throws {
    let runs = SimulatedMachine.quiet.runs(
      suite: 2, benchmarks: 10, jobs: 8, executions: 5, samples: 5, seed: 3)
    let slow = runs.suffix(1).map { run in
      var copy = run
      for e in copy.measurements[4].executions.indices {
        copy.measurements[4].executions[e].values =
          copy.measurements[4].executions[e].values.map { $0 * 1.25 }
      }
      return copy
    }
    let plain = try judge(
      baseline: Array(runs[..<7]), current: Array(runs[7...]), policy: quick)
    let slowed = try judge(baseline: Array(runs[..<7]), current: slow, policy: quick)
    let (a, b) = try (
      #require(plain.benchmarks[4].estimate), #require(slowed.benchmarks[4].estimate)
    )
    let shift =
      try #require(slowed.suite.rows.first).removed
      / #require(plain.suite.rows.first).removed
    #expect(relativeError(b.deciding.estimate, 1.25 * a.deciding.estimate) < 1e-9)
    let (p, q) = try (#require(a.bootstrapInterval), #require(b.bootstrapInterval))
    #expect(relativeError(q.lower, 1.25 * p.lower / shift) < 1e-9)
  }

  @Test func impossiblePlansAreRefused() {
    let runs = SimulatedMachine.quiet.runs(
      suite: 1, benchmarks: 2, jobs: 3, executions: 1, samples: 3, seed: 1)
    #expect(throws: StatisticsError.self) { try replay(runs, plan: ReplayPlan()) }
    var plan = ReplayPlan(baselineJobs: 1, currentJobs: 1, archiveJobs: 0, slowdowns: [-1])
    #expect(throws: StatisticsError.self) { try replay(runs, plan: plan) }
    plan.slowdowns = [0.1]
    plan.share = 0
    #expect(throws: StatisticsError.self) { try replay(runs, plan: plan) }
  }
}

@Suite struct PlainRuleTests {
  /// scipy.stats.mannwhitneyu(higher, baseline, method="asymptotic") has p = 0.0202.
  @Test func mannWhitneyCallsTheSlowerSideOnly() throws {
    let baseline = [1.0, 2, 3, 4, 5, 6]
    let higher = [4.5, 5.5, 6.5, 7, 8, 9]
    #expect(
      try PlainRule.mannWhitney.alarms(
        baseline: baseline, current: higher, threshold: 0.05))
    #expect(
      try !PlainRule.mannWhitney.alarms(
        baseline: baseline, current: baseline, threshold: 0.05))
    #expect(
      try !PlainRule.mannWhitney.alarms(
        baseline: higher, current: baseline, threshold: 0.05))
  }

  @Test func thresholdsOnMeansAndMedians() throws {
    let baseline = [100.0, 100, 100, 130]
    let current = [104.0, 104, 104, 160]
    #expect(try PlainRule.means.alarms(baseline: baseline, current: current, threshold: 0.05))
    #expect(try !PlainRule.medians.alarms(baseline: baseline, current: current, threshold: 0.05))
    #expect(try !PlainRule.welch.alarms(baseline: baseline, current: current, threshold: 0.05))
    #expect(
      try PlainRule.welch.alarms(
        baseline: [100, 101, 100, 101], current: [110, 111, 110, 111], threshold: 0.05))
  }
}
