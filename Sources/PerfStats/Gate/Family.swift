import RealModule

/// Jobs that noise and reference levels are learnt from.
struct ArchivedJobs {
  /// Archive and baseline, in time order.
  var jobs: ObservedJobs
  var runs: [Run]
  /// Position among them of each baseline job; nil where the baseline is of another runner.
  var baseline: [Int]?
  /// Whether there is nothing in them but the baseline.
  var isBaseline = false

  /// The same with each of the jobs changed.
  ///
  /// - Parameter baseline: the jobs of the baseline, changed already.
  func changed(
    _ baseline: ObservedJobs, _ change: (ObservedJobs) -> ObservedJobs
  ) -> ArchivedJobs {
    var archive = self
    archive.jobs = isBaseline ? baseline : change(jobs)
    return archive
  }
}

/// All benchmarks of one metric: they share a noise model and a common shift.
struct Family {
  let metric: String
  /// Numbers of the series.
  let numbers: [Int]
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
    metric: String, numbers: [Int], baseline: ObservedJobs, current: ObservedJobs,
    archive: ArchivedJobs, stored: NoiseModel?, level: Double, threads: Int
  ) {
    self.metric = metric
    self.numbers = numbers
    metrics = numbers.map { current.metric($0) ?? .nanoseconds }
    // Where a side has only a summary, which is some kind of mean, the other side's mean
    // is what compares with it.
    let mixed = numbers.indices.filter {
      baseline.hasSummary(numbers[$0]) || current.hasSummary(numbers[$0])
    }
    let table = { (jobs: ObservedJobs) in
      var table = jobs.table(numbers)
      for b in mixed {
        for r in 0..<jobs.count {
          if let cell = jobs.cell(r, numbers[b]) { table[b, r] = .log(cell.plainMean) }
        }
      }
      return table
    }
    let old = table(baseline)
    let reference =
      archive.baseline.map {
        ReferenceLevel(table(archive.jobs), baselineColumns: $0, threads: threads)
      }
      ?? ReferenceLevel(old, baselineColumns: Array(0..<old.jobs), threads: threads)
    let contrast = LevelContrast(
      baseline: old, current: table(current), reference: reference)
    shiftedReferences = reference.shifted
    referenceOffsets = numbers.indices.map { b in
      contrast.references[b] - Moments.mean(contrast.referenceJobs[b].map { old[b, $0] })
    }
    let noise = Self.noise(
      metric: metric, numbers: numbers, contrast: contrast, baseline: baseline, current: current,
      archive: archive, stored: stored, threads: threads)
    self.noise = noise
    let durations = NoiseFamily.log10Durations(
      numbers.map { current.metric($0) }, table: baseline.table(numbers))
    let variances = inParallel(numbers.count, threads: threads) { b in
      let number = numbers[b]
      let name = current.series.keys[number].benchmark
      let old = noise.variance(
        of: name, at: b, log10Duration: durations?[b],
        jobs: contrast.referenceJobs[b].compactMap { baseline.cell($0, number) })
      let new = noise.variance(
        of: name, at: b, log10Duration: durations?[b], jobs: current.observations(number))
      return (
        baseline: old.ofJobs, current: new.ofJobs, moderated: new.moderated,
        degreesOfFreedom: new.degreesOfFreedom
      )
    }
    baselineVariances = variances.map(\.baseline)
    currentVariances = variances.map(\.current)
    moderatedVariances = variances.map(\.moderated)
    self.contrast = contrast
    var against = ComparisonNoise(
      baselineVariances: baselineVariances, currentVariances: currentVariances,
      degreesOfFreedom: variances.map(\.degreesOfFreedom), commonVariance: noise.commonVariance,
      commonDegreesOfFreedom: noise.commonDegreesOfFreedom,
      separateCommonVariance: noise.separateCommonVariance, tails: noise.tails)
    against.bursts = noise.bursts
    against.coldStart = noise.coldStart
    comparison = LevelComparison(contrast, noise: against, level: level, threads: threads)
  }

  /// Which knowledge the archive's size allows (7).
  private static func noise(
    metric: String, numbers: [Int], contrast: LevelContrast, baseline: ObservedJobs,
    current: ObservedJobs, archive: ArchivedJobs, stored: NoiseModel?, threads: Int
  ) -> FamilyNoise {
    let jobs = (0..<archive.jobs.count).count { job in
      numbers.contains { archive.jobs.measures($0, in: job) }
    }
    if let family = stored?.family(metric: metric), family.usedJobs > jobs,
      family.usedJobs >= FamilyNoise.fewestJobs
    {
      return FamilyNoise(source: .stored(family))
    }
    let further = contrast.currentJobs.map(\.count).max() ?? 1
    if jobs == 0 || jobs + further - 1 < FamilyNoise.fewestJobs {
      let start = ColdStart(
        numbers.map { (baseline.observations($0), current.observations($0)) },
        tails: ColdStart.tails)
      return FamilyNoise(source: .coldStart(start, variances: start.variances(contrast)))
    }
    return FamilyNoise(
      source: .fitted(
        NoiseFamily(
          metric: metric, numbers: numbers, jobs: archive.jobs, runs: archive.runs,
          current: current, threads: threads)))
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

  /// What the sides' jobs measured of a benchmark.
  func jobs(
    at position: Int, baseline: ObservedJobs, current: ObservedJobs
  ) -> ComparedJobs {
    let number = numbers[position]
    return ComparedJobs(
      baseline: contrast.referenceJobs[position].compactMap { baseline.cell($0, number) },
      current: current.observations(number))
  }

  func benchmark(
    at position: Int, baseline: ObservedJobs, current: ObservedJobs, size: Int?, family: Int
  ) -> PairedBenchmark {
    let effect = comparison.effects[position]
    let separate = effect.shiftCorrected ? 0 : noise.separateCommonVariance
    let references = contrast.referenceJobs[position]
    let new = currentVariances[position] + separate
    let currentJobs = contrast.currentJobs[position].count
    let old = (baselineVariances[position] + separate) / Double(references.count)
    let plain = old + new / Double(currentJobs)
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
        baselineJobs: references.count, currentJobs: currentJobs,
        siblings: effect.shiftCorrected ? comparison.benchmarks : nil) : nil
    return PairedBenchmark(
      key: current.series.keys[numbers[position]], metric: metrics[position],
      jobs: jobs(at: position, baseline: baseline, current: current), effect: effect,
      reference: contrast.references[position], referenceOffset: referenceOffsets[position],
      size: size, runLevelSD: moderatedVariances[position].squareRoot(), planning: planning,
      deciding: deciding, modelJobs: noise.jobs,
      measurements: noise.bursts.measurements)
  }
}
