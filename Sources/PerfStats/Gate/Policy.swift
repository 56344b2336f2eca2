/// The rules a comparison is judged by. Every field has a section in
/// `docs/statistics.md` and an option of `perfstat compare`.
public struct Policy: Hashable, Sendable {
  /// A change is a regression when the whole interval lies beyond this relative
  /// change; 0.05 is +5 %. Valid: 0 < threshold <= 10.
  public var threshold: Double = 0.05
  /// A change is reported when the whole interval lies beyond this; at most `threshold`.
  public var warning: Double = 0.02
  /// Two-sided confidence level of the intervals; 0.5 <= level <= 0.9999.
  public var level: Double = 0.95
  /// Probability that an unchanged suite fails; 1e-6 <= alpha <= 0.5.
  public var alpha: Double = 0.05
  /// Bootstrap resamples; 100 <= resamples <= 10_000_000 and enough for the level.
  public var resamples: Int = 10_000
  /// Seed of the bootstrap, printed in every report.
  public var seed: UInt64 = 1
  /// How several benchmarks are corrected for.
  public var multiplicity: Multiplicity = .holm
  /// Location statistic of one execution.
  public var statistic: LocationStatistic = .fastHalfMean
  /// Whether a benchmark that vanished is tolerated.
  public var allowMissing: Bool = false
  /// Whether a benchmark of which one side has only a summary may fail.
  public var trustSummaries: Bool = false
  /// Whether an inconclusive gate has an exit status of its own.
  public var strict: Bool = false

  /// The defaults.
  public init() {}

  /// How the p-values of several benchmarks are corrected for their number.
  public enum Multiplicity: String, Hashable, Sendable, CaseIterable {
    /// Holm: controls the probability of any false alarm.
    case holm
    /// Benjamini-Hochberg: controls the share of false alarms among the alarms.
    case fdr
  }
}

/// Location of one execution's samples.
public enum LocationStatistic: String, Hashable, Sendable, CaseIterable {
  /// Mean of the fastest half; the default.
  case fastHalfMean
  case mean
  /// Mean without the floor(0.2 n) smallest and largest.
  case trimmedMean
  /// Type-7 median.
  case median
  /// Type-7 percentiles: what one call in ten, or in a hundred, takes at least.
  case p90
  case p99
}
