import Foundation
import PerfStats
import Testing

/// The amended gate against vectors of its prototype, which were checked by hand, with scipy and by
/// complete enumeration where the file says so.
@Suite struct GateAmendmentTests {
  static let file = "Fixtures/reference/gate-amendments.json"

  struct Matched: Decodable {
    var samples, weights: [Double]
    var size: Int
    var meanOverAllSubsets: Double
  }

  /// The mean over all subsets of `size` samples, enumerated.
  @Test func locationAtAnotherSize() throws {
    let cases: [Matched] = try ReferenceVectors.section(
      "matched_location", file: Self.file, camelCase: true)
    for reference in cases {
      let sorted = reference.samples.sorted()
      let weights = MatchedLocation.weights(count: sorted.count, size: reference.size)
      for (found, expected) in zip(weights, reference.weights) {
        #expect((found - expected).magnitude < 1e-12)
      }
      let location = MatchedLocation.location(ofSorted: sorted, size: reference.size)
      #expect(relativeError(location, reference.meanOverAllSubsets) < 1e-9)
    }
  }

  struct Groups: Decodable {
    var differences, scale: [Double]
    var level: Double?
    var size: Int?
  }

  @Test func twoGroups() throws {
    let cases: [Groups] = try ReferenceVectors.section(
      "two_groups", file: Self.file, camelCase: true)
    for reference in cases {
      let groups = TwoGroups(reference.differences, scales: reference.scale)
      #expect((groups == nil) == (reference.level == nil))
      #expect(groups?.size == reference.size)
      if let groups, let level = reference.level {
        #expect(relativeError(groups.level, level) < 1e-9)
      }
    }
  }

  struct SuiteRow: Decodable {
    var shift, tau, medianSquaredError, df, se, lo, hi, p: Double
    var baselineJobs, currentJobs, benchmarks: Int
    var verdict: String
    var suspect: Bool
  }

  @Test func suiteRow() throws {
    let cases: [SuiteRow] = try ReferenceVectors.section(
      "suite_row", file: Self.file, camelCase: true)
    for reference in cases {
      let suite = SuiteShift(
        shift: reference.shift,
        ownVariance: 1.57 * reference.medianSquaredError / Double(reference.benchmarks),
        commonVariance: reference.tau * reference.tau,
        jobFactor: 1 / Double(reference.baselineJobs) + 1 / Double(reference.currentJobs),
        degreesOfFreedom: reference.df, level: 0.95)
      #expect(relativeError(suite.standardError, reference.se) < 1e-9)
      #expect(relativeError(suite.lower, reference.lo) < 1e-9)
      #expect(relativeError(suite.upper, reference.hi) < 1e-9)
      #expect(relativeError(suite.p, reference.p) < 1e-9)
      #expect(
        suite.verdict(.nanoseconds, policy: Policy()).rawValue == reference.verdict)
      #expect(suite.isSuspect(policy: Policy()) == reference.suspect)
    }
  }

  struct Jumps: Decodable {
    var executions, credited: Int
    var excess, p: [Double]
  }

  @Test func jumpsOfOneAndOfSeveralExecutions() throws {
    struct Single: Decodable { var excess, p: [Double] }
    let single: Single = try ReferenceVectors.section("jump_law", file: Self.file, camelCase: true)
    var cases: [Jumps] = try ReferenceVectors.section(
      "jump_law_executions", file: Self.file, camelCase: true)
    cases.append(Jumps(executions: 1, credited: 1, excess: single.excess, p: single.p))
    for reference in cases {
      #expect(JumpLaw.credited(reference.executions) == reference.credited)
      let law = JumpLaw(executions: reference.executions)
      for (excess, p) in zip(reference.excess, reference.p) {
        #expect(relativeError(law.upperTail(excess), p) < 1e-9)
      }
    }
  }

  struct BurstCase: Decodable {
    var logLocations: [[Double]]
    var hits, effects: [Double]
    var values: Int
    var p: [String: [Double]]
  }

  @Test func burstsOfTheArchive() throws {
    let reference: BurstCase = try ReferenceVectors.section(
      "bursts", file: Self.file, camelCase: true)
    let bursts = LevelFit(LocationTable(rows: reference.logLocations)).bursts
    #expect(bursts.measurements == reference.values)
    #expect(bursts.effects.count == reference.hits.count)
    for (found, expected) in zip(bursts.effects, reference.hits.sorted()) {
      #expect(relativeError(found, expected) < 1e-9)
    }
    for (jobs, p) in reference.p {
      for (effect, expected) in zip(reference.effects, p) {
        let found = bursts.probability(of: effect, jobs: try #require(Int(jobs)))
        #expect(relativeError(found, expected) < 1e-9, "\(jobs) jobs, \(effect)")
      }
    }
  }

  struct Segment: Decodable {
    var logLocations: [[Double]]
    var baselineColumns: [Int]
    var mean: [Double]
    var jobs: [Int]
  }

  @Test func jobsSinceTheLastLevelShift() throws {
    let cases: [Segment] = try ReferenceVectors.section(
      "reference_segment", file: Self.file, camelCase: true)
    for reference in cases {
      let level = ReferenceLevel(
        LocationTable(rows: reference.logLocations),
        baselineColumns: Array(reference.baselineColumns[0]..<reference.baselineColumns[1]))
      #expect(level.jobs.map(\.count) == reference.jobs)
      for (found, expected) in zip(level.means, reference.mean) {
        #expect((found - expected).magnitude < 1e-12 + 1e-9 * expected.magnitude)
      }
    }
  }

  struct Clock: Decodable {
    var baseline, current: [Double]
    var step: Double?
    var arm: Double
  }

  @Test func coarseClock() throws {
    let cases: [Clock] = try ReferenceVectors.section("clock_arm", file: Self.file, camelCase: true)
    for reference in cases {
      let arm = CoarseClock.arm(
        baseline: reference.baseline, current: reference.current, step: reference.step)
      #expect(relativeError(arm, reference.arm) < 1e-9)
    }
  }
}

