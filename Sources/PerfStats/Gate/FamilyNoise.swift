import RealModule

/// What the gate knows about the noise of one metric, whichever way it came to know it.
struct FamilyNoise {
  enum Source {
    /// Fewer than three jobs: assumptions and the spread of this very comparison.
    case coldStart(ColdStart, variances: [Double])
    case fitted(NoiseFamily)
    case stored(NoiseFamily)
  }

  let source: Source
  let bursts: Bursts
  let tails: TailCalibration
  /// Place of each benchmark of a stored model in it, by name.
  private let stored: [String: Int]

  init(source: Source) {
    self.source = source
    if case .stored(let family) = source {
      stored = Dictionary(
        family.benchmarks.enumerated().map { ($1.name, $0) },
        uniquingKeysWith: { first, _ in first })
    } else {
      stored = [:]
    }
    switch source {
    case .coldStart:
      bursts = .none
      tails = .jumping
    case .fitted(let family), .stored(let family):
      let left = family.leaveOneOut
      bursts = Bursts(left)
      var tails = family.tails
      tails.seen = SeenTail(left, kappa: tails.kappa)
      self.tails = tails
    }
  }

  /// Fewest jobs that a model is fitted to.
  static let fewestJobs = 3

  private var family: NoiseFamily? {
    switch source {
    case .coldStart: nil
    case .fitted(let family), .stored(let family): family
    }
  }

  var coldStart: ColdStart? {
    if case .coldStart(let start, _) = source { start } else { nil }
  }

  /// Jobs that the model was fitted to; 0 in a cold start.
  var jobs: Int { family?.usedJobs ?? 0 }

  /// How often this gate would have failed unchanged jobs of the archive.
  func alarms(policy: Policy) -> Proportion {
    family?.alarms(tails: tails, bursts: bursts, policy: policy) ?? Proportion()
  }

  /// Variance of the factor that all benchmarks of a job share.
  var commonVariance: Double {
    family?.commonVariance ?? LevelFit.coldStartCommonSD * LevelFit.coldStartCommonSD
  }

  var commonDegreesOfFreedom: Double {
    family?.commonDegreesOfFreedom ?? LevelFit.priorWeight
  }

  /// The part of it that a benchmark's own variance does not hold.
  var separateCommonVariance: Double {
    family?.holdsCommonFactor == true ? 0 : commonVariance
  }

  /// Variance of one job's value of a benchmark, its degrees of freedom and the variance of one
  /// job with the executions and samples at hand.
  ///
  /// - Parameter position: of the benchmark among those compared.
  func variance(
    of benchmark: String, at position: Int, log10Duration: Double?, jobs: [CostObservation]
  ) -> (moderated: Double, degreesOfFreedom: Double, ofJobs: Double) {
    switch source {
    case .coldStart(_, let variances):
      let variance = variances[position]
      return (variance, VariancePrior.coldStart.degreesOfFreedom, variance)
    case .fitted(let family):
      // Fitted to the benchmarks that are compared, in their order.
      return Self.variance(family.benchmarks[position], jobs: jobs)
    case .stored(let family):
      let noise =
        stored[benchmark].map { family.benchmarks[$0] }
        ?? family.expectedNoise(of: benchmark, log10Duration: log10Duration)
      return Self.variance(noise, jobs: jobs)
    }
  }

  private static func variance(
    _ noise: BenchmarkNoise, jobs: [CostObservation]
  ) -> (moderated: Double, degreesOfFreedom: Double, ofJobs: Double) {
    let isMeasured = !jobs.isEmpty && jobs.allSatisfy { !$0.isSummary }
    let ofJobs =
      isMeasured
      ? noise.jobVariance(
        executions: 1 / Moments.mean(jobs.map { 1 / Double($0.executions.count) }),
        samples: 1 / Moments.mean(jobs.map(\.inverseSamples)))
      : noise.moderatedVariance
    return (noise.moderatedVariance, noise.moderatedDegreesOfFreedom, ofJobs)
  }

  var summary: Report.NoiseModelSummary {
    switch source {
    case .coldStart: .coldStart
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

extension Report.NoiseModelSummary {
  /// Nothing learnt yet.
  static let coldStart = Report.NoiseModelSummary(
    kind: "cold start", jobs: 0, tau: LevelFit.coldStartCommonSD,
    kappa: 1, nu: TailCalibration.normal,
    priorDegreesOfFreedom: VariancePrior.coldStart.degreesOfFreedom)
}
