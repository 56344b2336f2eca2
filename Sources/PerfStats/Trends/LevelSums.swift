/// Prefix sums of a centred series: the mean and the spread of any stretch in O(1).
package struct LevelSums {
  package let count: Int
  /// What was subtracted from every point.
  package let center: Double
  /// `sums[i]` is the sum of the first i centred points, `squares[i]` that of their squares.
  private let sums: [Double]
  private let squares: [Double]

  package init(_ values: [Double]) {
    let n = values.count
    var total = 0.0
    for value in values { total += value }
    let center = total / Double(n)
    var sums = [Double](repeating: 0, count: n + 1)
    var squares = sums
    for i in 0..<n {
      let value = values[i] - center
      sums[i + 1] = sums[i] + value
      squares[i + 1] = squares[i] + value * value
    }
    self.count = n
    self.center = center
    self.sums = sums
    self.squares = squares
  }

  /// Sum of the centred points a..<b.
  @inline(__always)
  package func sum(_ a: Int, _ b: Int) -> Double { sums[b] - sums[a] }

  /// Mean of the centred points a..<b.
  @inline(__always)
  package func mean(_ a: Int, _ b: Int) -> Double { (sums[b] - sums[a]) / Double(b - a) }

  func mean(_ stretch: Range<Int>) -> Double { mean(stretch.lowerBound, stretch.upperBound) }

  /// Sum of squares of the points a..<b about their mean.
  @inline(__always)
  func spread(_ a: Int, _ b: Int) -> Double {
    let sum = sums[b] - sums[a]
    return max(0, squares[b] - squares[a] - sum * sum / Double(b - a))
  }

  /// Sum of squares of the centred points a..<b.
  @inline(__always)
  func squares(_ a: Int, _ b: Int) -> Double { squares[b] - squares[a] }

  /// Boundary `k` between its neighbours a and b, moved at most `reach` to where
  /// the two sides differ most; the leftmost on ties.
  package func fitted(_ k: Int, after a: Int, before b: Int, reach: Int) -> Int {
    let lower = max(a + 2, k - reach)
    let upper = min(b - 2, k + reach)
    guard lower <= upper else { return k }
    var best = lower
    var largest = -1.0
    for t in lower...upper {
      let difference = mean(a, t) - mean(t, b)
      let gain = difference * difference * Double(t - a) * Double(b - t)
      if gain > largest * (1 + 1e-9) || largest < 0 {
        largest = gain
        best = t
      }
    }
    return best
  }
}