extension GateAmendmentTests {
  struct Deciding: Decodable {
    var da, cu, v, tau2, df: Double
    var rb, rc, m, jobs: Int
    var cal: [Double]
  }

  @Test func jobsToDecide() throws {
    let cases: [Deciding] = try ReferenceVectors.section(
      "jobs_to_decide", file: Self.file, camelCase: true)
    for reference in cases {
      let deciding = JobsToDecide(
        effect: reference.da, shift: reference.cu, variance: reference.v,
        commonVariance: reference.tau2, degreesOfFreedom: reference.df,
        tails: TailCalibration(kappa: reference.cal[0], nu: reference.cal[1]),
        baselineJobs: reference.rb, currentJobs: reference.rc,
        siblings: reference.m >= 8 ? reference.m : nil)
      #expect(deciding.fewest(policy: Policy()) ?? 0 == reference.jobs)
    }
  }
}

/// Whole gates, without the bootstrap part.
extension GateAmendmentTests {
  struct Suite: Decodable {
    var c, lo, hi, se, df, p: Double
    var verdict: String
    var suspect: Bool
  }

  struct Gate: Decodable {
    var name: String
    var logLocations: [[Double]]
    var archive, baseline, current: Int
    var sampleVariance: [Double]?
    var kappa, nu, tau2, tauDf, commonShift, commonShiftUsed, inflation: Double
    var twoGroups, mismatch: Bool
    var difference, adjusted, se, df, lower, upper, noiseLower, noiseUpper, p, holm: [Double]
    var verdicts: [String]
    var baselineJobs: [Int]
    var suite: Suite?
    var decision: String
  }

