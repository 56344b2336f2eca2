import PerfStats

/// The search for changes as it is defined, without what makes it fast: all pairs of places in the
/// partition, the whole list at every removal. What the product does must not differ from it.
struct PlainSearch {
  /// Optimal partitioning with squared error and a penalty, changes at `places` only (Jackson et
  /// al., 2005, sections II-III).
  static func partition(_ sums: LevelSums, places: [Int], penalty: Double) -> [Int] {
    let ends = [0] + places + [sums.count]
    var cost = [Double](repeating: 0, count: ends.count)
    var previous = [Int](repeating: 0, count: ends.count)
    for t in 1..<ends.count {
      var best = Double.infinity
      for s in 0..<t {
        let sum = sums.sum(0, ends[t]) - sums.sum(0, ends[s])
        let candidate = cost[s] - sum * sum / Double(ends[t] - ends[s])
        if candidate < best - 1e-9 * penalty {
          best = candidate
          previous[t] = s
        }
      }
      cost[t] = penalty + best
    }
    var boundaries: [Int] = []
    var t = previous[ends.count - 1]
    while t > 0 {
      boundaries.append(ends[t])
      t = previous[t]
    }
    return boundaries.reversed()
  }

  private(set) var result: [Int] = []
  private(set) var strongest = 0.0

  init(_ candidates: Candidates, sums: LevelSums, parameters: TrendParameters) {
    var boundaries = candidates.boundaries
    let critical = parameters.critical(count: sums.count)
    func neighbours(_ i: Int) -> (a: Int, b: Int) {
      (i == 0 ? 0 : boundaries[i - 1], i + 1 == boundaries.count ? sums.count : boundaries[i + 1])
    }
    func contrast(_ i: Int) -> Double {
      let (a, b) = neighbours(i)
      return abs(
        Contrast(
          sums, at: boundaries[i], after: a, before: b, noise: candidates.noise,
          inflation: 1 + 2 * candidates.autocorrelation, parameters: parameters
        ).t)
    }
    func isShort(_ i: Int) -> Bool {
      let (a, b) = neighbours(i)
      let needed =
        i + 1 == boundaries.count ? parameters.shortestLastSegment : parameters.shortestSegment
      return boundaries[i] - a < parameters.shortestSegment || b - boundaries[i] < needed
    }
    while !boundaries.isEmpty {
      let contrasts = boundaries.indices.map(contrast)
      let short = boundaries.indices.filter(isShort)
      let choice = short.isEmpty ? Array(boundaries.indices) : short
      var weakest = choice[0]
      for i in choice where contrasts[i] < contrasts[weakest] { weakest = i }
      if short.isEmpty {
        strongest = max(strongest, contrasts[weakest])
        if result.isEmpty && contrasts[weakest] > critical + 1e-9 { result = boundaries }
      }
      boundaries.remove(at: weakest)
      for j in [weakest - 1, weakest] where boundaries.indices.contains(j) {
        let (a, b) = neighbours(j)
        boundaries[j] = sums.fitted(
          boundaries[j], after: a, before: b, reach: parameters.reachOfFit)
      }
    }
  }
}
