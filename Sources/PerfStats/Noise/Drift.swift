/// Watches the common factor of a runner for a lasting change: a machine that was replaced,
/// throttled or given louder neighbours without its fingerprint saying so.
///
/// Two one-sided cumulative sums of the factor in units of tau, with the reference value
/// k = 0.5 and the decision limit h = 5 (Page 1954): a lasting change by one tau is
/// found after about ten jobs, an unchanged runner signals about once in 465 jobs.
package enum Drift {
  package static let reference = 0.5
  package static let limit = 5.0

  /// - Parameters:
  ///   - factors: common factor of each job, log scale, in time order.
  ///   - tau: SD that a factor has while nothing changes; positive.
  /// - Returns: index of the first job after each change, ascending. A change is placed where the
  ///   sum that signalled was last zero. After a signal the watch begins anew from the mean of the
  ///   jobs since the change.
  /// - Complexity: O(R) for each signal.
  package static func changes(_ factors: [Double], tau: Double) -> [Int] {
    guard tau > 0 else { return [] }
    var changes: [Int] = []
    while let next = firstChange(factors, from: changes.last ?? 0, tau: tau) {
      changes.append(next)
    }
    return changes
  }

  /// The stretches of jobs between lasting changes, in time order.
  static func levels(_ factors: [Double]) -> [Range<Int>] {
    let changes = changes(factors, tau: scatter(factors))
    return zip([0] + changes, changes + [factors.count]).map { $0..<$1 }
  }

  /// The first change after `start`, each factor being compared with the mean of those before
  /// it (Hawkins 1987), which is as exact as so many jobs allow.
  private static func firstChange(_ factors: [Double], from start: Int, tau: Double) -> Int? {
    var (up, down) = (0.0, 0.0)
    var (upZero, downZero) = (start, start)
    var sum = 0.0
    for r in start..<factors.count {
      let before = Double(r - start)
      if before >= 3 {
        let scale = tau * (1 + 1 / before).squareRoot()
        let step = (factors[r] - sum / before) / scale
        up = max(0, up + step - reference)
        down = max(0, down - step - reference)
      }
      sum += factors[r]
      if up == 0 { upZero = r + 1 }
      if down == 0 { downZero = r + 1 }
      if max(up, down) > limit {
        let change = up > down ? upZero : downZero
        return change > start ? change : nil
      }
    }
    return nil
  }

  /// SD of a factor from the differences between neighbours, which a lasting change hardly
  /// touches; zero for fewer than eight factors.
  package static func scatter(_ factors: [Double]) -> Double {
    guard factors.count >= 8 else { return 0 }
    let steps = zip(factors.dropFirst(), factors).map { ($0 - $1).magnitude }
    return Quantiles.normalConsistency * Quantiles.median(steps) / 2.0.squareRoot()
  }
}
