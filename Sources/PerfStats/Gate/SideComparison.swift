import RealModule

/// Two sides compared by numbers alone: what the gate and its replay share.
///
/// For each metric: benchmarks that their values decide (`ExactComparison`), then noise model, common
/// shift and effects of the others; p-values of all metrics are corrected together.
struct SideComparison {
  /// Benchmarks that noise decides, metric by metric.
  let families: [Family]
  /// The same, one after another: family and position in it.
  private let places: [(family: Int, position: Int)]
  /// Benchmarks that their values decide, by number of the series.
  let exact: [Int: ExactComparison]
  /// Samples at which the executions of a series are compared, where they are of different length.
  private let sizes: [Int: Int]
  /// Benchmarks that can fail: what has no better direction does not count among the chances to.
  private let tests: Int
  private let baseline: ObservedJobs
  private let current: ObservedJobs
  private let archive: ArchivedJobs
  private let policy: Policy

  /// - Parameter numbers: series measured on both sides.
  init(
    _ numbers: [Int], baseline: ObservedJobs, current: ObservedJobs, archive: ArchivedJobs,
    stored: NoiseModel? = nil, policy: Policy, threads: Int = 1
  ) {
    let found = inParallel(numbers.count, threads: threads) { place in
      let number = numbers[place]
      let sides = [baseline.observations(number), current.observations(number)]
      let exact = ExactComparison(
        metric: current.metric(number) ?? .nanoseconds, baseline: sides[0], current: sides[1],
        policy: policy)
      let size =
        exact == nil
        ? Self.commonSize(
          sides, archive: archive.isBaseline ? [] : archive.jobs.observations(number),
          statistic: policy.statistic) : nil
      return (exact: exact, size: size)
    }
    var exact: [Int: ExactComparison] = [:]
    var sizes: [Int: Int] = [:]
    for (number, found) in zip(numbers, found) {
      exact[number] = found.exact
      sizes[number] = found.size
    }
    let noisy = numbers.filter { exact[$0] == nil }
    let matched = { (jobs: ObservedJobs) in
      jobs.matched(sizes, statistic: policy.statistic)
    }
    let (old, new) = (matched(baseline), matched(current))
    let known = archive.changed(old, matched)
    families = Self.families(
      noisy, baseline: old, current: new, archive: known, stored: stored, policy: policy,
      threads: threads)
    places = families.enumerated().flatMap { family, members in
      members.numbers.indices.map { (family, $0) }
    }
    tests = noisy.count { current.metric($0)?.better != .unspecified }
    self.exact = exact
    self.sizes = sizes
    (self.baseline, self.current, self.archive) = (old, new, known)
    self.policy = policy
  }

  private static func families(
    _ numbers: [Int], baseline: ObservedJobs, current: ObservedJobs, archive: ArchivedJobs,
    stored: NoiseModel?, policy: Policy, threads: Int
  ) -> [Family] {
    let metrics = Dictionary(grouping: numbers) { current.series.keys[$0].metric }
    return metrics.sorted { $0.key < $1.key }.map { metric, numbers in
      Family(
        metric: metric, numbers: numbers, baseline: baseline, current: current, archive: archive,
        stored: stored, level: policy.level, threads: threads)
    }
  }

  /// The least typical number of samples of the two sides, where executions of another length
  /// would be compared (8.3); nil where all are of one length.
  private static func commonSize(
    _ sides: [[CostObservation]], archive: [CostObservation], statistic: LocationStatistic
  ) -> Int? {
    guard statistic == .fastHalfMean else { return nil }
    let size = sides.map { ComparedJobs.typicalSamples($0) }.min() ?? 0
    let differs = { (jobs: [CostObservation]) in
      jobs.contains { job in job.samples.contains { $0.values.count > size } }
    }
    return size > 0 && (sides.contains(where: differs) || differs(archive)) ? size : nil
  }

  /// Positions of the benchmarks that noise decides.
  var indices: Range<Int> { places.indices }

  /// Number of the series of a benchmark that noise decides.
  func number(_ index: Int) -> Int {
    families[places[index].family].numbers[places[index].position]
  }

  /// A benchmark that noise decides. It is made anew each time, so that memory does not grow with
  /// their number.
  func benchmark(_ index: Int) -> PairedBenchmark {
    families[places[index].family].benchmark(
      at: places[index].position, baseline: baseline, current: current,
      size: sizes[number(index)], family: tests)
  }

  /// What the sides' jobs measured of it.
  private func jobs(_ index: Int) -> ComparedJobs {
    families[places[index].family].jobs(
      at: places[index].position, baseline: baseline, current: current)
  }

  private func isDirected(_ index: Int) -> Bool {
    (current.metric(number(index)) ?? .nanoseconds).better != .unspecified
  }

