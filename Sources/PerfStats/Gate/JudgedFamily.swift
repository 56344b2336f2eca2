import RealModule

/// All benchmarks of one metric: they share a noise model and a common shift.
struct Family {
  var metric: String
  var keys: [SeriesKey]
  var noise: FamilyNoise
  var comparison: LevelComparison
  private var contrast: LevelContrast
  private var baselineVariances: [Double]
  private var currentVariances: [Double]
  private var moderatedVariances: [Double]

  init(
    metric: String, keys: [SeriesKey], baseline: ObservedJobs, current: ObservedJobs,
    archive: ObservedJobs, archivedRuns: [Run], stored: NoiseModel?, level: Double
  ) {
    self.metric = metric
    self.keys = keys
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
    let contrast = LevelContrast(baseline: table(baseline), current: table(current))
    noise = Self.noise(
      metric: metric, keys: keys, contrast: contrast, current: current, archive: archive,
      archivedRuns: archivedRuns, stored: stored)
    let durations = NoiseFamily.log10Durations(
      keys, metrics: current.metrics, table: baseline.table(keys))
    var variances: (baseline: [Double], current: [Double], moderated: [Double], df: [Double]) = (
      [], [], [], []
    )
    for (b, key) in keys.enumerated() {
      let old = noise.variance(
        of: key, log10Duration: durations?[b], jobs: baseline.observations(key))
      let new = noise.variance(
        of: key, log10Duration: durations?[b], jobs: current.observations(key))
      variances.baseline.append(old.ofJobs)
      variances.current.append(new.ofJobs)
      variances.moderated.append(new.moderated)
      variances.df.append(new.degreesOfFreedom)
    }
    baselineVariances = variances.baseline
    currentVariances = variances.current
    moderatedVariances = variances.moderated
    self.contrast = contrast
    comparison = LevelComparison(
      contrast,
      noise: ComparisonNoise(
        baselineVariances: variances.baseline, currentVariances: variances.current,
        degreesOfFreedom: variances.df, commonVariance: noise.commonVariance,
        tails: noise.tails), level: level)
  }

  /// Which knowledge the archive's size allows (7).
  private static func noise(
    metric: String, keys: [SeriesKey], contrast: LevelContrast, current: ObservedJobs,
    archive: ObservedJobs, archivedRuns: [Run], stored: NoiseModel?
  ) -> FamilyNoise {
    let jobs = archive.cells.count { job in keys.contains { job[$0] != nil } }
    if let family = stored?.family(metric: metric), family.usedJobs > jobs,
      family.usedJobs >= FamilyNoise.fewestJobs
    {
      return FamilyNoise(source: .stored(family))
    }
    let further = contrast.currentJobs.map(\.count).max() ?? 1
    if jobs == 0 || jobs + further - 1 < FamilyNoise.fewestJobs {
      return FamilyNoise(source: .coldStart(sd: FamilyNoise.coldStartSD(contrast)))
    }
    return FamilyNoise(
      source: .fitted(
        NoiseFamily(
          metric: metric, keys: keys, jobs: archive, runs: archivedRuns, current: current)))
  }

  func benchmark(
    at position: Int, baseline: ObservedJobs, current: ObservedJobs
  ) -> PairedBenchmark {
    let key = keys[position]
    let effect = comparison.effects[position]
    let shared = effect.shiftCorrected ? 0 : noise.commonVariance
    let old = baselineVariances[position] + shared
    let new = currentVariances[position] + shared
    let jobs = contrast.currentJobs[position].count
    let plain =
      old / Double(contrast.baselineJobs[position].count) + new / Double(jobs)
    return PairedBenchmark(
      key: key, metric: current.metrics[key] ?? .nanoseconds,
      baseline: baseline.observations(key), current: current.observations(key), effect: effect,
      runLevelSD: moderatedVariances[position].squareRoot(), tails: noise.tails,
      baselineVariance: old / Double(contrast.baselineJobs[position].count),
      currentVariance: new,
      inflation: effect.standardError * effect.standardError / plain)
  }
}
