import RealModule

/// Two sides compared by numbers alone: what the gate and its replay share.
///
/// For each metric: benchmarks that their values decide (`ExactComparison`), then noise model, common
/// shift and effects of the others; p-values of all metrics are corrected together.
struct SideComparison {
  /// Benchmarks that noise decides, metric by metric.
  let families: [Family]
  let benchmarks: [PairedBenchmark]
  /// Benchmarks that their values decide.
  let exact: [SeriesKey: ExactComparison]
  private let baseline: ObservedJobs
  private let current: ObservedJobs
  private let archive: ArchivedJobs
  private let stored: NoiseModel?
  private let policy: Policy

  /// - Parameter keys: series measured on both sides.
  init(
    _ keys: [SeriesKey], baseline: ObservedJobs, current: ObservedJobs, archive: ArchivedJobs,
    stored: NoiseModel? = nil, policy: Policy
  ) {
    var exact: [SeriesKey: ExactComparison] = [:]
    var sizes: [SeriesKey: Int] = [:]
    for key in keys {
      let sides = [baseline.observations(key), current.observations(key)]
      let costs = sides.map { $0.flatMap { $0.costs.flatMap { $0 } } }
      let metric = current.metrics[key] ?? .nanoseconds
      exact[key] = ExactComparison(
        metric: metric, baseline: costs[0], current: costs[1], policy: policy)
      if exact[key] == nil {
        sizes[key] = Self.commonSize(
          sides, archive: archive.jobs.observations(key), statistic: policy.statistic)
      }
    }
    let noisy = keys.filter { exact[$0] == nil }
    let matched = { (jobs: ObservedJobs) in
      jobs.matched(sizes, statistic: policy.statistic)
    }
    let (old, new) = (matched(baseline), matched(current))
    var known = archive
    known.jobs = matched(archive.jobs)
    let families = Self.families(
      noisy, baseline: old, current: new, archive: known, stored: stored, policy: policy)
    self.families = families
    // What has no better direction cannot fail, so it does not count among the chances to.
    let tests = noisy.count { current.metrics[$0]?.better != .unspecified }
    benchmarks = families.flatMap { family in
      family.keys.indices.map {
        family.benchmark(
          at: $0, baseline: old, current: new, size: sizes[family.keys[$0]], family: tests)
      }
    }
    self.exact = exact
    (self.baseline, self.current, self.archive) = (baseline, current, archive)
    self.stored = stored
    self.policy = policy
  }

  private static func families(
    _ keys: [SeriesKey], baseline: ObservedJobs, current: ObservedJobs, archive: ArchivedJobs,
    stored: NoiseModel?, policy: Policy
  ) -> [Family] {
    Set(keys.map(\.metric)).sorted().map { metric in
      Family(
        metric: metric, keys: keys.filter { $0.metric == metric }, baseline: baseline,
        current: current, archive: archive, stored: stored, level: policy.level)
    }
  }

  /// The least typical number of samples of the two sides, where executions of another length
  /// would be compared (8.3); nil where all are of one length.
  private static func commonSize(
    _ sides: [[CostObservation]], archive: [CostObservation], statistic: LocationStatistic
  ) -> Int? {
    guard statistic == .fastHalfMean else { return nil }
    let size = sides.map { PairedBenchmark.typicalSamples($0) }.min() ?? 0
    let differs = (sides.flatMap { $0 } + archive).contains { job in
      job.costs.contains { $0.count > size }
    }
    return size > 0 && differs ? size : nil
  }

  /// p-values corrected over all benchmarks that can fail.
  var adjustedPValues: [Double] {
    let tested = benchmarks.indices.filter { benchmarks[$0].metric.better != .unspecified }
    let adjusted = adjust(tested.map { benchmarks[$0].effect.p }, policy: policy)
    var result = benchmarks.map(\.effect.p)
    for (i, p) in zip(tested, adjusted) { result[i] = p }
    return result
  }

  /// Bootstrap summaries of the benchmarks that have raw samples on both sides.
  func bootstrapped(threads: Int) throws(StatisticsError) -> [BootstrapSummary?] {
    try Self.bootstrapped(
      benchmarks, statistic: policy.statistic, policy: policy, threads: threads)
  }

