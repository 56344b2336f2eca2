import Foundation
import PerfStats
import Testing

/// The laws of noise at the smallest numbers they ask for, calculated by hand.
@Suite struct NoiseLimitTests {
  /// q = 2/10. Of one job 1, of four 4 (0.2^4), of five 4 must have done it (5 * 0.2^4 * 0.8 + 0.2^5).
  @Test func outliersOfAnArchive() {
    let bursts = Bursts(effects: [0.2, 0.3, 0.01], measurements: 10)
    #expect(bursts.reaching(0.2) == 2)
    // Three quarters of an effect count as having reached it.
    #expect(bursts.reaching(0.26) == 2)
    #expect(bursts.reaching(0.27) == 0)
    #expect(Bursts(effects: [0.2], measurements: 10).reaching(0.2) == 0)
    for (jobs, expected) in [(1, 0.2), (2, 0.04), (3, 0.008), (4, 0.0016), (5, 0.00672)] {
      #expect(relativeError(bursts.probability(of: 0.2, jobs: jobs), expected) < 1e-12, "\(jobs)")
    }
    #expect(bursts.probability(of: 0.2, jobs: 0) == 0)
  }

  /// The quantiles of t themselves as scores: the fit finds their degrees of freedom and scale.
  @Test(arguments: [4.0, 5, 6, 8, 10, 15, 30])
  func tailsOfTheirOwnQuantiles(nu: Double) {
    let t = StudentT(nu)
    let scores = (1...4000).map { t.upperQuantile((1 - (Double($0) - 0.5) / 4000) / 2) }
    let found = TailCalibration.fit(scores: scores)
    #expect(found.nu == nu)
    #expect(abs(found.kappa - 1) < 0.01)
    let wider = TailCalibration.fit(scores: scores.map { 1.5 * $0 })
    #expect(wider.nu == nu)
    #expect(abs(wider.kappa - 1.5) < 0.01)
  }

  @Test func tailsNeedTwoHundredScores() {
    let scores = (1...200).map { StudentT(30).upperQuantile((1 - (Double($0) - 0.5) / 200) / 2) }
    #expect(TailCalibration.fit(scores: scores).nu > 8)
    #expect(TailCalibration.fit(scores: Array(scores.dropLast())) == .coldStart)
    #expect(TailCalibration.fit(scores: Array(repeating: 0, count: 200)) == .coldStart)
  }

  /// With tau = 1 the sum rises by the step less 0.5: 3 / sqrt(1 + 1/4) = 2.68, 2.4 / sqrt(1 + 1/5) = 2.19 and
  /// 2 / sqrt(1 + 1/6) = 1.85, together 5.23 > 5. The change is where the sum was last zero.
  @Test func cumulativeSums() {
    #expect(Drift.changes([0, 0, 0, 0, 3, 3, 3], tau: 1) == [4])
    #expect(Drift.changes([0, 0, 0, 0, -3, -3, -3], tau: 1) == [4])
    #expect(Drift.changes([0, 0, 0, 0, 3, 3], tau: 1) == [])
    #expect(Drift.changes([0, 0, 0, 0, 2.8, 2.8, 2.8], tau: 1) == [])
    // Three jobs are enough to be compared with, two are not.
    #expect(Drift.changes([0, 0, 0, 7], tau: 1) == [3])
    #expect(Drift.changes([0, 0, 7], tau: 1) == [])
  }

  /// Squares 2 of three degrees of freedom and a prior of 0.5 worth two. Without the first job 2 - 4/3 are left:
  /// v = (2 * 0.5 + 2/3) / 4 = 5/12, and its score (4/3) / sqrt(5/12 * 4/3) = 4 / sqrt(5).
  @Test func eachJobAgainstTheOthers() {
    let one = LeaveOneOut(
      residuals: [1, -1, 0, 0], winsorised: [1, -1, 0, 0], firstLevel: 4, variance: 2.0 / 3,
      degreesOfFreedom: 3, priorDegreesOfFreedom: 2, priorVariance: 0.5)
    #expect(one.centre == 0)
    #expect(one.freedom == 4)
    for (found, expected) in zip(one.effects, [4.0 / 3, -4.0 / 3, 0, 0]) {
      #expect(abs(found - expected) < 1e-15)
    }
    for (found, expected) in zip(one.scores, [4 / 5.0.squareRoot(), -4 / 5.0.squareRoot(), 0, 0]) {
      #expect(abs(found - expected) < 1e-14)
    }
  }

