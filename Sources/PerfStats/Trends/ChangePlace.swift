import RealModule

/// Smallest member of the confidence set of the first point of the new level, and the weight
/// of every place from it to the largest member.
///
/// Points are Student distributed about the two levels; the likelihood of every
/// place between the neighbouring changes is tempered for autocorrelation, and
/// places are added in order of falling weight until they hold `level`.
///
/// - Parameters:
///   - y: the points, spikes not clipped, log scale.
///   - k: the boundary; `a` and `b` its neighbours, 0 and n at the ends.
///   - before, after: levels on the two sides.
func changePlace(
  _ y: [Double], k: Int, after a: Int, before b: Int, levels: (before: Double, after: Double),
  contrast: Contrast, autocorrelation: Double, parameters: TrendParameters
) -> (first: Int, weights: [Double]) {
  let lower = max(a + 1, k - parameters.reachOfPlace)
  let upper = min(b - 1, k + parameters.reachOfPlace)
  guard lower < upper else { return (k, [1]) }
  let tails = parameters.placeTails
  let variance =
    contrast.variance
    * (1 + 1 / (2 * Double(contrast.before.count)) + 1 / (2 * Double(contrast.after.count)))
  let tempering = (1 + autocorrelation) / (1 - autocorrelation)
  func loss(_ u: Double) -> Double {
    (tails + 1) / 2 * Double.log(onePlus: u * u / (tails * variance))
  }
  // logWeights[j] belongs to place lower + j, up to a constant.
  var logWeights = [0.0]
  for i in lower..<upper {
    let gain = loss(y[i] - levels.after) - loss(y[i] - levels.before)
    logWeights.append(logWeights[i - lower] + gain / tempering)
  }
  let largest = logWeights.max() ?? 0
  let weights = logWeights.map { Double.exp($0 - largest) }
  let total = weights.reduce(0, +)
  let order = weights.indices.sorted { i, j in
    if weights[i] != weights[j] { return weights[i] > weights[j] }
    let (near, far) = (abs(lower + i - k), abs(lower + j - k))
    return near != far ? near < far : i < j
  }
  var (first, last) = (lower + order[0], lower + order[0])
  var sum = 0.0
  for j in order {
    sum += weights[j]
    first = min(first, lower + j)
    last = max(last, lower + j)
    if sum >= parameters.level * total { break }
  }
  return (first, weights[(first - lower)...(last - lower)].map { $0 / total })
}
