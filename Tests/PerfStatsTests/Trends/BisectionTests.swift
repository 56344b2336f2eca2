import PerfStats
import Testing

@Suite struct BisectionTests {
  private func plan(measured: [Int], step: Int, count: Int, size: Double) -> Bisection {
    let commits = (0..<count).map { "commit-\(1000 + $0)" }
    let spread = [0.004, -0.006, 0.001, -0.003, 0.007, -0.002, 0.005, -0.005]
    let points = measured.enumerated().map { i, commit in
      SeriesHistory.Point(
        index: commit, commit: commits[commit], date: "",
        jobs: [spread[i % 8] + (commit >= step ? size : 0)])
    }
    let history = SeriesHistory(name: "s", metric: .nanoseconds, points: points)
    let trend = Trend(logValues: points.map(\.logValue))
    return Bisection(history, trend, change: 0, commits: CommitOrder(commits))
  }

  @Test func commitsBetweenTwoPointsAreSplitEvenly() {
    // Every eighth commit was measured; the step is plain, so all the probability lies on the
    // eight commits after the last good point: three builds, by hand.
    let plan = plan(
      measured: Array(stride(from: 0, to: 320, by: 8)), step: 165, count: 320, size: 0.3)
    #expect(plan.candidates.map(\.commit) == (161...168).map { "commit-\(1000 + $0)" })
    #expect(plan.candidates.map(\.measured) == [Bool](repeating: false, count: 7) + [true])
    #expect(plan.candidates.allSatisfy { abs($0.probability - 0.125) < 1e-12 })
    #expect(plan.next == 3)
    #expect(plan.jobs == 1)
    #expect(abs(plan.expectedBuilds - 3) < 1e-12 && abs(plan.plainBuilds - 3) < 1e-12)
    #expect(plan.uninformedBuilds > 8)
  }

  @Test func aKnownCommitNeedsNoBuild() {
    let plan = plan(measured: Array(0..<40), step: 20, count: 40, size: 0.3)
    #expect(plan.candidates.map(\.commit) == ["commit-1020"])
    #expect(plan.next == nil && plan.expectedBuilds == 0)
  }
}
