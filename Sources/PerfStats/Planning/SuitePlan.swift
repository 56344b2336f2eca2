import RealModule

/// What measuring costs, in seconds.
package struct MeasuringCost: Hashable, Sendable {
  /// Of one sample of a benchmark, by series.
  package var sample: [SeriesKey: Double]
  /// Of starting one execution of a benchmark.
  package var execution: Double
  /// Of starting one job: a machine, a checkout, a build.
  package var job: Double

  package init(sample: [SeriesKey: Double], execution: Double, job: Double) {
    self.sample = sample
    self.execution = execution
    self.job = job
  }
}

/// What must be measured so that an effect is found, and what the present set-up finds.
package struct SuitePlan: Hashable, Sendable {
  /// One benchmark's part in the plan.
  package struct Benchmark: Hashable, Sendable {
    package var name: String
    package var metric: String
    /// SD of a job's value, log scale.
    package var jobSD: Double
    /// Smallest slow-down that one current job finds with power 0.8.
    package var detectable: Double
    /// The same with as many current jobs as planning considers: the floor that the
    /// baseline's jobs set.
    package var floor: Double
    /// Current jobs needed for the target; nil if none are enough.
    package var jobs: Int?
    /// SDs that iterations, executions and jobs contribute; nil where they cannot be told apart.
    package var iterationSD: Double?
    package var executionSD: Double?
    package var betweenJobsSD: Double?
    /// Samples in an execution and executions in a job at which precision costs least; nil if
    /// repeating is worth any number or the levels cannot be told apart.
    package var samples: Int?
    package var executions: Int?
  }

  package var target: Double
  package var baselineJobs: Int
  package var policy: Policy
  package var benchmarks: [Benchmark]
  /// Share of the benchmarks that finds the target with 1, 2, ... current jobs.
  package var coverage: [Double]
  /// Seconds of one job as it is measured now.
  package var secondsPerJob: Double

  /// Current jobs with which at least this share of the benchmarks finds the target.
  package func jobs(forShare share: Double) -> Int? {
    coverage.firstIndex { $0 >= share - 1e-12 }.map { $0 + 1 }
  }

  /// - Parameters:
  ///   - model: noise of the runner with executions and samples as they are.
  ///   - target: relative slow-down to be found, 0.05 for +5 %.
  ///   - baselineJobs: jobs of the baseline.
  ///   - cost: what measuring costs.
  /// - Throws: `StatisticsError` for a policy out of range or a target not above zero.
  /// - Complexity: O(M) quantiles of Student's t.
  package init(
    model: NoiseModel, target: Double, baselineJobs: Int, policy: Policy, cost: MeasuringCost
  ) throws(StatisticsError) {
    try policy.check()
    guard target > 0, target <= 10 else {
      throw .invalidParameter(name: "target", value: target, expected: "0 < target <= 10")
    }
    guard (1...1000).contains(baselineJobs) else {
      throw .invalidParameter(
        name: "baseline jobs", value: Double(baselineJobs), expected: "1 to 1000")
    }
    let total = model.families.reduce(0) { $0 + $1.benchmarks.count }
    var seconds = cost.job
    var found: [Benchmark] = []
    for family in model.families {
      for noise in family.benchmarks {
        let effect = DetectableEffect(
          family, noise, baselineJobs: baselineJobs, benchmarks: total)
        let needed = effect.jobs(toDetect: target, policy: policy)
        let sample = cost.sample[SeriesKey(benchmark: noise.name, metric: family.metric)] ?? 0
        seconds += noise.executions * (cost.execution + noise.samples * sample)
        var benchmark = Benchmark(
          name: noise.name, metric: family.metric, jobSD: noise.moderatedVariance.squareRoot(),
          detectable: effect.minimum(jobs: 1, policy: policy),
          floor: effect.minimum(jobs: DetectableEffect.mostJobs, policy: policy), jobs: needed)
        if let parts = noise.components {
          benchmark.iterationSD = parts.iteration.squareRoot()
          benchmark.executionSD = parts.execution.squareRoot()
          benchmark.betweenJobsSD = parts.job.squareRoot()
          let starts = max(cost.execution, 1e-6)
          let best = optimumRepetitions(
            costs: [max(sample, 1e-9), starts + noise.samples * sample, max(cost.job, starts)],
            variances: [parts.iteration, parts.execution, parts.job])
          benchmark.samples = best[0]
          benchmark.executions = best[1]
        }
        found.append(benchmark)
      }
    }
    self.target = target
    self.baselineJobs = baselineJobs
    self.policy = policy
    benchmarks = found
    secondsPerJob = seconds
    coverage = (1...DetectableEffect.mostJobs).map { jobs in
      Double(found.count { $0.jobs.map { $0 <= jobs } ?? false }) / Double(max(1, found.count))
    }
  }
}

extension BenchmarkNoise {
  /// Variances that one iteration, one execution and one job contribute to log costs; nil if the
  /// jobs have one execution each or the executions one sample.
  package var components: (iteration: Double, execution: Double, job: Double)? {
    guard let execution, let withinSquaredError else { return nil }
    return (
      samples * withinSquaredError,
      max(0, execution.moderatedVariance - withinSquaredError),
      max(0, moderatedVariance - execution.moderatedVariance / executions)
    )
  }
}

extension DetectableEffect {
  /// A benchmark measured as the model's jobs were, in a suite of `benchmarks`.
  package init(
    _ family: NoiseFamily, _ noise: BenchmarkNoise, baselineJobs: Int, benchmarks: Int
  ) {
    let siblings = family.benchmarks.count
    let corrected = siblings >= CommonFactor.fewestBenchmarks
    let separate = corrected || family.holdsCommonFactor ? 0 : family.commonVariance
    let variance = noise.moderatedVariance + separate
    let left = family.leaveOneOut
    var tails = family.tails
    tails.seen = SeenTail(left, kappa: tails.kappa)
    self.init(
      baselineVariance: variance / Double(baselineJobs), currentVariance: variance,
      inflation: corrected ? 1 + 1.57 / Double(siblings) : 1,
      degreesOfFreedom: noise.moderatedDegreesOfFreedom, tails: tails,
      family: benchmarks)
    bursts = Bursts(left)
  }
}
