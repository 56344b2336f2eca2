import RealModule

/// A suite that falls into two groups: one that moved and one that did not.
///
/// The median of all differences lies in neither of them. Compared with it no benchmark fits, or the
/// untouched ones are called faster. The differences are cut where the variance between the parts is
/// greatest; two groups are told where the parts lie further apart than both their own spread and the
/// benchmarks' noise could make them: four times each. One normal group cut in the middle gives a
/// distance of about 2.4, a uniform one 2.7.
package struct TwoGroups: Hashable, Sendable {
  /// Median difference of the lower and of the upper group, log scale.
  package var lower: Double
  package var upper: Double
  package var lowerCount: Int
  package var upperCount: Int
  /// Whether each benchmark belongs to the upper group.
  package var isUpper: [Bool]

  /// The group that moved less: the runner's shift is told from it.
  package var level: Double { lower.magnitude <= upper.magnitude ? lower : upper }
  package var size: Int { lower.magnitude <= upper.magnitude ? lowerCount : upperCount }

  /// - Parameters:
  ///   - differences: one per benchmark, log scale.
  ///   - scales: the upper quartile of each difference under its own noise.
  /// - Returns: nil for fewer than twenty benchmarks and for a single group.
  /// - Complexity: O(M log M).
  package init?(_ differences: [Double], scales: [Double]) {
    let count = differences.count
    guard count >= 20 else { return nil }
    let sorted = differences.sorted()
    let centre = Moments.mean(sorted)
    let least = max(5, (count + 3) / 4)
    var sum = 0.0
    var best = (between: -1.0, cut: 0)
    for k in 1..<count {
      sum += sorted[k - 1] - centre
      guard k >= least, k <= count - least else { continue }
      let between = sum * sum * Double(count) / (Double(k) * Double(count - k))
      if between > best.between { best = (between, k) }
    }
    guard best.cut > 0 else { return nil }
    let edge = sorted[best.cut - 1]
    let isUpper = differences.map { $0 > edge }
    let groups = [false, true].map { side in
      zip(differences, isUpper).filter { $0.1 == side }.map(\.0)
    }
    guard !groups[1].isEmpty else { return nil }
    let medians = groups.map { Quantiles.median($0) }
    let deviations = zip(differences, isUpper).map { difference, isUpper in
      (difference - medians[isUpper ? 1 : 0]).magnitude
    }
    let gap = medians[1] - medians[0]
    (lowerCount, upperCount) = (groups[0].count, groups[1].count)
    (lower, upper) = (medians[0], medians[1])
    self.isUpper = isUpper
    guard gap > 4 * Quantiles.normalConsistency * Quantiles.median(deviations),
      gap > 4 * Quantiles.median(scales),
      Quantiles.median(zip(deviations, scales).map { $0 / $1 })
        <= 1 + 2.4 / Double(count).squareRoot()
    else { return nil }
  }
}