  @Test func wholeGates() throws {
    let cases: [Gate] = try ReferenceVectors.section("gate", file: Self.file, camelCase: true)
    #expect(cases.count == 12)
    for reference in cases {
      let all = LocationTable(rows: reference.logLocations)
      let end = reference.archive + reference.baseline
      let known = all.selecting(jobs: Array(0..<end))
      let baseline = all.selecting(jobs: Array(reference.archive..<end))
      let current = all.selecting(jobs: Array(end..<all.jobs))
      let contrast = LevelContrast(
        baseline: baseline, current: current,
        reference: ReferenceLevel(known, baselineColumns: Array(reference.archive..<end)))
      var noise: ComparisonNoise
      if let samples = reference.sampleVariance {
        let start = ColdStart(
          sampleVariances: samples, executions: samples.map { _ in 1 })
        let variances = start.variances(contrast)
        noise = ComparisonNoise(
          baselineVariances: variances, currentVariances: variances,
          degreesOfFreedom: variances.map { _ in 3 }, commonVariance: 0.0009,
          tails: TailCalibration(kappa: reference.kappa, nu: reference.nu))
        noise.coldStart = start
      } else {
        let extended = known.extended(withSpreadOf: current)
        let fit = LevelFit(extended.table, moved: extended.moved)
        noise = ComparisonNoise(
          baselineVariances: fit.moderatedVariances, currentVariances: fit.moderatedVariances,
          degreesOfFreedom: fit.moderatedDegreesOfFreedom, commonVariance: fit.commonVariance,
          commonDegreesOfFreedom: fit.commonDegreesOfFreedom,
          separateCommonVariance: all.benchmarks < 8 ? 0 : fit.commonVariance, tails: fit.tails)
        noise.bursts = LevelFit(known).bursts
        #expect(relativeError(fit.tails.kappa, reference.kappa) < 1e-9, "\(reference.name)")
        #expect(relativeError(fit.tails.nu, reference.nu) < 1e-9, "\(reference.name)")
        if all.benchmarks >= 8 {
          #expect(relativeError(fit.commonDegreesOfFreedom, reference.tauDf) < 1e-9)
        }
      }
      #expect(relativeError(noise.commonVariance, reference.tau2) < 1e-9, "\(reference.name)")
      #expect(contrast.referenceJobs.map(\.count) == reference.baselineJobs)
      let found = LevelComparison(contrast, noise: noise, level: 0.95)
      #expect((found.groups != nil) == reference.twoGroups, "\(reference.name)")
      try check(
        found, Expected(reference),
        agreement: { b, effect in
          Evidence.agreement(
            of: current.measured(b).map {
              $0 - contrast.references[b] - effect.shiftRemoved
            })
        })
    }
  }

  struct Executions: Decodable {
    var name: String
    var baselineSamples, currentSamples: [[[Double]]]
    var executions: [Int]
    var credited: Int
    var sampleVariance, variance, excess, pJump: [Double]
    var commonShift, commonShiftUsed, inflation: Double
    var mismatch: Bool
    var difference, adjusted, se, df, lower, upper, p, holm: [Double]
    var verdicts: [String]
    var suite: String?
    var decision: String
  }

  /// One job of several executions a side, from raw samples.
  @Test func coldStartsOfSeveralExecutions() throws {
    let cases: [Executions] = try ReferenceVectors.section(
      "gate_executions", file: Self.file, camelCase: true)
    #expect(cases.count == 9)
    for reference in cases {
      let observed = try [reference.baselineSamples, reference.currentSamples].map { side in
        try side.map {
          try CostObservation(
            Measurement(
              benchmark: "b", metric: .nanoseconds, executions: $0.map { Execution(values: $0) }),
            statistic: .fastHalfMean)
        }
      }
      let tables = observed.map { LocationTable(rows: $0.map { [$0.log] }) }
      let contrast = LevelContrast(baseline: tables[0], current: tables[1])
      let start = ColdStart(zip(observed[0], observed[1]).map { ([$0], [$1]) })
      let variances = start.variances(contrast)
      var noise = ComparisonNoise(
        baselineVariances: variances, currentVariances: variances,
        degreesOfFreedom: variances.map { _ in 3 }, commonVariance: 0.0009,
        tails: TailCalibration(kappa: 1, nu: .infinity))
      noise.coldStart = start
      let found = LevelComparison(contrast, noise: noise, level: 0.95)
      #expect(start.executions.allSatisfy { $0 == reference.credited })
      agree(start.sampleVariances, reference.sampleVariance, "\(reference.name): W2")
      agree(variances, reference.variance, "\(reference.name): v")
      let excess = found.effects.indices.map { start.excess(found.effects[$0].adjusted, of: $0) }
      agree(excess, reference.excess, "\(reference.name): V")
      agree(
        found.effects.indices.map { start.jump(found.effects[$0].adjusted, of: $0) },
        reference.pJump, "\(reference.name): p_J")
      try check(
        found, Expected(reference),
        agreement: { b, effect in
          Evidence.agreement(
            of: observed[1][b].executions.map {
              $0.log - contrast.references[b] - effect.shiftRemoved
            })
        })
    }
  }

  /// What both kinds of vectors say of a gate.
  private struct Expected {
    var name: String
    var shift, shiftUsed, inflation: Double
    var mismatch: Bool
    var difference, adjusted, se, df, lower, upper, p, holm: [Double]
    var verdicts: [String]
    var suite: Suite?
    var suiteVerdict: String?
    var decision: String

