import Foundation
import PerfStats
import Testing

/// What lies on a limit to the last bit, and the smallest numbers of values that a rule asks for. Every
/// expected value is calculated by hand.
@Suite struct LimitTests {
  private let policy = Policy()

  private func suite(shift: Double, lower: Double, upper: Double) -> SuiteShift {
    var suite = SuiteShift(
      shift: shift, ownVariance: 1e-4, commonVariance: 1e-4, jobFactor: 2, degreesOfFreedom: 5,
      level: 0.95)
    (suite.lower, suite.upper) = (lower, upper)
    return suite
  }

  /// An end that lies on a limit is not beyond it, whatever rounding did to the logarithm.
  @Test func anEndOnALimitIsNotBeyondIt() {
    let (fail, warn, gain) = (log1p(0.05), log1p(0.02), log1p(-0.02))
    let time = Metric.nanoseconds
    let score = Metric(name: "score", unit: "", better: .unspecified)
    let next = 1e-8
    func verdict(_ lower: Double, _ upper: Double, _ metric: Metric) -> Verdict {
      suite(shift: (lower + upper) / 2, lower: lower, upper: upper).verdict(metric, policy: policy)
    }
    #expect(verdict(fail, 0.1, time) == .warn)
    #expect(verdict(fail + next, 0.1, time) == .fail)
    #expect(verdict(warn, 0.1, time) == .inconclusive)
    #expect(verdict(warn + next, 0.1, time) == .warn)
    #expect(verdict(-0.1, fail, time) == .pass)
    #expect(verdict(-0.1, fail + next, time) == .inconclusive)
    #expect(verdict(-0.1, gain, time) == .pass)
    #expect(verdict(-0.1, gain - next, time) == .improved)
    #expect(verdict(warn, fail, score) == .pass)
    #expect(verdict(warn + next, fail, score) == .changed)
    #expect(verdict(-fail, fail, score) == .pass)
    #expect(verdict(-fail - next, fail, score) == .inconclusive)
    #expect(verdict(-fail, gain, score) == .pass)
    #expect(verdict(-fail, gain - next, score) == .changed)
    // Worth measuring again: beyond +3 % by its estimate and +5 % by its upper end.
    func isSuspect(_ shift: Double, _ upper: Double) -> Bool {
      suite(shift: shift, lower: 0, upper: upper).isSuspect(policy: policy)
    }
    #expect(!isSuspect(0.04, fail))
    #expect(isSuspect(0.04, fail + next))
    #expect(!isSuspect(log1p(0.03), 0.1))
    #expect(isSuspect(log1p(0.03) + next, 0.1))
  }

  private func counts(_ old: Double, _ new: Double, _ better: Metric.Direction) throws -> Verdict {
    let metric = Metric(name: "count", unit: "allocs/op", better: better)
    func run(_ id: String, _ value: Double) -> Run {
      Run(
        id: id,
        measurements: [
          Measurement(
            benchmark: "a", metric: metric,
            executions: [Execution(values: Array(repeating: value, count: 6))])
        ])
    }
    return try judge(baseline: [run("b", old)], current: [run("c", new)], policy: policy)
      .benchmarks[0].verdict
  }

  /// +2, +5 and -2 % of 100 are whole numbers, whose logarithms are rounded.
  @Test func countsOnALimit() throws {
    #expect(try counts(100, 102, .lower) == .pass)
    #expect(try counts(100, 105, .lower) == .warn)
    #expect(try counts(100, 98, .lower) == .pass)
    #expect(try counts(100_000, 102_001, .lower) == .warn)
    #expect(try counts(100_000, 105_001, .lower) == .fail)
    #expect(try counts(100_000, 97_999, .lower) == .improved)
    #expect(try counts(100, 102, .unspecified) == .pass)
    #expect(try counts(100, 98, .unspecified) == .pass)
    #expect(try counts(100_000, 102_001, .unspecified) == .changed)
    #expect(try counts(100_000, 97_999, .unspecified) == .changed)
  }

