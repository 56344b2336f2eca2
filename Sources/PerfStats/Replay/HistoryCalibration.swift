import RealModule

/// Measures what `history` promises on simulated series whose truth is known: one method a table.
package struct HistoryCalibration {
  /// Simulated series for each cell.
  package var trials: Int
  package var seed: UInt64

  package init(trials: Int, seed: UInt64) {
    self.trials = trials
    self.seed = seed
  }

  // MARK: No change

  /// Alarms where nothing changed.
  package struct Alarms {
    /// Of each series alone, by length.
    package var alone: [Proportion] = []
    /// Of these, changes that are ramps; and reported ones, all lengths and series together.
    package var ramps = Proportion()
    package var reported = Proportion()
  }

  package func alarms(_ noise: HistorySimulation.Noise, lengths: [Int]) throws -> Alarms {
    var result = Alarms()
    for length in lengths {
      var alarms = Proportion()
      var trends: [Trend] = []
      for trial in 0..<trials {
        var simulation = HistorySimulation(seed: seed &+ UInt64(length), trial: trial)
        let trend = try Trend(logValues: simulation.points(noise, count: length).map { 0.02 * $0 })
        alarms.count(!trend.changes.isEmpty)
        result.ramps.count(trend.changes.contains { $0.ramp != nil })
        trends.append(trend)
      }
      let discoveries = try Discoveries(trends.map { .init(p: $0.p, points: length) })
      for trend in trends {
        result.reported.count(
          trend.changes.contains { discoveries.reports(p: $0.p ?? 1, points: length) })
      }
      result.alone.append(alarms)
    }
    return result
  }

  // MARK: Delay

  /// Points from a step of +10 % on until it is called, sorted; more than `after` where it never is.
  package func delays(
    _ noise: HistorySimulation.Noise, sd: Double, before: Int, after: Int
  ) throws -> [Int] {
    try (0..<trials).map { trial in
      var simulation = HistorySimulation(seed: seed &+ 7, trial: trial)
      let y = simulation.points(noise, count: before + after).enumerated()
        .map { sd * $1 + ($0 >= before ? Double.log(1.1) : 0) }
      let delay = try (1...after).first { seen in
        try Trend(logValues: Array(y.prefix(before + seen))).changes
          .contains { $0.shift > 0 && $0.index >= before - 10 }
      }
      return delay ?? after + 1
    }.sorted()
  }

  // MARK: Coverage

  /// What is said of steps that are there.
  package struct Coverage {
    package var detected = Proportion()
    /// Intervals of the size that cover it, and plain ones for comparison.
    package var sized = Proportion()
    package var plain = Proportion()
    /// Commit ranges that hold the first commit, and their widths, sorted.
    package var placed = Proportion()
    package var widths: [Int] = []
  }

  /// - Parameters:
  ///   - places: where the step may begin.
  ///   - size: of the step, in SDs.
  package func coverage(
    _ noise: HistorySimulation.Noise, count: Int, places: Range<Int>, size: Double
  ) throws -> Coverage {
    let sd = 0.02
    var result = Coverage()
    for trial in 0..<trials {
      var simulation = HistorySimulation(seed: seed &+ 11, trial: trial)
      let truth = simulation.place(in: places)
      let y = simulation.points(noise, count: count).enumerated()
        .map { sd * ($1 + ($0 >= truth ? size : 0)) }
      let change = try Trend(logValues: y).changes.filter { $0.shift > 0 }
        .min { abs($0.index - truth) < abs($1.index - truth) }
        .flatMap { abs($0.index - truth) <= 20 ? $0 : nil }
      result.detected.count(change != nil)
      guard let change else { continue }
      let ratio = Double.exp(sd * size)
      let interval = change.size.interval
      result.sized.count(interval.map { $0.lower <= ratio && ratio <= $0.upper } ?? false)
      result.plain.count(abs(change.shift - sd * size) <= 2.306 * change.standardError)
      result.placed.count((change.first...change.last).contains(truth))
      result.widths.append(change.last - change.first + 1)
    }
    result.widths.sort()
    return result
  }

  // MARK: Ramps, suites, families, bisections

  package func ramps(
    _ noise: HistorySimulation.Noise, each: Double, commits: Int, sd: Double
  ) throws -> [HistorySimulation.RampTrial] {
    try (0..<trials).map { trial in
      var simulation = HistorySimulation(seed: seed &+ 17, trial: trial)
      return try simulation.ramp(noise, each: each, commits: commits, sd: sd)
    }
  }

  /// A twentieth of the trials, where each is a whole suite or family.
  package var fewer: Int { max(10, trials / 20) }

  package func suites(
    benchmarks: Int, slowed: Int, step: Double, common: Double
  ) throws -> [HistorySimulation.SuiteTrial] {
    try (0..<fewer).map { trial in
      var simulation = HistorySimulation(seed: seed &+ 19, trial: trial)
      return try simulation.suite(
        benchmarks: benchmarks, slowed: slowed, step: step, common: common)
    }
  }

  /// One series of `count` that moved: found after 8 and after 20 points, and families in which
  /// another series was reported after 20.
  package func families(
    _ noise: HistorySimulation.Noise, count: Int, step: Double
  ) throws -> (found: [Proportion], others: Proportion) {
    var found = [Proportion(), Proportion()]
    var others = Proportion()
    for trial in 0..<fewer {
      for (place, seen) in [8, 20].enumerated() {
        var simulation = HistorySimulation(seed: seed &+ 23, trial: 2 * trial + place)
        let answer = try simulation.family(noise, count: count, step: step, seen: seen)
        found[place].count(answer.found)
        if seen == 20 { others.count(answer.others > 0) }
      }
    }
    return (found, others)
  }

  /// Searches for the first slow commit of 512, of those in which the change was detected.
  package func hunts(
    _ noise: HistorySimulation.Noise, spacing: Int, change: Double, sd: Double
  ) throws -> [HistorySimulation.Hunt] {
    try (0..<trials / 10).compactMap { trial in
      var simulation = HistorySimulation(seed: seed &+ 13, trial: trial)
      return try simulation.hunt(noise, commits: 512, spacing: spacing, change: change, sd: sd)
    }
  }

  // MARK: Speed

  /// Series with one step each, to time the search.
  package func steps(series: Int, length: Int) -> [SeriesHistory] {
    (0..<series).map { s in
      var simulation = HistorySimulation(seed: seed, trial: s)
      let step = simulation.place(in: 0..<length)
      return SeriesHistory(
        name: "s\(s)", metric: .nanoseconds,
        points: simulation.points(.autoregressive3, count: length).enumerated().map { i, value in
          SeriesHistory.Point(
            index: i, commit: "", date: "", jobs: [0.02 * value + (i >= step ? 0.1 : 0)])
        })
    }
  }
}
