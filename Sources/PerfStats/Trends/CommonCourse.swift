import RealModule

/// The course that several series have in common, with its steps.
struct CommonCourse {
  struct Step {
    var change: Trend.Change
    /// Beginning of the level before, end of the level after.
    var bounds: Range<Int>
  }

  let steps: [Step]
  private let course: [Double]
  private let search: StepSearch
  private let parameters: TrendParameters

  /// Nil if it is too short to be searched.
  init?(_ course: [Double], parameters: TrendParameters) {
    guard course.count >= max(5, parameters.fewestPoints) else { return nil }
    let search = StepSearch(course, parameters: parameters)
    let sizes = ChangeSizes(search, scale: .logarithm, values: [], parameters: parameters)
    let levels = search.segments.map { search.sums.mean($0) }
    let undone = Trend.undone(levels)
    steps = search.found.indices.map { j in
      var change = Trend.Change(step: j, of: course, search, sizes)
      change.undone = undone[j]
      return Step(change: change, bounds: search.bounds[j]..<search.bounds[j + 2])
    }
    self.course = course
    self.search = search
    self.parameters = parameters
  }

  func step(nearest k: Int, within reach: Int, sign: Double) -> Step? {
    steps.filter { abs($0.change.index - k) <= reach && $0.change.shift * sign > 0 }
      .min { abs($0.change.index - k) < abs($1.change.index - k) }
  }

  /// p-value of a contrast at `k` that allows for the autocorrelation of the course about its two
  /// levels.
  func p(at k: Int, t: Double, between bounds: Range<Int>? = nil) -> Double {
    let bounds = bounds ?? course.indices
    guard k > bounds.lowerBound, k < bounds.upperBound else {
      return .exp(parameters.logP(t, count: course.count))
    }
    var squares = 0.0
    var products = 0.0
    var previous = 0.0
    for side in [bounds.lowerBound..<k, k..<bounds.upperBound] {
      // Of the course itself, not of the clipped one.
      let mean = Moments.mean(Array(course[side]))
      for i in side {
        let residual = course[i] - mean
        squares += residual * residual
        products += residual * previous
        previous = residual
      }
    }
    let correlation = squares > 0 ? products / squares : 0
    let r = min(max(correlation + 2 / Double(bounds.count), 0), 0.95)
    let loss = (1 + r) / (1 - r)
    let contrast = t * min(1, ((1 + 2 * search.autocorrelation) / loss).squareRoot())
    return .exp(parameters.logP(contrast, count: course.count))
  }
}
