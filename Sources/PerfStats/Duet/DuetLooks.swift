import RealModule

/// The looks of a duet, taken one after another: at each look all benchmarks with the pairs
/// they had by then, judged for those that were not measured any further.
struct DuetLooks {
  let series: [DuetSeries]
  let schedule: LookSchedule
  let policy: Policy
  let noise: DuetNoise
  /// The last look that each series took part in.
  private let lastLooks: [Int]
  /// Contrasts at each look, by metric.
  private let contrasts: [[MetricContrast]]

  /// Series of one metric share noise and a common shift.
  private struct MetricContrast {
    var members: [Int]
    var contrast: DuetContrast
  }

  init(
    _ series: [DuetSeries], schedule: LookSchedule, policy: Policy, noise: DuetNoise
  ) throws(StatisticsError) {
    self.series = series
    self.schedule = schedule
    self.policy = policy
    self.noise = noise
    lastLooks = series.map { one in
      schedule.looks.lastIndex { $0 <= one.pairs } ?? 0
    }
    var byMetric: [Metric: [Int]] = [:]
    for (index, one) in series.enumerated() { byMetric[one.metric, default: []].append(index) }
    let groups = byMetric.values.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    contrasts = schedule.looks.indices.map { look in
      let level = schedule.level(policy.level, look: look)
      return groups.map { members in
        MetricContrast(
          members: members,
          contrast: DuetContrast(
            members.map { series[$0].prefix(schedule.looks[look]) }, noise: noise, level: level))
      }
    }
  }

  /// What the last look knew about noise.
  var noiseModel: Report.NoiseModelSummary {
    Report.NoiseModelSummary(
      kind: noise.duets == 0 ? "duet, cold start" : "duet, fitted", jobs: noise.duets,
      tau: noise.tau, kappa: noise.tails.kappa, nu: noise.tails.nu,
      priorDegreesOfFreedom: contrasts.last?.first?.contrast.prior.degreesOfFreedom ?? 0)
  }

  /// The rows of the whole suite at the last look.
  var suite: Report.Suite {
    guard let last = schedule.looks.indices.last else { return Report.Suite() }
    let nominal = schedule.policy(policy, look: last)
    return Report.Suite(
      rows: contrasts[last].compactMap { group in
        group.contrast.suite.map { suite in
          Report.Suite.Row(
            suite, used: group.contrast.commonShiftUsed, groups: group.contrast.groups,
            metric: series[group.members[0]].metric, sameRunner: true, policy: nominal)
        }
      })
  }

  /// A row for every series, each from its last look.
  func rows(threads: Int) throws(StatisticsError) -> [BenchmarkResult] {
    var rows: [BenchmarkResult?] = Array(repeating: nil, count: series.count)
    for look in schedule.looks.indices {
      let closing = series.indices.filter { lastLooks[$0] == look }
      if closing.isEmpty { continue }
      var effects: [DuetContrast.Effect?] = Array(repeating: nil, count: series.count)
      var removed = Array(repeating: 0.0, count: series.count)
      for group in contrasts[look] {
        for (member, effect) in zip(group.members, group.contrast.effects) {
          effects[member] = effect
          removed[member] = group.contrast.commonShiftUsed
        }
      }
      let found = effects.compactMap { $0 }
      let adjusted = adjust(
        series.indices.map { b in
          // Decided earlier: out of the race, unless already found to be slower.
          lastLooks[b] < look && rows[b]?.verdict != .fail ? 1 : found[b].p
        })
      let level = schedule.level(policy.level, look: look)
      let seen = closing.map { series[$0].prefix(schedule.looks[look]) }
      let bootstrap = try pairedBootstrap(
        seen.map(\.logRatios), resamples: policy.resamples, level: level, seed: policy.seed,
        threads: threads)
      for (position, b) in closing.enumerated() {
        rows[b] = row(
          seen[position], found[b], shift: removed[b], bootstrap: bootstrap[position],
          adjustedP: min(1, adjusted[b] / schedule.share(look)), look: look)
      }
    }
    return rows.compactMap { $0 }
  }

  private func adjust(_ p: [Double]) -> [Double] {
    switch policy.multiplicity {
    case .holm: MultipleTests.holm(p)
    case .fdr: MultipleTests.benjaminiHochberg(p)
    }
  }