  private static func bootstrapped(
    _ benchmarks: [PairedBenchmark], statistic: LocationStatistic, policy: Policy, threads: Int
  ) throws(StatisticsError) -> [BootstrapSummary?] {
    let resampled = benchmarks.indices.filter { benchmarks[$0].hasSamples }
    let found = try gateBootstrap(
      resampled.map { benchmarks[$0].resampled }, statistic: statistic,
      resamples: policy.resamples, level: policy.level,
      seed: policy.seed, threads: threads)
    var summaries: [BootstrapSummary?] = Array(repeating: nil, count: benchmarks.count)
    for (i, summary) in zip(resampled, found) { summaries[i] = summary }
    return summaries
  }

  /// What is said of each benchmark that noise decides, the slow tail included.
  ///
  /// - Parameter bootstrap: as `bootstrapped` returns it.
  func opinions(
    _ bootstrap: [BootstrapSummary?], sameRunner: Bool = true, threads: Int
  ) throws(StatisticsError) -> [PairedBenchmark.Opinion] {
    let adjusted = adjustedPValues
    var opinions = benchmarks.indices.map { i in
      benchmarks[i].opinion(
        bootstrap: bootstrap[i], adjustedP: adjusted[i], sameRunner: sameRunner, policy: policy)
    }
    let open = benchmarks.indices.filter {
      opinions[$0].judgement.verdict != .fail && benchmarks[$0].hasSamples
    }
    let grown = try slowTails(Set(open.map { benchmarks[$0].key }), threads: threads)
    for i in open {
      if let tail = grown[benchmarks[i].key] { opinions[i].add(slowTail: tail, policy: policy) }
    }
    return opinions
  }

  /// Benchmarks whose slow samples grew beyond the threshold, among some (8.2).
  private func slowTails(
    _ keys: Set<SeriesKey>, threads: Int
  ) throws(StatisticsError) -> [SeriesKey: [SlowTail]] {
    var grown: [SeriesKey: [SlowTail]] = [:]
    for statistic in SlowTail.statistics where statistic != policy.statistic {
      let found = try growth(of: statistic, among: keys, threads: threads)
      for (key, growth) in found {
        grown[key, default: []].append(SlowTail(statistic: statistic, growth: growth))
      }
    }
    return grown
  }

  /// The whole gate a second time with another statistic: own noise, own shift, own bootstrap. One sample
  /// alone must not do it.
  private func growth(
    of statistic: LocationStatistic, among keys: Set<SeriesKey>, threads: Int
  ) throws(StatisticsError) -> [SeriesKey: Double] {
    let threshold = Double.log(onePlus: policy.threshold) + Judgement.margin
    let told = benchmarks.filter { $0.tells(statistic) }
    // Hardly ever does it grow where nothing slow was added: look before the whole is done.
    let suspects = Set(
      told.filter { keys.contains($0.key) && $0.growth(of: statistic) > threshold }.map(\.key))
    if suspects.isEmpty { return [:] }
    let located = { (jobs: ObservedJobs) in jobs.slowSamples(by: statistic) }
    var known = archive
    known.jobs = located(archive.jobs)
    let (old, new) = (located(baseline), located(current))
    let again = Self.families(
      told.map(\.key), baseline: old, current: new, archive: known, stored: nil, policy: policy
    ).flatMap { family in
      family.keys.indices.map {
        family.benchmark(at: $0, baseline: old, current: new, size: nil, family: told.count)
      }
    }
    let adjusted = adjust(again.map(\.effect.p), policy: policy)
    let candidates = again.indices.filter { i in
      let effect = again[i].effect
      return suspects.contains(again[i].key) && effect.lower > threshold
        && effect.difference > threshold && adjusted[i] <= policy.alpha
        && again[i].growth(of: statistic) - effect.shiftRemoved > threshold
    }.map { again[$0] }
    let summaries = try Self.bootstrapped(
      candidates, statistic: statistic, policy: policy, threads: threads)
    var grown: [SeriesKey: Double] = [:]
    for (candidate, summary) in zip(candidates, summaries) {
      let offset = candidate.effect.shiftRemoved + candidate.referenceOffset
      if let summary, summary.lower - offset - candidate.clockArm > threshold {
        grown[candidate.key] = candidate.effect.difference
      }
    }
    return grown
  }
}

/// p-values corrected for their number as the policy says.
func adjust(_ p: [Double], policy: Policy) -> [Double] {
  switch policy.multiplicity {
  case .holm: MultipleTests.holm(p)
  case .fdr: MultipleTests.benjaminiHochberg(p)
  }
}
