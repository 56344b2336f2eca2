import Foundation
import PerfStats
import Testing

@Suite struct JudgeTests {
  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 1000
    return policy
  }()

  private func verdicts(_ report: Report, _ verdict: Verdict) -> [String] {
    report.benchmarks.filter { $0.verdict == verdict }.map(\.name).sorted()
  }

  private let before = changing(
    kernelTimes,
    ["add/AVX512/100": 58.55, "mul/AVX512/100": 74.32, "sub/AVX512/1000": 164.4])
  private let after = changing(
    kernelTimes,
    ["add/AVX512/100": 79.95, "mul/AVX512/100": 82.85, "sub/AVX512/1000": 204.9])

  @Test(arguments: 1...5) func threeRegressionsAndNothingElse(seed: UInt64) throws {
    let machine = SimulatedRunner()
    let report = try judge(
      baseline: machine.runs(5, prefix: "b", times: before, firstDay: 11, seed: seed),
      current: machine.runs(3, prefix: "c", times: after, firstDay: 21, seed: seed + 1000),
      archive: machine.runs(10, prefix: "a", times: before, seed: seed + 2000), policy: quick)
    #expect(
      verdicts(report, .fail) == ["add/AVX512/100", "mul/AVX512/100", "sub/AVX512/1000"])
    #expect(report.decision == .fail)
    #expect(report.noiseModel.kind == "fitted")
    #expect(Set(report.confirm).isSuperset(of: verdicts(report, .fail)))
  }

  /// The same means, drowned in noise of 30 % between jobs, samples and executions.
  @Test(arguments: 1...5) func noiseHidesTheSameMeans(seed: UInt64) throws {
    let machine = SimulatedRunner(common: 0.1, job: 0.3, execution: 0.3, sample: 0.3)
    let report = try judge(
      baseline: machine.runs(5, prefix: "b", times: before, firstDay: 11, seed: seed),
      current: machine.runs(3, prefix: "c", times: after, firstDay: 21, seed: seed + 1000),
      archive: machine.runs(10, prefix: "a", times: before, seed: seed + 2000), policy: quick)
    #expect(verdicts(report, .fail).isEmpty)
    #expect(report.decision != .fail)
  }

  /// Unchanged suites with every size of archive: the gate-level rate of false alarms is at most
  /// 5 % by design; of 40 gates, six or more false alarms would have a probability below 1.5 %.
  @Test func unchangedSuitesPass() throws {
    var failed = 0
    for seed in UInt64(1)...40 {
      let machine = SimulatedRunner()
      let jobs = [0, 1, 2, 4, 8][Int(seed % 5)]
      let report = try judge(
        baseline: machine.runs(2, prefix: "b", times: before, firstDay: 11, seed: seed),
        current: machine.runs(1, prefix: "c", times: before, firstDay: 21, seed: seed + 1000),
        archive: machine.runs(jobs, prefix: "a", times: before, seed: seed + 2000),
        policy: quick)
      failed += report.decision == .fail ? 1 : 0
    }
    #expect(failed < 6)
  }

  @Test func swappingSidesInvertsTheNoiseInterval() throws {
    let machine = SimulatedRunner()
    let a = machine.runs(3, prefix: "b", times: before, firstDay: 11, seed: 1)
    let b = machine.runs(3, prefix: "c", times: after, firstDay: 11, seed: 2)
    let archive = machine.runs(8, prefix: "a", times: before, seed: 3)
    let model = try NoiseModel.fit(archive, statistic: .fastHalfMean)
    let there = try judge(baseline: a, current: b, storedModel: model, policy: quick)
    let back = try judge(baseline: b, current: a, storedModel: model, policy: quick)
    #expect(there.noiseModel.kind == "stored")
    for (x, y) in zip(there.benchmarks, back.benchmarks) {
      let (p, q) = try (#require(x.estimate), #require(y.estimate))
      #expect(relativeError(p.noiseInterval.lower, 1 / q.noiseInterval.upper) < 1e-9)
      #expect(relativeError(p.deciding.estimate, 1 / q.deciding.estimate) < 1e-9)
      // The sides draw from streams of their own: equal up to the scatter of 1000 resamples,
      // 2.67 / sqrt(1000) standard errors an end, of which an interval is four wide.
      let (a, b) = try (#require(p.bootstrapInterval), #require(q.bootstrapInterval))
      let width = log(a.upper / a.lower)
      #expect((log(a.lower) + log(b.upper)).magnitude < 0.15 * width)
    }
  }

  /// A factor on one benchmark of the current side moves its interval by the factor and leaves
  /// its width alone (with eight benchmarks or more, the others' common shift stays put too
  /// as long as the benchmark stays on its side of the median).
  @Test func scalingOneBenchmarkScalesItsInterval() throws {
    let machine = SimulatedRunner()
    let archive = machine.runs(8, prefix: "a", times: before, seed: 3)
    let model = try NoiseModel.fit(archive, statistic: .fastHalfMean)
    let base = machine.runs(3, prefix: "b", times: before, firstDay: 11, seed: 1)
    let once = machine.runs(2, prefix: "c", times: after, firstDay: 15, seed: 2)
    var twice = once
    for r in twice.indices {
      for m in twice[r].measurements.indices
      where twice[r].measurements[m].benchmark == "add/AVX512/100" {
        for e in twice[r].measurements[m].executions.indices {
          twice[r].measurements[m].executions[e].values =
            twice[r].measurements[m].executions[e].values.map { $0 * 2 }
        }
      }
    }
    let p = try judge(baseline: base, current: once, storedModel: model, policy: quick)
    let q = try judge(baseline: base, current: twice, storedModel: model, policy: quick)
    for (x, y) in zip(p.benchmarks, q.benchmarks) {
      let factor = x.name == "add/AVX512/100" ? 2.0 : 1
      let (a, b) = try (#require(x.estimate), #require(y.estimate))
      #expect(relativeError(b.deciding.lower, a.deciding.lower * factor) < 1e-9)
      #expect(relativeError(b.deciding.upper, a.deciding.upper * factor) < 1e-9)
      #expect(relativeError(b.standardError, a.standardError) < 1e-9)
    }
  }

  /// Jobs known besides the current one, and what they allow.
  @Test(
    arguments: [
      (1, "cold start"), (2, "cold start"), (3, "small archive"), (5, "small archive"),
      (6, "fitted"), (29, "fitted"), (31, "fitted"), (70, "fitted"),
    ]) func archiveSizes(jobs: Int, kind: String) throws
  {
    var machine = SimulatedRunner()
    (machine.executions, machine.samples) = (2, 4)
    let known = machine.runs(jobs, prefix: "b", times: before, seed: 1)
    let now = machine.runs(1, prefix: "c", times: before, firstDay: 99, seed: 2)
    let report = try judge(
      baseline: Array(known.suffix(min(jobs, 3))), current: now, archive: known, policy: quick)
    #expect(report.noiseModel.kind == kind)
    #expect(report.noiseModel.jobs <= 60)
    // A cold start has no tails of its own: what lies beyond is the law of jumps'.
    let nu = jobs < 3 ? TailCalibration.normal : 8
    if jobs < 6 { #expect(report.noiseModel.kappa == 1 && report.noiseModel.nu == nu) }
    #expect(report.benchmarks.allSatisfy { $0.estimate?.deciding.upper.isFinite == true })
  }

  /// Further current jobs tell of the spread, too: two baseline jobs and three current
  /// ones are more than a cold start.
  @Test func currentJobsCountAsEvidenceOfSpread() throws {
    let machine = SimulatedRunner()
    let base = machine.runs(2, prefix: "b", times: before, seed: 1)
    let now = machine.runs(3, prefix: "c", times: before, firstDay: 9, seed: 2)
    #expect(
      try judge(baseline: base, current: now, policy: quick).noiseModel.kind == "small archive")
    #expect(
      try judge(baseline: base, current: [now[0]], policy: quick).noiseModel.kind == "cold start")
  }

  /// With fewer than eight benchmarks nothing is taken for the machine's doing: a current side
  /// that costs 1.3 times as much has intervals 1.3 times as high, the bootstrap's too.
  @Test func scalingASideScalesEveryInterval() throws {
    let machine = SimulatedRunner()
    let few = Array(before.prefix(5))
    let base = machine.runs(5, prefix: "b", times: few, firstDay: 11, seed: 1)
    let archive = machine.runs(6, prefix: "a", times: few, seed: 3)
    let once = machine.runs(5, prefix: "c", times: few, firstDay: 20, seed: 2)
    var scaled = once
    for r in scaled.indices {
      for m in scaled[r].measurements.indices {
        for e in scaled[r].measurements[m].executions.indices {
          scaled[r].measurements[m].executions[e].values =
            scaled[r].measurements[m].executions[e].values.map { $0 * 1.3 }
        }
      }
    }
    let p = try judge(baseline: base, current: once, archive: archive, policy: quick)
    let q = try judge(baseline: base, current: scaled, archive: archive, policy: quick)
    for (x, y) in zip(p.benchmarks, q.benchmarks) {
      let (a, b) = try (#require(x.estimate), #require(y.estimate))
      for (one, other) in [
        (a.deciding, b.deciding), (a.noiseInterval, b.noiseInterval),
        try (#require(a.bootstrapInterval), #require(b.bootstrapInterval)),
      ] {
        #expect(relativeError(other.lower, 1.3 * one.lower) < 1e-9)
        #expect(relativeError(other.upper, 1.3 * one.upper) < 1e-9)
        #expect(relativeError(other.estimate, 1.3 * one.estimate) < 1e-9)
      }
    }
  }

  /// More benchmarks than are worked on at once.
  @Test func threadsChangeNothingForThousands() throws {
    let machine = SimulatedRunner()
    let times = (0..<4500).map { ("benchmark\($0)", 100.0) }
    let slower = changing(times, ["benchmark4321": 160])
    let base = machine.runs(3, prefix: "b", times: times, firstDay: 11, seed: 1)
    let now = machine.runs(3, prefix: "c", times: slower, firstDay: 21, seed: 2)
    let one = try judge(baseline: base, current: now, policy: quick, threads: 1)
    #expect(try judge(baseline: base, current: now, policy: quick, threads: 3) == one)
    #expect(one.benchmarks.count == 4500)
    #expect(verdicts(one, .fail) == ["benchmark4321"])
  }

  @Test func orderAndThreadsChangeNothing() throws {
    let machine = SimulatedRunner()
    let base = machine.runs(3, prefix: "b", times: before, firstDay: 11, seed: 1)
    let now = machine.runs(2, prefix: "c", times: after, firstDay: 15, seed: 2)
    let archive = machine.runs(6, prefix: "a", times: before, seed: 3)
    func shuffled(_ runs: [Run]) -> [Run] {
      runs.map { run in
        var copy = run
        copy.measurements.reverse()
        return copy
      }
    }
    let p = try judge(
      baseline: base, current: now, archive: archive, policy: quick, threads: 1)
    let q = try judge(
      baseline: shuffled(base), current: shuffled(now), archive: shuffled(archive.reversed()),
      policy: quick, threads: 2)
    let other = Dictionary(uniqueKeysWithValues: q.benchmarks.map { ($0.name, $0) })
    for x in p.benchmarks {
      let y = try #require(other[x.name])
      #expect(x.verdict == y.verdict)
      let (a, b) = try (#require(x.estimate), #require(y.estimate))
      #expect(relativeError(a.deciding.lower, b.deciding.lower) < 1e-12)
      #expect(relativeError(a.deciding.upper, b.deciding.upper) < 1e-12)
      #expect(relativeError(a.adjustedP, b.adjustedP) < 1e-9)
    }
  }

  /// More is better: the cost is the reciprocal.
  @Test func throughputThatHalvesIsARegression() throws {
    let machine = SimulatedRunner()
    let rate = Metric(name: "throughput", unit: "MB/s", better: .higher)
    func rates(_ runs: [Run]) -> [Run] {
      runs.map { run in
        var copy = run
        for m in copy.measurements.indices {
          copy.measurements[m].metric = rate
          copy.measurements[m].executions = copy.measurements[m].executions.map {
            Execution(values: $0.values.map { 1e4 / $0 })
          }
        }
        return copy
      }
    }
    let slower = changing(before, ["dot/AVX2/100": 2 * 1.2 * 60])
    let report = try judge(
      baseline: rates(machine.runs(4, prefix: "b", times: before, firstDay: 11, seed: 1)),
      current: rates(machine.runs(2, prefix: "c", times: slower, firstDay: 15, seed: 2)),
      archive: rates(machine.runs(6, prefix: "a", times: before, seed: 3)), policy: quick)
    #expect(verdicts(report, .fail) == ["dot/AVX2/100"])
    let row = try #require(report.benchmarks.first { $0.name == "dot/AVX2/100" })
    let (old, new) = try (#require(row.baseline), #require(row.current))
    #expect(relativeError(old.value, 1e4 / 72) < 0.05)
    #expect(relativeError(new.value, 1e4 / 144) < 0.05)
    #expect(try #require(row.estimate).deciding.estimate > 1.8)
  }

  @Test func differentMachinesNeitherFailNorPass() throws {
    var here = SimulatedRunner()
    here.runner = Runner(cpu: "A", cores: 2, compiler: "swift 6.3")
    var there = here
    there.runner.cpu = "B"
    let report = try judge(
      baseline: here.runs(5, prefix: "b", times: before, seed: 1),
      current: there.runs(3, prefix: "c", times: after, firstDay: 11, seed: 2), policy: quick)
    #expect(Set(report.benchmarks.map(\.verdict)).isSubset(of: [.warn, .inconclusive]))
    #expect(report.currentRunner?.cpu == "B")
    #expect(report.suite.findings.contains { $0.contains("cpu A / B") })
    // A field that one side does not state is no difference.
    var silent = here
    silent.runner.compiler = ""
    let same = try judge(
      baseline: here.runs(5, prefix: "b", times: before, seed: 1),
      current: silent.runs(3, prefix: "c", times: after, firstDay: 11, seed: 2), policy: quick)
    #expect(same.currentRunner == nil)
    #expect(verdicts(same, .fail).count == 3)
  }

  /// A label alone, and a machine without one: nothing says that they are the same.
  @Test func storedModelOfAnotherRunnerIsNotUsed() throws {
    var machine = SimulatedRunner()
    machine.runner = Runner(label: "lab")
    let model = try NoiseModel.fit(
      machine.runs(8, prefix: "a", times: before, seed: 3), statistic: .fastHalfMean)
    for (runner, kind) in [
      (Runner(cpu: "A", label: "lab"), "stored"), (Runner(), "stored"),
      (Runner(cpu: "A"), "cold start"), (Runner(label: "other"), "cold start"),
    ] {
      machine.runner = runner
      let report = try judge(
        baseline: machine.runs(1, prefix: "b", times: before, firstDay: 11, seed: 1),
        current: machine.runs(1, prefix: "c", times: before, firstDay: 12, seed: 2),
        storedModel: model, policy: quick)
      #expect(report.noiseModel.kind == kind, "\(runner)")
    }
  }

  /// All benchmarks take about as long; the line through their variances says nothing of one that
  /// takes a thousand times as long.
  @Test func unknownBenchmarkFarFromTheOthersDuration() throws {
    let machine = SimulatedRunner()
    let alike = (0..<20).map { ("b\($0)", 100 + 0.05 * Double($0)) }
    let model = try NoiseModel.fit(
      machine.runs(10, prefix: "a", times: alike, seed: 5), statistic: .fastHalfMean)
    let family = try #require(model.family(metric: "time"))
    #expect(family.prior.slope != 0)
    let known = family.benchmarks.map(\.priorVariance)
    for log10Duration in [-3.0, 2, 5, 9] {
      let expected = family.expectedNoise(of: "new", log10Duration: log10Duration).priorVariance
      #expect(expected >= known.min()! * 0.999 && expected <= known.max()! * 1.001)
    }
  }

  @Test func suiteThatMovedAsAWholeDoesNotSimplyPass() {
    let passed = BenchmarkResult(name: "a", metric: .nanoseconds, verdict: .pass)
    func decision(_ suite: Report.Suite) -> Report.Decision {
      Report.Decision(of: [passed], suite: suite, policy: quick)
    }
    #expect(decision(Report.Suite()) == .pass)
    func whole(_ verdict: Verdict, isSuspect: Bool = false) -> Report.Suite {
      Report.Suite(
        rows: [
          Report.Suite.Row(
            metric: .nanoseconds, verdict: verdict, ratio: 1.05, lower: 1, upper: 1.1, level: 0.95,
            tau: 0.01, removed: 1, p: 0.05, isSuspect: isSuspect)
        ])
    }
    #expect(decision(whole(.pass)) == .pass)
    #expect(decision(whole(.improved)) == .pass)
    #expect(decision(whole(.warn)) == .warn)
    #expect(decision(whole(.fail)) == .fail)
    // An open suite counts only if it was measured slower.
    #expect(decision(whole(.inconclusive)) == .pass)
    #expect(decision(whole(.inconclusive, isSuspect: true)) == .inconclusive)
    #expect(decision(Report.Suite(runnerMismatch: true, inflation: 2)) == .warn)
  }

  @Test func missingNewAndUnusableBenchmarks() throws {
    let machine = SimulatedRunner()
    var base = machine.runs(3, prefix: "b", times: before, seed: 1)
    var now = machine.runs(1, prefix: "c", times: before, firstDay: 11, seed: 2)
    for r in base.indices { base[r].measurements.removeFirst() }
    now[0].measurements.removeLast()
    now[0].measurements[3].metric.unit = "B"
    now[0].measurements[4].executions[1].values[2] = -1
    let report = try judge(
      baseline: base, current: now, policy: quick,
      rejected: [(SeriesKey(benchmark: "other"), "old.json:3: not a number")])
    #expect(verdicts(report, .missing) == [before.last!.0])
    #expect(verdicts(report, .new) == [before[0].0])
    #expect(verdicts(report, .error).sorted() == [before[3].0, before[4].0, "other"].sorted())
    #expect(report.decision == .fail)
    var lenient = quick
    lenient.allowMissing = true
    let second = try judge(baseline: base, current: now, policy: lenient)
    #expect(second.decision == .error)
    #expect(second.suite.findings.contains { $0.contains("1 absent from the current side") })
  }

  @Test func summariesNeverFailUnlessTrusted() throws {
    func run(_ id: String, _ factor: Double) -> Run {
      Run(
        id: id,
        measurements: before.map { name, time in
          let slower = name == "add/AVX512/100" ? factor : 1
          return Measurement(
            benchmark: name, metric: .nanoseconds, executions: [],
            summary: Summary(
              estimate: time * slower, lower: time * slower * 0.99,
              upper: time * slower * 1.01, level: 0.95))
        })
    }
    let report = try judge(baseline: [run("b", 1)], current: [run("c", 2)], policy: quick)
    #expect(verdicts(report, .warn) == ["add/AVX512/100"])
    #expect(report.decision == .warn)
    var trusting = quick
    trusting.trustSummaries = true
    let second = try judge(baseline: [run("b", 1)], current: [run("c", 4)], policy: trusting)
    #expect(verdicts(second, .fail) == ["add/AVX512/100"])
    #expect(second.benchmarks[0].estimate?.bootstrapInterval == nil)
  }

  @Test func nothingToCompareIsAnError() {
    #expect(throws: StatisticsError.self) {
      try judge(baseline: [], current: [Run(id: "c")])
    }
    #expect(throws: StatisticsError.self) {
      try judge(baseline: [Run(id: "b")], current: [Run(id: "c")])
    }
    var policy = Policy()
    policy.threshold = -1
    #expect(throws: StatisticsError.self) {
      try judge(baseline: [Run(id: "b")], current: [Run(id: "c")], policy: policy)
    }
  }

  /// Two further jobs that measured the suspects only are judged with three jobs for these and
  /// one for the rest.
  @Test func suspectsMeasuredAgain() throws {
    let machine = SimulatedRunner()
    let base = machine.runs(5, prefix: "b", times: before, firstDay: 11, seed: 1)
    var now = machine.runs(3, prefix: "c", times: after, firstDay: 21, seed: 2)
    for r in 1...2 {
      now[r].measurements.removeAll {
        !["add/AVX512/100", "mul/AVX512/100", "dot/SSE2/100"].contains($0.benchmark)
      }
    }
    let archive = machine.runs(10, prefix: "a", times: before, seed: 3)
    let report = try judge(baseline: base, current: now, archive: archive, policy: quick)
    let jobs = Dictionary(
      uniqueKeysWithValues: report.benchmarks.map { ($0.name, $0.current?.jobs) })
    #expect(jobs["add/AVX512/100"] == 3 && jobs["add/AVX2/100"] == 1)
    #expect(Set(verdicts(report, .fail)).isSuperset(of: ["add/AVX512/100"]))
    #expect(report.benchmarks.first { $0.name == "dot/SSE2/100" }?.verdict != .fail)
  }
}
