/// The search of one series for changes of level: spikes clipped, candidates, elimination.
struct StepSearch {
  let despiked: Despiked
  let sums: LevelSums
  /// SD of one point about its level, and autocorrelation of neighbours.
  let noise: Double
  let autocorrelation: Double
  /// Contrast that a change had to reach.
  let critical: Double
  /// First points of the segments but the first, ascending, with the contrasts there.
  let found: [(boundary: Int, contrast: Contrast)]
  /// Largest, over all sets without short segments, of the least contrast.
  let strongest: Double

  /// First point of each segment, and the count at the end.
  let bounds: [Int]

  /// Points of each level, oldest first.
  var segments: [Range<Int>] { zip(bounds, bounds.dropFirst()).map { $0..<$1 } }

  /// - Parameter y: at least `parameters.fewestPoints` finite values.
  init(_ y: [Double], parameters: TrendParameters) {
    despiked = Despiked(y, parameters: parameters)
    sums = LevelSums(despiked.values)
    let candidates = Candidates(despiked, sums: sums, parameters: parameters)
    noise = candidates.noise
    autocorrelation = candidates.autocorrelation
    critical = parameters.critical(count: y.count)
    let elimination = Elimination(
      candidates, sums: sums, critical: critical, parameters: parameters)
    found = elimination.result
    strongest = elimination.strongest
    bounds = [0] + found.map(\.boundary) + [y.count]
  }
}
