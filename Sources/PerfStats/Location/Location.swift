extension LocationStatistic {
  /// Location of one execution's samples, in their unit.
  ///
  /// Scale-equivariant: multiplying every sample by a factor multiplies the location by it.
  /// Quantiles are of type 7 (Hyndman and Fan 1996).
  ///
  /// - Parameter sorted: samples in ascending order, at least one.
  /// - Complexity: O(n).
  package func location(ofSorted sorted: [Double]) -> Double {
    let n = sorted.count
    switch self {
    case .fastHalfMean:
      return Moments.mean(Array(sorted.prefix((n + 1) / 2)))
    case .mean:
      return Moments.mean(sorted)
    case .trimmedMean:
      let trimmed = n / 5
      return Moments.mean(Array(sorted[trimmed..<(n - trimmed)]))
    case .median:
      return Quantiles.type7(sorted: sorted, 0.5)
    case .p90:
      return Quantiles.type7(sorted: sorted, 0.9)
    case .p99:
      return Quantiles.type7(sorted: sorted, 0.99)
    }
  }

  /// Location of samples in any order.
  ///
  /// - Complexity: O(n log n).
  package func location(of samples: [Double]) -> Double {
    location(ofSorted: samples.sorted())
  }
}
