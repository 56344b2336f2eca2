import RealModule

/// The fast-half mean that an execution of many samples would have had with fewer of them.
///
/// The location of n samples depends on n: the fastest half of three lies higher than that of ten.
/// Two sides measured with different n are therefore compared at one size m: the mean of the
/// fast-half means over all subsets of m samples, which is a weighted mean of the sorted samples,
///
///     sum_i w_i y(i),   w_i = (1/h) sum_{j=1..h} C(i-1, j-1) C(n-i, m-j) / C(n, m),   h = (m+1) div 2
///
/// (y(i) is the j-th of a subset if j - 1 of its members come from the i - 1 smaller samples).
package enum MatchedLocation {
  /// The weights of the sorted samples, in ascending order of the samples; they add up to 1.
  ///
  /// - Parameters:
  ///   - count: samples n of the execution.
  ///   - size: samples m to match, 1...n.
  /// - Complexity: O(n).
  package static func weights(count n: Int, size m: Int) -> [Double] {
    let half = (m + 1) / 2
    // w_i = (m / (n h)) P(at most h - 1 of the i - 1 smaller samples are among the m - 1 others);
    // from i to i + 1 that probability falls by the chance that the i-th itself is the one too many.
    let others = logChoose(n - 1, m - 1)
    let scale = Double(m) / (Double(n) * Double(half))
    var probability = 1.0
    return (0..<n).map { smaller in
      defer {
        if smaller >= half - 1, n - 2 - smaller >= m - 1 - half, m - 1 >= half {
          probability -= .exp(
            logChoose(smaller, half - 1) + logChoose(n - 2 - smaller, m - 1 - half) - others)
        }
      }
      return scale * max(0, probability)
    }
  }

  /// The location of sorted samples at the size m of another execution.
  package static func location(ofSorted sorted: [Double], size: Int) -> Double {
    zip(weights(count: sorted.count, size: size), sorted).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    SpecialFunctions.logGamma(Double(n + 1)) - SpecialFunctions.logGamma(Double(k + 1))
      - SpecialFunctions.logGamma(Double(n - k + 1))
  }
}
