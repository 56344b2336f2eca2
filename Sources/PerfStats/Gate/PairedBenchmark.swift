import RealModule

/// One benchmark measured on both sides, with its effect: all that its verdict needs.
struct PairedBenchmark {
  var key: SeriesKey
  var metric: Metric
  var jobs: ComparedJobs
  var effect: LevelComparison.Effect
  /// Log level of the baseline, and what it differs from the plain mean of its jobs.
  var reference: Double
  var referenceOffset: Double
  /// Samples at which executions are compared; nil for their own number.
  var size: Int?
  var runLevelSD: Double
  var planning: DetectableEffect
  var deciding: JobsToDecide?
  /// Jobs of the noise model, and the measurements in them.
  var modelJobs: Int
  var measurements: Int

  struct Opinion {
    /// The deciding interval without the shift that was taken off.
    var lower: Double
    var upper: Double
    /// Half a step of a clock that repeats one reading, by which each end lies further out.
    var clockArm: Double
    var meanRatio: BenchmarkResult.MeanRatio
    var evidence: Evidence
    var judgement: Judgement

    mutating func add(slowTail: [SlowTail], policy: Policy) {
      evidence.slowTail = slowTail
      judgement = Judgement(evidence, policy: policy)
    }
  }

  /// The deciding interval on the log scale, the ratio of plain means and the verdict.
  func opinion(
    bootstrap: BootstrapSummary?, adjustedP: Double, sameRunner: Bool, policy: Policy
  ) -> Opinion {
    let second = secondOpinion(bootstrap, level: policy.level)
    let clock = clockArm
    let lower = min(effect.lower, second?.lower ?? effect.lower) - clock
    let upper = max(effect.upper, second?.upper ?? effect.upper) + clock
    let meanRatio = BenchmarkResult.MeanRatio(
      baseline: jobs.baseline.map(\.plainMean), current: jobs.current.map(\.plainMean),
      level: policy.level)
    let evidence = Evidence(
      lower: lower, upper: upper, difference: effect.difference, shift: effect.shiftRemoved,
      adjustedP: adjustedP, agreement: agreement, values: jobs.values,
      singleValues: jobs.hasSingleValues, modelJobs: modelJobs, hasSamples: jobs.hasSamples,
      sameRunner: sameRunner, direction: metric.better, chance: chance(policy))
    return Opinion(
      lower: lower, upper: upper, clockArm: clock, meanRatio: meanRatio, evidence: evidence,
      judgement: Judgement(evidence, policy: policy))
  }

  /// Whether the benchmark could fail at all, however slow it were.
  func canFail(_ policy: Policy) -> Bool {
    Judgement.canFail(
      values: jobs.values, singleValues: jobs.hasSingleValues, modelJobs: modelJobs,
      hasSamples: jobs.hasSamples, policy: policy)
  }

