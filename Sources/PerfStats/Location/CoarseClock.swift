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
  /// - Complexity: O(n), and O(n log n) if a side repeats one value.
  package static func arm(baseline: [Double], current: [Double], step: Double?) -> Double {
    let repeated = [baseline, current].map { side in
      side.count >= fewestSamples ? repeatedValue(side) : nil
    }
    if repeated.allSatisfy({ $0 == nil }) { return 0 }
    let distinct = Set(baseline + current).sorted()
    let least = zip(distinct.dropFirst(), distinct).map { $0 - $1 }.min()
    guard var step = step ?? least else { return 0 }
    // A reading that is not zero is one step at least.
    if let smallest = distinct.first { step = min(step, smallest) }
    return zip([baseline, current], repeated).reduce(0) { sum, side in
      guard let value = side.1, step > ExecutionLocation.coarse * value else { return sum }
      return sum + step / (2 * Moments.mean(side.0))
    }
  }

  /// The value of `stuckShare` of the samples or more, nil if there is none. It is more than half of
  /// them, and so what is left when different samples are struck out in pairs (R. S. Boyer,
  /// J S. Moore, MJRTY, Automated Reasoning, 1991).
  private static func repeatedValue(_ samples: [Double]) -> Double? {
    var candidate = 0.0
    var left = 0
    for sample in samples {
      if left == 0 { candidate = sample }
      left += sample == candidate ? 1 : -1
    }
    let count = samples.count { $0 == candidate }
    return Double(count) >= stuckShare * Double(samples.count) ? candidate : nil
  }
}
