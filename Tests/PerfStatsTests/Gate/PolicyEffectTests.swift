import PerfStats
import Testing

/// What the rules of a policy file do to a row, calculated by hand.
@Suite struct PolicyEffectTests {
  private let rate = Metric(name: "rate", unit: "ops/s", better: .higher)

  private func row(
    _ verdict: Verdict, baseline: Double? = nil, current: [[[Double]]], value: Double,
    lower: Double = 1, upper: Double = 1, sd: Double = 0, estimated: Bool = true,
    metric: Metric = .nanoseconds
  ) -> BenchmarkResult {
    let interval = Interval(estimate: 1, lower: lower, upper: upper, level: 0.95, method: "")
    return BenchmarkResult(
      name: "a", metric: metric, verdict: verdict,
      estimate: estimated
        ? BenchmarkResult.Estimate(
          deciding: interval, noiseInterval: interval, bootstrapInterval: nil,
          meanRatio: BenchmarkResult.MeanRatio(ratio: 1), p: 0.5, adjustedP: 0.5, standardError: sd,
          degreesOfFreedom: 10, runLevelSD: sd) : nil,
      baseline: baseline.map { BenchmarkResult.Side(value: $0, runs: [[Execution(values: [$0])]]) },
      current: BenchmarkResult.Side(
        value: value, runs: current.map { $0.map { Execution(values: $0) } }))
  }

  private func applied(
    _ rules: PolicyRules, to row: BenchmarkResult, runner: String = "here"
  ) -> BenchmarkResult {
    let report = Report(
      decision: .pass, policy: Policy(), runner: Runner(),
      noiseModel: Report.NoiseModelSummary(
        kind: "", jobs: 0, tau: 0, kappa: 1, nu: 8, priorDegreesOfFreedom: 3),
      suite: Report.Suite(), benchmarks: [row])
    return rules.applied(to: report, runner: runner).benchmarks[0]
  }

  private func budget(_ value: Double, _ unit: String = "ns") -> PolicyRules {
    PolicyRules(
      file: "f",
      limits: [
        PolicyRules.Limit(place: "p", budget: PolicyRules.Amount(value: value, unit: unit))
      ])
  }

  /// Executions of 10 and 11: typically 10.49, at best 10. For a rate at best 11.
  @Test func theBudgetOfANewBenchmark() {
    let new = row(
      .new, current: [[[9, 11], [11, 11]]], value: 10.49, estimated: false)
    #expect(applied(budget(10.5), to: new).verdict == .new)
    #expect(applied(budget(10.2), to: new).verdict == .warn)
    #expect(applied(budget(9.9), to: new).verdict == .fail)
    let fast = row(
      .new, current: [[[9, 11], [11, 11]]], value: 10.49, estimated: false, metric: rate)
    #expect(applied(budget(10.4, "ops/s"), to: fast).verdict == .new)
    #expect(applied(budget(10.8, "ops/s"), to: fast).verdict == .warn)
    #expect(applied(budget(11.1, "ops/s"), to: fast).verdict == .fail)
  }

  /// Four jobs with an SD of 10 %: 2.2281 (t of ten degrees of freedom) times 5 %, so surely above
  /// 100 exp(-0.11141) = 89.457 and below 100 exp(0.11141) = 111.785.
  @Test func theBudgetWithTheNoiseOfItsJobs() {
    let jobs = Array(repeating: [[100.0]], count: 4)
    for (worth, verdict) in [(100.0, Verdict.pass), (99, .warn), (89.5, .warn), (89.4, .fail)] {
      let found = applied(
        budget(worth), to: row(.pass, baseline: 100, current: jobs, value: 100, sd: 0.1))
      #expect(found.verdict == verdict, "\(worth)")
    }
    for (worth, verdict) in [(100.0, Verdict.pass), (101, .warn), (111.7, .warn), (111.8, .fail)] {
      let found = applied(
        budget(worth, "ops/s"),
        to: row(.pass, baseline: 100, current: jobs, value: 100, sd: 0.1, metric: rate))
      #expect(found.verdict == verdict, "\(worth)")
    }
    // A failure is not taken back.
    let failed = row(.fail, baseline: 50, current: jobs, value: 100, sd: 0.1)
    #expect(applied(budget(99), to: failed).verdict == .fail)
  }

  /// 2 ns times 1.25 and 1.75 are 0.5 and 1.5 ns more. A rate of 2 that costs 1.25 and 2 times as much loses 0.4
  /// and 1.
  @Test func anAbsoluteLimit() {
    func limit(_ value: Double, _ unit: String = "ns") -> PolicyRules {
      PolicyRules(
        file: "f",
        limits: [
          PolicyRules.Limit(place: "p", absolute: PolicyRules.Amount(value: value, unit: unit))
        ])
    }
    for verdict in [Verdict.fail, .warn, .inconclusive] {
      let slower = row(
        verdict, baseline: 2, current: [[[3]]], value: 3, lower: 1.25, upper: 1.75)
      #expect(applied(limit(1.5), to: slower).verdict == .pass)
      #expect(applied(limit(1.49), to: slower).verdict == (verdict == .fail ? .warn : verdict))
      #expect(applied(limit(0.5), to: slower).verdict == (verdict == .fail ? .warn : verdict))
      #expect(applied(limit(0.49), to: slower).verdict == verdict)
    }
    let rarer = row(
      .fail, baseline: 2, current: [[[1]]], value: 1, lower: 1.25, upper: 2, metric: rate)
    #expect(applied(limit(1, "ops/s"), to: rarer).verdict == .pass)
    #expect(applied(limit(0.99, "ops/s"), to: rarer).verdict == .warn)
    #expect(applied(limit(0.39, "ops/s"), to: rarer).verdict == .fail)
    // What was improved stays so.
    let faster = row(.improved, baseline: 2, current: [[[1]]], value: 1, lower: 0.4, upper: 0.6)
    #expect(applied(limit(9), to: faster).verdict == .improved)
  }

  /// An entry holds for its runner and its series together.
  @Test func anUnfitSeries() {
    func unfit(_ runner: String, _ benchmark: String) -> PolicyRules {
      PolicyRules(
        file: "f",
        unfit: [
          PolicyRules.Unfit(
            place: "p", runner: runner, series: SeriesKey(benchmark: benchmark, metric: "time"),
            reason: "r")
        ])
    }
    for verdict in [Verdict.fail, .pass] {
      let row = row(verdict, baseline: 2, current: [[[3]]], value: 3)
      let own = applied(unfit("here", "a"), to: row)
      #expect(own.verdict == (verdict == .fail ? .warn : .pass))
      #expect(own.advisesOnly)
      for rules in [unfit("here", "b"), unfit("there", "a")] {
        let other = applied(rules, to: row)
        #expect(other.verdict == verdict)
        #expect(!other.advisesOnly)
      }
    }
  }
}
