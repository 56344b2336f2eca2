import Foundation
import PerfStats
import Testing

/// What keeps a gate of very many benchmarks small must not be seen in what it says.
@Suite struct ManyBenchmarksTests {
  private func jobs(_ count: Int, _ prefix: String, slower: Double, seed: UInt64) -> [Run] {
    SimulatedRunner().runs(
      count, prefix: prefix,
      times: (0..<12).map { ("b\($0)", 100 * ($0 == 3 ? slower : 1) + Double($0)) }, seed: seed)
  }

  @Test func aReportWithoutDistributionsIsTheSameButForThem() throws {
    let (old, new) = (jobs(6, "o", slower: 1, seed: 1), jobs(2, "n", slower: 1.3, seed: 2))
    var whole = try judge(baseline: old, current: new)
    let short = try judge(baseline: old, current: new, distributions: false)
    #expect(whole.benchmarks.allSatisfy { $0.estimate?.bootstrapQuantiles.count == 100 })
    #expect(short.benchmarks.allSatisfy { $0.estimate?.bootstrapInterval != nil })
    for i in whole.benchmarks.indices { whole.benchmarks[i].estimate?.bootstrapQuantiles = [] }
    #expect(whole == short)
    #expect(whole.benchmarks[3].verdict == .fail)
  }

  /// Series are told by name, in whatever order each job holds them, and rows stand in the order of
  /// the baseline's first job, what is new behind.
  @Test func theOrderWithinAJobDoesNotMatter() throws {
    let (old, new) = (jobs(6, "o", slower: 1, seed: 1), jobs(2, "n", slower: 1.3, seed: 2))
    let plain = try judge(baseline: old, current: new)
    var (shuffledOld, shuffledNew) = (old, new)
    for i in old.indices.dropFirst() {
      shuffledOld[i].measurements = Array(
        old[i].measurements[i...] + old[i].measurements[..<i].reversed())
    }
    for i in new.indices { shuffledNew[i].measurements.reverse() }
    #expect(try judge(baseline: shuffledOld, current: shuffledNew) == plain)

    // A job that lacks some of them, and one that has another.
    shuffledOld[2].measurements.removeAll { ["b0", "b7"].contains($0.benchmark) }
    shuffledNew[0].measurements.insert(
      Measurement(
        benchmark: "another", metric: .nanoseconds, executions: [Execution(values: [1, 2, 3])]),
      at: 4)
    let report = try judge(baseline: shuffledOld, current: shuffledNew)
    #expect(report.benchmarks.map(\.name) == (0..<12).map { "b\($0)" } + ["another"])
    #expect(
      report.benchmarks.map { $0.baseline?.jobs ?? 0 } == [5, 6, 6, 6, 6, 6, 6, 5, 6, 6, 6, 6, 0])
    #expect(report.benchmarks[12].verdict == .new)
  }

  /// What only the current side tells of a metric holds for the baseline's noise as well: the jobs are
  /// read again as rates.
  @Test func whatTheCurrentSideKnowsOfAMetricHoldsForTheBaseline() throws {
    func told(_ runs: [Run], _ better: Metric.Direction) -> [Run] {
      var runs = runs
      for r in runs.indices {
        for m in runs[r].measurements.indices {
          runs[r].measurements[m].metric = Metric(name: "rate", unit: "ops/s", better: better)
        }
      }
      return runs
    }
    let (old, new) = (jobs(6, "o", slower: 1, seed: 1), jobs(2, "n", slower: 1.3, seed: 2))
    let known = try judge(baseline: told(old, .higher), current: told(new, .higher))
    #expect(known.benchmarks[3].verdict == .improved)
    #expect(known.benchmarks.allSatisfy { $0.metric.better == .higher })
    // The baseline's file says nothing: its own jobs are taken for costs, its archive for rates.
    let late = try judge(baseline: told(old, .unspecified), current: told(new, .higher))
    #expect(late.noiseModel == known.noiseModel)
  }
}