  /// p-values corrected over all benchmarks that can fail.
  var adjustedPValues: [Double] {
    var result = families.flatMap { $0.comparison.effects.map(\.p) }
    let tested = indices.filter(isDirected)
    let adjusted = adjust(tested.map { result[$0] }, policy: policy)
    for (i, p) in zip(tested, adjusted) { result[i] = p }
    return result
  }

  /// Bootstrap summaries of the benchmarks that have raw samples on both sides.
  ///
  /// - Parameter distributions: whether they hold the quantiles of the distributions.
  func bootstrapped(
    threads: Int, distributions: Bool = false
  ) throws(StatisticsError) -> [BootstrapSummary?] {
    var summaries: [BootstrapSummary?] = Array(repeating: nil, count: places.count)
    let resampled = indices.filter { jobs($0).hasSamples }
    let found = try gateBootstrap(
      resampled.lazy.map { jobs($0).resampled(size: sizes[number($0)]) },
      statistic: policy.statistic,
      resamples: policy.resamples, level: policy.level, seed: policy.seed, threads: threads,
      distributions: distributions)
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
    var opinions = inParallel(indices.count, threads: threads) { i in
      benchmark(i).opinion(
        bootstrap: bootstrap[i], adjustedP: adjusted[i], sameRunner: sameRunner, policy: policy)
    }
    let open = indices.filter {
      opinions[$0].judgement.verdict != .fail && opinions[$0].evidence.hasSamples
    }
    for (i, tail) in try slowTails(open, threads: threads) {
      opinions[i].add(slowTail: tail, policy: policy)
    }
    return opinions
  }

  /// Benchmarks whose slow samples grew beyond the threshold, among some (8.2).
  private func slowTails(
    _ open: [Int], threads: Int
  ) throws(StatisticsError) -> [Int: [SlowTail]] {
    let statistics = SlowTail.statistics.filter { $0 != policy.statistic }
    // Hardly ever do they grow where nothing slow was added: look before the whole is done.
    let threshold = threshold
    let grew = inParallel(open.count, threads: threads) { place in
      let jobs = jobs(open[place])
      return statistics.indices.filter { k in
        jobs.tells(statistics[k]) && jobs.growth(of: statistics[k]) > threshold
      }
    }
    var grown: [Int: [SlowTail]] = [:]
    for (k, statistic) in statistics.enumerated() {
      let suspects = open.indices.filter { grew[$0].contains(k) }.map { open[$0] }
      if suspects.isEmpty { continue }
      for (i, growth) in try growth(of: statistic, of: suspects, threads: threads) {
        grown[i, default: []].append(SlowTail(statistic: statistic, growth: growth))
      }
    }
    return grown
  }

  /// ln of the growth that fails.
  private var threshold: Double { Double.log(onePlus: policy.threshold) + Judgement.margin }

  /// The whole gate a second time with another statistic: own noise, own shift, own bootstrap. One sample
  /// alone must not do it.
  private func growth(
    of statistic: LocationStatistic, of suspects: [Int], threads: Int
  ) throws(StatisticsError) -> [Int: Double] {
    let told =
      statistic.isPercentile ? indices.filter { jobs($0).tells(statistic) } : Array(indices)
    let located = { (jobs: ObservedJobs) in jobs.slowSamples(by: statistic, threads: threads) }
    let (old, new) = (located(baseline), located(current))
    let again = Self.families(
      told.map(number), baseline: old, current: new, archive: archive.changed(old, located),
      stored: nil, policy: policy, threads: threads)
    let adjusted = adjust(again.flatMap { $0.comparison.effects.map(\.p) }, policy: policy)
    // Its families are those of `told`, which stand in the same order.
    let isSuspect = Set(suspects)
    var candidates: [(index: Int, benchmark: PairedBenchmark)] = []
    var place = 0
    for family in again {
      for (position, effect) in family.comparison.effects.enumerated() {
        defer { place += 1 }
        guard isSuspect.contains(told[place]), effect.lower > threshold,
          effect.difference > threshold, adjusted[place] <= policy.alpha
        else { continue }
        let benchmark = family.benchmark(
          at: position, baseline: old, current: new, size: nil, family: told.count)
        if benchmark.jobs.growth(of: statistic) - effect.shiftRemoved > threshold {
          candidates.append((told[place], benchmark))
        }
      }
    }
    let resampled = candidates.filter { $0.benchmark.jobs.hasSamples }
    let summaries = try gateBootstrap(
      resampled.map { $0.benchmark.jobs.resampled(size: nil) }, statistic: statistic,
      resamples: policy.resamples, level: policy.level, seed: policy.seed, threads: threads,
      distributions: false)
    var grown: [Int: Double] = [:]
    for ((index, candidate), summary) in zip(resampled, summaries) {
      let offset = candidate.effect.shiftRemoved + candidate.referenceOffset
      if summary.lower - offset - candidate.clockArm > threshold {
        grown[index] = candidate.effect.difference
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
