import Foundation
import PerfStats
import Testing

/// Changes of several series at one time.
@Suite struct SharedCommitTests {
  private func history(_ name: String, step: Int, size: Double, noise: Double, seed: UInt64)
    -> SeriesHistory
  {
    var normal = SeededNormal(seed)
    return SeriesHistory(
      name: name, metric: .nanoseconds,
      points: (0..<120).map { i in
        SeriesHistory.Point(
          index: i, commit: "c\(i)", date: "",
          jobs: [5 + (i < step ? 0 : size) + noise * normal.next()])
      })
  }

  /// The places of a group have a commit in common. A loud series, whose place is known to some twenty commits, does
  /// not join two quiet ones that changed within that time, one after the other.
  @Test func aGroupHasACommitInCommon() throws {
    let series = [
      history("loud", step: 60, size: 0.05, noise: 0.03, seed: 2),
      history("early", step: 57, size: 0.2, noise: 0.002, seed: 3),
      history("late", step: 64, size: 0.2, noise: 0.002, seed: 4),
    ]
    let report = try HistoryReport(series, sharedAxis: true)
    let places = try report.series.map { entry in
      let change = try #require(entry.trend.changes.first)
      return change.first...change.last
    }
    try #require(places[0].contains(57) && places[0].contains(64) && places[0].lowerBound < 57)
    #expect(places[1] == 57...57 && places[2] == 64...64)
    #expect(report.groups.map { $0.map(\.series) } == [[0, 1]])
  }

  /// A step of the whole suite is one finding, and no wandering of the runner.
  @Test func aStepOfTheSuiteIsNoWander() throws {
    var trials = HistorySimulation(seed: 1, trial: 0)
    let trial = try trials.suite(benchmarks: 20, slowed: 20, step: 0.2)
    #expect(trial.isSuite && trial.findings == 1)
    #expect(!trial.wanders)
    #expect(trial.slowedTold == 20 && trial.untouchedTold == 0)
  }

  /// Two points are enough before a boundary. Both are clipped to three SDs of the floor, 0.0015, below the others:
  /// that takes 4.05e-6 off the squares, and a boundary costs 4 * 0.0005^2 ln 20 = 3.0e-6.
  @Test func aBoundaryBehindTwoPoints() {
    let parameters = TrendParameters()
    let despiked = Despiked([0, 0] + Array(repeating: 10, count: 18), parameters: parameters)
    #expect(abs(despiked.values[0] - 9.9985) < 1e-12)
    let found = Candidates(despiked, sums: LevelSums(despiked.values), parameters: parameters)
    #expect(found.boundaries == [2])
  }
}
