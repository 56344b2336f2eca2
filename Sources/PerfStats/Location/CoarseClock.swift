/// What a clock that stands still for most samples hides.
///
/// A side is *stuck* if 80 % or more of its samples are one value while the clock's step is more than
/// 1 % of it: the samples then repeat one reading and their spread says nothing. Rounding may have
/// moved such a side by half a step. One or two samples repeat nothing: two single readings that
/// differ are no step of a clock.
package enum CoarseClock {
  package static let stuckShare = 0.8
  /// Samples that a side needs before it can be called stuck.
  package static let fewestSamples = 3

  /// Half width, on the log scale, by which each end of an interval must be moved outwards.
  ///
  /// - Parameters:
  ///   - baseline, current: all samples of the sides, positive, in one unit.
  ///   - step: the clock's step where it is known; else the least distance between distinct values.
  /// - Complexity: O(n log n).
  package static func arm(baseline: [Double], current: [Double], step: Double?) -> Double {
    let distinct = Set(baseline + current).sorted()
    let least = zip(distinct.dropFirst(), distinct).map { $0 - $1 }.min()
    guard var step = step ?? least else { return 0 }
    // A reading that is not zero is one step at least.
    if let smallest = distinct.first { step = min(step, smallest) }
    return [baseline, current].reduce(0) { sum, side in
      guard side.count >= fewestSamples, let usual = mostFrequent(side) else { return sum }
      let stuck =
        Double(usual.count) >= stuckShare * Double(side.count)
        && step > ExecutionLocation.coarse * usual.value
      return stuck ? sum + step / (2 * Moments.mean(side)) : sum
    }
  }

  private static func mostFrequent(_ values: [Double]) -> (value: Double, count: Int)? {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
  }
}
