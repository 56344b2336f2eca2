/// Type-7 quantiles (R. Hyndman, Y. Fan. Sample quantiles in statistical
/// packages. Am. Stat. 50, 1996): linear interpolation at h = (n - 1) p.
package enum Quantiles {
  /// The `probability` quantile of values that are sorted already. NaN for an
  /// empty list. `probability` is taken into 0...1.
  package static func type7(sorted values: [Double], _ probability: Double) -> Double {
    guard let last = values.last else { return .nan }
    let position = Double(values.count - 1) * Swift.min(Swift.max(probability, 0), 1)
    let below = Int(position)
    guard below + 1 < values.count else { return last }
    return interpolate(values[below], values[below + 1], position - Double(below))
  }

  /// The `probability` quantile of values in any order. O(n log n).
  package static func type7(_ values: [Double], _ probability: Double) -> Double {
    type7(sorted: values.sorted(), probability)
  }

  /// Type-7 median; NaN for an empty list.
  package static func median(_ values: [Double]) -> Double { type7(values, 0.5) }

  /// Median of the absolute deviations from the median, unscaled. Times
  /// `normalConsistency` it estimates the SD of normal values.
  package static func medianAbsoluteDeviation(_ values: [Double]) -> Double {
    let centre = median(values)
    return median(values.map { ($0 - centre).magnitude })
  }

  /// 1 / Phi^{-1}(3/4), to the four digits in general use.
  package static let normalConsistency = 1.4826

  /// Between `low` and `high` at `fraction`; equal ends give that value exactly.
  static func interpolate(_ low: Double, _ high: Double, _ fraction: Double) -> Double {
    fraction == 0 || low == high ? low : low + (high - low) * fraction
  }
}
