import Foundation
import PerfStats
import Testing

/// The whole procedure on log locations, against vectors of an independent implementation.
@Suite struct GateReferenceTests {
  struct Case: Decodable {
    struct Model: Decodable {
      var s2, d, s02, moderated, df, factors: [Double]
      var d0, tau2, kappa, nu: Double
      var keptRuns: [Int]

      enum CodingKeys: String, CodingKey {
        case s2, d, s02, moderated, df, d0, tau2, kappa, nu
        case factors = "run_factors"
        case keptRuns = "kept_runs"
      }
    }

    struct Gate: Decodable {
      var shift, shiftUsed, inflation: Double
      var mismatch: Bool
      var adjusted, se, df, lo, hi, p, holm: [Double]
      var verdict: [String]

      enum CodingKeys: String, CodingKey {
        case mismatch, se, df, lo, hi, holm, verdict
        case shift = "common_shift"
        case shiftUsed = "common_shift_used"
        case inflation = "null_inflation"
        case adjusted = "adjusted_log_ratio"
        case p = "p_no_change"
      }
    }

    var baselineJobs, archivedJobs: Int
    var logLocations: [[Double]]
    var model: Model
    var gate: Gate
    var rtol: Double

    enum CodingKeys: String, CodingKey {
      case model, gate, rtol
      case baselineJobs = "Rb"
      case archivedJobs = "archive"
      case logLocations = "log_locations"
    }
  }

  @Test func wholeProcedure() throws {
    let cases: [Case] = try ReferenceVectors.section("gate")
    #expect(cases.count == 4)
    for reference in cases {
      let all = LocationTable(rows: reference.logLocations)
      let baselineEnd = reference.archivedJobs + reference.baselineJobs
      let baseline = all.selecting(jobs: Array(reference.archivedJobs..<baselineEnd))
      let current = all.selecting(jobs: Array(baselineEnd..<all.jobs))
      let known = all.selecting(jobs: Array(0..<baselineEnd))
      let extended = known.extended(withSpreadOf: current)
      let fit = LevelFit(extended.table, moved: extended.moved)
      try check(fit, reference.model, reference.rtol)

      let comparison = LevelComparison(
        LevelContrast(baseline: baseline, current: current),
        noise: ComparisonNoise(
          baselineVariances: fit.moderatedVariances, currentVariances: fit.moderatedVariances,
          degreesOfFreedom: reference.model.df, commonVariance: reference.model.tau2,
          tails: fit.tails), level: 0.95)
      try check(comparison, baseline, current, reference.gate, reference.rtol)
    }
  }

  private func check(_ fit: LevelFit, _ expected: Case.Model, _ rtol: Double) throws {
    #expect(fit.keptJobs == expected.keptRuns)
    #expect(agree(fit.variances, expected.s2, rtol))
    #expect(agree(fit.degreesOfFreedom, expected.d, rtol))
    #expect(agree(fit.priorVariances, expected.s02, rtol))
    #expect(agree(fit.moderatedVariances, expected.moderated, rtol))
    // Amended: benchmarks that hold a common factor are no independent witnesses for each other.
    let capped = zip(expected.df, expected.d).map { expected.df.count < 8 ? min($0, $1 + 2) : $0 }
    #expect(agree(fit.moderatedDegreesOfFreedom, capped, rtol))
    // Factors lie around zero: their accuracy is relative to their spread.
    for (found, factor) in zip(fit.factors, expected.factors) {
      #expect((found - factor).magnitude < 1e-9)
    }
    #expect(agree([fit.prior.degreesOfFreedom], [expected.d0], rtol))
    // The prior of tau^2 is that of the amended vectors (GateAmendmentTests), at most the one here.
    #expect(fit.commonVariance <= expected.tau2)
    #expect(agree([fit.tails.kappa, fit.tails.nu], [expected.kappa, expected.nu], rtol))
  }

  private func check(
    _ found: LevelComparison, _ baseline: LocationTable, _ current: LocationTable,
    _ expected: Case.Gate, _ rtol: Double
  ) throws {
    #expect(agree([found.commonShift], [expected.shift], rtol))
    #expect(agree([found.commonShiftUsed], [expected.shiftUsed], rtol))
    #expect(agree([found.inflation], [expected.inflation], rtol))
    #expect(found.mismatch == expected.mismatch)
    #expect(agree(found.effects.map(\.adjusted), expected.adjusted, rtol))
    #expect(agree(found.effects.map(\.standardError), expected.se, rtol))
    #expect(agree(found.effects.map(\.degreesOfFreedom), expected.df, rtol))
    #expect(agree(found.effects.map(\.p), expected.p, rtol))
    let adjusted = MultipleTests.holm(found.effects.map(\.p))
    #expect(agree(adjusted, expected.holm, rtol))
    for (b, effect) in found.effects.enumerated() {
      #expect((effect.lower - log(expected.lo[b])).magnitude < rtol)
      #expect((effect.upper - log(expected.hi[b])).magnitude < rtol)
      let reference = baseline.row(b).reduce(0, +) / Double(baseline.jobs)
      let judgement = Judgement(
        Evidence(
          lower: effect.lower, upper: effect.upper, difference: effect.adjusted,
          adjustedP: adjusted[b],
          agreement: Evidence.agreement(
            of: current.row(b).map { $0 - reference - effect.shiftRemoved }),
          values: 10), policy: Policy())
      #expect(judgement.verdict.rawValue == expected.verdict[b], "benchmark \(b)")
    }
  }
}

private func agree(_ found: [Double], _ expected: [Double], _ rtol: Double) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { relativeError($0, $1) <= rtol }
}