  /// The smallest p of m against n values without ties is 2 m! n! / (m + n)!: 2/1326 for 50 and 2 values. From
  /// 51 on it is the normal approximation: z = (51 - 0.5) / sqrt(51 * 2 * 54 / 12), p = 0.018406 of a table.
  @Test func theExactRankTestEndsAtFifty() throws {
    func test(_ count: Int) throws -> MannWhitney {
      try MannWhitney((0..<count).map(Double.init), [1000, 1001])
    }
    #expect(relativeError(try test(50).p, 2.0 / 1326) < 1e-12)
    #expect(abs(try test(51).p - 0.0184) < 1e-4)
    #expect(try test(51).p == test(51).asymptoticP)
  }

  @Test func resamplesHaveBounds() {
    let pair = BootstrapPair(baseline: [[[1, 2], [2, 3]]], current: [[[1, 2], [2, 3]]])
    for resamples in [0, -1, (1 << 30) + 1] {
      #expect(throws: StatisticsError.self) {
        try bootstrapIntervals([pair], resamples: resamples)
      }
    }
  }

  /// Balanced data: REML is the analysis of variance. Means 2, 6, 10 of two values each: between 32 = 2 * 16,
  /// within 2; so 15 and 2, standard error sqrt(32 / 6).
  @Test func balancedComponentsAreThoseOfTheAnalysisOfVariance() throws {
    let fit = try RestrictedLikelihood([[[1, 3]], [[5, 7]], [[9, 11]]])
    #expect(relativeError(fit.job, 15) < 1e-6)
    #expect(relativeError(fit.residual, 2) < 1e-6)
    #expect(relativeError(fit.mean, 6) < 1e-9)
    #expect(relativeError(fit.standardError, (32.0 / 6).squareRoot()) < 1e-6)
    #expect(fit.execution == nil)
    // One execution of two values is enough.
    #expect(throws: Never.self) { try RestrictedLikelihood([[[1, 3]], [[5]]]) }
  }

  /// numpy 2.4, PCG64 of seed 7, 2,000,000 resamples of the studentised logarithm of the ratio of means (plug-in
  /// variances over n - 1): 0.06403 and 0.28595; runs of 500,000 differ by 0.0004. Other software, and no
  /// quantile of the plain bootstrap: those are 0.0800 and 0.2704.
  @Test func studentisedInterval() throws {
    let pair = BootstrapPair(
      baseline: [[[10.0, 10.2, 9.9, 11.5, 10.1, 10.4, 9.8, 13.0]]],
      current: [[[12.1, 11.9, 12.4, 15.8, 12.0, 12.2, 11.7, 12.9]]])
    let found = try bootstrapIntervals(
      [pair], method: .studentised, resamples: 200_000, seed: 3, threads: 2)[0]
    #expect(abs(log(found.lower) - 0.06403) < 0.0015, "\(log(found.lower))")
    #expect(abs(log(found.upper) - 0.28595) < 0.0015, "\(log(found.upper))")
    #expect(found.method.hasPrefix("studentised"))
  }

  /// Where nothing scatters the smaller side's degrees of freedom stand; a sum of ranks in the very middle
  /// has p = 1, not more.
  @Test func testsOfWhatDoesNotDiffer() throws {
    #expect(try WelchTest(baseline: [1, 1], current: [2, 2, 2]).degreesOfFreedom == 1)
    #expect(try WelchTest(baseline: [2, 2, 2, 2], current: [2, 2, 2]).degreesOfFreedom == 2)
    #expect(try WelchTest(baseline: [2, 2, 2], current: [2, 2, 2]).p == 1)
    let middle = try MannWhitney([1, 4], [2, 3])
    #expect(middle.u == 2)
    #expect(middle.asymptoticP == 1)
  }
}
