import RealModule

/// One benchmark measured on both sides, with its effect: all that its verdict needs.
struct PairedBenchmark {
  var key: SeriesKey
  var metric: Metric
  var baseline: [CostObservation]
  var current: [CostObservation]
  var effect: LevelComparison.Effect
  var runLevelSD: Double
  var tails: TailCalibration
  var baselineVariance: Double
  var currentVariance: Double
  var inflation: Double

  var hasSamples: Bool { !(baseline + current).contains(where: \.isSummary) }

  /// Samples of a typical execution, of the side that has fewer.
  var samples: Int { min(Self.typicalSamples(baseline), Self.typicalSamples(current)) }

  /// The deciding interval on the log scale, the ratio of plain means and the verdict.
  func opinion(
    bootstrap: BootstrapSummary?, adjustedP: Double, sameRunner: Bool, policy: Policy
  ) -> Opinion {
    let second = secondOpinion(bootstrap, level: policy.level)
    let lower = min(effect.lower, second?.lower ?? effect.lower)
    let upper = max(effect.upper, second?.upper ?? effect.upper)
    let meanRatio = BenchmarkResult.MeanRatio(
      baseline: baseline.map(\.plainMean), current: current.map(\.plainMean),
      level: policy.level)
    let judgement = Judgement(
      Evidence(
        lower: lower, upper: upper, adjustedP: adjustedP, agreement: agreement,
        samples: samples,
        hasSamples: hasSamples, sameRunner: sameRunner,
        slowTail: (meanRatio.lower ?? 0) > 1 + policy.threshold), policy: policy)
    return Opinion(lower: lower, upper: upper, meanRatio: meanRatio, judgement: judgement)
  }

  struct Opinion {
    var lower: Double
    var upper: Double
    var meanRatio: BenchmarkResult.MeanRatio
    var judgement: Judgement
  }

  /// The row of the report, and whether the benchmark is worth measuring again.
  func judged(
    bootstrap: BootstrapSummary?, adjustedP: Double, family: Int, sameRunner: Bool,
    policy: Policy
  ) -> (result: BenchmarkResult, isSuspect: Bool) {
    let opinion = opinion(
      bootstrap: bootstrap, adjustedP: adjustedP, sameRunner: sameRunner, policy: policy)
    let (lower, upper) = (opinion.lower, opinion.upper)
    let planning = DetectableEffect(
      baselineVariance: baselineVariance, currentVariance: currentVariance,
      inflation: inflation, degreesOfFreedom: effect.degreesOfFreedom, tails: tails,
      family: family)
    let jobs = current.count
    let verdict = opinion.judgement.verdict
    let decided =
      verdict == .inconclusive && sameRunner
      ? planning.jobs(toDecide: effect.adjusted, policy: policy).map { max(1, $0 - jobs) } : nil
    var notes = self.notes
    if !hasSamples { notes.append("no raw samples on a side: judged from a summary") }

    let estimate = BenchmarkResult.Estimate(
      deciding: interval(
        lower, upper, policy, hasSamples ? "hull" : "hull with the source's bounds"),
      noiseInterval: interval(effect.lower, effect.upper, policy, "noise model"),
      bootstrapInterval: bootstrap.map {
        interval(
          $0.lower - effect.shiftRemoved, $0.upper - effect.shiftRemoved, policy,
          "Kalibera-Jones bootstrap")
      },
      meanRatio: opinion.meanRatio, p: effect.p, adjustedP: adjustedP,
      minimumDetectableEffect: planning.minimum(jobs: jobs, policy: policy),
      jobsToDecide: decided, standardError: effect.standardError,
      degreesOfFreedom: effect.degreesOfFreedom, runLevelSD: runLevelSD,
      bootstrapQuantiles: (bootstrap?.quantiles ?? []).map { .exp($0 - effect.shiftRemoved) })
    let result = BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: verdict, estimate: estimate,
      baseline: BenchmarkResult.Side(baseline, metric: metric),
      current: BenchmarkResult.Side(current, metric: metric),
      reasons: opinion.judgement.reasons, notes: notes)
    let suspect = Judgement.isSuspect(
      lower: lower, upper: upper, effect: effect.adjusted, policy: policy)
    return (result, suspect)
  }

  private func interval(
    _ lower: Double, _ upper: Double, _ policy: Policy, _ method: String
  ) -> Interval {
    Interval(
      estimate: .exp(effect.adjusted), lower: .exp(lower), upper: .exp(upper),
      level: policy.level, method: method)
  }

  /// The interval beside the noise model's: the bootstrap's, or where there is nothing to
  /// resample, the one that the sources' own bounds imply.
  private func secondOpinion(
    _ bootstrap: BootstrapSummary?, level: Double
  ) -> (lower: Double, upper: Double)? {
    if let bootstrap {
      return (bootstrap.lower - effect.shiftRemoved, bootstrap.upper - effect.shiftRemoved)
    }
    let squares = [baseline, current].map { jobs -> Double in
      let errors = jobs.map { $0.summary?.standardError ?? 0 }
      let count = Double(jobs.count)
      return errors.reduce(0) { $0 + $1 * $1 } / (count * count)
    }
    let arm =
      StandardNormal.upperQuantile((1 - level) / 2) * (squares[0] + squares[1]).squareRoot()
    return (effect.adjusted - arm, effect.adjusted + arm)
  }

  /// Effect that at least about three quarters of the current executions exceed (6.8).
  private var agreement: Double {
    let reference =
      hasSamples
      ? Moments.mean(baseline.map(\.log)) : Moments.mean(baseline.map { .log($0.plainMean) })
    let values = current.flatMap { job in
      hasSamples ? job.executions.map(\.log) : [Double.log(job.plainMean)]
    }
    return Evidence.agreement(of: values.map { $0 - reference - effect.shiftRemoved })
  }

  private static func typicalSamples(_ jobs: [CostObservation]) -> Int {
    let counts = jobs.flatMap { $0.executions.map(\.count) }.sorted()
    return counts.isEmpty ? 0 : counts[(counts.count - 1) / 2]
  }

  private var notes: [String] {
    let old = SampleDoubt.found(in: baseline)
    let new = SampleDoubt.found(in: current)
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
    let log = Moments.mean(jobs.map(\.log))
    self.init(
      value: .exp(metric.better == .higher ? -log : log),
      runs: jobs.map { job in
        zip(job.costs, job.isOrdered).map { costs, isOrdered in
          Execution(
            values: metric.better == .higher ? costs.map { 1 / $0 } : costs, isOrdered: isOrdered)
        }
      })
  }
}
