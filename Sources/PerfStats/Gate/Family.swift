import RealModule

/// Jobs that noise and reference levels are learnt from.
struct ArchivedJobs {
  /// Archive and baseline, in time order.
  var jobs: ObservedJobs
  var runs: [Run]
  /// Position among them of each baseline job; nil where the baseline is of another runner.
  var baseline: [Int]?
}

/// All benchmarks of one metric: they share a noise model and a common shift.
struct Family {
  let metric: String
  let keys: [SeriesKey]
  private let metrics: [Metric]
  let noise: FamilyNoise
  let comparison: LevelComparison
  let contrast: LevelContrast
  /// Benchmarks whose level changed inside the baseline.
  let shiftedReferences: Int
  private let baselineVariances: [Double]
  private let currentVariances: [Double]
  private let moderatedVariances: [Double]
  /// Difference between the level of the reference and the plain mean of its jobs: what a bootstrap
  /// of those jobs does not see.
  private let referenceOffsets: [Double]

  init(
    metric: String, keys: [SeriesKey], baseline: ObservedJobs, current: ObservedJobs,
    archive: ArchivedJobs, stored: NoiseModel?, level: Double
  ) {
    self.metric = metric
    self.keys = keys
    metrics = keys.map { current.metrics[$0] ?? .nanoseconds }
    // Where a side has only a summary, which is some kind of mean, the other side's mean
    // is what compares with it.
    let table = { (jobs: ObservedJobs) in
      var table = jobs.table(keys)
      for (b, key) in keys.enumerated() {
        let mixed = (baseline.observations(key) + current.observations(key)).contains(
          where: \.isSummary)
        guard mixed else { continue }
        for (r, job) in jobs.cells.enumerated() {
          if let cell = job[key] { table[b, r] = .log(cell.plainMean) }
        }
      }
      return table
    }
    let old = table(baseline)
    let reference =
      archive.baseline.map { ReferenceLevel(table(archive.jobs), baselineColumns: $0) }
      ?? ReferenceLevel(old, baselineColumns: Array(0..<old.jobs))
    let contrast = LevelContrast(
      baseline: old, current: table(current), reference: reference)
    shiftedReferences = reference.shifted
    referenceOffsets = keys.indices.map { b in
      contrast.references[b] - Moments.mean(contrast.referenceJobs[b].map { old[b, $0] })
    }
    let noise = Self.noise(
      metric: metric, keys: keys, contrast: contrast, baseline: baseline, current: current,
      archive: archive, stored: stored)
    self.noise = noise
    let durations = NoiseFamily.log10Durations(
      keys, metrics: current.metrics, table: baseline.table(keys))
    var variances: (baseline: [Double], current: [Double], moderated: [Double], df: [Double]) = (
      [], [], [], []
    )
    for (b, key) in keys.enumerated() {
      let old = noise.variance(
        of: key, at: b, log10Duration: durations?[b],
        jobs: contrast.referenceJobs[b].compactMap { baseline.cells[$0][key] })
      let new = noise.variance(
        of: key, at: b, log10Duration: durations?[b], jobs: current.observations(key))
      variances.baseline.append(old.ofJobs)
      variances.current.append(new.ofJobs)
      variances.moderated.append(new.moderated)
      variances.df.append(new.degreesOfFreedom)
    }
    baselineVariances = variances.baseline
    currentVariances = variances.current
    moderatedVariances = variances.moderated
    self.contrast = contrast
    var against = ComparisonNoise(
      baselineVariances: variances.baseline, currentVariances: variances.current,
      degreesOfFreedom: variances.df, commonVariance: noise.commonVariance,
      commonDegreesOfFreedom: noise.commonDegreesOfFreedom,
      separateCommonVariance: noise.separateCommonVariance, tails: noise.tails)
    against.bursts = noise.bursts
    against.coldStart = noise.coldStart
    comparison = LevelComparison(contrast, noise: against, level: level)
  }

  /// Which knowledge the archive's size allows (7).
  private static func noise(
    metric: String, keys: [SeriesKey], contrast: LevelContrast, baseline: ObservedJobs,
    current: ObservedJobs, archive: ArchivedJobs, stored: NoiseModel?
  ) -> FamilyNoise {
    let jobs = archive.jobs.cells.count { job in keys.contains { job[$0] != nil } }
    if let family = stored?.family(metric: metric), family.usedJobs > jobs,
      family.usedJobs >= FamilyNoise.fewestJobs
    {
      return FamilyNoise(source: .stored(family))
    }
    let further = contrast.currentJobs.map(\.count).max() ?? 1
    if jobs == 0 || jobs + further - 1 < FamilyNoise.fewestJobs {
      let start = ColdStart(
        keys.map { (baseline.observations($0), current.observations($0)) },
        tails: ColdStart.tails)
      return FamilyNoise(source: .coldStart(start, variances: start.variances(contrast)))
    }
    return FamilyNoise(
      source: .fitted(
        NoiseFamily(
          metric: metric, keys: keys, jobs: archive.jobs, runs: archive.runs, current: current)))
  }

  /// The metric of the row of the whole suite: its benchmarks' own where they agree.
  var keyMetric: Metric {
    let metrics = Set(self.metrics)
    guard let first = self.metrics.first, metrics.count > 1 else {
      return self.metrics.first ?? .nanoseconds
    }
    let directions = Set(metrics.map(\.better))
    return Metric(
      name: metric, unit: Set(metrics.map(\.unit)).count == 1 ? first.unit : "",
      better: directions.count == 1 ? first.better : .unspecified)
  }

  func benchmark(
    at position: Int, baseline: ObservedJobs, current: ObservedJobs, size: Int?, family: Int
  ) -> PairedBenchmark {
    let key = keys[position]
    let effect = comparison.effects[position]
    let separate = effect.shiftCorrected ? 0 : noise.separateCommonVariance
    let references = contrast.referenceJobs[position]
    let new = currentVariances[position] + separate
    let jobs = contrast.currentJobs[position].count
    let old = (baselineVariances[position] + separate) / Double(references.count)
    let plain = old + new / Double(jobs)
    var planning = DetectableEffect(
      baselineVariance: old, currentVariance: new,
      inflation: effect.standardError * effect.standardError / plain,
      degreesOfFreedom: effect.degreesOfFreedom, tails: noise.tails, family: family)
    planning.bursts = noise.bursts
    planning.coldStart = noise.coldStart.map { ($0, position) }
    let isFitted = noise.coldStart == nil
    let deciding =
      isFitted || effect.shiftCorrected
      ? JobsToDecide(
        effect: effect.adjusted, shift: effect.shiftRemoved,
        variance: comparison.inflation * comparison.inflation * new,
        commonVariance: effect.shiftCorrected ? noise.commonVariance : 0,
        degreesOfFreedom: effect.degreesOfFreedom, tails: noise.tails,
        baselineJobs: references.count, currentJobs: jobs,
        siblings: effect.shiftCorrected ? comparison.benchmarks : nil) : nil
    return PairedBenchmark(
      key: key, metric: current.metrics[key] ?? .nanoseconds,
      baseline: references.compactMap { baseline.cells[$0][key] },
      current: current.observations(key),
      effect: effect,
      reference: contrast.references[position], referenceOffset: referenceOffsets[position],
      size: size, runLevelSD: moderatedVariances[position].squareRoot(), planning: planning,
      deciding: deciding, modelJobs: noise.jobs,
      measurements: noise.bursts.measurements)
  }
}
