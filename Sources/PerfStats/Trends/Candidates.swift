import RealModule

/// Where changes may be: deliberately too many boundaries, and the noise about
/// the segments between them. With few segments real changes would count as
/// noise and then hide each other.
package struct Candidates {
  /// First points of the candidate segments but the first, ascending.
  package let boundaries: [Int]
  /// SD of one point about its segment, and autocorrelation of neighbours.
  package let noise: Double
  package let autocorrelation: Double

  package init(_ despiked: Despiked, sums: LevelSums, parameters: TrendParameters) {
    let penalty =
      parameters.penalty * despiked.shortRangeNoise * despiked.shortRangeNoise
      * Double.log(Double(sums.count))
    let places = Self.places(sums, window: parameters.window)
    var boundaries = Partition(sums, places: places, penalty: penalty).boundaries
    for i in boundaries.indices {
      let a = i == 0 ? 0 : boundaries[i - 1]
      let b = i + 1 == boundaries.count ? sums.count : boundaries[i + 1]
      boundaries[i] = sums.fitted(boundaries[i], after: a, before: b, reach: parameters.reachOfFit)
    }
    self.boundaries = boundaries
    (noise, autocorrelation) = Self.noise(
      despiked.values, sums: sums, boundaries: boundaries, floor: parameters.noiseFloor)
  }

  /// Points where the means of a few points before and after differ more than
  /// at their neighbours; about n/4 of them at most. O(n w).
  package static func places(_ sums: LevelSums, window w: Int) -> [Int] {
    let n = sums.count
    guard n >= 4 else { return [] }
    var jump = [Double](repeating: -1, count: n + 1)
    for k in 2...(n - 2) {
      let a = min(w, k)
      let b = min(w, n - k)
      jump[k] =
        abs(sums.mean(k, k + b) - sums.mean(k - a, k))
        * (Double(a * b) / Double(a + b)).squareRoot()
    }
    var places: [Int] = []
    for k in 2...(n - 2) where jump[k] > 0 {
      let before = max(2, k - w / 2)..<k
      let after = (k + 1)..<(min(n - 2, k + w / 2) + 1)
      let isPlace =
        before.allSatisfy { jump[$0] < jump[k] * (1 - 1e-9) }
        && after.allSatisfy { jump[$0] <= jump[k] * (1 + 1e-9) }
      if isPlace { places.append(k) }
    }
    return places
  }

  /// SD and autocorrelation of the residuals about the candidate segments.
  static func noise(
    _ values: [Double], sums: LevelSums, boundaries: [Int], floor: Double
  ) -> (sd: Double, autocorrelation: Double) {
    let n = values.count
    let ends = [0] + boundaries + [n]
    let segments = ends.count - 1
    var sizes = [Double](repeating: 0, count: n)
    var squares = 0.0
    var products = 0.0
    for j in 0..<segments {
      let mean = sums.center + sums.mean(ends[j], ends[j + 1])
      var before = 0.0
      for i in ends[j]..<ends[j + 1] {
        let residual = values[i] - mean
        sizes[i] = abs(residual)
        squares += residual * residual
        products += residual * before
        before = residual
      }
    }
    sizes.sort()
    let inflation = Double(n) / Double(max(1, n - segments))
    let spread = 1.4826 * Quantiles.type7(sorted: sizes, 0.5)
    let sd = max(inflation * spread * spread, floor * floor).squareRoot()
    guard squares > 1e-6 * Double(n) * floor * floor else { return (sd, 0) }
    let rho = inflation * products / squares + Double(segments) / Double(n)
    return (sd, min(max(rho, 0), 0.9))
  }
}
