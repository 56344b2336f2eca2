import PerfStats
import Testing

@Suite struct ArchiveWindowTests {
  private func run(_ id: String, _ date: String, _ runner: Runner = Runner()) -> Run {
    Run(
      id: id, date: date, runner: runner,
      measurements: [
        Measurement(
          benchmark: "a", metric: .nanoseconds,
          executions: [Execution(values: [Double(id.count) + 1])])
      ])
  }

  /// Days from the command `date -d DATE +%s` divided by 86400.
  @Test func daysOfTheCalendar() {
    #expect(dayNumber("1970-01-01") == 0)
    #expect(dayNumber("2000-03-01T12:00:00Z") == 11017)
    #expect(dayNumber("2026-11-23") == 20780)
    #expect(dayNumber("1969-12-31") == -1)
    for text in ["", "2026", "2026/01/01", "2026-13-01", "20x6-01-01", "2026-00-10"] {
      #expect(dayNumber(text) == nil, "\(text)")
    }
  }

  @Test func newestSixtyOfNinetyDays() {
    let archive = (1...70).map { run("r\($0)", "2026-\($0 > 28 ? "03" : "02")-\(10 + $0 % 18)") }
    let old = run("old", "2025-11-01")
    let window = ArchiveWindow(
      archive: archive + [old], baseline: [], current: [run("now", "2026-03-28")],
      runner: Runner())
    #expect(window.runs.count == 60)
    #expect(!window.runs.contains { $0.id == "old" })
    #expect(window.runs.map(\.date) == window.runs.map(\.date).sorted())
    // A baseline job belongs to the window however old it is.
    let pinned = ArchiveWindow(
      archive: archive, baseline: [old], current: [run("now", "2026-03-28")], runner: Runner())
    #expect(pinned.runs.contains { $0.id == "old" })
  }

  @Test func otherRunnersAndTheCurrentJobsAreLeftOut() {
    let here = Runner(cpu: "A")
    let now = run("now", "2026-03-03", here)
    let base = run("base", "2026-03-01", here)
    let window = ArchiveWindow(
      archive: [now, base, run("other", "2026-03-02", Runner(cpu: "B"))], baseline: [base],
      current: [now], runner: here)
    #expect(window.runs.map(\.id) == ["base"])
    #expect(window.otherRunners == 1)
  }

  @Test func furtherJobsOfTheCommitInQuestionAreNoNoise() {
    func run(_ id: String, _ commit: String) -> Run {
      var run = self.run(id, "2026-03-01")
      run.commit = commit
      return run
    }
    let archive = [run("old", "a"), run("first try", "c"), run("unknown", "")]
    func window(baseline: String, current: String) -> [String] {
      ArchiveWindow(
        archive: archive, baseline: [run("base", baseline)], current: [run("now", current)],
        runner: Runner()
      ).runs.map(\.id).sorted()
    }
    #expect(window(baseline: "b", current: "c") == ["base", "old", "unknown"])
    #expect(window(baseline: "b", current: "") == ["base", "first try", "old", "unknown"])
    // One commit against itself: all its jobs are alike.
    #expect(window(baseline: "c", current: "c") == ["base", "first try", "old", "unknown"])
  }
}

@Suite struct LevelShiftTests {
  /// By hand: 0 and 1 in alternation, then 10 and 11 in alternation: one split after 6.
  @Test func findsAStep() {
    let series = [0.0, 1, 0, 1, 0, 1, 10, 11, 10, 11, 10, 11]
    #expect(segmentStarts(series) == [0, 6])
    #expect(segmentStarts(Array(series.prefix(6))) == [0])
    #expect(segmentStarts(Array(repeating: 2, count: 20)) == [0])
  }

  /// One outlier is no level: segments hold at least three jobs.
  @Test func anOutlierIsNoLevel() {
    #expect(segmentStarts([0, 1, 0, 1, 0, 50, 0, 1, 0, 1, 0, 1]) == [0])
  }

