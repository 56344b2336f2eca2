import PerfStats
import Testing

@Suite struct BisectionTests {
  private func plan(measured: [Int], step: Int, count: Int, size: Double) throws -> Bisection {
    let commits = (0..<count).map { "commit-\(1000 + $0)" }
    let spread = [0.004, -0.006, 0.001, -0.003, 0.007, -0.002, 0.005, -0.005]
    let points = measured.enumerated().map { i, commit in
      SeriesHistory.Point(
        index: commit, commit: commits[commit], date: "",
        jobs: [spread[i % 8] + (commit >= step ? size : 0)])
    }
    let history = SeriesHistory(name: "s", metric: .nanoseconds, points: points)
    let trend = try Trend(logValues: points.map(\.logValue))
    return try Bisection(history, trend, change: 0, commits: CommitOrder(commits))
  }

  @Test func commitsBetweenTwoPointsAreSplitEvenly() throws {
    // Every eighth commit was measured; the step is plain, so all the probability lies on the
    // eight commits after the last good point: three builds, by hand.
    let plan = try self.plan(
      measured: Array(stride(from: 0, to: 320, by: 8)), step: 165, count: 320, size: 0.3)
    #expect(plan.candidates.map(\.commit) == (161...168).map { "commit-\(1000 + $0)" })
    #expect(plan.candidates.map(\.measured) == [Bool](repeating: false, count: 7) + [true])
    #expect(plan.candidates.allSatisfy { abs($0.probability - 0.125) < 1e-12 })
    #expect(plan.next == 3)
    #expect(plan.jobs == 1)
    #expect(abs(plan.expectedBuilds - 3) < 1e-12 && abs(plan.plainBuilds - 3) < 1e-12)
    #expect(plan.uninformedBuilds > 8)
  }

  @Test func aKnownCommitNeedsNoBuild() throws {
    let plan = try self.plan(measured: Array(0..<40), step: 20, count: 40, size: 0.3)
    #expect(plan.candidates.map(\.commit) == ["commit-1020"])
    #expect(plan.next == nil && plan.expectedBuilds == 0)
  }

  @Test func everyJobOfACommitCounts() throws {
    // Every commit was measured once, the step is of 2 SDs: the place is uncertain.
    let spread = [0.9, -1.3, 0.2, -0.7, 1.5, -0.4, 1.1, -1.2, 0.1, -0.6, 0.8]
    var points = (0..<80).map { i in
      SeriesHistory.Point(
        index: i, commit: "commit-\(1000 + i)", date: "",
        jobs: [0.02 * spread[i * 7 % 11] + (i < 40 ? 0 : 0.04)])
    }
    func plan() throws -> Bisection {
      let trend = try Trend(logValues: points.map(\.logValue))
      try #require(trend.changes.count == 1)
      let history = SeriesHistory(name: "s", metric: .nanoseconds, points: points)
      return try Bisection(history, trend, change: 0)
    }
    let before = try plan()
    try #require(before.candidates.count >= 3)
    // Sixteen more jobs say of the commit to measure, each with its own noise, that it is slow.
    let next = try #require(before.next)
    let name = before.candidates[next].commit
    let place = try #require(points.firstIndex { $0.commit == name })
    points[place] = SeriesHistory.Point(
      index: place, commit: name, date: "",
      jobs: points[place].jobs + (0..<16).map { 0.04 + 0.02 * spread[$0 % 11] })
    let after = try plan()
    #expect(after.candidates.count < before.candidates.count)
    #expect(after.candidates.last?.commit == name)
    #expect(after.candidates.first?.commit == before.candidates.first?.commit)
  }
}
