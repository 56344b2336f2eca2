import Foundation
import PerfStats
import Testing

@Suite struct DuetTests {
  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 500
    return policy
  }()

  /// Pairs whose sides share a machine that wanders by 15 % while each process adds 2 %.
  private func duet(
    _ factors: [String: Double], pairs: Int = 10, seed: UInt64, better: Metric.Direction = .lower
  ) -> [DuetBenchmark] {
    var normal = SeededNormal(seed)
    return (0..<12).map { b in
      let name = "b\(b)"
      let factor = factors[name] ?? 1
      return DuetBenchmark(
        key: SeriesKey(benchmark: name),
        metric: Metric(name: "time", unit: "ns", better: better),
        pairs: (0..<pairs).map { _ in
          let (left, right) = (exp(0.02 * normal.next()), factor * exp(0.02 * normal.next()))
          var pair = DuetPair(baseline: [], current: [])
          for _ in 0..<10 {
            let machine = 100 * exp(0.15 * normal.next().magnitude)
            pair.baseline.append(machine * left * exp(0.01 * normal.next()))
            pair.current.append(machine * right * exp(0.01 * normal.next()))
          }
          return pair
        })
    }
  }

  @Test(arguments: 1...5) func findsTheSlowOneOnANoisyMachine(seed: UInt64) throws {
    let report = try judgeDuet(
      duet(["b3": 1.15], seed: seed), runner: Runner(), policy: quick, threads: 2)
    #expect(report.benchmarks.filter { $0.verdict == .fail }.map(\.name) == ["b3"])
    #expect(report.decision == .fail)
    #expect(report.confirm.contains("b3"))
  }

  @Test func unchangedDuetsPass() throws {
    var failed = 0
    for seed in UInt64(1)...30 {
      let report = try judgeDuet(duet([:], seed: seed), runner: Runner(), policy: quick)
      failed += report.decision == .fail ? 1 : 0
    }
    // At most 5 % by design; five or more of 30 would have a probability below 2 %.
    #expect(failed < 5)
  }

  @Test func fewPairsCannotFail() throws {
    let report = try judgeDuet(
      duet(["b3": 1.5], pairs: 2, seed: 1), runner: Runner(), policy: quick)
    #expect(report.benchmarks.allSatisfy { $0.verdict != .fail })
    let single = try judgeDuet(
      duet(["b3": 1.5], pairs: 1, seed: 1), runner: Runner(), policy: quick)
    #expect(single.benchmarks.allSatisfy { $0.verdict != .fail })
  }

  @Test func moreIsBetterInvertsTheRatio() throws {
    let slower = try judgeDuet(
      duet(["b3": 1.3], seed: 2), runner: Runner(), policy: quick)
    let less = try judgeDuet(
      duet(["b3": 1.3], seed: 2, better: .higher), runner: Runner(), policy: quick)
    let (a, b) = try (
      #require(slower.benchmarks[3].estimate), #require(less.benchmarks[3].estimate)
    )
    #expect(relativeError(a.deciding.estimate, 1 / b.deciding.estimate) < 1e-9)
    #expect(less.benchmarks[3].verdict == .improved)
  }

  @Test func unusableBenchmarksAreErrors() throws {
    var benchmarks = duet([:], seed: 1)
    benchmarks[0].pairs[1].current.removeLast()
    benchmarks[1].pairs[2].baseline[3] = -1
    benchmarks[2].pairs = []
    let report = try judgeDuet(
      benchmarks, runner: Runner(), policy: quick,
      rejected: [(SeriesKey(benchmark: "x"), "crashed")])
    #expect(
      Set(report.benchmarks.filter { $0.verdict == .error }.map(\.name))
        == ["b0", "b1", "b2", "x"])
    #expect(report.decision == .error)
    #expect(throws: StatisticsError.self) { try judgeDuet([], runner: Runner()) }
  }
}
