import RealModule

/// Begins and ends that the points leave possible, with what each explains: the weights
/// exp(-(RSS - RSS_best)/(2 kappa s^2)) of all rises near the best one.
struct RampPlaces {
  private let fit: RampFit
  private let weighed: [(u: Int, v: Int, weight: Double)]
  private let reach: Int
  private let level: Double

  /// Confidence set of the last point of the old level.
  var before: ClosedRange<Int> { confidenceSet(about: fit.u) { $0.u } }

  /// Confidence set of the first point of the new level.
  var full: ClosedRange<Int> { confidenceSet(about: fit.v) { $0.v } }

  /// Begin and end of the fewest commits about the best rise that hold nine tenths of the rise with the
  /// probability of the level: the best begin and end alone leave out a commit or two in every tenth
  /// series.
  ///
  /// - Complexity: O(d^2 reach^2) for d commits more than the best rise has.
  var within: ClosedRange<Int> {
    let total = weighed.reduce(0) { $0 + $1.weight }
    let (first, last) = (fit.window.lowerBound, fit.window.upperBound - 1)
    for further in 0...2 * reach {
      var best: (range: ClosedRange<Int>, weight: Double)?
      for earlier in 0...further {
        let (a, b) = (fit.u - earlier, fit.v + further - earlier)
        guard a >= first, b <= last else { continue }
        let weight = weighed.reduce(0) { sum, rise in
          let held = Double(min(b, rise.v) - max(a, rise.u))
          return held >= Self.share * Double(rise.v - rise.u) ? sum + rise.weight : sum
        }
        if weight > best?.weight ?? 0 { best = (a...b, weight) }
      }
      if let best, best.weight >= level * total { return best.range }
    }
    return max(first, fit.u - reach)...min(last, fit.v + reach)
  }

  /// Part of the rise that `within` holds.
  private static let share = 0.9 - 1e-9

  init(
    _ fit: RampFit, in values: [Double], autocorrelation rho: Double, parameters: TrendParameters
  ) {
    self.fit = fit
    reach = parameters.reachOfRamp
    level = parameters.level
    let window = RampWindow(values, fit.window)
    let n = Double(fit.window.count)
    let floor = parameters.noiseFloor
    let variance = max(fit.residual / max(1, n - 4), floor * floor)
    let scale = 2 * (1 + rho) / (1 - rho) * variance
    let longest =
      fit.v - fit.u < parameters.longestRamp ? parameters.longestRamp : fit.window.count
    var weighed: [(u: Int, v: Int, weight: Double)] = []
    for u in max(fit.window.lowerBound, fit.u - reach)...(fit.u + reach) {
      let first = max(fit.v - reach, u + parameters.shortestRamp)
      let last = min(fit.v + reach, u + longest, fit.window.upperBound - 1)
      guard first <= last else { continue }
      for v in first...last {
        let other = RampFit(window, from: u, to: v)
        weighed.append((u, v, .exp(-(other.residual - fit.residual) / scale)))
      }
    }
    self.weighed = weighed
  }

  /// The places of one end that hold the level, those of most weight first.
  private func confidenceSet(
    about k: Int, _ end: ((u: Int, v: Int, weight: Double)) -> Int
  ) -> ClosedRange<Int> {
    var weights = [Double](repeating: 0, count: 2 * reach + 1)
    for rise in weighed { weights[end(rise) - k + reach] += rise.weight }
    let total = weights.reduce(0, +)
    let order = weights.indices.sorted { (-weights[$0], $0) < (-weights[$1], $1) }
    var (lower, upper, sum) = (order[0], order[0], 0.0)
    for i in order {
      sum += weights[i]
      lower = min(lower, i)
      upper = max(upper, i)
      if sum >= level * total { break }
    }
    return (k + lower - reach)...(k + upper - reach)
  }
}
