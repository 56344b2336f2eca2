import RealModule

/// Rules in wide use, applied to all samples of each side without regard to jobs: what the
/// gate is to be compared with.
public enum PlainRule: String, Hashable, Sendable, CaseIterable {
  /// Mean of all samples more than the threshold above the baseline's.
  case means
  /// Median of all samples more than the threshold above the baseline's.
  case medians
  /// Mann-Whitney test of all samples, two-sided p < 0.05, and slower.
  case mannWhitney
  /// Welch's t test of all samples, two-sided p < 0.05, and means beyond the threshold.
  case welch

  /// Whether the rule calls the current side slower.
  ///
  /// - Parameters: costs in any order, at least one a side.
  public func alarms(baseline: [Double], current: [Double], threshold: Double) -> Bool {
    PlainComparison(baseline: baseline, current: current)
      .alarms(self, slowdown: 1, threshold: threshold)
  }

  /// The rule in words, for a threshold in percent.
  public func title(threshold: Double) -> String {
    let percent = "+\(decimal(100 * threshold, digits: 0)) %"
    return switch self {
    case .means: "\(percent) on means"
    case .medians: "\(percent) on medians"
    case .mannWhitney: "Mann-Whitney p < 0.05"
    case .welch: "Welch p < 0.05 and \(percent)"
    }
  }
}

/// The samples of both sides, prepared so that the current side can be slowed down by any
/// factor without sorting again.
struct PlainComparison {
  private var baseline: [Double]
  private var current: [Double]

  /// - Parameters: costs in any order, at least one a side.
  init(baseline: [Double], current: [Double]) {
    self.baseline = baseline.sorted()
    self.current = current.sorted()
  }

  func alarms(_ rule: PlainRule, slowdown: Double, threshold: Double) -> Bool {
    switch rule {
    case .means:
      return slowdown * Moments.mean(current) > (1 + threshold) * Moments.mean(baseline)
    case .medians:
      return slowdown * Quantiles.type7(sorted: current, 0.5)
        > (1 + threshold) * Quantiles.type7(sorted: baseline, 0.5)
    case .mannWhitney:
      return mannWhitneyZ(slowdown) > StandardNormal.upperQuantile(0.025)
    case .welch:
      return welchTail(slowdown) < 0.025
        && slowdown * Moments.mean(current) > (1 + threshold) * Moments.mean(baseline)
    }
  }

  /// Normal deviate of the rank sum, with the correction for ties and for continuity.
  private func mannWhitneyZ(_ slowdown: Double) -> Double {
    let (m, n) = (Double(baseline.count), Double(current.count))
    var wins = 0.0
    var ties = 0.0
    var (i, j) = (0, 0)
    // Groups of equal values of both sides, in ascending order.
    while i < baseline.count || j < current.count {
      let next = min(
        i < baseline.count ? baseline[i] : .infinity,
        j < current.count ? slowdown * current[j] : .infinity)
      let below = Double(i)
      var (fromBaseline, fromCurrent) = (0.0, 0.0)
      while i < baseline.count, baseline[i] <= next {
        i += 1
        fromBaseline += 1
      }
      while j < current.count, slowdown * current[j] <= next {
        j += 1
        fromCurrent += 1
      }
      wins += fromCurrent * (below + fromBaseline / 2)
      let group = fromBaseline + fromCurrent
      ties += group * (group * group - 1)
    }
    let total = m + n
    let spread = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    guard spread > 0 else { return 0 }
    return (wins - m * n / 2 - 0.5) / spread.squareRoot()
  }

  private func welchTail(_ slowdown: Double) -> Double {
    guard baseline.count >= 2, current.count >= 2 else { return 1 }
    let vb = Moments.variance(baseline) / Double(baseline.count)
    let vc = slowdown * slowdown * Moments.variance(current) / Double(current.count)
    guard vb + vc > 0 else {
      return slowdown * Moments.mean(current) > Moments.mean(baseline) ? 0 : 1
    }
    let freedom =
      (vb + vc) * (vb + vc)
      / (vb * vb / Double(baseline.count - 1) + vc * vc / Double(current.count - 1))
    return StudentT(freedom).upperTail(
      (slowdown * Moments.mean(current) - Moments.mean(baseline)) / (vb + vc).squareRoot())
  }
}
