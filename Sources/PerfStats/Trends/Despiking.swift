/// Noise between neighbours, and the series with its spikes clipped.
package struct Despiked {
  /// SD of one point judged from differences of neighbours, log scale.
  package let shortRangeNoise: Double
  /// The points, each moved to at most `clip` SDs from the median of the five around it.
  package let values: [Double]

  /// - Complexity: O(n log n), by the sort of the differences.
  package init(_ y: [Double], parameters: TrendParameters) {
    let n = y.count
    var differences = (1..<n).map { abs(y[$0] - y[$0 - 1]) }
    differences.sort()
    // Medians and 80 % points of |difference| of two normal variables with SD 1.
    // The 80 % point keeps a stationary bimodal series from looking quiet.
    let noise = max(
      Quantiles.type7(sorted: differences, 0.5) / 0.9538726,
      Quantiles.type7(sorted: differences, 0.8) / 1.8123876,
      parameters.noiseFloor)
    let width = parameters.clip * noise
    var values = y
    for i in 0..<n {
      let start = max(0, min(i - 2, n - 5))
      let median = medianOfFive(y[start], y[start + 1], y[start + 2], y[start + 3], y[start + 4])
      values[i] = min(max(y[i], median - width), median + width)
    }
    shortRangeNoise = noise
    self.values = values
  }

  /// SD of one point judged from second differences of the clipped points, which a steady slope
  /// does not enlarge.
  ///
  /// - Complexity: O(n log n).
  func noiseAboutSlopes(floor: Double) -> Double {
    // Medians and 80 % points of |second difference| of normal variables with SD 1.
    var bends = values.indices.dropFirst().dropLast().map {
      abs(values[$0 + 1] - 2 * values[$0] + values[$0 - 1])
    }
    bends.sort()
    return max(
      Quantiles.type7(sorted: bends, 0.5) / 1.6521, Quantiles.type7(sorted: bends, 0.8) / 3.1392,
      floor)
  }
}

/// Median of five by six comparisons.
private func medianOfFive(
  _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double
) -> Double {
  // The smaller of two minima and the larger of two maxima cannot be the median.
  let low = max(min(a, b), min(c, d))
  let high = min(max(a, b), max(c, d))
  return max(min(low, high), min(max(low, high), e))
}
