import PerfStats
import Testing

@Suite struct ModerationReferenceTests {
  struct LimmaCase: Decodable {
    var s2, df, moderated: [Double]
    var s02: Double
    var d0: Double?
    var rtol: Double
  }

  /// Against R limma's squeezeVar; its prior degrees of freedom are not capped at 20 as ours are.
  @Test func agreesWithLimma() throws {
    let cases: [LimmaCase] = try ReferenceVectors.section("limma")
    #expect(!cases.isEmpty)
    for reference in cases {
      let prior = VariancePrior.estimate(
        variances: reference.s2, degreesOfFreedom: reference.df)
      #expect(relativeError(prior.variance(at: nil), reference.s02) < reference.rtol)
      if let d0 = reference.d0, d0 < VariancePrior.mostDegreesOfFreedom {
        #expect(relativeError(prior.degreesOfFreedom, d0) < reference.rtol)
        for (b, expected) in reference.moderated.enumerated() {
          let found = prior.moderated(
            reference.s2[b], degreesOfFreedom: reference.df[b], at: nil)
          #expect(relativeError(found, expected) < reference.rtol)
        }
      } else {
        #expect(prior.degreesOfFreedom == VariancePrior.mostDegreesOfFreedom)
      }
    }
  }

  struct TrendCase: Decodable {
    var log10Durations, s2, s02, moderated: [Double]
    var df, d0, rtol: Double

    enum CodingKeys: String, CodingKey {
      case s2, s02, moderated, df, d0, rtol
      case log10Durations = "log10_duration"
    }
  }

  @Test func followsTheTrendWithDuration() throws {
    let reference: TrendCase = try ReferenceVectors.section("eb_trend")
    let prior = VariancePrior.estimate(
      variances: reference.s2,
      degreesOfFreedom: reference.s2.map { _ in reference.df },
      log10Durations: reference.log10Durations)
    #expect(relativeError(prior.degreesOfFreedom, reference.d0) < reference.rtol)
    for b in reference.s2.indices {
      let x = reference.log10Durations[b]
      #expect(relativeError(prior.variance(at: x), reference.s02[b]) < reference.rtol)
      let moderated = prior.moderated(
        reference.s2[b], degreesOfFreedom: reference.df, at: x)
      #expect(relativeError(moderated, reference.moderated[b]) < reference.rtol)
    }
  }

  @Test func degenerateVariances() {
    // No variance vanishes alone: a zero is raised to 1e-5 of the median.
    let mixed = VariancePrior.estimate(
      variances: [0, 1e-4, 2e-4, 1.5e-4, 1e-4], degreesOfFreedom: [4, 4, 4, 4, 4])
    #expect(mixed.degreesOfFreedom > 0 && mixed.variance(at: nil) > 0)
    // All vanish: an SD of one millionth.
    let silent = VariancePrior.estimate(
      variances: [0, 0, 0], degreesOfFreedom: [4, 4, 4])
    #expect(relativeError(silent.variance(at: nil), 1e-12) < 1e-9)
    // One benchmark has no siblings: it speaks for itself from four degrees of freedom on.
    #expect(VariancePrior.estimate(variances: [1e-4], degreesOfFreedom: [4]) == .none)
    #expect(VariancePrior.estimate(variances: [1e-4], degreesOfFreedom: [3]) == .coldStart)
    #expect(VariancePrior.estimate(variances: [0, 0], degreesOfFreedom: [0, 0]) == .coldStart)
    // No degrees of freedom of its own: the prior's variance.
    let prior = VariancePrior(degreesOfFreedom: 20, intercept: -8)
    #expect(prior.moderated(0, degreesOfFreedom: 0, at: nil) == prior.variance(at: nil))
    // Equal durations carry no trend.
    let flat = VariancePrior.estimate(
      variances: (1...12).map { Double($0) * 1e-5 },
      degreesOfFreedom: Array(repeating: 5, count: 12),
      log10Durations: Array(repeating: 3, count: 12))
    #expect(flat.slope == 0)
  }
}
