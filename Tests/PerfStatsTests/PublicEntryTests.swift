import PerfStats
import Testing

/// Every public entry of the statistics refuses what it cannot compute with, instead of spreading NaN.
@Suite("Public entries check their input")
struct PublicEntryTests {
  static let bad: [Double] = [.nan, .infinity, -.infinity]

  @Test("Samples that are no numbers", arguments: bad)
  func samples(_ bad: Double) {
    let good = [1.0, 1.1, 1.2, 1.05, 0.95, 1.15]
    var spoilt = good
    spoilt[2] = bad
    #expect(throws: StatisticsError.self) { try ratioInterval(baseline: good, current: spoilt) }
    #expect(throws: StatisticsError.self) { try ratioInterval(baseline: spoilt, current: good) }
    #expect(throws: StatisticsError.self) {
      try bootstrapIntervals([BootstrapPair(baseline: [[spoilt]], current: [[good]])])
    }
    #expect(throws: StatisticsError.self) { try WelchTest(baseline: good, current: spoilt) }
    #expect(throws: StatisticsError.self) { try WelchOnLogs(baseline: spoilt, current: good) }
    #expect(throws: StatisticsError.self) { try MannWhitney(spoilt, good) }
    #expect(throws: StatisticsError.self) { try KaliberaJonesComponents(spoilt, shape: [3, 2]) }
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([[good], [spoilt]]) }
    // One of them hid a step of 20 %.
    var series = (0..<60).map { $0 < 30 ? 1.0 : 1.2 }
    series[10] = bad
    #expect(throws: StatisticsError.self) { try Trend(logValues: series) }
    let history = SeriesHistory(
      name: "s", metric: .nanoseconds,
      points: series.enumerated().map {
        // The logarithm of a job; minus infinity is that of 0, which a history may hold.
        SeriesHistory.Point(index: $0, commit: "", date: "", jobs: [$1 == -.infinity ? .nan : $1])
      })
    #expect(throws: StatisticsError.self) { try Trend(history) }
    #expect(throws: StatisticsError.self) { try Discoveries([.init(p: bad, points: 60)]) }
  }

  @Test("A sample that is no number is an error row of the gate, not a verdict", arguments: bad)
  func gate(_ bad: Double) throws {
    func job(_ id: String, _ values: [Double]) -> Run {
      Run(
        id: id,
        measurements: [
          Measurement(
            benchmark: "b", metric: .nanoseconds, executions: [Execution(values: values)])
        ])
    }
    let report = try judge(
      baseline: [job("a", [1, 2, 1])], current: [job("b", [1, bad, 1])])
    #expect(report.benchmarks.map(\.verdict) == [.error])
    #expect(report.decision == .error)
  }

  @Test("Nothing at all")
  func nothing() {
    #expect(throws: StatisticsError.self) { try ratioInterval(baseline: [], current: [1, 2]) }
    #expect(throws: StatisticsError.self) {
      try ratioInterval(baseline: [[[1, 2]], []], current: [[[1, 2]]])
    }
    #expect(throws: StatisticsError.self) { try WelchTest(baseline: [], current: []) }
    #expect(throws: StatisticsError.self) { try MannWhitney([], []) }
    #expect(throws: StatisticsError.self) { try KaliberaJonesComponents([], shape: []) }
    #expect(throws: StatisticsError.self) { try RestrictedLikelihood([]) }
    #expect(throws: StatisticsError.self) { try judge(baseline: [], current: []) }
    #expect(throws: StatisticsError.self) {
      try NoiseModel.fit([], statistic: Policy().statistic)
    }
  }

  @Test("Parameters out of range", arguments: [0, 1, -0.5, .nan, .infinity])
  func levels(_ level: Double) throws {
    let values = [1.0, 1.1, 1.2, 1.05]
    #expect(throws: StatisticsError.self) {
      try ratioInterval(baseline: values, current: values, level: level)
    }
    let welch = try WelchOnLogs(baseline: values, current: values)
    #expect(throws: StatisticsError.self) { try welch.interval(level: level) }
    let components = try KaliberaJonesComponents(values, shape: [2, 2])
    #expect(throws: StatisticsError.self) { try components.interval(level: level) }
    #expect(throws: StatisticsError.self) {
      try ratioInterval(baseline: values, current: values, resamples: 10)
    }
    #expect(throws: StatisticsError.self) { try components.optimumRepetitions(costs: [1, -1]) }
  }
}

/// The one-line interval by Kalibera and Jones.
@Suite("ratioInterval")
struct RatioIntervalTests {
  /// By hand: sides without scatter have the ratio of their values, whatever is drawn.
  @Test func constant() throws {
    let found = try ratioInterval(baseline: [2, 2, 2], current: [3, 3, 3])
    #expect(abs(found.estimate - 1.5) < 1e-12)
    #expect(abs(found.lower - 1.5) < 1e-12 && abs(found.upper - 1.5) < 1e-12)
    #expect(found.level == 0.95)
  }

  /// By hand: with jobs that are constant within, the means of two drawn jobs of {1, 3} are 1, 2 or 3, a
  /// quarter, a half and a quarter of the time, against a baseline of 1.
  @Test func jobs() throws {
    let found = try ratioInterval(
      baseline: [[[1, 1]], [[1, 1]]], current: [[[1, 1]], [[3, 3]]], level: 0.9)
    #expect(abs(found.estimate - 2) < 1e-12)
    #expect(abs(found.lower - 1) < 1e-12 && abs(found.upper - 3) < 1e-12)
    #expect(!found.method.contains("within-run"))
  }

  @Test func oneRunSaysSo() throws {
    let found = try ratioInterval(baseline: [1, 2, 1, 2], current: [2, 1, 2, 1])
    #expect(found.method.contains("within-run only"))
    #expect(try found == ratioInterval(baseline: [1, 2, 1, 2], current: [2, 1, 2, 1]))
  }
}
