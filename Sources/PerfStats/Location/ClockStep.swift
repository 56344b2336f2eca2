/// The step of the clock that timed these samples, as far as the samples betray it: the
/// greatest common divisor of the distances between them, when at least 30 % of them tie.
///
/// - Parameter sorted: samples in ascending order.
/// - Returns: the step in the samples' unit; nil if fewer than 30 % tie, all are equal or
///   the distances have no common divisor above a millionth of the largest sample.
/// - Complexity: O(n).
package func clockStep(ofSorted sorted: [Double]) -> Double? {
  let n = sorted.count
  guard n >= 5, let largest = sorted.last else { return nil }
  var ties = 0
  for i in 1..<n where !(sorted[i] > sorted[i - 1]) { ties += 1 }
  guard ties < n - 1, Double(ties) >= 0.3 * Double(n) else { return nil }
  var gaps: [Double] = []
  for i in 1..<n where sorted[i] > sorted[i - 1] { gaps.append(sorted[i] - sorted[i - 1]) }
  let tolerance = 1e-6 * largest
  var step = gaps[0]
  for gap in gaps.dropFirst() {
    step = commonDivisor(step, gap, tolerance: tolerance)
    if step <= tolerance { return nil }
  }
  return step > tolerance ? step : nil
}

/// Euclid's algorithm on measured lengths: a remainder within the tolerance of zero, or of
/// the divisor, counts as none.
private func commonDivisor(_ a: Double, _ b: Double, tolerance: Double) -> Double {
  var (large, small) = (max(a, b), min(a, b))
  while small > tolerance {
    let quotient = (large / small).rounded()
    let remainder = (large - quotient * small).magnitude
    (large, small) = (small, remainder)
  }
  return large
}
