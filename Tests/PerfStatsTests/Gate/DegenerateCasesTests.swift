import Foundation
import PerfStats
import Testing

/// Inputs at the edge of what can be judged: every row of the table in docs/statistics.md.
@Suite struct DegenerateCasesTests {
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
    #expect(report.benchmarks[0].reasons.contains { $0.contains("one value a job") })
    #expect(report.suite.findings.contains { $0.contains("can warn at most") })
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
    // Two readings of a clock that may tick in steps of two: +20 % or hardly anything.
    #expect(second.benchmarks.first { $0.name == "b3" }?.verdict == .inconclusive)
    slow["b3"] = [[15, 15.1, 15, 15.1]]
    let third = try judge(baseline: base, current: [run("c", slow)], policy: quick)
    #expect(third.benchmarks.first { $0.name == "b3" }?.verdict == .fail)
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

  /// More than half of the jobs equal: nothing tells what an outlier is, so none is pulled in.
  /// By hand: of nine jobs one lies ln 1.1 higher; around their mean the squares add up
  /// to ln(1.1)^2 8/9 on eight degrees of freedom.
  @Test func mostJobsEqual() throws {
    let jobs = (0..<9).map { r in
      run("b\(r)", ["a": [Array(repeating: r == 8 ? 110.0 : 100, count: 3)]])
    }
    let model = try NoiseModel.fit(jobs, statistic: .mean)
    let expected = log(1.1) * log(1.1) / 9
    #expect(relativeError(model.families[0].benchmarks[0].variance, expected) < 1e-9)
  }

  /// Every job equal, read from a clock whose step is 2 % of the value: the error of a
  /// reading, step / sqrt(12), is the least noise there can be; without a step, one millionth.
  @Test func silentRunnersKeepTheClocksError() {
    let rows = Array(repeating: Array(repeating: log(100.0), count: 6), count: 3)
    let fit = LevelFit(LocationTable(rows: rows), clockSteps: [0.02, 0.02, 0])
    #expect(relativeError(fit.moderatedVariances[0], (20 * 0.02 * 0.02 / 12 + 5e-12) / 25) < 1e-6)
    #expect(fit.priorVariances[2] == fit.priorVariances[2] && fit.priorVariances[2] > 0)
    #expect(relativeError(fit.priorVariances[2], 1e-12) < 1e-3)
  }

  /// Measured in one job only: the siblings' variance with the prior's degrees of freedom, which
  /// are 20 where the siblings are alike.
  @Test func aBenchmarkWithoutDegreesOfFreedom() {
    let pattern = [0.01, -0.01, 0.01, -0.01, 0.01, -0.01]
    var rows = Array(repeating: pattern, count: 6)
    rows.append([0, .nan, .nan, .nan, .nan, .nan])
    let fit = LevelFit(LocationTable(rows: rows))
    #expect(fit.degreesOfFreedom[6] == 0)
    #expect(fit.moderatedVariances[6] == fit.priorVariances[6])
    #expect(fit.moderatedDegreesOfFreedom[6] == 20)
    #expect(relativeError(fit.priorVariances[6], 6 * 1e-4 / 5) < 1e-9)
  }

  @Test func fewerThanThreeJobsAreNotPredictedFromEachOther() throws {
    let model = try NoiseModel.fit(
      (0..<2).map { run("b\($0)", ["a": [[100, 101, 102 + Double($0)]]]) },
      statistic: .fastHalfMean)
    #expect(model.families[0].tails == TailCalibration(kappa: 1, nu: 8))
  }

  /// numpy.quantile of 1, 2, 2, 2, 5: ties are interpolated, not jittered.
  @Test func tiesInQuantiles() {
    let sorted = [1.0, 2, 2, 2, 5]
    #expect(Quantiles.type7(sorted: sorted, 0.5) == 2)
    #expect(Quantiles.type7(sorted: sorted, 0.1) == 1.4)
    #expect(relativeError(Quantiles.type7(sorted: sorted, 0.9), 3.8) < 1e-12)
  }

  /// By hand: 1 and 3 have mean 2 and a variance of the mean of 1, so that with
  /// t = 12.7062 g = 161.4 / 4 > 1.
  @Test func aBaselineMeanThatMayBeZero() {
    let ratio = BenchmarkResult.MeanRatio(baseline: [1, 3], current: [4, 4.2], level: 0.95)
    #expect(relativeError(ratio.ratio, 2.05) < 1e-12)
    #expect(ratio.lower == nil && ratio.upper == nil)
  }

  @Test(arguments: [0, -1, .nan, .infinity]) func samplesThatCannotBe(value: Double) throws {
    let report = try judge(
      baseline: [run("b", ["a": [[1, 2, value]], "b": [[1, 2, 3]]])],
      current: [run("c", ["a": [[1, 2, 3]], "b": [[1, 2, 3]]])], policy: quick)
    #expect(report.benchmarks.map(\.verdict) == [.error, .inconclusive])
    #expect(report.decision == .error)
    #expect(report.suite.findings.contains { $0.contains("1 of 2 benchmarks were judged") })
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