    init(_ gate: Gate) {
      name = gate.name
      (shift, shiftUsed, inflation) = (
        gate.commonShift, gate.commonShiftUsed, gate.inflation
      )
      mismatch = gate.mismatch
      (difference, adjusted, se, df) = (gate.difference, gate.adjusted, gate.se, gate.df)
      (lower, upper, p, holm) = (gate.lower, gate.upper, gate.p, gate.holm)
      (verdicts, suite, decision) = (gate.verdicts, gate.suite, gate.decision)
      suiteVerdict = gate.suite?.verdict
    }

    init(_ gate: Executions) {
      name = gate.name
      (shift, shiftUsed, inflation) = (
        gate.commonShift, gate.commonShiftUsed, gate.inflation
      )
      mismatch = gate.mismatch
      (difference, adjusted, se, df) = (gate.difference, gate.adjusted, gate.se, gate.df)
      (lower, upper, p, holm) = (gate.lower, gate.upper, gate.p, gate.holm)
      (verdicts, suiteVerdict, decision) = (gate.verdicts, gate.suite, gate.decision)
    }
  }

  private func check(
    _ found: LevelComparison, _ expected: Expected,
    agreement: (Int, LevelComparison.Effect) -> Double
  ) throws {
    let name = expected.name
    #expect((found.commonShift - expected.shift).magnitude < 1e-12, "\(name)")
    #expect((found.commonShiftUsed - expected.shiftUsed).magnitude < 1e-12, "\(name)")
    #expect(relativeError(found.inflation, expected.inflation) < 1e-9, "\(name)")
    #expect(found.mismatch == expected.mismatch)
    agree(found.effects.map(\.difference), expected.difference, "\(name): D")
    agree(found.effects.map(\.adjusted), expected.adjusted, "\(name): Da")
    agree(found.effects.map(\.standardError), expected.se, "\(name): se")
    agree(found.effects.map(\.degreesOfFreedom), expected.df, "\(name): df")
    agree(found.effects.map(\.p), expected.p, "\(name): p")
    let holm = MultipleTests.holm(found.effects.map(\.p))
    agree(holm, expected.holm, "\(name): Holm")
    let shown = found.effects.map { $0.bothReadings(lower: $0.lower, upper: $0.upper) }
    agree(shown.map(\.lower), expected.lower, "\(name): lower")
    agree(shown.map(\.upper), expected.upper, "\(name): upper")
    var rows: [BenchmarkResult] = []
    for (b, effect) in found.effects.enumerated() {
      let judgement = Judgement(
        Evidence(
          lower: effect.lower, upper: effect.upper, difference: effect.difference,
          shift: effect.shiftRemoved, adjustedP: holm[b], agreement: agreement(b, effect),
          values: 10), policy: Policy())
      #expect(judgement.verdict.rawValue == expected.verdicts[b], "\(name), benchmark \(b)")
      rows.append(
        BenchmarkResult(name: "\(b)", metric: .nanoseconds, verdict: judgement.verdict))
    }
    if let suite = expected.suite {
      let row = try #require(found.suite)
      agree(
        [row.shift, row.standardError, row.degreesOfFreedom, row.lower, row.upper, row.p],
        [suite.c, suite.se, suite.df, suite.lo, suite.hi, suite.p], "\(name): suite")
      #expect(row.isSuspect(policy: Policy()) == suite.suspect)
    }
    #expect(
      found.suite?.verdict(.nanoseconds, policy: Policy()).rawValue == expected.suiteVerdict)
    let suite = Report.Suite(
      rows: found.suite.map {
        [
          Report.Suite.Row(
            $0, used: found.commonShiftUsed, groups: found.groups, metric: .nanoseconds,
            sameRunner: true, policy: Policy())
        ]
      } ?? [])
    let decision = Report.Decision(of: rows, suite: suite, policy: Policy())
    #expect(decision.rawValue == expected.decision, "\(name)")
  }

  private func agree(_ found: [Double], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count)
    for (b, (a, e)) in zip(found, expected).enumerated() {
      #expect(
        (a - e).magnitude <= 1e-9 * e.magnitude + 1e-12, "\(what)[\(b)]: \(a), expected \(e)")
    }
  }
}
