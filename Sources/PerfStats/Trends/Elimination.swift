/// Contrast of the levels on the two sides of a boundary.
struct Contrast {
  var shift: Double
  var standardError: Double
  /// Variance of one point near the boundary.
  var variance: Double
  /// Means and numbers of the points compared, means relative to the centre of the sums.
  var before: (mean: Double, count: Int)
  var after: (mean: Double, count: Int)

  var t: Double { shift / standardError }
}

/// Removes candidates, the weakest first, until those that are left are all
/// beyond the critical value (the idea of Fryzlewicz, 2018).
struct Elimination {
  /// The first set in which every contrast reached the critical value, with the
  /// contrasts; empty if there was none.
  private(set) var result: [(boundary: Int, contrast: Contrast)] = []
  /// Largest, over all sets without short segments, of the least contrast.
  private(set) var strongest = 0.0

  private let sums: LevelSums
  private let noise: Double
  private let inflation: Double
  private let parameters: TrendParameters

  /// - Complexity: O(K^2) for K candidates.
  init(_ candidates: Candidates, sums: LevelSums, critical: Double, parameters: TrendParameters) {
    self.sums = sums
    self.noise = candidates.noise
    self.inflation = 1 + 2 * candidates.autocorrelation
    self.parameters = parameters
    var boundaries = candidates.boundaries
    var contrasts = boundaries.indices.map { contrast($0, in: boundaries) }
    var found = false
    while !boundaries.isEmpty {
      if let short = weakest(boundaries, contrasts, shortOnly: true) {
        remove(short, &boundaries, &contrasts)
        continue
      }
      guard let least = weakest(boundaries, contrasts, shortOnly: false) else { break }
      let size = abs(contrasts[least].t)
      strongest = max(strongest, size)
      if !found && size > critical + 1e-9 {
        found = true
        result = zip(boundaries, contrasts).map { ($0, $1) }
      }
      remove(least, &boundaries, &contrasts)
    }
  }

  private func neighbours(_ i: Int, in boundaries: [Int]) -> (a: Int, b: Int) {
    (
      i == 0 ? 0 : boundaries[i - 1],
      i + 1 == boundaries.count ? sums.count : boundaries[i + 1]
    )
  }

  private func contrast(_ i: Int, in boundaries: [Int]) -> Contrast {
    let k = boundaries[i]
    let (a, b) = neighbours(i, in: boundaries)
    let left = min(k - a, parameters.reachOfContrast)
    let right = min(b - k, parameters.reachOfContrast)
    let spread = sums.spread(k - left, k) + sums.spread(k, k + right)
    let prior = parameters.priorDegreesOfFreedom
    let variance = (prior * noise * noise + spread) / (prior + Double(left + right - 2))
    let error =
      variance * inflation
      * (1 / Double(left) + 1 / Double(right) + 2 * parameters.persistentShare)
    let before = sums.mean(k - left, k)
    let after = sums.mean(k, k + right)
    return Contrast(
      shift: after - before, standardError: error.squareRoot(), variance: variance,
      before: (before, left), after: (after, right))
  }

  /// Index of the least contrast, the first on ties; only boundaries next to a
  /// segment that is too short if `shortOnly`.
  private func weakest(
    _ boundaries: [Int], _ contrasts: [Contrast], shortOnly: Bool
  ) -> Int? {
    var weakest: Int?
    var least = Double.infinity
    for i in boundaries.indices {
      if shortOnly {
        let (a, b) = neighbours(i, in: boundaries)
        let needed =
          i + 1 == boundaries.count ? parameters.shortestLastSegment : parameters.shortestSegment
        let k = boundaries[i]
        if k - a >= parameters.shortestSegment && b - k >= needed { continue }
      }
      let size = abs(contrasts[i].t)
      if size < least {
        least = size
        weakest = i
      }
    }
    return weakest
  }

  /// Removes boundary `i`, then fits the boundary before and the one after it again.
  private func remove(_ i: Int, _ boundaries: inout [Int], _ contrasts: inout [Contrast]) {
    boundaries.remove(at: i)
    contrasts.remove(at: i)
    for j in [i - 1, i] where boundaries.indices.contains(j) {
      let (a, b) = neighbours(j, in: boundaries)
      boundaries[j] = sums.fitted(boundaries[j], after: a, before: b, reach: parameters.reachOfFit)
    }
    for j in max(0, i - 2)..<max(0, min(i + 2, boundaries.count)) {
      contrasts[j] = contrast(j, in: boundaries)
    }
  }
}
