import RealModule

/// How large the changes of one search are.
struct ChangeSizes {
  let search: StepSearch
  let scale: TrendScale
  /// The points themselves, empty on the logarithm.
  let values: [Double]
  let parameters: TrendParameters

  init(
    _ search: StepSearch, scale: TrendScale, values: [Double], parameters: TrendParameters
  ) {
    self.search = search
    self.scale = scale
    self.values = values
    self.parameters = parameters
  }

  /// - Parameters:
  ///   - critical: contrast beyond which the change was seen.
  ///   - before, after: points of the two levels.
  func size(
    shift: Double, standardError: Double, critical: Double, before: Range<Int>, after: Range<Int>
  ) -> Trend.Size {
    guard scale == .logarithm else {
      return .values(
        before: Moments.mean(Array(values[before])), after: Moments.mean(Array(values[after])))
    }
    let bounds = conditionalBounds(
      z: abs(shift) / standardError, critical: critical, degreesOfFreedom: parameters.sizeTails,
      level: parameters.level)
    let sign: Double = shift < 0 ? -1 : 1
    let near = Double.exp(sign * bounds.lower * standardError)
    let far = Double.exp(sign * bounds.upper * standardError)
    return .ratio(
      Interval(
        estimate: Double.exp(shift), lower: min(near, far), upper: max(near, far),
        level: parameters.level, method: "conditional on detection"))
  }
}

extension Trend.Change {
  /// Number `step` of the steps that were found.
  init(step: Int, of y: [Double], _ search: StepSearch, _ sizes: ChangeSizes) {
    let parameters = sizes.parameters
    let (k, contrast) = search.found[step]
    let (left, right) = (contrast.before.count, contrast.after.count)
    let center = search.sums.center
    compared = Trend.Compared(before: left, after: right)
    before = center + contrast.before.mean
    let likelihood = PlaceLikelihood(
      before: before, after: center + contrast.after.mean, variance: contrast.variance,
      compared: compared, autocorrelation: search.autocorrelation, parameters: parameters)
    let place = changePlace(
      k: k, after: search.bounds[step], before: search.bounds[step + 2], parameters: parameters
    ) { likelihood.gain(y[$0]) }
    index = k
    first = place.first
    last = place.first + place.weights.count - 1
    places = place.weights
    ramp = nil
    shift = contrast.shift
    standardError = contrast.standardError
    noise = contrast.variance.squareRoot()
    size = sizes.size(
      shift: contrast.shift, standardError: contrast.standardError, critical: search.critical,
      before: (k - left)..<k, after: k..<(k + right))
    t = contrast.t
    p = .exp(parameters.logP(contrast.t, count: y.count))
    undone = false
  }

  init(_ found: RampSearch.Found, _ rises: RampSearch, _ sizes: ChangeSizes) {
    let (search, parameters, fit) = (sizes.search, sizes.parameters, found.fit)
    let count = search.sums.count
    let lift = parameters.lift(count: count)
    let places = rises.places(fit)
    index = fit.u + (fit.v - fit.u + 1) / 2
    let (within, full) = (places.within, places.full)
    first = within.lowerBound + 1
    last = within.upperBound
    self.places = []
    ramp = Trend.Ramp(
      before: fit.u, full: fit.v, beforeSet: places.before, fullSet: full,
      stillRising: full.upperBound == count - 1)
    before = fit.level
    shift = fit.rise
    standardError = found.standardError
    noise = fit.variance(noise: found.noise, parameters: parameters).squareRoot()
    compared = Trend.Compared(
      before: fit.u + 1 - fit.window.lowerBound, after: fit.window.upperBound - fit.v)
    size = sizes.size(
      shift: fit.rise, standardError: found.standardError, critical: search.critical + lift,
      before: fit.window.lowerBound..<(fit.u + 1), after: fit.v..<fit.window.upperBound)
    t = found.t
    p = .exp(parameters.logP(max(0, abs(found.t) - lift), count: count))
    undone = false
  }
}
