import RealModule

/// What is known of one runner's noise: one family of variances per metric, fitted to its
/// archived jobs. Valid for this runner and this statistic only.
public struct NoiseModel: Hashable, Sendable {
  /// The machine class it was fitted for.
  public var runner: Runner
  /// Location of one execution that it was fitted to.
  public var statistic: LocationStatistic
  package var families: [NoiseFamily]

  package init(runner: Runner, statistic: LocationStatistic, families: [NoiseFamily]) {
    self.runner = runner
    self.statistic = statistic
    self.families = families
  }

  package func family(metric: String) -> NoiseFamily? { families.first { $0.metric == metric } }
}

/// Noise of all benchmarks of one metric on one runner.
package struct NoiseFamily: Hashable, Sendable {
  /// A job that the fit looked at.
  package struct Job: Hashable, Sendable {
    package var id: String
    package var date: String
    /// False for a job that was left out because nearly every benchmark strayed in it.
    package var used: Bool
    /// Common factor of the job, log scale; nil where it was not used or has too few benchmarks.
    package var factor: Double?

    package init(id: String, date: String, used: Bool, factor: Double?) {
      self.id = id
      self.date = date
      self.used = used
      self.factor = factor
    }
  }

  package var metric: String
  /// In time order, oldest first.
  package var jobs: [Job]
  package var prior: VariancePrior
  /// tau^2: variance of the factor shared by all benchmarks of a job, log scale.
  package var commonVariance: Double
  /// Degrees of freedom of `commonVariance`: three of its prior, one for each job beyond the first
  /// of each level of the factor.
  package var commonDegreesOfFreedom: Double
  package var tails: TailCalibration
  package var benchmarks: [BenchmarkNoise]

  /// - Parameter commonDegreesOfFreedom: nil for what the jobs' factors imply.
  package init(
    metric: String, jobs: [Job], prior: VariancePrior, commonVariance: Double,
    commonDegreesOfFreedom: Double? = nil, tails: TailCalibration, benchmarks: [BenchmarkNoise]
  ) {
    let factors = jobs.compactMap(\.factor)
    self.commonDegreesOfFreedom =
      commonDegreesOfFreedom ?? LevelFit.priorWeight
      + Double(max(0, factors.count - Drift.levels(factors).count))
    self.metric = metric
    self.jobs = jobs
    self.prior = prior
    self.commonVariance = commonVariance
    self.tails = tails
    self.benchmarks = benchmarks
  }

  /// Jobs that the fit used.
  package var usedJobs: Int { jobs.count { $0.used } }

  /// SD of the factor shared by all benchmarks of a job, log scale.
  package var commonSD: Double { commonVariance.squareRoot() }

  /// Whether the common factor is part of the benchmarks' own variances: fewer than eight benchmarks
  /// do not tell it from their own noise.
  var holdsCommonFactor: Bool { benchmarks.count < CommonFactor.fewestBenchmarks }
}

/// Noise of one benchmark on one runner; variances are of log costs.
package struct BenchmarkNoise: Hashable, Sendable {
  package var name: String
  /// log10 of the duration in nanoseconds; nil for metrics that are no durations.
  package var log10Duration: Double?
  /// Mean log cost over the jobs, common factors removed.
  package var level: Double
  /// Variance of the job values s^2 and its degrees of freedom.
  package var variance: Double
  package var degreesOfFreedom: Double
  /// Variance expected of a benchmark like this before its own jobs are looked at.
  package var priorVariance: Double
  /// Variance after pooling, and its degrees of freedom.
  package var moderatedVariance: Double
  package var moderatedDegreesOfFreedom: Double
  /// Executions in a job and samples in an execution (harmonic means over the jobs).
  package var executions: Double
  package var samples: Double
  /// Share of the variance that is drawn anew for each execution; nil if the jobs have one each.
  package var execution: ExecutionNoise?
  /// Median squared relative error within an execution; nil for single samples.
  package var withinSquaredError: Double?
  /// Positions among the used jobs where a new level of the benchmark begins; the first is 0.
  package var segmentStarts: [Int]
  /// What level, common factor and level shifts leave of each used job; nil where it did
  /// not measure the benchmark.
  package var residuals: [Double?]

  package init(
    name: String, log10Duration: Double?, level: Double, variance: Double,
    degreesOfFreedom: Double, priorVariance: Double, moderatedVariance: Double,
    moderatedDegreesOfFreedom: Double, executions: Double, samples: Double,
    execution: ExecutionNoise?, withinSquaredError: Double?, segmentStarts: [Int],
    residuals: [Double?]
  ) {
    self.name = name
    self.log10Duration = log10Duration
    self.level = level
    self.variance = variance
    self.degreesOfFreedom = degreesOfFreedom
    self.priorVariance = priorVariance
    self.moderatedVariance = moderatedVariance
    self.moderatedDegreesOfFreedom = moderatedDegreesOfFreedom
    self.executions = executions
    self.samples = samples
    self.execution = execution
    self.withinSquaredError = withinSquaredError
    self.segmentStarts = segmentStarts
    self.residuals = residuals
  }

  /// Variance between the executions of a job.
  package struct ExecutionNoise: Hashable, Sendable {
    package var variance: Double
    package var degreesOfFreedom: Double
    package var moderatedVariance: Double

    package init(variance: Double, degreesOfFreedom: Double, moderatedVariance: Double) {
      self.variance = variance
      self.degreesOfFreedom = degreesOfFreedom
      self.moderatedVariance = moderatedVariance
    }
  }

  /// Variance of one job's value when the job has other numbers of executions and samples
  /// than the archive had.
  ///
  /// The archive's variance consists of the job's own part and the executions' part divided
  /// by their number; only the second shrinks. If the archive has one execution a job,
  /// the parts cannot be told apart and more executions earn nothing. At least a fifth of
  /// the archive's variance always remains.
  ///
  /// - Parameters:
  ///   - executions: harmonic mean over the jobs in question, at least 1.
  ///   - samples: harmonic mean over their executions; nil for no conversion.
  package func jobVariance(executions wanted: Double, samples wantedSamples: Double?) -> Double {
    guard executions >= 1, wanted >= 1 else { return moderatedVariance }
    var excess = 0.0
    if let within = withinSquaredError, let wantedSamples, wantedSamples >= 1, samples >= 1 {
      excess = samples * within * (1 / wantedSamples - 1 / samples)
    }
    // What one execution a job cannot tell apart earns nothing, but fewer samples do cost.
    guard let execution else { return moderatedVariance + max(0, excess) / wanted }
    let archived = execution.moderatedVariance
    let converted = excess == 0 ? archived : max(archived + excess, 0.2 * archived)
    return max(
      0.2 * moderatedVariance, moderatedVariance + converted / wanted - archived / executions)
  }
}