  private func row(
    _ series: DuetSeries, _ effect: DuetContrast.Effect, shift: Double,
    bootstrap: BootstrapSummary, adjustedP: Double, look: Int
  ) -> BenchmarkResult {
    let lower = min(effect.lower, bootstrap.lower - shift)
    let upper = max(effect.upper, bootstrap.upper - shift)
    let mean = meanRatio(series, look: look)
    let evidence = Evidence(
      lower: lower, upper: upper, difference: effect.difference, shift: shift,
      adjustedP: adjustedP,
      agreement: Evidence.agreement(of: series.values.map { $0 - shift }),
      values: series.pairs * series.fewestSamples,
      slowTail: mean.lower.map { $0 > 1 + policy.threshold + Judgement.margin } ?? false
        ? [SlowTail(statistic: .mean, growth: .log(mean.ratio))] : [],
      direction: series.metric.better)
    let replicate = series.layouts > 1 ? "layout" : "execution pair"
    var judgement = Judgement(evidence, policy: policy)
    if judgement.verdict == .fail && effect.replicates < DuetLooks.fewestToFail {
      judgement.verdict = .warn
      judgement.reasons.append(
        "fewer than \(DuetLooks.fewestToFail) \(replicate)s cannot fail the gate")
    }
    if judgement.verdict == .inconclusive, let more = pairsToDecide(effect, look: look) {
      judgement.reasons.append(
        "about \(more) more \(replicate)\(more == 1 ? "" : "s") would decide it")
    }
    func interval(
      _ estimate: Double, _ lower: Double, _ upper: Double, _ method: String
    ) -> Interval {
      Interval(
        estimate: .exp(estimate), lower: .exp(lower), upper: .exp(upper),
        level: policy.level, method: method)
    }
    let detectable = DetectableEffect(
      baselineVariance: 0, currentVariance: effect.standardError * effect.standardError,
      inflation: 1, degreesOfFreedom: effect.degreesOfFreedom, tails: noise.tails,
      family: self.series.count)
    let result = BenchmarkResult.Estimate(
      deciding: interval(
        effect.difference, evidence.shownLower, evidence.shownUpper, "hull"),
      noiseInterval: interval(effect.adjusted, effect.lower, effect.upper, "noise model"),
      bootstrapInterval: interval(
        effect.adjusted, bootstrap.lower - shift, bootstrap.upper - shift, "paired bootstrap"),
      meanRatio: mean, p: effect.p, adjustedP: adjustedP,
      againstSuite: shift.magnitude > 0.005 ? .exp(effect.adjusted) : nil,
      minimumDetectableEffect: detectable.minimum(
        jobs: 1, policy: schedule.policy(policy, look: look)),
      standardError: effect.standardError, degreesOfFreedom: effect.degreesOfFreedom,
      runLevelSD: effect.variance.squareRoot(),
      bootstrapQuantiles: bootstrap.quantiles.map { .exp($0) })
    return BenchmarkResult(
      name: series.key.benchmark, metric: series.metric, verdict: judgement.verdict,
      estimate: result, baseline: BenchmarkResult.Side([series.base], metric: series.metric),
      current: BenchmarkResult.Side([series.head], metric: series.metric),
      reasons: judgement.reasons,
      notes: notes(series, look: look))
  }

  /// Execution pairs below which nothing fails.
  static let fewestToFail = 3

  private func notes(_ series: DuetSeries, look: Int) -> [String] {
    var notes: [String] = []
    if schedule.looks.count > 1 || schedule.looks[look] < schedule.most {
      notes.append(
        "judged after \(series.pairs) execution pairs, at look \(look + 1); the interval"
          + " allows for all looks up to \(schedule.most) pairs")
    }
    // What drifts or resembles its neighbour cancels in a pair of neighbours.
    let doubts = Set(SampleDoubt.found(in: [series.base]) + SampleDoubt.found(in: [series.head]))
    return notes + [.bimodal, .granular].filter { doubts.contains($0) }.map(\.sentence)
  }

  /// Ratio of plain means, with Student's interval over the execution pairs' log ratios.
  private func meanRatio(_ series: DuetSeries, look: Int) -> BenchmarkResult.MeanRatio {
    let ratios = series.meanLogRatios
    let mean = Moments.mean(ratios)
    var result = BenchmarkResult.MeanRatio(ratio: .exp(mean))
    guard ratios.count > 1 else { return result }
    let tail = (1 - schedule.level(policy.level, look: look)) / 2
    let arm =
      StudentT(Double(ratios.count - 1)).upperQuantile(tail)
      * (Moments.variance(ratios) / Double(ratios.count)).squareRoot()
    result.lower = .exp(mean - arm)
    result.upper = .exp(mean + arm)
    return result
  }

  /// Further execution pairs that would decide a benchmark whose effect stays where it is;
  /// nil if a thousand are not enough.
  private func pairsToDecide(_ effect: DuetContrast.Effect, look: Int) -> Int? {
    let level = schedule.level(policy.level, look: look)
    let width = noise.tails.halfWidth(
      tail: (1 - level) / 2, degreesOfFreedom: effect.degreesOfFreedom, jobs: 1)
    return (1...1000).first { more in
      let arm = width * (effect.variance / Double(effect.replicates + more)).squareRoot()
      return effect.adjusted + arm <= .log(onePlus: policy.threshold)
        || effect.adjusted - arm > .log(onePlus: policy.warning)
    }
  }
}
