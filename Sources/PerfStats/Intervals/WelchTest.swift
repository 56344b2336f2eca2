/// Welch's t test of the difference of two means whose variances may differ.
///
/// Source: B. L. Welch, The generalization of "Student's" problem when several different
/// population variances are involved, Biometrika 34, 1947.
public struct WelchTest: Hashable, Sendable {
  /// Mean of the current values minus mean of the baseline's.
  public let difference: Double
  /// Standard error of the difference.
  public let standardError: Double
  /// Satterthwaite's degrees of freedom; of equal values on both sides the smaller side's.
  public let degreesOfFreedom: Double

  /// - Parameters: finite values, at least two a side.
  /// - Complexity: O(n).
  public init(baseline: [Double], current: [Double]) throws(StatisticsError) {
    for side in [baseline, current] {
      guard side.count >= 2 else {
        throw .tooFewReplicates(method: "Welch's interval", needed: 2, found: side.count)
      }
      if let bad = side.first(where: { !$0.isFinite }) {
        throw .invalidParameter(name: "value", value: bad, expected: "a finite number")
      }
    }
    let vb = Moments.variance(baseline) / Double(baseline.count)
    let vc = Moments.variance(current) / Double(current.count)
    difference = Moments.mean(current) - Moments.mean(baseline)
    standardError = (vb + vc).squareRoot()
    degreesOfFreedom =
      vb + vc > 0
      ? (vb + vc) * (vb + vc)
        / (vb * vb / Double(baseline.count - 1) + vc * vc / Double(current.count - 1))
      : Double(min(baseline.count, current.count) - 1)
  }

  /// Difference over its standard error; 0 for equal means.
  public var t: Double { difference == 0 ? 0 : difference / standardError }

  /// Two-sided p-value against equal means; 0 for means that differ without any scatter.
  public var p: Double {
    t.isFinite ? min(1, 2 * StudentT(degreesOfFreedom).upperTail(t.magnitude)) : 0
  }
}
