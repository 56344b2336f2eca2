import Foundation
import PerfStats
import Testing

/// Cases in which anybody would shout, and what must stay silent beside them.
@Suite struct SilentCasesTests {
  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 1000
    return policy
  }()

  private func counted(
    _ id: String, _ values: [String: [Double]], metric: Metric
  ) -> Run {
    Run(
      id: id,
      measurements: values.sorted { $0.key < $1.key }.map {
        Measurement(benchmark: $0.key, metric: metric, executions: [Execution(values: $0.value)])
      })
  }

  private let allocations = Metric(name: "allocs", unit: "allocs/op", better: .lower)

  private func verdict(_ old: [Double], _ new: [Double], metric: Metric) throws -> Verdict {
    let report = try judge(
      baseline: [counted("b", ["a": old], metric: metric)],
      current: [counted("c", ["a": new], metric: metric)], policy: quick)
    return report.benchmarks[0].verdict
  }

  @Test func zeroIsAValue() throws {
    let (none, seven) = (Array(repeating: 0.0, count: 6), Array(repeating: 7.0, count: 6))
    #expect(try verdict(none, seven, metric: allocations) == .fail)
    #expect(try verdict(seven, none, metric: allocations) == .improved)
    #expect(try verdict(none, none, metric: allocations) == .pass)
    // Where more is better it is the other way round.
    let hits = Metric(name: "hits", unit: "hits", better: .higher)
    #expect(try verdict(none, seven, metric: hits) == .improved)
    #expect(try verdict(seven, none, metric: hits) == .fail)
    // Among other values the ranges decide.
    #expect(try verdict([0, 0, 1, 0], [3, 2, 4, 3], metric: allocations) == .fail)
    #expect(try verdict([0, 2, 1, 0], [0, 1, 1, 0], metric: allocations) == .pass)
    #expect(try verdict([0, 1, 1, 0], [0, 2, 1, 0], metric: allocations) == .inconclusive)
  }

  /// Three slow samples of fifty do not explain a jump of the location; a process that settled elsewhere, ten
  /// of fifty, may.
  @Test func aFewSlowSamplesAreNoSpreadOfTheJob() throws {
    func job(slow: [Int]) throws -> CostObservation {
      try CostObservation(
        Measurement(
          benchmark: "b", metric: .nanoseconds,
          executions: slow.map { slow in
            Execution(values: (0..<10).map { $0 < slow ? exp(1) : 1 })
          }), statistic: .fastHalfMean)
    }
    func spread(_ slow: [Int], tails: Double = ColdStart.tails) throws -> Double {
      ColdStart([([try job(slow: slow)], [try job(slow: slow.map { _ in 0 })])], tails: tails)
        .sampleVariances[0]
    }
    #expect(try spread([1, 0, 1, 0, 1]) == 0)
    #expect(relativeError(try spread([1, 0, 1, 0, 1], tails: 0), 0.06 * 0.94 * 50 / 49) < 1e-12)
    #expect(relativeError(try spread([0, 10, 0, 0, 0]), 0.2 * 0.8 * 50 / 49) < 1e-12)
    // The law of one execution was made with the whole spread.
    #expect(relativeError(try spread([1]), 0.1) < 1e-12)
  }

  @Test func aClockThatReadsZeroIsTooCoarse() throws {
    let report = try judge(
      baseline: [counted("b", ["a": [1, 0, 1, 1]], metric: .nanoseconds)],
      current: [counted("c", ["a": [1, 1, 1, 1]], metric: .nanoseconds)], policy: quick)
    #expect(report.benchmarks[0].verdict == .error)
    #expect(report.benchmarks[0].reasons[0].contains("too coarse"))
    #expect(report.decision == .error)
    // Nothing was measured on either side: no change.
    #expect(try verdict([0, 0, 0], [0, 0, 0], metric: .nanoseconds) == .pass)
  }

  @Test func countsThatDoNotVaryAreJudgedByTheirDifference() throws {
    func constant(_ value: Double) -> [Double] { Array(repeating: value, count: 6) }
    #expect(try verdict(constant(100), constant(110), metric: allocations) == .fail)
    #expect(try verdict(constant(110), constant(100), metric: allocations) == .improved)
    #expect(try verdict(constant(100), constant(103), metric: allocations) == .warn)
    #expect(try verdict(constant(100), constant(101), metric: allocations) == .pass)
    #expect(try verdict(constant(100), constant(100), metric: allocations) == .pass)
    // A time that does not vary is a clock that stands still.
    #expect(try verdict(constant(100), constant(106), metric: .nanoseconds) != .fail)
  }

  @Test func withoutADirectionAChangeIsNoVerdict() throws {
    let points = Metric(name: "score", unit: "points", better: .unspecified)
    var normal = SeededNormal(3)
    func run(_ id: String, _ level: Double) -> Run {
      counted(
        id,
        Dictionary(
          uniqueKeysWithValues: (0..<9).map { b in
            ("b\(b)", (0..<10).map { _ in level * exp(0.01 * normal.next()) })
          }), metric: points)
    }
    let base = (0..<5).map { run("b\($0)", 900) }
    let up = try judge(baseline: base, current: [run("c", 1800)], policy: quick)
    let down = try judge(baseline: base, current: [run("c", 450)], policy: quick)
    for report in [up, down] {
      #expect(report.benchmarks.allSatisfy { $0.verdict == .changed })
      #expect(report.suite.rows.map(\.verdict) == [.changed])
      #expect(report.decision == .pass)
    }
  }

  private let times = (0..<20).map { ("b\($0)", 50 + 10 * Double($0)) }

  private func slower(
    _ factor: Double, of count: Int = .max, times: [(String, Double)]? = nil
  ) -> [(String, Double)] {
    (times ?? self.times).enumerated().map { i, time in
      (time.0, i < count ? factor * time.1 : time.1)
    }
  }

  @Test func aStrayJobIsSetAsideAndNamed() throws {
    var machine = SimulatedRunner()
    machine.runner = Runner(cpu: "A", cores: 4, compiler: "swift 6.1")
    var base = machine.runs(6, prefix: "b", times: times, seed: 1)
    let now = machine.runs(3, prefix: "c", times: slower(1.5, of: 1), firstDay: 11, seed: 2)
    base[2].runner.cpu = "B"
    var report = try judge(baseline: base, current: now, policy: quick)
    #expect(report.benchmarks[0].verdict == .fail)
    #expect(report.benchmarks[0].baseline?.jobs == 5)
    #expect(report.suite.findings.contains { $0.contains("set aside") && $0.contains("b2") })
    // Another compiler is told and no more.
    base[2].runner.cpu = "A"
    for r in base.indices { base[r].runner.compiler = "swift 6.0" }
    report = try judge(baseline: base, current: now, policy: quick)
    #expect(report.benchmarks[0].verdict == .fail)
    #expect(report.suite.findings.contains { $0.contains("swift 6.0 / swift 6.1") })
    // Nothing in common but the name: nothing can fail.
    for r in base.indices { base[r].runner.cpu = "B" }
    report = try judge(baseline: base, current: now, policy: quick)
    #expect(report.benchmarks.allSatisfy { $0.verdict != .fail && $0.verdict != .pass })
    #expect(report.suite.rows.allSatisfy { $0.verdict != .fail && $0.verdict != .pass })
  }

  @Test func aWholeSuiteTenTimesSlowerFailsAtOneJobASide() throws {
    let many = (0..<200).map { ("b\($0)", 50 + Double($0)) }
    var machine = SimulatedRunner()
    (machine.executions, machine.samples) = (1, 3)
    let base = machine.runs(1, prefix: "b", times: many, seed: 1)
    let now = machine.runs(1, prefix: "c", times: slower(10, times: many), firstDay: 2, seed: 2)
    let report = try judge(baseline: base, current: now, policy: quick)
    #expect(report.suite.rows.map(\.verdict) == [.fail])
    #expect(report.decision == .fail)
    // One of two hundred a hundred times slower fails by itself.
    let one = machine.runs(
      1, prefix: "c", times: slower(100, of: 1, times: many), firstDay: 2, seed: 2)
    let single = try judge(baseline: base, current: one, policy: quick)
    #expect(single.benchmarks[0].verdict == .fail)
    #expect(single.suite.rows.map(\.verdict) != [.fail])
    // What cannot fail says from where on it could.
    let little = machine.runs(
      1, prefix: "c", times: slower(1.6, of: 1, times: many), firstDay: 2, seed: 2)
    let open = try judge(baseline: base, current: little, policy: quick)
    #expect(open.benchmarks[0].verdict == .warn)
    #expect(open.benchmarks[0].reasons.contains { $0.contains("no single one of 200") })
  }

  @Test func halfOfASuiteIsToldAsAGroup() throws {
    let machine = SimulatedRunner()
    let base = machine.runs(10, prefix: "b", times: times, seed: 1)
    let now = machine.runs(3, prefix: "c", times: slower(1.1, of: 12), firstDay: 11, seed: 2)
    let report = try judge(baseline: base, current: now, policy: quick)
    let suite = try #require(report.suite.rows.first)
    #expect(suite.groups.map(\.benchmarks) == [8, 12])
    #expect(report.benchmarks.prefix(12).allSatisfy { $0.verdict == .fail })
    #expect(report.benchmarks.suffix(8).allSatisfy { $0.verdict == .pass })
  }

  @Test func anAcceptedChangeIsNotChargedAgain() throws {
    let machine = SimulatedRunner()
    let old = machine.runs(10, prefix: "a", times: times, seed: 1)
    let new = machine.runs(
      10, prefix: "b", times: slower(1.2, of: 1), firstDay: 11, seed: 2)
    let now = machine.runs(3, prefix: "c", times: slower(1.2, of: 1), firstDay: 21, seed: 3)
    let report = try judge(baseline: old + new, current: now, policy: quick)
    #expect(report.benchmarks[0].verdict == .pass)
    #expect(report.benchmarks[0].baseline?.jobs == 10)
    #expect(report.benchmarks[1].baseline?.jobs == 20)
    #expect(report.suite.findings.contains { $0.contains("changed inside the baseline") })
    // A loss behind an accepted gain of the same size is one.
    let gained = try judge(
      baseline: new
        + old.map { run in
          var later = run
          later.date = run.date.replacingOccurrences(of: "2026-01", with: "2026-02")
          return later
        }, current: now, policy: quick)
    #expect(gained.benchmarks[0].verdict == .fail)
  }

  @Test func executionsOfDifferentLengthCompareAtOne() throws {
    var long = SimulatedRunner()
    long.sample = 0.15
    var short = long
    short.samples = 3
    let base = long.runs(20, prefix: "b", times: times, seed: 1)
    let now = short.runs(5, prefix: "c", times: times, firstDay: 21, seed: 2)
    let report = try judge(baseline: base, current: now, policy: quick)
    let suite = try #require(report.suite.rows.first)
    // Half-normal samples of SD 15 %: uncorrected, three of them lie 4 to 5 % above ten.
    #expect((suite.ratio - 1).magnitude < 0.015)
    #expect(report.benchmarks[0].notes.contains { $0.contains("3 samples") })
  }

  @Test func aSlowTailThatGrewWarns() throws {
    let machine = SimulatedRunner()
    let base = machine.runs(10, prefix: "b", times: times, seed: 1)
    var now = machine.runs(3, prefix: "c", times: times, firstDay: 11, seed: 2)
    for r in now.indices {
      for e in now[r].measurements[4].executions.indices {
        for i in [1, 6] { now[r].measurements[4].executions[e].values[i] *= 3 }
      }
    }
    let report = try judge(baseline: base, current: now, policy: quick)
    let slow = try #require(report.benchmarks.first { $0.name == "b4" })
    #expect(slow.verdict == .warn)
    #expect(slow.reasons.contains { $0.contains("slow tail") })
    #expect(report.benchmarks.filter { $0.name != "b4" }.allSatisfy { $0.verdict == .pass })
  }

  /// Of 5 x 50 samples a job 5 % take five times as long: means and p99 tell it, p90 does not.
  @Test func percentilesHaveAVerdictOfTheirOwn() throws {
    var machine = SimulatedRunner()
    machine.samples = 50
    func reasons(every step: Int, _ factor: Double, samples: Int = 50) throws -> [String] {
      machine.samples = samples
      let base = machine.runs(10, prefix: "b", times: times, seed: 1)
      var now = machine.runs(1, prefix: "c", times: times, firstDay: 11, seed: 2)
      for e in now[0].measurements[4].executions.indices {
        for i in stride(from: e % 2, to: samples, by: step) {
          now[0].measurements[4].executions[e].values[i] *= factor
        }
      }
      let report = try judge(baseline: base, current: now, policy: quick)
      #expect(report.benchmarks.filter { $0.name != "b4" }.allSatisfy { $0.verdict == .pass })
      let slow = try #require(report.benchmarks.first { $0.name == "b4" })
      #expect(slow.verdict == .warn)
      return slow.reasons.filter { $0.hasPrefix("the slow tail has grown: ") }
    }
    let rare = try reasons(every: 20, 5)
    #expect(rare.count == 1 && rare[0].contains("means +") && rare[0].contains("p99 +"))
    #expect(!rare[0].contains("p90"))
    let often = try reasons(every: 5, 3)
    #expect(often.count == 1 && often[0].contains("p90 +") && often[0].contains("p99 +"))
    // 50 samples a job tell a p90 and no p99.
    let few = try reasons(every: 5, 3, samples: 10)
    #expect(few.count == 1 && few[0].contains("p90 +") && !few[0].contains("p99"))
  }

  /// One process a job: an archived job in which one benchmark took half as long again tells what this runner does to
  /// unchanged gates. Several executions would have disagreed.
  @Test func theArchiveTellsItsAlarms() throws {
    func findings(executions: Int, slow: Bool) throws -> [String] {
      var machine = SimulatedRunner()
      machine.executions = executions
      var base = machine.runs(16, prefix: "b", times: times, seed: 1)
      if slow {
        for e in 0..<executions {
          base[7].measurements[4].executions[e].values =
            base[7].measurements[4].executions[e].values.map { $0 * 1.5 }
        }
      }
      let now = machine.runs(1, prefix: "c", times: times, firstDay: 20, seed: 2)
      return try judge(baseline: base, current: now, policy: quick).suite.findings
    }
    let told = try findings(executions: 1, slow: true).filter {
      $0.contains("rate of false alarms")
    }
    #expect(told.count == 1)
    #expect(told.first?.hasPrefix("1 of the 16 archived jobs") == true)
    for (executions, slow) in [(1, false), (5, true)] {
      #expect(
        try findings(executions: executions, slow: slow).allSatisfy {
          !$0.contains("rate of false alarms")
        })
    }
  }

  /// 1,200 normal scores, none of which lies far out: the interval is that of the scores, not that of a Student
  /// tail of four degrees of freedom.
  @Test func inTheBodyTheScoresTellTheWidth() throws {
    var normal = SeededNormal(11)
    var tails = TailCalibration(kappa: 1, nu: 4)
    let plain = tails.halfWidth(tail: 0.025, degreesOfFreedom: 30, jobs: 1)
    tails.seen = SeenTail(
      (0..<100).map { _ in
        let residuals = (0..<12).map { _ in 0.01 * normal.next() }
        return LeaveOneOut(
          residuals: residuals, winsorised: residuals, firstLevel: 12, variance: 1e-4,
          degreesOfFreedom: 11, priorDegreesOfFreedom: 20, priorVariance: 1e-4)
      }, kappa: 1)
    #expect(plain > 2.7)
    let width = tails.halfWidth(tail: 0.025, degreesOfFreedom: 30, jobs: 1)
    #expect(width > 1.8 && width < 2.3)
  }
}
