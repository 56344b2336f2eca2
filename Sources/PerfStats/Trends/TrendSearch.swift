import RealModule

extension Trend {
  /// Searches one series for changes of level. Closed form and exact search, no
  /// random numbers: the same input gives the same output.
  ///
  /// - Parameters:
  ///   - y: natural logarithms of the points, finite, oldest first.
  ///   - parameters: the defaults are calibrated together.
  /// - Complexity: O(n log n + m^2) for m <= n/4 places where a change may begin;
  ///   less than a millisecond for 1,000 points.
  public init(logValues y: [Double], parameters: TrendParameters = TrendParameters()) {
    let n = y.count
    guard n >= parameters.fewestPoints, n >= 5 else {
      self.init(
        count: n, status: .tooShort, noise: nil, autocorrelation: nil, critical: .infinity,
        p: 1, levels: [], changes: [], pending: nil)
      return
    }
    let despiked = Despiked(y, parameters: parameters)
    let sums = LevelSums(despiked.values)
    let candidates = Candidates(despiked, sums: sums, parameters: parameters)
    let critical = parameters.critical(count: n)
    let elimination = Elimination(
      candidates, sums: sums, critical: critical, parameters: parameters)

    let bounds = [0] + elimination.result.map(\.boundary) + [n]
    let levels = (1..<bounds.count).map { sums.center + sums.mean(bounds[$0 - 1], bounds[$0]) }
    let changes = elimination.result.enumerated().map { j, found in
      let contrast = found.contrast
      let compared = Compared(before: contrast.before.count, after: contrast.after.count)
      let before = sums.center + contrast.before.mean
      let likelihood = PlaceLikelihood(
        before: before, after: sums.center + contrast.after.mean, variance: contrast.variance,
        compared: compared, autocorrelation: candidates.autocorrelation, parameters: parameters)
      let place = changePlace(
        k: found.boundary, after: bounds[j], before: bounds[j + 2], parameters: parameters
      ) { likelihood.gain(y[$0]) }
      return Change(
        index: found.boundary, first: place.first,
        last: place.first + place.weights.count - 1, places: place.weights,
        before: before, shift: contrast.shift,
        standardError: contrast.standardError, noise: contrast.variance.squareRoot(),
        compared: compared,
        ratio: Self.ratio(contrast, critical: critical, parameters: parameters),
        t: contrast.t, p: Double.exp(parameters.logP(contrast.t, count: n)),
        undone: Self.isUndone(j, levels: levels))
    }
    self.init(
      count: n, status: .analyzed, noise: candidates.noise,
      autocorrelation: candidates.autocorrelation, critical: critical,
      p: changes.map(\.p).min() ?? Double.exp(parameters.logP(elimination.strongest, count: n)),
      levels: levels, changes: changes,
      pending: Self.pending(
        y, sums: sums, from: bounds[bounds.count - 2], noise: candidates.noise,
        parameters: parameters))
  }

  private static func ratio(
    _ contrast: Contrast, critical: Double, parameters: TrendParameters
  ) -> Interval {
    let bounds = conditionalBounds(
      z: abs(contrast.t), critical: critical, degreesOfFreedom: parameters.sizeTails,
      level: parameters.level)
    let sign: Double = contrast.shift < 0 ? -1 : 1
    let near = Double.exp(sign * bounds.lower * contrast.standardError)
    let far = Double.exp(sign * bounds.upper * contrast.standardError)
    return Interval(
      estimate: Double.exp(contrast.shift), lower: min(near, far), upper: max(near, far),
      level: parameters.level, method: "conditional on detection")
  }

  /// Whether a level after change `j` came back to within a quarter of the
  /// change, or to the other side of the level before it.
  private static func isUndone(_ j: Int, levels: [Double]) -> Bool {
    let before = levels[j]
    let shift = levels[j + 1] - before
    return levels.dropFirst(j + 2).contains { level in
      abs(level - before) <= 0.25 * abs(shift) || (level - before) * shift < 0
    }
  }

  /// The newest two points, or the newest one, if they all lie more than four SDs
  /// to one side of the last level.
  private static func pending(
    _ y: [Double], sums: LevelSums, from start: Int, noise: Double, parameters: TrendParameters
  ) -> Pending? {
    for points in [2, 1] {
      let end = y.count - points
      let first = max(start, end - parameters.reachOfContrast)
      guard end - first >= 5 else { continue }
      let base = sums.center + sums.mean(first, end)
      let limit = 4 * noise * (1 + 1 / Double(end - first)).squareRoot()
      let newest = y[end...].map { $0 - base }
      if newest.allSatisfy({ $0 > limit }) || newest.allSatisfy({ $0 < -limit }) {
        return Pending(
          points: points, ratio: Double.exp(newest.reduce(0, +) / Double(points)))
      }
    }
    return nil
  }
}
