import RealModule

/// What one point says about the place of a change: whether it belongs to the level before.
///
/// Points are Student distributed about the two levels. Autocorrelation carries less information
/// than the number of points suggests, by which the likelihood is tempered.
struct PlaceLikelihood {
  private let before: Double
  private let after: Double
  private let scale: Double
  private let power: Double

  /// - Parameters:
  ///   - before, after: levels on the two sides, log scale.
  ///   - variance: of one point; `compared`: points behind the two levels.
  init(
    before: Double, after: Double, variance: Double, compared: Trend.Compared,
    autocorrelation: Double, parameters: TrendParameters
  ) {
    let tails = parameters.placeTails
    self.before = before
    self.after = after
    let errors = 1 / (2 * Double(compared.before)) + 1 / (2 * Double(compared.after))
    scale = tails * variance * (1 + errors)
    power = (tails + 1) / 2 * (1 - autocorrelation) / (1 + autocorrelation)
  }

  init(_ change: Trend.Change, _ autocorrelation: Double, _ parameters: TrendParameters) {
    self.init(
      before: change.before, after: change.before + change.shift,
      variance: change.noise * change.noise, compared: change.compared,
      autocorrelation: autocorrelation, parameters: parameters)
  }

  /// Logarithm of how much more probable `y` is before the change than after it.
  func gain(_ y: Double) -> Double {
    let (u, v) = (y - after, y - before)
    return power * (Double.log(onePlus: u * u / scale) - Double.log(onePlus: v * v / scale))
  }
}

/// Smallest member of the confidence set of the first point of the new level, and the weight
/// of every place from it to the largest member: places are added in order of falling likelihood
/// until they hold `level`.
///
/// - Parameters:
///   - k: the boundary; `a` and `b` its neighbours, 0 and n at the ends.
///   - gain: logarithm of how much more probable a point is before the change than after it.
func changePlace(
  k: Int, after a: Int, before b: Int, parameters: TrendParameters, gain: (Int) -> Double
) -> (first: Int, weights: [Double]) {
  let lower = max(a + 1, k - parameters.reachOfPlace)
  let upper = min(b - 1, k + parameters.reachOfPlace)
  guard lower < upper else { return (k, [1]) }
  // logWeights[j] belongs to place lower + j, up to a constant.
  var logWeights = [0.0]
  for i in lower..<upper { logWeights.append(logWeights[i - lower] + gain(i)) }
  let largest = logWeights.max() ?? 0
  let weights = logWeights.map { Double.exp($0 - largest) }
  let total = weights.reduce(0, +)
  let order = weights.indices.sorted { i, j in
    if weights[i] != weights[j] { return weights[i] > weights[j] }
    let (near, far) = (abs(lower + i - k), abs(lower + j - k))
    return near != far ? near < far : i < j
  }
  var (first, last) = (order[0], order[0])
  var sum = 0.0
  for j in order {
    sum += weights[j]
    first = min(first, j)
    last = max(last, j)
    if sum >= parameters.level * total { break }
  }
  return (lower + first, weights[first...last].map { $0 / total })
}
