import RealModule

extension NoiseModel {
  /// Fits the model of one runner to its archived jobs.
  ///
  /// - Parameters:
  ///   - runs: jobs in any order. Those of another runner than the newest job's are left out,
  ///     as are all but the newest sixty and those more than ninety days older than the newest.
  ///   - statistic: location of an execution that the model will be used with.
  /// - Throws: `StatisticsError.tooFewReplicates` if fewer than two jobs remain.
  /// - Complexity: O(M R log (M R)) and a sort of every execution.
  public static func fit(
    _ runs: [Run], statistic: LocationStatistic
  ) throws(StatisticsError) -> NoiseModel {
    let newest = runs.enumerated().max {
      ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
    }
    let runner = newest?.element.runner ?? Runner()
    let window = ArchiveWindow(archive: runs, baseline: [], current: [], runner: runner)
    guard window.runs.count >= 2 else {
      throw .tooFewReplicates(
        method: "the noise model of one runner", needed: 2, found: window.runs.count)
    }
    let observed = ObservedJobs(window.runs, statistic: statistic)
    let keys = observed.series.keys
    let metrics = Set(observed.order.map { keys[$0].metric }).sorted()
    return NoiseModel(
      runner: runner, statistic: statistic,
      families: metrics.map { metric in
        NoiseFamily(
          metric: metric, numbers: observed.order.filter { keys[$0].metric == metric },
          jobs: observed, runs: window.runs)
      })
  }
}

extension NoiseFamily {
  /// - Parameters:
  ///   - numbers: the series of the metric.
  ///   - jobs: archive and baseline, in time order.
  ///   - runs: the same jobs.
  ///   - current: current jobs of the same numbers as further evidence of spread (5.1); benchmarks
  ///     with one current job give none.
  package init(
    metric: String, numbers: [Int], jobs: ObservedJobs, runs: [Run],
    current: ObservedJobs? = nil, threads: Int = 1
  ) {
    var table = jobs.table(numbers)
    var moved: [Bool]?
    if let current {
      let extended = table.extended(withSpreadOf: current.table(numbers))
      (table, moved) = (extended.table, extended.moved)
    }

    let durations = Self.log10Durations(numbers.map { jobs.metric($0) }, table: table)
    let cells = { @Sendable (b: Int) in jobs.observations(numbers[b]) }
    let fit = LevelFit(
      table, log10Durations: durations, moved: moved,
      clockSteps: inParallel(numbers.count, threads: threads) { b in
        let steps = cells(b).flatMap { $0.executions.map(\.relativeStep) }
        return steps.isEmpty ? 0 : Quantiles.median(steps)
      }, threads: threads)
    let execution = Self.executionNoise(
      inParallel(numbers.count, threads: threads) { SpreadOfExecutions(cells($0)) },
      log10Durations: durations)
    self.metric = metric
    let archived = 0..<jobs.count
    let positions = Dictionary(uniqueKeysWithValues: fit.keptJobs.enumerated().map { ($1, $0) })
    self.jobs = runs.enumerated().map { r, run in
      let position = positions[r]
      return Job(
        id: run.id, date: run.date, used: position != nil,
        factor: position.map { fit.factors[$0] })
    }
    prior = fit.prior
    commonVariance = fit.commonVariance
    commonDegreesOfFreedom = fit.commonDegreesOfFreedom
    tails = fit.tails
    let keptArchived = fit.keptJobs.indices.filter { archived.contains(fit.keptJobs[$0]) }
    benchmarks = inParallel(numbers.count, threads: threads) { b in
      let cells = cells(b)
      let measured = cells.filter { !$0.isSummary }
      let executions = measured.map { 1 / Double($0.executions.count) }
      let samples = measured.map(\.inverseSamples)
      let errors = cells.flatMap { $0.executions.compactMap(\.squaredError) }
      return BenchmarkNoise(
        name: jobs.series.keys[numbers[b]].benchmark, log10Duration: durations?[b],
        level: fit.levels[b],
        variance: fit.variances[b], degreesOfFreedom: fit.degreesOfFreedom[b],
        priorVariance: fit.priorVariances[b], moderatedVariance: fit.moderatedVariances[b],
        moderatedDegreesOfFreedom: fit.moderatedDegreesOfFreedom[b],
        executions: executions.isEmpty ? 1 : 1 / Moments.mean(executions),
        samples: samples.isEmpty ? 1 : 1 / Moments.mean(samples),
        execution: execution[b],
        withinSquaredError: errors.isEmpty ? nil : Quantiles.median(errors),
        segmentStarts: fit.segmentStarts[b].filter { keptArchived.contains($0) },
        residuals: keptArchived.map { r in
          fit.residuals[b, r].isNaN ? nil : fit.residuals[b, r]
        })
    }
  }

