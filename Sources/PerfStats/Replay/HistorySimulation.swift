import RealModule

/// Simulated histories whose truth is known, to check what `history` promises.
package struct HistorySimulation {
  /// How a point scatters about its level. The first five have SD 1.
  package enum Noise: String, CaseIterable {
    case normal
    case studentT4 = "t4"
    case autoregressive3 = "AR(1) 0.3"
    case autoregressive6 = "AR(1) 0.6"
    case autoregressive8 = "AR(1) 0.8"
    /// Normal; 3 % of the points are raised by an exponential spike, 8 SDs on average.
    case spikes
    /// Normal about one of two modes 4 SDs apart, the slower one in 30 % of the points.
    case bimodal
    /// Normal and AR(1) 0.95 of half its SD.
    case drift

    package static let steady: [Noise] = [
      .normal, .studentT4, .autoregressive3, .autoregressive6, .spikes, .bimodal,
    ]
  }

  private var random: SplitMix64

  /// Every trial has a sequence of its own.
  package init(seed: UInt64, trial: Int) {
    random = SplitMix64(seed: seed &+ UInt64(trial) &* 0xD1B5_4A32_D192_ED03)
  }

  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &random) }

  package mutating func place(in range: Range<Int>) -> Int { Int.random(in: range, using: &random) }

  mutating func normal() -> Double {
    (-2 * Double.log(1 - uniform())).squareRoot() * Double.cos(2 * .pi * uniform())
  }

  /// Noise of `count` consecutive points.
  package mutating func points(_ noise: Noise, count: Int) -> [Double] {
    switch noise {
    case .normal: (0..<count).map { _ in normal() }
    case .studentT4:
      (0..<count).map { _ in
        let squares = (0..<4).reduce(0.0) { sum, _ in sum + Double.pow(normal(), 2) }
        // Student's t with 4 degrees of freedom has variance 2.
        return normal() / (squares / 4).squareRoot() / 2.0.squareRoot()
      }
    case .autoregressive3: autoregressive(0.3, count: count)
    case .autoregressive6: autoregressive(0.6, count: count)
    case .autoregressive8: autoregressive(0.8, count: count)
    case .spikes:
      (0..<count).map { _ in normal() + (uniform() < 0.03 ? -8 * Double.log(1 - uniform()) : 0) }
    case .bimodal: (0..<count).map { _ in normal() + (uniform() < 0.3 ? 4 : 0) }
    case .drift:
      zip(autoregressive(0.95, count: count), (0..<count).map { _ in normal() })
        .map { 0.5 * $0 + $1 }
    }
  }

  mutating func autoregressive(_ rho: Double, count: Int) -> [Double] {
    var previous = normal()
    return (0..<count).map { _ in
      defer { previous = rho * previous + (1 - rho * rho).squareRoot() * normal() }
      return previous
    }
  }
}

// MARK: Bisection

extension HistorySimulation {
  /// One search for the first slow commit.
  package struct Hunt {
    /// Builds of the plan of `Bisection`, asked again after every build, and its jobs.
    package var builds = 0
    package var jobs = 0
    package var found = false
    /// What the first plan expected.
    package var expected = 0.0
    /// Builds of a plain bisection between the levels, as many jobs for each, and whether it
    /// ended at the right commit.
    package var plainBuilds = 0
    package var plainJobs = 0
    package var plainFound = false
  }

  /// A linear history of `commits` commits, every `spacing`-th measured once, in which one commit in
  /// the middle half slows down by `change`; nil if the change was not detected.
  ///
  /// - Parameter sd: SD of a job, log scale.
  package mutating func hunt(
    _ noise: Noise, commits count: Int, spacing: Int, change: Double, sd: Double
  ) throws(StatisticsError) -> Hunt? {
    let names = (0..<count).map { "commit-\(100_000 + $0)" }
    let truth = place(in: count / 4..<3 * count / 4)
    var measured: [Int: [Double]] = [:]
    let places = Array(stride(from: 0, to: count, by: spacing))
    for (place, value) in zip(places, points(noise, count: places.count)) {
      measured[place] = [sd * value + (place >= truth ? Double.log(1 + change) : 0)]
    }
    func history() -> SeriesHistory {
      SeriesHistory(
        name: "s", metric: .nanoseconds,
        points: measured.sorted { $0.key < $1.key }.map { place, jobs in
          SeriesHistory.Point(index: place, commit: names[place], date: "", jobs: jobs)
        })
    }
    let order = CommitOrder(names)
    func plan() throws(StatisticsError) -> (Bisection, Trend, Int)? {
      let history = history()
      let trend = try Trend(logValues: history.points.map(\.logValue))
      guard
        let j = trend.changes.indices.filter({ trend.changes[$0].ramp == nil }).min(by: {
          abs(history.points[trend.changes[$0].index].index - truth)
            < abs(history.points[trend.changes[$1].index].index - truth)
        }), trend.changes[j].shift > 0
      else { return nil }
      return (try Bisection(history, trend, change: j, commits: order), trend, j)
    }
    guard let (first, trend, j) = try plan() else { return nil }
    var hunt = Hunt()
    hunt.expected = first.expectedBuilds

    // Plain: between the first measured commits of the two levels.
    let firstHistory = history()
    var good = firstHistory.points[trend.bounds[j]].index
    var bad = firstHistory.points[trend.bounds[j + 2] - 1].index
    let middleOfLevels = trend.changes[j].before + trend.changes[j].shift / 2
    let jobs = first.jobs ?? 1
    while bad - good > 1 {
      let middle = (good + bad) / 2
      let values = points(noise, count: jobs)
      let mean =
        sd * values.reduce(0, +) / Double(jobs) + (middle >= truth ? Double.log(1 + change) : 0)
      if mean > middleOfLevels { bad = middle } else { good = middle }
      hunt.plainBuilds += 1
      hunt.plainJobs += jobs
    }
    hunt.plainFound = bad == truth

    var next: Bisection? = first
    while let bisection = next, let place = bisection.next, hunt.builds < 60 {
      guard let jobs = bisection.jobs,
        let commit = order.rank(of: bisection.candidates[place].commit)
      else { break }
      for value in points(noise, count: jobs) {
        measured[commit, default: []].append(
          sd * value + (commit >= truth ? Double.log(1 + change) : 0))
      }
      hunt.builds += 1
      hunt.jobs += jobs
      next = try plan()?.0
    }
    if let next, let last = next.candidates.max(by: { $0.probability < $1.probability }) {
      hunt.found = next.next == nil && order.rank(of: last.commit) == truth
    }
    return hunt
  }
}
