import RealModule

/// How many further current jobs would settle an inconclusive benchmark, told so that it comes true.
///
/// What the next jobs will say is not known: the effect with R jobs lies around the present one by the
/// noise of both. With A = 1/n_b + 1/R_c and A' = 1/n_b + 1/R the number given is the fewest further jobs
/// with which at least 80 % of
///
///     Da' ~ Da + s T_df,   s^2 = (1.15^2 kappa^2 v + tau^2)(A - A')
///
/// are decided: Da' <= ln 1.05 - h - max(0, c_u) or Da' > ln 1.02 + h, with the half width
///
///     h = t(R) sqrt(v (1/n_b + 1/R)(1 + 1.57/M)) max(1, hull arm / noise arm)
///
/// or the half width of the bootstrap's interval with R jobs if that is more. It resamples a side of five
/// jobs or more, and sees what their factors do to them, which the noise model takes off:
///
///     h* = z sqrt((v + tau^2) ([n_b >= 5]/n_b + [R >= 5]/R))
///
/// If nothing changed, the effect goes back to where it belongs, Da' ~ (A'/A) Da + s' T_df with s'^2 = s^2 A'/A,
/// and c_u with it: 80 % of these must be decided as well.
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
  /// Whether there are samples to resample.
  package var isResampled = false

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
    let tail = (1 - policy.level) / 2
    let modelled =
      tails.halfWidth(tail: tail, degreesOfFreedom: degreesOfFreedom, jobs: jobs)
      * (variance * factor * median).squareRoot() * max(1, hullRatio)
    let width = max(modelled, isResampled ? resampledWidth(tail: tail, jobs: jobs) : 0)
    let now = 1 / Double(baselineJobs) + 1 / Double(currentJobs)
    let measured = decided(
      effect: effect, shift: shift, spread: now - factor, width: width, policy: policy)
    let left = factor / now
    let unchanged = decided(
      effect: left * effect, shift: left * shift, spread: factor * (1 - left), width: width,
      policy: policy)
    return min(measured, unchanged)
  }

  /// Share of the outcomes about an effect that are decided.
  ///
  /// - Parameter spread: variance of the outcomes in variances of one job.
  private func decided(
    effect: Double, shift: Double, spread: Double, width: Double, policy: Policy
  ) -> Double {
    let kappa = 1.15 * tails.kappa
    let scale = ((kappa * kappa * variance + commonVariance) * spread).squareRoot()
    let pass = Double.log(onePlus: policy.threshold) - width - max(0, shift)
    let warn = Double.log(onePlus: policy.warning) + width
    let t = StudentT(degreesOfFreedom)
    if pass >= warn { return 1 }
    return t.upperTail((effect - pass) / scale) + t.upperTail((warn - effect) / scale)
  }

  /// Half width of the bootstrap's interval over the jobs of the sides that are resampled.
  private func resampledWidth(tail: Double, jobs: Int) -> Double {
    let shares = [baselineJobs, jobs].filter { $0 >= leastResampledReplicates }
      .map { 1 / Double($0) }
    return StandardNormal.upperQuantile(tail)
      * ((variance + commonVariance) * shares.reduce(0, +)).squareRoot()
  }

  /// The fewest further jobs; nil if none up to `most` would do.
  package func fewest(policy: Policy) -> Int? {
    (1...Self.most).first { decided(further: $0, policy: policy) >= Self.share }
  }
}
