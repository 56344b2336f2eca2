import RealModule

/// Each job of a benchmark held against the model fitted without it, in closed form (5.7).
package struct LeaveOneOut: Hashable, Sendable {
  /// Residuals as they are, with mean zero.
  package var residuals: [Double]
  /// The same with outliers taken in, as the variance was made of.
  package var winsorised: [Double]
  /// Where the middle of a level lies among them: its median, from eight jobs on.
  package var centre: Double
  package var variance: Double
  package var degreesOfFreedom: Double
  package var priorDegreesOfFreedom: Double
  package var priorVariance: Double

  /// - Parameter firstLevel: residuals before the first level shift.
  package init(
    residuals: [Double], winsorised: [Double], firstLevel: Int, variance: Double,
    degreesOfFreedom: Double,
    priorDegreesOfFreedom: Double, priorVariance: Double
  ) {
    self.residuals = residuals
    self.winsorised = winsorised
    centre = residuals.count < 8 ? 0 : Quantiles.median(Array(residuals.prefix(firstLevel)))
    self.variance = variance
    self.degreesOfFreedom = degreesOfFreedom
    self.priorDegreesOfFreedom = priorDegreesOfFreedom
    self.priorVariance = priorVariance
  }

  /// Deviation of each job from the middle of the others, e = r R/(R-1).
  package var effects: [Double] {
    let count = Double(residuals.count)
    return residuals.map { ($0 - centre) * count / (count - 1) }
  }

  /// Degrees of freedom of the scores.
  package var freedom: Double { priorDegreesOfFreedom + degreesOfFreedom - 1 }

  /// The effects in units of their standard errors; 0 where the rest tells no variance.
  package var scores: [Double] {
    let count = Double(residuals.count)
    let scale = count / (count - 1)
    let squares = variance * degreesOfFreedom
    guard freedom > 0 else { return residuals.map { _ in 0 } }
    return zip(residuals, winsorised).map { residual, clipped in
      let rest = max(0, squares - clipped * clipped * scale)
      let without = (priorDegreesOfFreedom * priorVariance + rest) / freedom
      return without > 0 ? residual * scale / (without * (1 + 1 / (count - 1))).squareRoot() : 0
    }
  }
}

extension NoiseFamily {
  /// Each benchmark's jobs against the model fitted without them.
  var leaveOneOut: [LeaveOneOut] {
    benchmarks.map { benchmark in
      let residuals = benchmark.residuals.compactMap { $0 }
      let firstShift = benchmark.segmentStarts.dropFirst().first ?? benchmark.residuals.count
      return LeaveOneOut(
        residuals: residuals, winsorised: winsorised(residuals),
        firstLevel: benchmark.residuals.prefix(firstShift).count { $0 != nil },
        variance: benchmark.variance,
        degreesOfFreedom: benchmark.degreesOfFreedom,
        priorDegreesOfFreedom: prior.degreesOfFreedom,
        priorVariance: benchmark.priorVariance)
    }
  }
}

/// Residuals taken in to five normal-consistent median deviations and centred again; as they are
/// for fewer than six, or if more than half of them are equal.
package func winsorised(_ residuals: [Double]) -> [Double] {
  guard residuals.count >= 6 else { return residuals }
  let limit = 5 * Quantiles.normalConsistency * Quantiles.median(residuals.map(\.magnitude))
  let clipped = limit > 0 ? residuals.map { min(max($0, -limit), limit) } : residuals
  let centre = Moments.mean(clipped)
  return clipped.map { $0 - centre }
}