  /// The row of the report, and whether the benchmark is worth measuring again.
  func judged(
    _ opinion: Opinion, bootstrap: BootstrapSummary?, policy: Policy
  ) -> (result: BenchmarkResult, isSuspect: Bool) {
    let (lower, upper) = (opinion.lower, opinion.upper)
    let verdict = opinion.judgement.verdict
    let hasSamples = opinion.evidence.hasSamples
    var further: Int?
    if verdict == .inconclusive, opinion.evidence.sameRunner, var deciding {
      let noiseArm = effect.upper - effect.lower
      if noiseArm > 0 { deciding.hullRatio = (upper - lower) / noiseArm }
      deciding.isResampled = hasSamples
      further = deciding.fewest(policy: policy)
    }
    var notes = self.notes
    if !hasSamples { notes.append("no raw samples on a side: judged from a summary") }
    if opinion.clockArm > 0 {
      notes.append("the clock's step repeats one reading: the interval is wider by half a step")
    }
    if let size {
      notes.append("executions of different length: compared at \(size) samples each")
    }

    let shown = effect.bothReadings(lower: lower, upper: upper)
    let estimate = BenchmarkResult.Estimate(
      deciding: Interval(
        estimate: .exp(effect.difference), lower: .exp(shown.lower), upper: .exp(shown.upper),
        level: policy.level, method: hasSamples ? "hull" : "hull with the source's bounds"),
      noiseInterval: interval(effect.lower, effect.upper, policy, "noise model"),
      bootstrapInterval: bootstrap.map {
        let (low, high) = withoutShift($0)
        return interval(low, high, policy, "Kalibera-Jones bootstrap")
      },
      meanRatio: opinion.meanRatio, p: effect.p, adjustedP: opinion.evidence.adjustedP,
      againstSuite: effect.shiftRemoved.magnitude > 0.005 ? .exp(effect.adjusted) : nil,
      minimumDetectableEffect: canFail(policy)
        ? planning.minimum(jobs: jobs.current.count, policy: policy) : nil,
      jobsToDecide: further, standardError: effect.standardError,
      degreesOfFreedom: effect.degreesOfFreedom, runLevelSD: runLevelSD,
      bootstrapQuantiles: (bootstrap?.quantiles ?? []).map { .exp($0 - referenceOffset) })
    let result = BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: verdict, estimate: estimate,
      baseline: BenchmarkResult.Side(jobs.baseline, metric: metric),
      current: BenchmarkResult.Side(jobs.current, metric: metric),
      reasons: opinion.judgement.reasons, notes: notes)
    let suspect =
      metric.better != .unspecified
      && Judgement.isSuspect(lower: lower, upper: upper, effect: effect.adjusted, policy: policy)
    return (result, suspect)
  }

  private func interval(
    _ lower: Double, _ upper: Double, _ policy: Policy, _ method: String
  ) -> Interval {
    Interval(
      estimate: .exp(effect.adjusted), lower: .exp(lower), upper: .exp(upper),
      level: policy.level, method: method)
  }

  /// The bootstrap's interval of the effect against the reference, the common shift taken off.
  private func withoutShift(_ bootstrap: BootstrapSummary) -> (Double, Double) {
    let offset = effect.shiftRemoved + referenceOffset
    return (bootstrap.lower - offset, bootstrap.upper - offset)
  }

  /// The interval beside the noise model's: the bootstrap's, or where there is nothing to
  /// resample, the one that the sources' own bounds imply.
  private func secondOpinion(
    _ bootstrap: BootstrapSummary?, level: Double
  ) -> (lower: Double, upper: Double)? {
    if let bootstrap { return withoutShift(bootstrap) }
    let squares = [jobs.baseline, jobs.current].map { jobs -> Double in
      let errors = jobs.map { $0.summary?.standardError ?? 0 }
      let count = Double(jobs.count)
      return errors.reduce(0) { $0 + $1 * $1 } / (count * count)
    }
    let arm =
      StandardNormal.upperQuantile((1 - level) / 2) * (squares[0] + squares[1]).squareRoot()
    return (effect.adjusted - arm, effect.adjusted + arm)
  }

  /// Half a step of a clock that repeats one reading (8.4).
  var clockArm: Double {
    guard metric.isTimeOrRate, jobs.hasSamples else { return 0 }
    let readings = { (jobs: [CostObservation]) in
      let costs = jobs.flatMap(\.allCosts)
      return metric.better == .higher ? costs.map { 1 / $0 } : costs
    }
    return CoarseClock.arm(
      baseline: readings(jobs.baseline), current: readings(jobs.current), step: nil)
  }

  /// Effect that at least about three quarters of the current executions exceed (6.8).
  private var agreement: Double {
    let hasSamples = jobs.hasSamples
    let values = jobs.current.flatMap { job in
      hasSamples ? job.executions.map(\.log) : [Double.log(job.plainMean)]
    }
    return Evidence.agreement(of: values.map { $0 - reference - effect.shiftRemoved })
  }

  /// Why chance may have done as much as was found.
  private func chance(_ policy: Policy) -> String? {
    if effect.seenBefore > 0 {
      return "unchanged benchmarks of this archive did as much in \(effect.seenBefore) of "
        + "\(measurements) measurements"
    }
    guard let (start, benchmark) = planning.coldStart else { return nil }
    let law = JumpLaw(executions: start.executions[benchmark])
    let tests = Double(max(1, planning.family))
    let excess = law.start + law.scale * .log(law.share / 2 * tests / policy.alpha)
    let factor = Double.exp(max(excess, 0) + 2 * start.sampleVariances[benchmark].squareRoot())
    let what =
      planning.family > 1 ? "no single one of \(planning.family) benchmarks" : "no benchmark"
    let executions =
      start.executions[benchmark] < JumpLaw.enoughExecutions
      ? ", or \(JumpLaw.enoughExecutions) executions a job," : ""
    return "one job a side: below x\(decimal(factor, digits: 1)) \(what) can fail, unchanged ones "
      + "jump so far; 2 more jobs\(executions) change that"
  }

  private var notes: [String] {
    let old = SampleDoubt.found(in: jobs.baseline)
    let new = SampleDoubt.found(in: jobs.current)
    return SampleDoubt.allCases.compactMap { doubt in
      switch (old.contains(doubt), new.contains(doubt)) {
      case (true, true): doubt.sentence
      case (true, false): "\(doubt.sentence) (baseline)"
      case (false, true): "\(doubt.sentence) (current)"
      case (false, false): nil
      }
    }
  }
}

extension BenchmarkResult.Side {
  init(_ jobs: [CostObservation], metric: Metric) {
    self.init(
      value: Self.typical(jobs, metric: metric),
      runs: jobs.map { job in
        metric.better != .higher
          ? job.samples
          : job.samples.map {
            Execution(values: $0.values.map { 1 / $0 }, isOrdered: $0.isOrdered)
          }
      })
  }

  /// The value that a side's jobs stand for; their mean where a zero has no logarithm.
  private static func typical(_ jobs: [CostObservation], metric: Metric) -> Double {
    let inverted = metric.better == .higher
    let costs = jobs.flatMap(\.allCosts)
    if jobs.contains(where: \.holdsZero) {
      return Moments.mean(costs.map { inverted ? 1 / $0 : $0 })
    }
    if let first = costs.first, costs.allSatisfy({ $0 == first }) {
      return inverted ? 1 / first : first
    }
    let log = Moments.mean(jobs.map(\.log))
    return .exp(inverted ? -log : log)
  }
}
