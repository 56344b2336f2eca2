import RealModule

/// What the benchmarks of a runner have in common in their variances: a scaled inverse
/// chi-squared prior whose scale may depend on the duration of a benchmark (Smyth 2004).
package struct VariancePrior: Hashable, Sendable {
  /// Prior degrees of freedom: how many observations the prior is worth. At most 20.
  package var degreesOfFreedom: Double
  /// ln s0^2 = intercept + slope x, where x is log10 of the duration in nanoseconds.
  package var intercept: Double
  package var slope: Double

  package init(degreesOfFreedom: Double, intercept: Double, slope: Double = 0) {
    self.degreesOfFreedom = degreesOfFreedom
    self.intercept = intercept
    self.slope = slope
  }

  /// Prior variance s0^2 of a benchmark with this log10 duration (ignored without a slope).
  package func variance(at log10Duration: Double?) -> Double {
    .exp(intercept + (slope == 0 ? 0 : slope * (log10Duration ?? 0)))
  }

  /// The prior where nothing has been learnt yet: SD 3.5 %, worth three observations.
  package static let coldStart = VariancePrior(
    degreesOfFreedom: 3, intercept: 2 * .log(0.035))

  /// No prior at all: every variance speaks for itself.
  package static let none = VariancePrior(degreesOfFreedom: 0, intercept: 2 * .log(0.035))

  /// Weight given to a prior that fits the variances perfectly.
  package static let mostDegreesOfFreedom = 20.0

  /// Estimates the prior from sample variances.
  ///
  /// With e = ln s^2 - digamma(d/2) + ln(d/2), whose expectation is ln s0^2 up to the prior's
  /// own terms, the excess of the spread of e over the mean trigamma(d/2) determines the
  /// degrees of freedom. From ten variances on and with a covariate the level of e is a
  /// straight line in it, fitted with ten Huber reweightings (k = 1.5).
  ///
  /// - Parameters:
  ///   - variances: non-negative; those without degrees of freedom are left out.
  ///   - log10Durations: one per variance, or nil for no trend.
  /// - Returns: `coldStart` if no variance has degrees of freedom; for a single one `none`
  ///   if it has four degrees of freedom or more, else `coldStart`.
  /// - Complexity: O(M log M).
  package static func estimate(
    variances: [Double], degreesOfFreedom: [Double], log10Durations: [Double]? = nil
  ) -> VariancePrior {
    let used = variances.indices.filter { degreesOfFreedom[$0] > 0 }
    if used.count < 2 {
      let enough = used.first.map { degreesOfFreedom[$0] >= 4 } ?? false
      return enough ? .none : .coldStart
    }
    let d = used.map { degreesOfFreedom[$0] }
    let observed = used.map { variances[$0] }
    let positive = observed.filter { $0 > 0 }
    // Every variance vanishes: the smallest noise that the gate believes in.
    if positive.isEmpty {
      return VariancePrior(degreesOfFreedom: mostDegreesOfFreedom, intercept: .log(1e-12))
    }
    let smallest = 1e-5 * Quantiles.median(positive)
    let e = zip(observed, d).map { s2, d in
      Double.log(max(s2, smallest)) - SpecialFunctions.digamma(d / 2) + .log(d / 2)
    }
    let x = log10Durations.map { durations in used.map { durations[$0] } }
    let line = robustLine(through: e, at: x.flatMap { $0.count >= 10 ? $0 : nil })
    let squares = line.residuals.reduce(0) { $0 + $1 * $1 }
    let excess =
      squares / Double(e.count - line.parameters)
      - Moments.mean(d.map { SpecialFunctions.trigamma($0 / 2) })
    if excess > 0 {
      let d0 = 2 * SpecialFunctions.trigammaInverse(excess)
      return VariancePrior(
        degreesOfFreedom: min(d0, mostDegreesOfFreedom),
        intercept: line.intercept + SpecialFunctions.digamma(d0 / 2) - .log(d0 / 2),
        slope: line.slope)
    }
    return VariancePrior(
      degreesOfFreedom: mostDegreesOfFreedom,
      intercept: line.parameters == 1 ? .log(Moments.mean(observed)) : line.intercept,
      slope: line.slope)
  }

  /// The variance after pooling with the prior, (d0 s0^2 + d s^2) / (d0 + d).
  package func moderated(
    _ variance: Double, degreesOfFreedom d: Double, at log10Duration: Double?
  ) -> Double {
    let d0 = degreesOfFreedom
    return d0 + d > 0
      ? (d0 * self.variance(at: log10Duration) + d * variance) / (d0 + d)
      : self.variance(at: log10Duration)
  }
}

private struct Line {
  var intercept: Double
  var slope: Double
  var residuals: [Double]
  var parameters: Int
}

/// Mean of y, or its straight line over x by ten Huber reweightings.
private func robustLine(through y: [Double], at x: [Double]?) -> Line {
  let level = Moments.mean(y)
  let flat = Line(intercept: level, slope: 0, residuals: y.map { $0 - level }, parameters: 1)
  guard let x, x.allSatisfy(\.isFinite), Moments.variance(x) > 1e-12 else { return flat }
  var weights = Array(repeating: 1.0, count: y.count)
  var line = flat
  for round in 0...10 {
    let total = weights.reduce(0, +)
    let meanX = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let meanY = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / total
    var (sxx, sxy) = (0.0, 0.0)
    for i in y.indices {
      sxx += weights[i] * (x[i] - meanX) * (x[i] - meanX)
      sxy += weights[i] * (x[i] - meanX) * (y[i] - meanY)
    }
    guard sxx > 0 else { return flat }
    let slope = sxy / sxx
    let intercept = meanY - slope * meanX
    line = Line(
      intercept: intercept, slope: slope,
      residuals: zip(x, y).map { $1 - intercept - slope * $0 }, parameters: 2)
    if round == 10 { break }
    let centre = Quantiles.median(line.residuals)
    let scale = 1.4826 * Quantiles.median(line.residuals.map { ($0 - centre).magnitude })
    guard scale > 0 else { break }
    weights = line.residuals.map { min(1, 1.5 * scale / max($0.magnitude, 1e-300)) }
  }
  return line
}
