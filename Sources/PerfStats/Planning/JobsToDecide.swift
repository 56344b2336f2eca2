import RealModule

/// How many further current jobs would settle an inconclusive benchmark, told so that it comes true.
///
/// What the next jobs will say is not known: the effect with R jobs lies around the present one by the
/// noise of both. The number given is the fewest further jobs with which at least 80 % of
///
///     Da' ~ Da + s T_df,   s^2 = (1.15^2 kappa^2 v + tau^2)(1/R_c - 1/R)
///
/// are decided: Da' <= ln 1.05 - h - max(0, c_u) or Da' > ln 1.02 + h, with the half width
///
///     h = t(R) sqrt(v (1/n_b + 1/R)(1 + 1.57/M)) max(1, hull arm / noise arm)
package struct JobsToDecide: Hashable, Sendable {
  /// Effect without the shift that was taken off, and that shift.
  package var effect: Double
  package var shift: Double
  /// Variance of one job's value.
  package var variance: Double
  package var commonVariance: Double
  package var degreesOfFreedom: Double
  package var tails: TailCalibration
  package var baselineJobs: Int
  package var currentJobs: Int
  /// Benchmarks whose median was taken off; nil where none was.
  package var siblings: Int?
  /// How much wider the deciding interval is than the noise model's, at least 1.
  package var hullRatio: Double

  package init(
    effect: Double, shift: Double, variance: Double, commonVariance: Double,
    degreesOfFreedom: Double, tails: TailCalibration, baselineJobs: Int, currentJobs: Int,
    siblings: Int?, hullRatio: Double = 1
  ) {
    self.effect = effect
    self.shift = shift
    self.variance = variance
    self.commonVariance = commonVariance
    self.degreesOfFreedom = degreesOfFreedom
    self.tails = tails
    self.baselineJobs = baselineJobs
    self.currentJobs = currentJobs
    self.siblings = siblings
    self.hullRatio = hullRatio
  }

  /// Most further jobs that are considered.
  package static let most = 20
  /// Share of the outcomes that must be decided.
  package static let share = 0.8

  /// Share of the outcomes that `further` more jobs decide.
  package func decided(further: Int, policy: Policy) -> Double {
    let jobs = currentJobs + further
    let median = siblings.map { 1 + 1.57 / Double($0) } ?? 1
    let factor = 1 / Double(baselineJobs) + 1 / Double(jobs)
    let width =
      tails.halfWidth(
        tail: (1 - policy.level) / 2, degreesOfFreedom: degreesOfFreedom, jobs: jobs)
      * (variance * factor * median).squareRoot() * max(1, hullRatio)
    let kappa = 1.15 * tails.kappa
    let spread =
      ((kappa * kappa * variance + commonVariance)
      * (1 / Double(currentJobs) - 1 / Double(jobs))).squareRoot()
    let pass = Double.log(onePlus: policy.threshold) - width - max(0, shift)
    let warn = Double.log(onePlus: policy.warning) + width
    let t = StudentT(degreesOfFreedom)
    if pass >= warn { return 1 }
    return t.upperTail((effect - pass) / spread) + t.upperTail((warn - effect) / spread)
  }

  /// The fewest further jobs; nil if none up to `most` would do.
  package func fewest(policy: Policy) -> Int? {
    (1...Self.most).first { decided(further: $0, policy: policy) >= Self.share }
  }
}
