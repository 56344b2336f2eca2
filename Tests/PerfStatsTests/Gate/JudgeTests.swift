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

  @Test func missingNewAndUnusableBenchmarks() throws {
    let machine = SimulatedRunner()
    var base = machine.runs(3, prefix: "b", times: before, seed: 1)
    var now = machine.runs(1, prefix: "c", times: before, firstDay: 11, seed: 2)
    for r in base.indices { base[r].measurements.removeFirst() }
    now[0].measurements.removeLast()
    now[0].measurements[3].metric.unit = "us"
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
    let second = try judge(baseline: [run("b", 1)], current: [run("c", 2)], policy: trusting)
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

/// Inputs at the edge of what can be judged: every one has a verdict.
@Suite struct DegenerateInputTests {
  private func run(_ id: String, _ values: [String: [[Double]]]) -> Run {
    Run(
      id: id,
      measurements: values.sorted { $0.key < $1.key }.map { name, executions in
        Measurement(
          benchmark: name, metric: .nanoseconds,
          executions: executions.map { Execution(values: $0) })
      })
  }

  private let quick: Policy = {
    var policy = Policy()
    policy.resamples = 1000
    return policy
  }()

  @Test func oneSampleEachCannotFail() throws {
    let base = (0..<6).map { run("b\($0)", ["a": [[100 + Double($0) / 100]]]) }
    let report = try judge(
      baseline: base, current: (0..<3).map { run("c\($0)", ["a": [[200 + Double($0) / 100]]]) },
      policy: quick)
    #expect(report.benchmarks[0].verdict == .warn)
    #expect(report.benchmarks[0].reasons.contains { $0.contains("fewer than three samples") })
  }

  @Test func equalSamplesEverywhere() throws {
    let names = (0..<12).map { "b\($0)" }
    let values = Dictionary(uniqueKeysWithValues: names.map { ($0, [[10.0, 10, 10, 10]]) })
    let base = (0..<4).map { run("b\($0)", values) }
    let report = try judge(baseline: base, current: [run("c", values)], policy: quick)
    #expect(report.benchmarks.allSatisfy { $0.verdict == .pass })
    var slow = values
    slow["b3"] = [[12, 12, 12, 12]]
    let second = try judge(baseline: base, current: [run("c", slow)], policy: quick)
    #expect(second.benchmarks.first { $0.name == "b3" }?.verdict == .fail)
  }

  @Test func oneJobASideWithoutArchive() throws {
    let samples = (0..<10).map { 100 + Double($0) / 10 }
    let report = try judge(
      baseline: [run("b", ["a": [samples]])], current: [run("c", ["a": [samples]])],
      policy: quick)
    #expect(report.noiseModel.kind == "cold start")
    #expect(report.benchmarks[0].verdict == .inconclusive)
    #expect(report.benchmarks[0].estimate?.meanRatio.lower == nil)
    #expect(report.benchmarks[0].estimate?.jobsToDecide == nil)
  }

  @Test func oneBenchmarkWithAHistory() throws {
    var normal = SeededNormal(7)
    let machine = SimulatedRunner()
    let runs = (0..<8).map {
      machine.run("b\($0)", times: [("only", 50)], day: $0 + 1, normal: &normal)
    }
    let report = try judge(
      baseline: Array(runs[4...]), current: [runs[0]], archive: Array(runs[1..<4]), policy: quick)
    #expect(report.noiseModel.priorDegreesOfFreedom == 0)
    #expect(report.benchmarks[0].estimate?.p == report.benchmarks[0].estimate?.adjustedP)
  }

  /// A changed constant that no job disturbs: more than half of the jobs equal.
  @Test func mostJobsEqual() throws {
    let jobs = (0..<7).map { run("b\($0)", ["a": [[100, 100, $0 == 6 ? 110 : 100]]]) }
    let model = try NoiseModel.fit(jobs, statistic: .mean)
    #expect(model.families[0].benchmarks[0].variance > 0)
  }

  @Test func hostileMagnitudes() throws {
    let report = try judge(
      baseline: [run("b", ["a": [[1e149, 2e149, 1e149]], "b": [[1e-149, 1e-149]]])],
      current: [run("c", ["a": [[1e149, 2e149, 1e149]], "b": [[1e300, 1e-149]]])], policy: quick)
    #expect(report.benchmarks[0].verdict == .inconclusive)
    #expect(report.benchmarks[1].verdict == .error)
  }

  @Test func unevenNumbersOfExecutionsEarnNothingWithoutReplicatedArchive() {
    let noise = BenchmarkNoise(
      name: "a", log10Duration: 2, level: 0, variance: 1e-4, degreesOfFreedom: 9,
      priorVariance: 1e-4, moderatedVariance: 1e-4, moderatedDegreesOfFreedom: 12,
      executions: 1, samples: 10, execution: nil, withinSquaredError: 1e-6, segmentStarts: [0],
      residuals: [])
    #expect(noise.jobVariance(executions: 10, samples: 10) == 1e-4)
    var repeated = noise
    repeated.executions = 5
    repeated.execution = .init(variance: 2e-4, degreesOfFreedom: 40, moderatedVariance: 2e-4)
    // By hand: 1e-4 + 2e-4 (1/10 - 1/5) = 8e-5, and never below a fifth.
    #expect(relativeError(repeated.jobVariance(executions: 10, samples: 10), 8e-5) < 1e-12)
    repeated.executions = 1.5
    #expect(relativeError(repeated.jobVariance(executions: 1000, samples: 10), 2e-5) < 1e-9)
  }
}
