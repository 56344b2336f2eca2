import RealModule

/// Rises that take several commits, in a series in which the steps have been found.
struct RampSearch {
  /// A rise, and what it says about the steps.
  struct Found {
    var fit: RampFit
    /// Numbers of the steps that it replaces; empty where no step was found.
    var steps: Range<Int>
    /// SD of one point that it was judged with.
    var noise: Double
    var standardError: Double

    var t: Double { fit.rise / standardError }
  }

  private let search: StepSearch
  private let parameters: TrendParameters
  private let inflation: Double
  private let bounds: [Int]

  init(_ search: StepSearch, parameters: TrendParameters) {
    self.search = search
    self.parameters = parameters
    inflation = 1 + 2 * search.autocorrelation
    bounds = search.bounds
  }

  /// All rises, oldest first.
  ///
  /// - Complexity: O(H^2) for each step, O(H w_max) for each level of at most H points.
  func ramps() -> [Found] {
    let replacing = replacingSteps()
    var touched = Set<Int>()
    for ramp in replacing { touched.formUnion(ramp.steps.lowerBound...ramp.steps.upperBound) }
    let levels = bounds.indices.dropLast().filter { level in
      let length = bounds[level + 1] - bounds[level]
      return !touched.contains(level) && length >= parameters.fewestPoints
        && length <= parameters.reachOfContrast
    }
    guard !levels.isEmpty else { return replacing }
    // A steady slope makes the other estimates large.
    let noise = min(
      search.noise, search.despiked.noiseAboutSlopes(floor: parameters.noiseFloor))
    return (replacing + levels.compactMap { ramp(inLevel: $0, noise: noise) })
      .sorted { $0.fit.u < $1.fit.u }
  }

  // MARK: Steps that are a ramp

  /// From each step on the most steps that are better described by one rise.
  ///
  /// A chain of steps that is much longer than a ramp is tried as a whole, once: the work grows with the
  /// length of the series only.
  private func replacingSteps() -> [Found] {
    var ramps: [Found] = []
    var triedChain = -1
    var end = 0
    var j = 0
    while j < search.found.count {
      end = max(end, j)
      while end + 1 < search.found.count,
        (search.found[end + 1].contrast.shift > 0) == (search.found[j].contrast.shift > 0),
        bounds[end + 2] - bounds[end + 1] <= parameters.longestRamp / 2
      {
        end += 1
      }
      var found: Found?
      var near = j
      while near < end, bounds[near + 2] - bounds[j + 1] <= 3 * parameters.longestRamp / 2 {
        near += 1
      }
      if near < end, end != triedChain {
        triedChain = end
        found = ramp(replacing: j...end)
      }
      var e = near
      while found == nil, e >= j {
        found = ramp(replacing: j...e)
        e -= 1
      }
      if let found {
        ramps.append(found)
        j = found.steps.upperBound
      } else {
        j += 1
      }
    }
    return ramps
  }

  private func ramp(replacing steps: ClosedRange<Int>) -> Found? {
    let (j, e) = (steps.lowerBound, steps.upperBound)
    let a = max(bounds[j], bounds[j + 1] - parameters.reachOfContrast)
    let b = min(bounds[e + 2], bounds[e + 1] + parameters.reachOfContrast)
    let window = RampWindow(search.despiked.values, a..<b)
    guard let best = leastResidual(in: window).map({ extended($0, in: window) }) else {
      return nil
    }
    guard (best.rise > 0) == (search.found[j].contrast.shift > 0) else { return nil }
    let rival =
      j == e
      ? bestStep(in: window)
      : window.spread(between: [a] + bounds[(j + 1)...(e + 1)] + [b])
    let noise = search.noise
    let gain = best.gain(
      over: rival, noise: noise, inflation: inflation, parameters: parameters)
    let needed =
      parameters.rampOverSteps + Double(3 - 2 * steps.count) * .log(Double(best.window.count))
    guard gain > needed else { return nil }
    return Found(
      fit: best, steps: j..<(e + 1), noise: noise,
      standardError: best.standardError(
        noise: noise, inflation: inflation, parameters: parameters))
  }

