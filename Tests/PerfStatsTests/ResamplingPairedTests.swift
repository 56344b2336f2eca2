import PerfStats
import Testing

/// Paired executions: expected values by hand and by the order statistics' exact
/// binomial law.
@Suite struct ResamplingPairedTests {
  private func summary(
    _ executions: [[Double]], resamples: Int = 20_000, level: Double = 0.95
  ) throws -> BootstrapSummary {
    try pairedBootstrap(
      [executions], resamples: resamples, level: level, seed: 1, threads: 2)[0]
  }

  @Test func smallLevelsAreKept() throws {
    // Medians 2 (even) and 7: mean 4.5.
    let found = try summary([[1, 3, -5, 8], [7]])
    #expect(found.lower == 4.5 && found.upper == 4.5)
  }

  /// One execution pair of five: the resampled median is the i-th value with the
  /// binomial probability that at least three of five draws are at most it:
  /// P(at most 1st) = 0.0579, 2nd 0.3174, 3rd 0.6826, 4th 0.9421.
  @Test func medianOfFive() throws {
    let values = [0.1, 0.2, 0.3, 0.4, 0.5]
    #expect(try summary([values.reversed()], level: 0.90).lower == 0.1)
    #expect(try summary([values], level: 0.87).lower == 0.2)
    #expect(try summary([values], level: 0.87).upper == 0.4)
    #expect(try summary([values], level: 0.90).upper == 0.5)
  }

  /// Four execution pairs are kept as they are, five are drawn.
  @Test func executionsAreResampledFromFive() throws {
    let four = try summary([[1], [2], [3], [4]])
    #expect(four.lower == 2.5 && four.upper == 2.5)
    let five = try summary([[1], [2], [3], [4], [5]])
    #expect(five.lower < 2 && five.upper > 4)
  }

  @Test func hostile() {
    #expect(throws: StatisticsError.self) { _ = try summary([]) }
    #expect(throws: StatisticsError.self) { _ = try summary([[1, .nan]]) }
    #expect(throws: StatisticsError.self) { _ = try summary([[]]) }
    #expect(throws: StatisticsError.self) { _ = try summary([[1]], level: 1) }
  }
}
