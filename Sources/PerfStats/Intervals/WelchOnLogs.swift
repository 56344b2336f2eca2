import RealModule

/// Welch's t test and interval of the ratio of geometric means.
public struct WelchOnLogs: Hashable, Sendable {
  /// Mean difference of the logarithms over its standard error.
  public let t: Double
  /// Satterthwaite's degrees of freedom.
  public let degreesOfFreedom: Double
  public let standardError: Double
  /// Mean of ln current minus mean of ln baseline.
  public let logRatio: Double

  /// - Parameters: one positive cost of each replicate, at least two a side.
  public init(baseline: [Double], current: [Double]) throws(StatisticsError) {
    for (name, side) in [("baseline", baseline), ("current", current)] {
      guard side.count >= 2 else {
        throw .tooFewReplicates(method: "Welch's interval", needed: 2, found: side.count)
      }
      if let bad = side.first(where: { !($0 > 0 && $0.isFinite) }) {
        throw .invalidSample(place: name, value: bad)
      }
    }
    let b = baseline.map { Double.log($0) }
    let c = current.map { Double.log($0) }
    let vb = Moments.variance(b) / Double(b.count)
    let vc = Moments.variance(c) / Double(c.count)
    logRatio = Moments.mean(c) - Moments.mean(b)
    standardError = (vb + vc).squareRoot()
    // Of equal logarithms on both sides the smaller side's.
    degreesOfFreedom =
      vb + vc > 0
      ? (vb + vc) * (vb + vc)
        / (vb * vb / Double(b.count - 1) + vc * vc / Double(c.count - 1))
      : Double(min(b.count, c.count) - 1)
    t = logRatio == 0 ? 0 : logRatio / standardError
  }

  /// Two-sided p-value against equal geometric means.
  public var p: Double { min(1, 2 * StudentT(degreesOfFreedom).upperTail(t.magnitude)) }

  /// Interval of the ratio current / baseline of geometric means.
  public func interval(level: Double) -> Interval {
    let arm = StudentT(degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError
    return Interval(
      estimate: Double.exp(logRatio), lower: Double.exp(logRatio - arm),
      upper: Double.exp(logRatio + arm), level: level, method: "Welch on logarithms")
  }
}
