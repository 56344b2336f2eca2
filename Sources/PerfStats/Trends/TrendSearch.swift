import RealModule

extension Trend {
  /// Searches one series for changes of level and ramps. Closed form and exact search, no
  /// random numbers: the same input gives the same output.
  ///
  /// - Parameters:
  ///   - y: natural logarithms of the points, oldest first.
  ///   - parameters: the defaults are calibrated together.
  /// - Throws: `StatisticsError.invalidParameter` for a point that is not finite or beyond 1e±100, and for a
  ///   parameter outside its range.
  /// - Complexity: O(n log n); about a second for a million points.
  public init(
    logValues y: [Double], parameters: TrendParameters = TrendParameters()
  ) throws(StatisticsError) {
    try parameters.check()
    try Self.check(y)
    self.init(checked: y, scale: .logarithm, values: [], parameters: parameters)
  }

  /// Searches one history: counts that stay the same between changes by themselves, others on the
  /// logarithm, or on a scale that has room for zeros.
  public init(
    _ history: SeriesHistory, parameters: TrendParameters = TrendParameters()
  ) throws(StatisticsError) {
    try parameters.check()
    let values = history.points.map(\.value)
    if let i = values.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .invalidParameter(
        name: "\(history.name), point \(i)", value: values[i], expected: "a finite number from 0 on"
      )
    }
    if history.metric.isCount, let exact = ExactSeries(values) {
      self = exact.trend
    } else if values.contains(0) {
      let scale = TrendScale(withZeros: values, of: history.metric)
      let y = values.map(scale.transformed)
      try Self.check(y)
      self.init(checked: y, scale: scale, values: values, parameters: parameters)
    } else {
      let y = history.points.map(\.logValue)
      try Self.check(y)
      self.init(checked: y, scale: .logarithm, values: [], parameters: parameters)
    }
  }

  private static func check(_ y: [Double]) throws(StatisticsError) {
    if let i = y.firstIndex(where: { !(abs($0) <= 1e100) }) {
      throw .invalidParameter(
        name: "point \(i) as searched", value: y[i], expected: "a number from -1e100 to 1e100")
    }
  }

  /// - Parameters:
  ///   - y: checked; `values`: the points themselves, used on other scales than the logarithm.
  private init(
    checked y: [Double], scale: TrendScale, values: [Double], parameters: TrendParameters
  ) {
    let n = y.count
    guard n >= parameters.fewestPoints, n >= 5 else {
      self.init(
        count: n, status: .tooShort, scale: scale, noise: nil, autocorrelation: nil,
        resemblance: nil, critical: .infinity, p: 1, levels: [], changes: [], pending: nil)
      return
    }
    let search = StepSearch(y, parameters: parameters)
    let rises = RampSearch(search, parameters: parameters)
    let sizes = ChangeSizes(
      search, scale: scale, values: values, parameters: parameters)
    var levels: [Double] = []
    var changes: [Change] = []
    var ramps = rises.ramps()[...]
    for segment in search.segments.indices {
      let level = search.sums.center + search.sums.mean(search.segments[segment])
      let step = segment - 1
      if levels.isEmpty {
        levels = [level]
      } else if let ramp = ramps.first, ramp.steps.contains(step) {
        if step + 1 == ramp.steps.upperBound {
          changes.append(Change(ramps.removeFirst(), rises, sizes))
          levels.append(level)
        }
      } else {
        changes.append(Change(step: step, of: y, search, sizes))
        levels.append(level)
      }
      if let ramp = ramps.first, ramp.steps.isEmpty, ramp.steps.lowerBound == segment {
        changes.append(Change(ramps.removeFirst(), rises, sizes))
        levels[levels.count - 1] = ramp.fit.level
        levels.append(ramp.fit.level + ramp.fit.rise)
      }
    }
    for (j, undone) in Self.undone(levels).enumerated() { changes[j].undone = undone }
    self.init(
      count: n, status: .analyzed, scale: scale, noise: search.noise,
      autocorrelation: search.autocorrelation,
      resemblance: Self.resemblance(search, changes), critical: search.critical,
      p: changes.compactMap(\.p).min()
        ?? Double.exp(parameters.logP(search.strongest, count: n)),
      levels: levels, changes: changes,
      pending: Self.pending(
        y, search, from: changes.last.map { $0.ramp?.full ?? $0.index } ?? 0, scale: scale,
        parameters: parameters))
  }

  /// Lag-1 correlation of the clipped points about the means between the changes, ramps left out,
  /// plus 2/n for what it is too small in short series.
  ///
  /// - Complexity: O(n).
  private static func resemblance(_ search: StepSearch, _ changes: [Change]) -> Double {
    let count = search.sums.count
    let starts = [0] + changes.map(\.end)
    let ends = changes.map { $0.start + 1 } + [count]
    var squares = 0.0
    var products = 0.0
    for (a, b) in zip(starts, ends) where a < b {
      let mean = search.sums.center + search.sums.mean(a, b)
      var previous = 0.0
      for i in a..<b {
        let residual = search.despiked.values[i] - mean
        squares += residual * residual
        products += residual * previous
        previous = residual
      }
    }
    let floor = search.noise * search.noise * 1e-6 * Double(count)
    return squares > floor ? min(max(products / squares + 2 / Double(count), 0), 0.95) : 0
  }

  /// Whether a level after each change came back to within a quarter of the change, or to the
  /// other side of the level before it.
  ///
  /// - Complexity: O(number of levels).
  static func undone(_ levels: [Double]) -> [Bool] {
    var (least, largest) = (Double.infinity, -Double.infinity)
    var undone: [Bool] = []
    for j in stride(from: levels.count - 2, through: 0, by: -1) {
      let (before, shift) = (levels[j], levels[j + 1] - levels[j])
      undone.append(shift > 0 ? least - before <= 0.25 * shift : largest - before >= 0.25 * shift)
      least = min(least, levels[j + 1])
      largest = max(largest, levels[j + 1])
    }
    return undone.reversed()
  }

  /// The newest two points, or the newest one, if they all lie more than four SDs
  /// to one side of the last level.
  private static func pending(
    _ y: [Double], _ search: StepSearch, from start: Int, scale: TrendScale,
    parameters: TrendParameters
  ) -> Pending? {
    for points in [2, 1] {
      let end = y.count - points
      let first = max(start, end - parameters.reachOfContrast)
      guard end - first >= 5 else { continue }
      let base = search.sums.center + search.sums.mean(first..<end)
      let limit = 4 * search.noise * (1 + 1 / Double(end - first)).squareRoot()
      let newest = y[end...].map { $0 - base }
      if newest.allSatisfy({ $0 > limit }) || newest.allSatisfy({ $0 < -limit }) {
        let mean = base + newest.reduce(0, +) / Double(points)
        return Pending(points: points, before: scale.value(base), after: scale.value(mean))
      }
    }
    return nil
  }
}
