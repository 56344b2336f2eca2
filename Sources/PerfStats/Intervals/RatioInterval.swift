/// Interval of the ratio current / baseline of mean costs, by the bootstrap of T. Kalibera and R. Jones:
/// jobs are drawn with replacement, inside each its executions, inside each its iterations; the ends are
/// quantiles of the ratios of means.
///
/// ```swift
/// let ratio = try ratioInterval(baseline: before, current: after)
/// print(ratio.estimate, ratio.lower, ratio.upper)
/// ```
///
/// - Parameters:
///   - baseline: positive samples of the reference, `[job][execution][iteration]`, in any unit.
///   - current: those of the version in question, in the same unit; the shape may be another.
///   - level: two-sided, 0.95 for 95 %.
///   - resamples: the SD of an end in units of the standard error is 2.67 / sqrt(resamples) at level 0.95.
///   - seed: the same seed gives the same ends.
/// - Throws: `empty` for a level without replicates, `invalidSample` for one that is no positive finite
///   number, `invalidParameter` and `quantileOutOfReach` for the others.
/// - Complexity: 2 B N for B resamples and N samples.
///
/// With one job a side the interval holds no variance between jobs; `method` then says so.
///
/// Source: T. Kalibera, R. Jones, Quantifying performance changes with effect size confidence intervals,
/// Univ. of Kent TR 4-12, 2012 (arXiv:2007.10899), section 4.
public func ratioInterval(
  baseline: [[[Double]]], current: [[[Double]]], level: Double = Policy().level,
  resamples: Int = Policy().resamples, seed: UInt64 = Policy().seed
) throws(StatisticsError) -> Interval {
  try bootstrapIntervals(
    [BootstrapPair(baseline: baseline, current: current)], method: .percentile,
    resamples: resamples, level: level, seed: seed)[0]
}

/// The same for samples of one process a side: an interval within that run, which says nothing of other
/// runs.
///
/// - Throws: as above.
public func ratioInterval(
  baseline: [Double], current: [Double], level: Double = Policy().level,
  resamples: Int = Policy().resamples, seed: UInt64 = Policy().seed
) throws(StatisticsError) -> Interval {
  try ratioInterval(
    baseline: [[baseline]], current: [[current]], level: level, resamples: resamples, seed: seed)
}

/// - Throws: what is no confidence level.
func checkLevel(_ level: Double) throws(StatisticsError) {
  guard level > 0, level < 1 else {
    throw .invalidParameter(name: "level", value: level, expected: "between 0 and 1")
  }
}
