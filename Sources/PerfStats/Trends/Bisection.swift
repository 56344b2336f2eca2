import RealModule

/// Which commits to measure next to find the first bad one with the fewest builds: a binary search
/// that splits the probability instead of the number of commits, and measures each commit
/// often enough for its noise.
package struct Bisection: Hashable, Sendable {
  /// Commits that may be the first bad one, oldest first.
  package let candidates: [Candidate]
  /// The commit before the first candidate.
  package let good: String
  /// Jobs of each commit to measure, so that its side is called wrongly with at most
  /// `errorProbability`; nil if no number of jobs can tell the two levels apart.
  package let jobs: Int?
  /// Place in `candidates` of the commit to measure first; nil if there is only one candidate.
  package let next: Int?
  /// Commits to build, on average over the candidates' probabilities.
  package let expectedBuilds: Double
  /// The same for a plain bisection of the candidates.
  package let plainBuilds: Double
  /// The same for a plain bisection of the whole stretch between the neighbouring changes.
  package let uninformedBuilds: Double

  package static let errorProbability = 0.05

  package struct Candidate: Hashable, Sendable {
    package var commit: String
    /// Probability that the change began here, within the confidence set.
    package var probability: Double
    /// Jobs of this commit in the series.
    package var jobs: Int

    package var measured: Bool { jobs > 0 }
  }

  /// - Parameters:
  ///   - trend: of the history.
  ///   - j: number of the change in `trend.changes`; not of a ramp, which began at no one commit.
  ///   - commits: all commits, oldest first, so that those which were not measured become
  ///     candidates too; the measured ones only if empty.
  package init(
    _ history: SeriesHistory, _ trend: Trend, change j: Int, commits: CommitOrder? = nil,
    parameters: TrendParameters = TrendParameters()
  ) throws(StatisticsError) {
    try parameters.check()
    guard trend.count == history.points.count else {
      throw .shapeMismatch("\(trend.count) points searched, \(history.points.count) in the history")
    }
    guard trend.changes.indices.contains(j), trend.changes[j].ramp == nil else {
      throw .invalidParameter(name: "change", value: Double(j), expected: "the number of a step")
    }
    let change = trend.changes[j]
    let places = Self.places(history, trend, j, parameters)
    let total = places.weights.reduce(0, +)
    var candidates: [Candidate] = []
    for (offset, weight) in places.weights.enumerated() {
      let place = places.first + offset
      let between = Self.between(history, place, commits)
      // Nothing tells the commits between two points apart.
      let share = weight / max(total, .leastNormalMagnitude) / Double(between.count + 1)
      candidates += between.map { Candidate(commit: $0, probability: share, jobs: 0) }
      candidates.append(
        Candidate(
          commit: history.points[place].identifier, probability: share,
          jobs: history.points[place].jobs.count))
    }
    self.candidates = candidates
    good = history.points[places.first - 1].identifier
    let weights = candidates.map(\.probability)
    next = Self.split(weights[...]).map { $0 - 1 }
    expectedBuilds = Self.depth(weights[...])
    plainBuilds = Self.even(candidates.count)
    let (start, end) = (trend.bounds[j], trend.bounds[j + 2])
    let stretch = (start + 1..<max(end, start + 1)).reduce(0) {
      $0 + Self.between(history, $1, commits).count + 1
    }
    uninformedBuilds = Self.even(max(stretch, candidates.count))
    jobs = Self.jobs(change, persistentShare: parameters.persistentShare)
  }

  /// The confidence set of the change, narrowed by commits that were measured more than once.
  ///
  /// The search takes a commit as one point, whatever the number of its jobs. Here each job
  /// counts: m jobs of one commit for m/(1 + (m - 1) phi) points, phi the share of the variance
  /// that they have in common.
  private static func places(
    _ history: SeriesHistory, _ trend: Trend, _ j: Int, _ parameters: TrendParameters
  ) -> (first: Int, weights: [Double]) {
    let change = trend.changes[j]
    if change.isExact { return (change.index, [1]) }
    let likelihood = PlaceLikelihood(change, trend.autocorrelation ?? 0, parameters)
    return changePlace(
      k: change.index, after: trend.bounds[j], before: trend.bounds[j + 2], parameters: parameters
    ) { i in
      let point = history.points[i]
      let jobs =
        trend.scale == .logarithm ? point.jobs : point.values.map(trend.scale.transformed)
      return jobs.reduce(0) { $0 + likelihood.gain($1) }
        / (1 + Double(jobs.count - 1) * parameters.persistentShare)
    }
  }

  /// Commits after the point before `place` and before that at `place`, not measured.
  private static func between(
    _ history: SeriesHistory, _ place: Int, _ commits: CommitOrder?
  ) -> [String] {
    guard let commits, place > 0, let a = commits.rank(of: history.points[place - 1].commit),
      let b = commits.rank(of: history.points[place].commit), a + 1 < b
    else { return [] }
    return Array(commits.commits[(a + 1)..<b])
  }

  /// Jobs after which the mean of a commit lies on the wrong side of the middle between the two
  /// levels with at most `errorProbability`. The levels have errors of their own, and a share of
  /// the variance never averages out.
  private static func jobs(_ change: Trend.Change, persistentShare: Double) -> Int? {
    let variance = change.noise * change.noise
    let levels =
      variance / 4 * (1 / Double(change.compared.before) + 1 / Double(change.compared.after))
    let half = abs(change.shift) / 2 / StandardNormal.upperQuantile(errorProbability)
    let room = half * half - levels - persistentShare * variance
    guard room > 0 else { return nil }
    let jobs = (variance / room).rounded(.up)
    return jobs <= 100 ? max(1, Int(jobs)) : nil
  }

  /// First index after the split that halves the weight best; nil for fewer than two.
  private static func split(_ weights: ArraySlice<Double>) -> Int? {
    guard weights.count >= 2 else { return nil }
    let half = weights.reduce(0, +) / 2
    var (sum, best, least) = (0.0, weights.startIndex + 1, Double.infinity)
    for i in weights.indices.dropLast() {
      sum += weights[i]
      if abs(sum - half) < least {
        least = abs(sum - half)
        best = i + 1
      }
    }
    return best
  }

  /// Expected number of splits until one candidate is left.
  private static func depth(_ weights: ArraySlice<Double>) -> Double {
    var total = 0.0
    var rest = [weights]
    while let part = rest.popLast() {
      guard let middle = split(part) else { continue }
      total += part.reduce(0, +)
      rest.append(part[..<middle])
      rest.append(part[middle...])
    }
    return total
  }

  private static func even(_ count: Int) -> Double {
    count < 2
      ? 0 : depth([Double](repeating: 1 / Double(count), count: count)[...])
  }
}

extension SeriesHistory.Point {
  /// Commit id, or the place in the source where there is none.
  var identifier: String { commit.isEmpty ? "#\(index)" : commit }
}
