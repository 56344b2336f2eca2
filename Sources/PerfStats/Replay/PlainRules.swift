/// Rules in wide use, applied to all samples of each side without regard to jobs: what the
/// gate is to be compared with.
package enum PlainRule: String, Hashable, Sendable, CaseIterable {
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
  /// - Complexity: O(n log n).
  package func alarms(
    baseline: [Double], current: [Double], threshold: Double
  ) throws(StatisticsError) -> Bool {
    let meansDiffer = Moments.mean(current) > (1 + threshold) * Moments.mean(baseline)
    switch self {
    case .means:
      return meansDiffer
    case .medians:
      return Quantiles.median(current) > (1 + threshold) * Quantiles.median(baseline)
    case .mannWhitney:
      let test = try MannWhitney(current, baseline)
      return test.asymptoticP < 0.05
        && test.u > Double(baseline.count) * Double(current.count) / 2
    case .welch:
      // One value a side tells nothing of its variance.
      guard meansDiffer, min(baseline.count, current.count) >= 2 else { return false }
      return try WelchTest(baseline: baseline, current: current).p < 0.05
    }
  }

  /// The rule in words, for a threshold in percent.
  package func title(threshold: Double) -> String {
    let percent = "+\(decimal(100 * threshold, digits: 0)) %"
    return switch self {
    case .means: "\(percent) on means"
    case .medians: "\(percent) on medians"
    case .mannWhitney: "Mann-Whitney p < 0.05"
    case .welch: "Welch p < 0.05 and \(percent)"
    }
  }
}
