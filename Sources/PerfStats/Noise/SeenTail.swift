import RealModule

/// What a runner's leave-one-out scores themselves say: how wide an interval must be, and how often
/// and how far an unchanged benchmark jumps.
///
/// Two laws describe what lies far out. Noise that grows with a benchmark's own spread follows
/// Student's t in standard errors (`TailCalibration`). Jumps have a scale of their own: a process, a host or a
/// neighbour moves quiet and noisy benchmarks by so many percent. On the t scale the jumps of the quietest benchmarks,
/// thirty standard errors of 0.2 %, make a tail in which a noisy one can never fail. Here they are told on the log scale:
/// an effect beyond three standard errors exceeds them by V with probability
///
///     share (1 + V/b)^-a,   share = (n + 1)/(N + 100),   a = n + 1,   b = 0.1 + sum of the n excesses seen
///
/// (N scores). That is an exponential law of unknown scale, averaged over what n excesses and one assumed of 10 % leave
/// possible: a generalised Pareto law of shape 1/a, heavy while little was seen.
///
/// Each law overstates what the other describes, so the smaller of the two probabilities holds.
///
/// Source: J. Pickands. Statistical inference using extreme order statistics. Ann. Stat. 3, 1975
/// (peaks over a threshold).
package struct SeenTail: Hashable, Sendable {
  /// Magnitudes of the normal scores, ascending.
  private let scores: [Double]
  /// Scale of the body of the scores.
  private let kappa: Double
  /// Probability that a job moves an unchanged benchmark up by more than three standard errors.
  package let share: Double
  /// Shape a and scale b of the excess, log scale.
  package let shape: Double
  package let scale: Double

  /// Fewest scores to learn from.
  package static let fewestScores = 200
  /// Standard errors beyond which an effect counts as a jump.
  package static let start = 3.0

  /// - Parameter kappa: scale of the scores.
  /// - Returns: nil for fewer than 200 scores, of benchmarks with six jobs or more.
  /// - Complexity: O(n log n).
  package init?(_ benchmarks: [LeaveOneOut], kappa: Double) {
    var normal: [Double] = []
    var excesses = 0.0
    var jumps = 0.0
    let start = Self.start * kappa
    for benchmark in benchmarks where benchmark.residuals.count >= 6 && benchmark.freedom > 0 {
      let t = StudentT(benchmark.freedom)
      for (score, effect) in zip(benchmark.scores, benchmark.effects) {
        normal.append(t.normalScore(score.magnitude))
        if score > start {
          jumps += 1
          excesses += max(0, effect * (1 - start / score))
        }
      }
    }
    guard normal.count >= Self.fewestScores else { return nil }
    scores = normal.sorted()
    self.kappa = kappa
    share = (jumps + 1) / (Double(normal.count) + 100)
    shape = jumps + 1
    scale = excesses + 0.1
  }

  /// The point that a normal score exceeds with this one-sided probability; nil beyond the 99 %
  /// interval, where scores are few.
  package func quantile(tail: Double) -> Double? {
    tail >= 0.005 ? Quantiles.type7(sorted: scores, 1 - 2 * tail) : nil
  }

  /// Probability that an unchanged benchmark shows such an effect: by noise without heavy tails, or by a
  /// jump. Several jobs are not held less likely to jump than one: it is always the same benchmarks that do.
  ///
  /// - Parameter effect: log scale.
  package func upperTail(
    _ effect: Double, standardError: Double, degreesOfFreedom: Double
  ) -> Double {
    let score = StudentT(degreesOfFreedom).normalScore(effect / standardError) / kappa
    let excess = max(0, effect - Self.start * kappa * standardError)
    return min(1, StandardNormal.upperTail(score) + share * .pow(1 + excess / scale, -shape))
  }
}
