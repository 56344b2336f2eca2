/// Contrast of the levels on the two sides of a boundary.
package struct Contrast {
  package var shift: Double
  package var standardError: Double
  /// Variance of one point near the boundary.
  var variance: Double
  /// Means and numbers of the points compared, means relative to the centre of the sums.
  var before: (mean: Double, count: Int)
  var after: (mean: Double, count: Int)

  package var t: Double { shift / standardError }

  /// Of boundary `k` between its neighbours `a` and `b`.
  ///
  /// - Parameters:
  ///   - noise: SD of one point in the series.
  ///   - inflation: of the variance of a mean, by autocorrelation.
  package init(
    _ sums: LevelSums, at k: Int, after a: Int, before b: Int, noise: Double, inflation: Double,
    parameters: TrendParameters
  ) {
    let left = min(k - a, parameters.reachOfContrast)
    let right = min(b - k, parameters.reachOfContrast)
    let spread = sums.spread(k - left, k) + sums.spread(k, k + right)
    let prior = parameters.priorDegreesOfFreedom
    variance = (prior * noise * noise + spread) / (prior + Double(left + right - 2))
    let error =
      variance * inflation
      * (1 / Double(left) + 1 / Double(right) + 2 * parameters.persistentShare)
    before = (sums.mean(k - left, k), left)
    after = (sums.mean(k, k + right), right)
    shift = after.mean - before.mean
    standardError = error.squareRoot()
  }
}

/// Removes candidates, the weakest first, until those that are left are all
/// beyond the critical value (the idea of Fryzlewicz, 2018).
package struct Elimination {
  /// The first set in which every contrast reached the critical value, with the
  /// contrasts; empty if there was none.
  package private(set) var result: [(boundary: Int, contrast: Contrast)] = []
  /// Largest, over all sets without short segments, of the least contrast.
  package private(set) var strongest = 0.0

  /// - Complexity: O(K log K) for K candidates: a removal touches at most four others.
  package init(
    _ candidates: Candidates, sums: LevelSums, critical: Double, parameters: TrendParameters
  ) {
    var left = Remaining(candidates, sums: sums, parameters: parameters)
    var found = false
    while let weakest = left.weakest() {
      if !weakest.isShort {
        strongest = max(strongest, weakest.size)
        if !found && weakest.size > critical + 1e-9 {
          found = true
          result = left.all
        }
      }
      left.remove(weakest.number)
    }
  }
}

/// The boundaries that are left, as a linked list, with a heap that knows the weakest.
private struct Remaining {
  /// An entry is out of date once the boundary has been judged again or removed.
  struct Entry {
    var isShort: Bool
    var size: Double
    var number: Int
    var version: Int

    /// Those next to a segment that is too short come first, then the least contrast, then
    /// the first in order.
    static func < (a: Entry, b: Entry) -> Bool {
      if a.isShort != b.isShort { return a.isShort }
      return a.size != b.size ? a.size < b.size : a.number < b.number
    }
  }

  private let sums: LevelSums
  private let noise: Double
  private let inflation: Double
  private let parameters: TrendParameters
  /// Boundary i + 1 of the candidates is number i + 1; number 0 is the beginning of the series,
  /// the last one its end.
  private var places: [Int]
  private var before: [Int]
  private var after: [Int]
  private var versions: [Int]
  private var contrasts: [Contrast?]
  private var heap: [Entry] = []

  init(_ candidates: Candidates, sums: LevelSums, parameters: TrendParameters) {
    self.sums = sums
    noise = candidates.noise
    inflation = 1 + 2 * candidates.autocorrelation
    self.parameters = parameters
    places = [0] + candidates.boundaries + [sums.count]
    before = places.indices.map { $0 - 1 }
    after = places.indices.map { $0 + 1 }
    versions = [Int](repeating: 0, count: places.count)
    contrasts = [Contrast?](repeating: nil, count: places.count)
    heap.reserveCapacity(places.count)
    for i in places.indices { judge(i) }
  }

  private func isBoundary(_ i: Int) -> Bool { i > 0 && i + 1 < places.count }

  var all: [(boundary: Int, contrast: Contrast)] {
    var all: [(boundary: Int, contrast: Contrast)] = []
    var i = after[0]
    while isBoundary(i) {
      if let contrast = contrasts[i] { all.append((places[i], contrast)) }
      i = after[i]
    }
    return all
  }

  /// Takes the contrast of boundary `i` anew; does nothing at the ends.
  private mutating func judge(_ i: Int) {
    guard isBoundary(i) else { return }
    let (k, a, b) = (places[i], places[before[i]], places[after[i]])
    let contrast = Contrast(
      sums, at: k, after: a, before: b, noise: noise, inflation: inflation,
      parameters: parameters)
    contrasts[i] = contrast
    versions[i] += 1
    let isLast = after[i] + 1 == places.count
    let needed = isLast ? parameters.shortestLastSegment : parameters.shortestSegment
    push(
      Entry(
        isShort: k - a < parameters.shortestSegment || b - k < needed,
        size: abs(contrast.t), number: i, version: versions[i]))
  }

  /// Removes boundary `i`, then fits the boundary before and the one after it again.
  mutating func remove(_ i: Int) {
    let (a, b) = (before[i], after[i])
    after[a] = b
    before[b] = a
    versions[i] += 1
    contrasts[i] = nil
    for j in [a, b] where isBoundary(j) {
      places[j] = sums.fitted(
        places[j], after: places[before[j]], before: places[after[j]],
        reach: parameters.reachOfFit)
    }
    for j in [a > 0 ? before[a] : 0, a, b, isBoundary(b) ? after[b] : 0] { judge(j) }
  }

  /// The boundary to remove next, nil if none is left.
  mutating func weakest() -> Entry? {
    while let top = heap.first {
      if versions[top.number] == top.version { return top }
      pop()
    }
    return nil
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var i = heap.count - 1
    while i > 0, entry < heap[(i - 1) / 2] {
      heap[i] = heap[(i - 1) / 2]
      i = (i - 1) / 2
    }
    heap[i] = entry
  }

  private mutating func pop() {
    let last = heap.removeLast()
    guard !heap.isEmpty else { return }
    var i = 0
    while 2 * i + 1 < heap.count {
      var child = 2 * i + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < last else { break }
      heap[i] = heap[child]
      i = child
    }
    heap[i] = last
  }
}
