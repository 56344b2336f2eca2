/// A location statistic as a linear combination of order statistics.
///
/// The value is sum_j a_j y(j) / divisor over the sorted samples. What resampling
/// needs is the running sum A(j) = a_1 + ... + a_j: when a resample holds the i-th
/// smallest sample k_i times, that sample carries the weight A(K_i) - A(K_{i-1}),
/// with K_i = k_1 + ... + k_i. These weights depend on the counts alone, not on
/// the data.
struct RankWeights: Sendable {
  /// A(0) = 0 ... A(n) = divisor; small integers, exact in double precision, but for matched sizes.
  let cumulative: [Double]
  let divisor: Double

  /// - Parameter size: samples at which executions are compared (`MatchedLocation`); nil, or as many
  ///   as there are, for their own number.
  init(_ statistic: LocationStatistic, count n: Int, size: Int? = nil) {
    if statistic == .fastHalfMean, let size, size < n {
      var sum = 0.0
      cumulative =
        [0]
        + MatchedLocation.weights(count: n, size: size).map { weight in
          sum += weight
          return sum
        }
      divisor = 1
      return
    }
    switch statistic {
    case .mean:
      cumulative = (0...n).map(Double.init)
    case .fastHalfMean:
      let half = (n + 1) / 2
      cumulative = (0...n).map { Double(min($0, half)) }
    case .trimmedMean:
      let cut = n / 5
      cumulative = (0...n).map { Double(min(max($0 - cut, 0), n - 2 * cut)) }
    case .median:
      let half = n / 2
      cumulative =
        n % 2 == 1
        ? (0...n).map { $0 > half ? 1 : 0 }
        : (0...n).map { $0 < half ? 0 : $0 == half ? 1 : 2 }
    case .p90:
      cumulative = Self.percentile(9, of: 10, count: n)
    case .p99:
      cumulative = Self.percentile(99, of: 100, count: n)
    }
    divisor = cumulative[n]
  }

  /// Type-7 quantile of `part` in `whole`: at (n - 1) part/whole, between two samples in whole parts.
  private static func percentile(_ part: Int, of whole: Int, count n: Int) -> [Double] {
    let (below, above) = ((n - 1) * part).quotientAndRemainder(dividingBy: whole)
    return (0...n).map { Double($0 <= below ? 0 : $0 == below + 1 ? whole - above : whole) }
  }
}
