import RealModule

/// What the gate knows about the noise of one metric, whichever way it came to know it.
struct FamilyNoise {
  enum Source {
    /// Fewer than three jobs: assumptions and the spread of this very comparison.
    case coldStart(sd: Double)
    case fitted(NoiseFamily)
    case stored(NoiseFamily)
  }

  let source: Source
  private let byName: [String: BenchmarkNoise]

  init(source: Source) {
    self.source = source
    switch source {
    case .coldStart: byName = [:]
    case .fitted(let family), .stored(let family):
      byName = Dictionary(
        family.benchmarks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Fewest jobs that a model is fitted to.
  static let fewestJobs = 3

  /// SD of a benchmark's job value when nothing but the comparison itself is known: from
  /// twelve benchmarks on, the spread of the differences over the benchmarks, at least 0.7 %;
  /// else 3.5 %.
  static func coldStartSD(_ contrast: LevelContrast) -> Double {
    guard contrast.benchmarks >= 12 else { return 0.035 }
    let scaled = (0..<contrast.benchmarks).map {
      contrast.differences[$0] / contrast.jobFactor($0).squareRoot()
    }
    return max(
      Quantiles.normalConsistency * Quantiles.medianAbsoluteDeviation(scaled), 0.007)
  }

  var tails: TailCalibration {
    switch source {
    case .coldStart: .coldStart
    case .fitted(let family), .stored(let family): family.tails
    }
  }

  var commonVariance: Double {
    switch source {
    case .coldStart: LevelFit.coldStartCommonSD * LevelFit.coldStartCommonSD
    case .fitted(let family), .stored(let family): family.commonVariance
    }
  }

  /// Variance of one job's value of a benchmark, its degrees of freedom and the variance of one
  /// job with the executions and samples at hand.
  func variance(
    of key: SeriesKey, log10Duration: Double?, jobs: [CostObservation]
  ) -> (moderated: Double, degreesOfFreedom: Double, ofJobs: Double) {
    switch source {
    case .coldStart(let sd):
      return (sd * sd, VariancePrior.coldStart.degreesOfFreedom, sd * sd)
    case .fitted(let family), .stored(let family):
      let noise =
        byName[key.benchmark]
        ?? family.expectedNoise(of: key.benchmark, log10Duration: log10Duration)
      let measured = jobs.filter { !$0.isSummary }
      let ofJobs =
        measured.count < jobs.count || measured.isEmpty
        ? noise.moderatedVariance
        : noise.jobVariance(
          executions: 1 / Moments.mean(measured.map { 1 / Double($0.executions.count) }),
          samples: 1 / Moments.mean(measured.map(\.inverseSamples)))
      return (noise.moderatedVariance, noise.moderatedDegreesOfFreedom, ofJobs)
    }
  }

  var summary: Report.NoiseModelSummary {
    switch source {
    case .coldStart:
      Report.NoiseModelSummary(
        kind: "cold start", jobs: 0, tau: LevelFit.coldStartCommonSD,
        kappa: TailCalibration.coldStart.kappa, nu: TailCalibration.coldStart.nu,
        priorDegreesOfFreedom: VariancePrior.coldStart.degreesOfFreedom)
    case .fitted(let family):
      Self.summary(family, kind: family.usedJobs < 6 ? "small archive" : "fitted")
    case .stored(let family):
      Self.summary(family, kind: "stored")
    }
  }

  private static func summary(
    _ family: NoiseFamily, kind: String
  ) -> Report.NoiseModelSummary {
    Report.NoiseModelSummary(
      kind: kind, jobs: family.usedJobs, tau: family.commonSD, kappa: family.tails.kappa,
      nu: family.tails.nu, priorDegreesOfFreedom: family.prior.degreesOfFreedom)
  }
}
