import RealModule

/// How heavy the tails of a runner are, learnt by predicting each archived job from the
/// others: scores that ought to be standard normal are fitted by kappa times Student's t with
/// nu degrees of freedom.
package struct TailCalibration: Hashable, Sendable {
  /// Scale of the scores, 1...2.
  package var kappa: Double
  /// Degrees of freedom of the scores; `normal` where they are as light as a normal's.
  package var nu: Double

  /// What the scores themselves say of the width of an interval and of jumps.
  package var seen: SeenTail?

  package init(kappa: Double, nu: Double) {
    self.kappa = kappa
    self.nu = nu
  }

  /// Tails assumed until six jobs and two hundred scores are there to learn from.
  package static let coldStart = TailCalibration(kappa: 1, nu: 8)

  /// No tails beyond those of the standard error: the law of jumps has what lies further out.
  static let jumping = TailCalibration(kappa: 1, nu: .infinity)

  /// Degrees of freedom that stand for a normal distribution, a finite number so that every
  /// file format can hold it.
  package static let normal = 1e6

  /// Fits the scale to the 90 % quantile of the scores' magnitudes and the degrees of freedom
  /// to the quantiles from 98 % to 99.8 %; tails fitted too light cost twice as much as
  /// tails fitted too heavy.
  ///
  /// - Parameter scores: magnitudes of the leave-one-job-out scores, pooled over jobs and
  ///   benchmarks.
  /// - Returns: `coldStart` for fewer than 200 scores or if a tenth of them is zero.
  /// - Complexity: O(n log n).
  package static func fit(scores: [Double]) -> TailCalibration {
    let sorted = scores.sorted()
    let upper = Quantiles.type7(sorted: sorted, 0.9)
    guard sorted.count >= 200, upper > 0 else { return coldStart }
    var best = (cost: Double.infinity, calibration: coldStart)
    for nu in [4, 5, 6, 8, 10, 15, 30, normal] {
      let t = StudentT(nu)
      let kappa = min(max(upper / t.upperQuantile(0.05), 1), 2)
      let gap = Moments.mean(
        [0.98, 0.99, 0.995, 0.998].map { q in
          Double.log(kappa * t.upperQuantile((1 - q) / 2))
            - .log(Quantiles.type7(sorted: sorted, q))
        })
      let cost = gap < 0 ? -gap : gap / 2
      if cost < best.cost { best = (cost, TailCalibration(kappa: kappa, nu: nu)) }
    }
    return best.calibration
  }

  /// Half width of a two-sided interval, in standard errors.
  ///
  /// - Parameters:
  ///   - tail: probability beyond each end, 0.025 for 95 %.
  ///   - degreesOfFreedom: of the standard error.
  ///   - jobs: current jobs; a mean of more jobs has lighter tails.
  package func halfWidth(tail: Double, degreesOfFreedom: Double, jobs: Int) -> Double {
    var z = kappa * StudentT(nu * Double(jobs)).upperQuantile(tail)
    if let usual = seen?.quantile(tail: tail) { z = min(z, usual) }
    return StudentT(degreesOfFreedom).upperQuantile(StandardNormal.upperTail(z))
  }

  /// One-sided p-value of a difference in units of its standard error.
  package func upperTail(_ t: Double, degreesOfFreedom: Double, jobs: Int) -> Double {
    StudentT(nu * Double(jobs)).upperTail(StudentT(degreesOfFreedom).normalScore(t) / kappa)
  }
}
