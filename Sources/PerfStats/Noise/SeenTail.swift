import RealModule

/// The tail of a runner's leave-one-out scores as it was seen, and a law for what lies beyond.
///
/// A Student tail of few degrees of freedom, fitted where scores are plenty, still gives one in a
/// thousand at fifteen standard errors, where nothing was ever seen: it has no scale. Beyond the
/// 99.8 % point of the scores the tail falls off exponentially instead, with the mean excess of the
/// scores beyond their 98 % point as its scale (peaks over threshold; the exponential law is the
/// generalised Pareto law of shape zero). The mean of few excesses is uncertain and is raised by two of
/// its standard errors. Outliers that come again are the matter of `Bursts`.
///
/// In the body the scores themselves tell how wide an interval must be: a Student law that was
/// fitted to the tail is too wide there.
///
/// Source: J. Pickands. Statistical inference using extreme order statistics. Ann. Stat. 3, 1975.
package struct SeenTail: Hashable, Sendable {
  /// Magnitudes of the normal scores, ascending.
  private let scores: [Double]
  /// The 99.8 % point of the scores in standard errors.
  package let edge: Double
  /// Standard errors in which the tail beyond it falls to 1/e.
  package let scale: Double

  /// Fewest scores to learn from.
  package static let fewestScores = 200

  /// - Returns: nil for fewer than 200 scores, of benchmarks with six jobs or more.
  /// - Complexity: O(n log n).
  package init?(_ benchmarks: [LeaveOneOut]) {
    var errors: [Double] = []
    var normal: [Double] = []
    for benchmark in benchmarks where benchmark.residuals.count >= 6 && benchmark.freedom > 0 {
      let t = StudentT(benchmark.freedom)
      for score in benchmark.scores {
        errors.append(score.magnitude)
        normal.append(t.normalScore(score.magnitude))
      }
    }
    guard errors.count >= Self.fewestScores else { return nil }
    errors.sort()
    scores = normal.sorted()
    edge = Quantiles.type7(sorted: errors, 0.998)
    let threshold = Quantiles.type7(sorted: errors, 0.98)
    let excesses = errors.filter { $0 > threshold }.map { $0 - threshold }
    guard !excesses.isEmpty, edge > 0 else { return nil }
    scale =
      max(Moments.mean(excesses), 0.25) * (1 + 2 / Double(excesses.count).squareRoot())
  }

  /// The point that a normal score exceeds with this one-sided probability; nil beyond the 99 %
  /// interval, where scores are few.
  package func quantile(tail: Double) -> Double? {
    tail >= 0.005 ? Quantiles.type7(sorted: scores, 1 - 2 * tail) : nil
  }
}