  /// A level that changed before the baseline's first job leaves the whole baseline as it is.
  @Test func aChangeBeforeTheBaseline() {
    let row = [0.0, 1, 0, 1, 0, 1, 10, 11, 10, 11, 10, 11]
    let table = LocationTable(rows: [row])
    let after = ReferenceLevel(table, baselineColumns: [8, 9, 10, 11])
    #expect(after.shifted == 0)
    #expect(after.jobs == [[0, 1, 2, 3]])
    #expect(after.means == [10.5])
    let within = ReferenceLevel(table, baselineColumns: [4, 5, 6, 7])
    #expect(within.shifted == 1)
    #expect(within.jobs == [[2, 3]])
    #expect(within.means == [10.5])
    // Fewer than eight jobs are not searched.
    let short = ReferenceLevel(
      LocationTable(rows: [[0, 1, 0, 10, 11, 10, 11]]), baselineColumns: [2, 3])
    #expect(short.shifted == 0)
    #expect(short.means == [5])
  }

  /// Two samples of an execution scatter, one does not.
  @Test func twoSamplesTellAnOrigin() throws {
    let runs = (0..<4).map { r in
      Run(
        id: "r\(r)",
        measurements: [
          Measurement(
            benchmark: "a", metric: .nanoseconds,
            executions: [Execution(values: [100 + Double(r), 101 + 2 * Double(r)])])
        ])
    }
    let model = try NoiseModel.fit(runs, statistic: .mean)
    #expect(try model.origins(runs, metric: "time")[0] != nil)
  }

  private func family(
    jobs: Int, benchmarks: Int, factors: [Double?], commonVariance: Double = 9e-4
  ) -> NoiseFamily {
    NoiseFamily(
      metric: "time",
      jobs: (0..<jobs).map { r in
        NoiseFamily.Job(
          id: "j\(r)", date: "", used: true, factor: factors.isEmpty ? nil : factors[r])
      },
      prior: VariancePrior(degreesOfFreedom: 20, intercept: log(1e-4)),
      commonVariance: commonVariance, tails: TailCalibration(kappa: 1, nu: 30),
      benchmarks: (0..<benchmarks).map { b in
        BenchmarkNoise(
          name: "b\(b)", log10Duration: 2, level: log(100), variance: 1e-4, degreesOfFreedom: 9,
          priorVariance: 1e-4, moderatedVariance: 1e-4, moderatedDegreesOfFreedom: 29,
          executions: 1,
          samples: 10, execution: nil, withinSquaredError: nil, segmentStarts: [0], residuals: [])
      })
  }

  /// Three of the prior, one for each job beyond the first of a level.
  @Test func degreesOfFreedomOfTheCommonFactor() {
    #expect(family(jobs: 0, benchmarks: 8, factors: []).commonDegreesOfFreedom == 3)
    #expect(family(jobs: 4, benchmarks: 8, factors: []).commonDegreesOfFreedom == 3)
    #expect(family(jobs: 1, benchmarks: 8, factors: [0]).commonDegreesOfFreedom == 3)
    #expect(family(jobs: 4, benchmarks: 8, factors: [0, 0, 0, 0]).commonDegreesOfFreedom == 6)
  }

  /// Eight benchmarks tell a common factor from their own noise, seven do not: 2 % of all of them is the runner's, by
  /// a stored model with a common SD of 3 %, and is taken off, or nobody's.
  @Test(arguments: [(7, 1.0), (8, 1.02)])
  func eightBenchmarksHaveACommonFactor(count: Int, removed: Double) throws {
    func run(_ id: String, _ factor: Double) -> Run {
      Run(
        id: id,
        measurements: (0..<count).map { b in
          Measurement(
            benchmark: "b\(b)", metric: .nanoseconds,
            executions: [Execution(values: (0..<10).map { factor * (100 + 0.1 * Double($0)) })])
        })
    }
    var policy = Policy()
    policy.resamples = 1000
    let model = NoiseModel(
      runner: Runner(), statistic: policy.statistic,
      families: [family(jobs: 10, benchmarks: count, factors: (0..<10).map { _ in 0 })])
    let report = try judge(
      baseline: [run("b", 1)], current: [run("c", 1.02)], storedModel: model, policy: policy)
    #expect(report.noiseModel.kind == "stored")
    #expect(abs((report.suite.rows.first?.removed ?? 1) - removed) < 1e-9)
    let shown = try #require(report.benchmarks[0].estimate)
    #expect(abs((shown.againstSuite ?? 1.02) - 1.02 / removed) < 1e-9)
  }

  /// In one job of six every benchmark strays to and fro ten times as far; of five jobs none is left out.
  @Test(arguments: [(6, [0, 1, 2, 4, 5]), (5, [0, 1, 2, 3, 4])])
  func aJobInWhichEverythingStrays(jobs: Int, kept: [Int]) {
    var normal = SeededNormal(9)
    let rows = (0..<20).map { b in
      (0..<jobs).map { r in
        5 + 0.01 * normal.next() * (r == 3 ? 10 : 1)
      }
    }
    #expect(LevelFit(LocationTable(rows: rows)).keptJobs == kept)
    // Nineteen benchmarks are too few to tell.
    #expect(LevelFit(LocationTable(rows: Array(rows.dropLast()))).keptJobs == Array(0..<jobs))
  }
}