  /// What the prior expects at this log10 duration. Beyond the durations that were measured it is
  /// what the nearest of them has: a line through benchmarks of one duration says nothing of others.
  package func expectedVariance(at log10Duration: Double?) -> Double {
    let known = benchmarks.compactMap(\.log10Duration)
    guard let log10Duration, let least = known.min(), let most = known.max() else {
      return prior.variance(at: log10Duration)
    }
    return prior.variance(at: min(max(log10Duration, least), most))
  }

  /// Noise of a benchmark that the archive did not measure: what its siblings' prior expects.
  package func expectedNoise(of benchmark: String, log10Duration: Double?) -> BenchmarkNoise {
    let expected = expectedVariance(at: log10Duration)
    return BenchmarkNoise(
      name: benchmark, log10Duration: log10Duration, level: .nan, variance: 0,
      degreesOfFreedom: 0, priorVariance: expected, moderatedVariance: expected,
      moderatedDegreesOfFreedom: max(1, prior.degreesOfFreedom), executions: 1, samples: 1,
      execution: nil, withinSquaredError: nil, segmentStarts: [], residuals: [])
  }

  /// Log10 of each benchmark's duration in nanoseconds; nil unless all are durations.
  package static func log10Durations(
    _ metrics: [Metric?], table: LocationTable
  ) -> [Double]? {
    var durations: [Double] = []
    for (b, metric) in metrics.enumerated() {
      guard let metric, metric.better != .higher, let unit = metric.log10Nanoseconds else {
        return nil
      }
      let measured = table.measured(b)
      if measured.isEmpty { return nil }
      durations.append(Moments.mean(measured) / .log(10) + unit)
    }
    return durations
  }

  /// Variance between the executions of a job, pooled over the jobs and moderated over the
  /// benchmarks; nil where no job has two executions.
  private static func executionNoise(
    _ spreads: [SpreadOfExecutions], log10Durations: [Double]?
  ) -> [BenchmarkNoise.ExecutionNoise?] {
    let variances = spreads.map(\.variance)
    let degrees = spreads.map(\.degreesOfFreedom)
    let prior = VariancePrior.estimate(
      variances: variances, degreesOfFreedom: degrees, log10Durations: log10Durations)
    return degrees.indices.map { b in
      degrees[b] == 0
        ? nil
        : BenchmarkNoise.ExecutionNoise(
          variance: variances[b], degreesOfFreedom: degrees[b],
          moderatedVariance: prior.moderated(
            variances[b], degreesOfFreedom: degrees[b], at: log10Durations?[b]))
    }
  }
}

/// Variance between the executions of the jobs of one benchmark, pooled; zeros where no job has two.
private struct SpreadOfExecutions {
  var variance: Double
  var degreesOfFreedom: Double

  init(_ jobs: [CostObservation]) {
    var (squares, freedom) = (0.0, 0.0)
    for job in jobs where job.executions.count >= 2 {
      freedom += Double(job.executions.count - 1)
      squares += Moments.sumOfSquares(job.executions.map { $0.log })
    }
    variance = freedom > 0 ? max(squares / freedom, LevelFit.smallestVariance) : 0
    degreesOfFreedom = freedom
  }
}