  /// A step in the archive leaves no trace in the noise of its benchmark.
  @Test func stepsAreNoNoise() {
    var normal = SeededNormal(5)
    var rows = (0..<12).map { _ in (0..<20).map { _ in 0.01 * normal.next() } }
    let plain = LevelFit(LocationTable(rows: rows))
    for r in 10..<20 { rows[4][r] += 0.3 }
    let stepped = LevelFit(LocationTable(rows: rows))
    #expect(stepped.segmentStarts[4] == [0, 10])
    #expect(stepped.variances[4] < 2 * plain.variances[4])
  }
}

@Suite struct DriftTests {
  @Test func aLastingChangeIsFoundAndPlaced() throws {
    var normal = SeededNormal(11)
    let factors = (0..<40).map { ($0 < 25 ? 0 : 0.04) + 0.01 * normal.next() }
    let change = try #require(Drift.changes(factors, tau: 0.01).last)
    #expect((23...26).contains(change))
    #expect(Drift.changes(Array(factors.prefix(25)), tau: 0.01).isEmpty)
    #expect(Drift.changes(factors, tau: 0).isEmpty)
    #expect(Drift.changes([], tau: 1).isEmpty)
  }

  /// Of 200 unchanged runners with 30 jobs each about 30/465 should signal; thirty or more of
  /// them would have a probability below 1e-4.
  @Test func unchangedRunnersRarelySignal() {
    var normal = SeededNormal(3)
    var signals = 0
    for _ in 0..<200 {
      let factors = (0..<30).map { _ in normal.next() }
      signals += Drift.changes(factors, tau: 1).isEmpty ? 0 : 1
    }
    #expect(signals < 30)
  }

  @Test func scatterIgnoresASteadyChange() {
    var normal = SeededNormal(4)
    let factors = (0..<200).map { ($0 < 100 ? 0 : 1) + 0.01 * normal.next() }
    #expect((0.008...0.012).contains(Drift.scatter(factors)))
  }
}

@Suite struct SampleDoubtTests {
  private func job(_ executions: [[Double]]) throws -> CostObservation {
    try CostObservation(
      Measurement(
        benchmark: "a", metric: .nanoseconds,
        executions: executions.map { Execution(values: $0) }), statistic: .fastHalfMean)
  }

  @Test func wellBehavedSamplesRaiseNone() throws {
    var normal = SeededNormal(1)
    var doubts = 0
    for _ in 0..<100 {
      let job = try job((0..<5).map { _ in (0..<10).map { _ in 100 + normal.next() } })
      doubts += SampleDoubt.found(in: [job]).count
    }
    #expect(doubts <= 2)
  }

  @Test func eachDoubtIsRaised() throws {
    var normal = SeededNormal(2)
    let modes = try job(
      (0..<5).map { _ in (0..<10).map { i in (i % 2 == 0 ? 100 : 120) + normal.next() } })
    #expect(SampleDoubt.found(in: [modes]).contains(.bimodal))
    let drift = try job(
      (0..<5).map { _ in (0..<20).map { i in 100 + Double(i) + normal.next() } })
    #expect(SampleDoubt.found(in: [drift]).contains(.drifting))
    let waves = try job(
      (0..<5).map { e in
        (0..<40).map { i in 100 + ((i / 10 + e) % 2 == 0 ? 1 : -1) + 0.5 * normal.next() }
      })
    #expect(SampleDoubt.found(in: [waves]).contains(.autocorrelated))
    let coarse = try job((0..<5).map { _ in (0..<10).map { i in 40 * Double(10 + i % 3) } })
    #expect(SampleDoubt.found(in: [coarse]).contains(.granular))
    let single = try job([(0..<10).map { _ in 100 + normal.next() }])
    #expect(SampleDoubt.found(in: [single]) == [.fewExecutions])
  }
}
