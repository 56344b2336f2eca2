import RealModule

/// A lasting move of at least half of the benchmarks of a suite, or of what they have in common.
package struct SuiteFinding: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// Kernel, image or compiler changed within the same commits.
    case environment
    /// The runner itself moves like that: its factor is so autocorrelated that the move is no surprise.
    case wander
    /// Everything else: what a change of the code, or of how it is built, did.
    case suite
  }

  package var kind: Kind
  package var runner: String
  package var metric: Metric
  /// First run of the new level, and the confidence set of it; runs of `Suite.axis`.
  package var index: Int
  package var first: Int
  package var last: Int
  /// Last point surely before, first point surely after.
  package var good: SeriesHistory.Point
  package var bad: SeriesHistory.Point
  /// Size on the log scale.
  package var shift: Double
  /// nil where the members agree but their common course shows no step of its own.
  package var interval: Interval?
  /// Bound on the probability of such a move without a change; autocorrelation of what the benchmarks
  /// have in common is allowed for, but where the environment explains the move.
  package var p: Double
  package var undone: Bool
  /// Numbers of the series that made the move, among all; empty for a move of the common factor that is too
  /// small to be seen in any of them.
  package var members: [Int]
  /// Number of series of the suite.
  package var of: Int
  /// What else changed within first - 1 ... last.
  package var conditions: [RunnerShift.Difference]

  package var ratio: Double { .exp(shift) }
  package var state: Trend.State {
    Trend.State(shift: shift, undone: undone, better: metric.better)
  }
}
