import RealModule

/// A stretch of a series in which a rise is sought, with what makes each fit O(1).
struct RampWindow {
  /// Points of the series in the window.
  let range: Range<Int>
  fileprivate let sums: LevelSums
  /// `moments[i]` is the sum of j times the centred point j over the first i points of the window.
  fileprivate let moments: [Double]

  init(_ values: [Double], _ range: Range<Int>) {
    let part = Array(values[range])
    sums = LevelSums(part)
    var moments = [0.0]
    moments.reserveCapacity(part.count + 1)
    for i in part.indices { moments.append(moments[i] + Double(i) * sums.sum(i, i + 1)) }
    self.range = range
    self.moments = moments
  }

  /// Residual sum of the points about the means between the cuts.
  func spread(between cuts: [Int]) -> Double {
    zip(cuts, cuts.dropFirst()).reduce(0) {
      $0 + sums.spread($1.0 - range.lowerBound, $1.1 - range.lowerBound)
    }
  }
}

/// Least squares of a straight rise between two levels on a window: y_i = L + D g_i with g_i = 0 up to
/// point u, 1 from point v on and (i - u)/(v - u) between (Bai and Perron, 1998, for broken lines
/// in general). A step at k is the rise from k - 1 to k.
struct RampFit {
  /// Last point of the old level, first point of the new one.
  let u: Int
  let v: Int
  let window: Range<Int>
  /// Level before, and the rise D.
  let level: Double
  let rise: Double
  /// Residual sum of squares.
  let residual: Double
  /// Sum of squares of g about its mean: 1/`spread` is the variance of D in variances of a point.
  let spread: Double

  /// - Precondition: u < v, both in the window.
  /// - Complexity: O(1).
  @inline(__always)
  init(_ window: RampWindow, from u: Int, to v: Int) {
    let sums = window.sums
    let (first, last) = (u - window.range.lowerBound, v - window.range.lowerBound)
    let n = Double(sums.count)
    let w = Double(v - u)
    let rest = Double(sums.count - last)
    let sumG = (w - 1) / 2 + rest
    let squaresG = (w - 1) * (2 * w - 1) / (6 * w) + rest
    let sumY = sums.sum(0, sums.count)
    let within =
      window.moments[last] - window.moments[first + 1]
      - Double(first) * sums.sum(first + 1, last)
    let products = within / w + sums.sum(last, sums.count)
    let spread = squaresG - sumG * sumG / n
    let cross = products - sumG * sumY / n
    let rise = cross / spread
    self.u = u
    self.v = v
    self.window = window.range
    self.spread = spread
    self.rise = rise
    level = sums.center + (sumY - rise * sumG) / n
    residual = max(0, sums.squares(0, sums.count) - sumY * sumY / n - rise * cross)
  }

  /// Variance of one point near the rise.
  func variance(noise: Double, parameters: TrendParameters) -> Double {
    let prior = parameters.priorDegreesOfFreedom
    return (prior * noise * noise + residual) / (prior + Double(window.count - 2))
  }

  func standardError(
    noise: Double, inflation: Double, parameters: TrendParameters
  ) -> Double {
    (variance(noise: noise, parameters: parameters) * inflation
      * (1 / spread + 2 * parameters.persistentShare)).squareRoot()
  }

  /// How much better the rise describes the window than something with the residual sum
  /// `rival`: twice the logarithm of the ratio of likelihoods, less for autocorrelation.
  func gain(
    over rival: Double, noise: Double, inflation: Double, parameters: TrendParameters
  ) -> Double {
    let n = Double(window.count)
    let floor = n * parameters.noiseFloor * parameters.noiseFloor
    let prior = parameters.priorDegreesOfFreedom
    let ratio =
      (max(rival, floor) + prior * noise * noise)
      / (max(residual, floor) + prior * noise * noise)
    return (n + prior) * .log(ratio) / inflation
  }
}
