import RealModule

/// What the whole suite did: the common shift with its interval and a verdict of its own.
///
/// A shift of all benchmarks is the runner's or the code's. The row of a benchmark is judged without
/// the part that the runner is known to produce; the suite's row says what the whole did, with the
/// runner's own shifts (tau) in its standard error:
///
///     se^2 = tau^2 (1/R_b + 1/R_c) + lambda^2 1.57 median_b(se_b^2) / M
///     [lo, hi] = shift -/+ t se,   p = P(T > shift / se),   t with the degrees of freedom of tau
package struct SuiteShift: Hashable, Sendable {
  /// Log scale.
  package var shift: Double
  package var standardError: Double
  package var degreesOfFreedom: Double
  package var lower: Double
  package var upper: Double
  /// One-sided p-value against no change; one row for a whole suite, so that none corrects it.
  package var p: Double
  /// SD of the factor shared by all benchmarks of a job.
  package var tau: Double

  /// - Parameters:
  ///   - ownVariance: of the shift, from the benchmarks' own noise.
  ///   - jobFactor: 1/R_b + 1/R_c.
  package init(
    shift: Double, ownVariance: Double, commonVariance: Double, jobFactor: Double,
    degreesOfFreedom: Double, level: Double
  ) {
    self.shift = shift
    self.degreesOfFreedom = degreesOfFreedom
    tau = commonVariance.squareRoot()
    standardError = (commonVariance * jobFactor + ownVariance).squareRoot()
    let t = StudentT(degreesOfFreedom)
    let arm = t.upperQuantile((1 - level) / 2) * standardError
    (lower, upper) = (shift - arm, shift + arm)
    p = t.upperTail(shift / standardError)
  }

  /// The verdict of section 6.9; a metric without a better direction can only change.
  package func verdict(_ metric: Metric, policy: Policy) -> Verdict {
    let margin = Judgement.margin
    let (threshold, warning) = (
      Double.log(onePlus: policy.threshold), Double.log(onePlus: policy.warning)
    )
    let faster = upper < .log(onePlus: -policy.warning) - margin
    if metric.better == .unspecified {
      if lower > warning + margin || faster { return .changed }
      return upper <= threshold + margin && lower >= -threshold - margin ? .pass : .inconclusive
    }
    if lower > threshold + margin { return .fail }
    if lower > warning + margin { return .warn }
    if faster { return .improved }
    return upper <= threshold + margin ? .pass : .inconclusive
  }

  /// Whether the whole suite is worth measuring again.
  package func isSuspect(policy: Policy) -> Bool {
    upper > .log(onePlus: policy.threshold) + Judgement.margin
      && shift > .log(onePlus: policy.notable) + Judgement.margin
  }
}

extension Policy {
  /// +3 % between the default limits of +2 % and +5 %.
  var notable: Double { warning + (threshold - warning) / 3 }
}
