/// Counts that stay exactly the same between changes: bytes, instructions, allocations, files. Nothing
/// is estimated in them: every boundary between runs of equal values is a change, seen at once.
struct ExactSeries {
  let trend: Trend

  private struct Run {
    var start: Int
    var count: Int
    var value: Double
  }

  /// Nil if the values are not of this kind: a run of one point that stays, or too many changes.
  ///
  /// From left to right an inner run of one or two points between equal values is an episode and
  /// joined with both. The series is exact if nothing changed, or every run but the last has two
  /// points or more and changes and episodes are at most max(2, n/4).
  ///
  /// - Complexity: O(n).
  init?(_ values: [Double]) {
    var runs: [Run] = []
    var episodes = 0
    func join() {
      // The last but one is an episode once the run after it is known.
      guard runs.count >= 3 else { return }
      let (a, b, c) = (runs[runs.count - 3], runs[runs.count - 2], runs[runs.count - 1])
      guard b.count <= 2, a.value == c.value else { return }
      runs.removeLast(2)
      runs[runs.count - 1].count += b.count + c.count
      episodes += 1
    }
    for (i, value) in values.enumerated() {
      if let last = runs.last, last.value == value {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(start: i, count: 1, value: value))
        join()
      }
    }
    let changes = runs.count - 1
    if changes > 0 {
      guard changes + episodes <= max(2, values.count / 4),
        runs.dropLast().allSatisfy({ $0.count >= 2 })
      else { return nil }
    }
    var pending: Trend.Pending?
    if episodes > 0, changes > 0, let last = runs.last, last.count <= 2 {
      runs.removeLast()
      pending = Trend.Pending(
        points: last.count, before: runs[runs.count - 1].value, after: last.value)
    }
    let levels = runs.map(\.value)
    let undone = Trend.undone(levels)
    trend = Trend(
      count: values.count, status: .analyzed, scale: .exact, noise: nil, autocorrelation: nil,
      resemblance: nil, critical: 0, p: 1, levels: levels,
      changes: zip(runs, runs.dropFirst()).enumerated().map { j, pair in
        Trend.Change(
          index: pair.1.start, first: pair.1.start, last: pair.1.start, places: [1], ramp: nil,
          before: pair.0.value, shift: pair.1.value - pair.0.value, standardError: 0, noise: 0,
          compared: Trend.Compared(before: pair.0.count, after: pair.1.count),
          size: .values(before: pair.0.value, after: pair.1.value), t: nil, p: nil,
          undone: undone[j])
      },
      pending: pending)
  }
}