  /// The first of the rises with the least residual sum, to a relative 1e-9.
  private func leastResidual(in window: RampWindow) -> RampFit? {
    var best: RampFit?
    for u in window.range {
      let first = u + parameters.shortestRamp
      let last = min(u + parameters.longestRamp, window.range.upperBound - 1)
      guard first <= last else { break }
      for v in first...last {
        let fit = RampFit(window, from: u, to: v)
        if best.map({ fit.residual < $0.residual * (1 - 1e-9) }) ?? true { best = fit }
      }
    }
    return best
  }

  /// A rise of the longest length, made longer as long as that describes the window better: a drift
  /// over most of it. Others stay as they are.
  private func extended(_ fit: RampFit, in window: RampWindow) -> RampFit {
    guard fit.v - fit.u == parameters.longestRamp else { return fit }
    var best = fit
    while true {
      let (u, v) = (best.u, best.v)
      for (from, to) in [(u - 1, v), (u, v + 1), (u - 1, v + 1)]
      where from >= window.range.lowerBound && to < window.range.upperBound {
        let longer = RampFit(window, from: from, to: to)
        if longer.residual < best.residual * (1 - 1e-9) { best = longer }
      }
      if (best.u, best.v) == (u, v) { return best }
    }
  }

  private func bestStep(in window: RampWindow) -> Double {
    (window.range.lowerBound..<(window.range.upperBound - 1)).reduce(Double.infinity) { least, u in
      min(least, RampFit(window, from: u, to: u + 1).residual)
    }
  }

  // MARK: Ramps where no step was found

  private func ramp(inLevel level: Int, noise: Double) -> Found? {
    let window = RampWindow(search.despiked.values, bounds[level]..<bounds[level + 1])
    guard let (shortest, _) = largestContrast(in: window, noise: noise) else { return nil }
    let best = extended(shortest, in: window)
    let error = best.standardError(noise: noise, inflation: inflation, parameters: parameters)
    guard abs(best.rise) / error >= search.critical + parameters.lift(count: search.sums.count)
    else { return nil }
    let gain = best.gain(
      over: bestStep(in: window), noise: noise, inflation: inflation, parameters: parameters)
    guard gain > parameters.rampOverNothing + .log(Double(window.range.count)) else { return nil }
    return Found(fit: best, steps: level..<level, noise: noise, standardError: error)
  }

  /// The rise with the largest contrast: over a grid of lengths and places, then from the best of
  /// these uphill.
  private func largestContrast(
    in window: RampWindow, noise: Double
  ) -> (fit: RampFit, standardError: Double)? {
    var best: (fit: RampFit, standardError: Double)?
    var largest = 0.0
    func consider(_ u: Int, _ v: Int) -> Bool {
      guard u >= window.range.lowerBound, v < window.range.upperBound,
        v - u >= parameters.shortestRamp,
        v - u <= parameters.longestRamp
      else { return false }
      let fit = RampFit(window, from: u, to: v)
      let error = fit.standardError(noise: noise, inflation: inflation, parameters: parameters)
      guard abs(fit.rise) / error > largest else { return false }
      largest = abs(fit.rise) / error
      best = (fit, error)
      return true
    }
    var length = parameters.shortestRamp
    while length <= min(parameters.longestRamp, window.range.count - 1) {
      for u in stride(
        from: window.range.lowerBound, to: window.range.upperBound - length, by: max(1, length / 8))
      {
        _ = consider(u, u + length)
      }
      length = max(length + 1, 5 * length / 4)
    }
    for _ in 0..<20 {
      guard let (u, v) = best.map({ ($0.fit.u, $0.fit.v) }) else { break }
      var moved = false
      for du in -2...2 {
        for dv in -2...2 where consider(u + du, v + dv) { moved = true }
      }
      if !moved { break }
    }
    return best
  }

  // MARK: Where

  /// Where a rise may have begun and ended.
  func places(_ fit: RampFit) -> RampPlaces {
    RampPlaces(
      fit, in: search.despiked.values, autocorrelation: search.autocorrelation,
      parameters: parameters)
  }
}
