import CDistributions
import RealModule

/// Standard normal distribution.
package enum StandardNormal {
  /// P(Z > x), relative accuracy kept down to 1e-300.
  package static func upperTail(_ x: Double) -> Double { ps_normal_upper_tail(x) }

  /// The x with P(Z > x) = `tail`, 0 < `tail` < 1.
  package static func upperQuantile(_ tail: Double) -> Double { ps_normal_upper_quantile(tail) }

  /// The x with P(Z <= x) = `probability`, 0 < `probability` < 1.
  package static func quantile(_ probability: Double) -> Double {
    -ps_normal_upper_quantile(probability)
  }

  /// Density at x.
  package static func density(_ x: Double) -> Double {
    Double.exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
  }
}

/// Student's t distribution with any positive degrees of freedom, infinity included.
package struct StudentT: Hashable, Sendable {
  package var degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(T > t), computed as an incomplete beta function, never as 1 - P(T <= t);
  /// relative accuracy kept down to 1e-300.
  package func upperTail(_ t: Double) -> Double { ps_t_upper_tail(t, degreesOfFreedom) }

  /// The t with P(T > t) = `tail`, 0 < `tail` < 1.
  package func upperQuantile(_ tail: Double) -> Double {
    ps_t_upper_quantile(tail, degreesOfFreedom)
  }

  /// The t with P(T <= t) = `probability`, 0 < `probability` < 1.
  package func quantile(_ probability: Double) -> Double { -upperQuantile(probability) }

  /// The normal deviate that is as extreme as `t`: sign(t) times the z with
  /// P(Z > z) = P(T > |t|).
  ///
  /// Where P(T > |t|) < exp(-30), z = sqrt(-2 ln P) takes its place: a
  /// deliberate overestimate by a few per cent which is monotone and needs no
  /// quantile so far out. A tail below the smallest double saturates (|z| = 38.6).
  package func normalScore(_ t: Double) -> Double {
    let tail = Swift.max(upperTail(t.magnitude), .leastNonzeroMagnitude)
    let z =
      tail < StudentT.farTail
      ? (-2 * Double.log(tail)).squareRoot() : StandardNormal.upperQuantile(tail)
    return t < 0 ? -z : z
  }

  private static let farTail = Double.exp(-30)
}

/// Chi-squared distribution with any positive degrees of freedom.
package struct ChiSquared: Hashable, Sendable {
  package var degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// P(X > x).
  package func upperTail(_ x: Double) -> Double { ps_chi2_upper_tail(x, degreesOfFreedom) }

  /// The x with P(X > x) = `tail`.
  package func upperQuantile(_ tail: Double) -> Double {
    ps_chi2_upper_quantile(tail, degreesOfFreedom)
  }

  /// The x with P(X <= x) = `probability`.
  package func quantile(_ probability: Double) -> Double {
    ps_chi2_lower_quantile(probability, degreesOfFreedom)
  }
}

/// F distribution with any positive degrees of freedom.
package struct FisherF: Hashable, Sendable {
  package var numerator: Double
  package var denominator: Double

  package init(_ numerator: Double, _ denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// P(X > x).
  package func upperTail(_ x: Double) -> Double { ps_f_upper_tail(x, numerator, denominator) }

  /// The x with P(X > x) = `tail`.
  package func upperQuantile(_ tail: Double) -> Double {
    ps_f_upper_quantile(tail, numerator, denominator)
  }

  /// The x with P(X <= x) = `probability`.
  package func quantile(_ probability: Double) -> Double {
    ps_f_lower_quantile(probability, numerator, denominator)
  }
}
