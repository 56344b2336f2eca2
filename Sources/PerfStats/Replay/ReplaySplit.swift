import RealModule

/// One draw of jobs from the archive.
struct Split {
  private var baseline: ObservedJobs
  private var current: ObservedJobs
  private var known: ObservedJobs
  private var knownRuns: [Run]
  private var keys: [SeriesKey]
  private var random: SplitRandom

  /// Draws the jobs as the plan says.
  init(number: Int, plan: ReplayPlan, jobs: ObservedJobs, runs: [Run]) {
    var random = SplitRandom(seed: plan.seed, split: number)
    let (archive, base) = (plan.archiveJobs, plan.archiveJobs + plan.baselineJobs)
    let drawn: [Int]
    switch plan.order {
    case .random:
      drawn = random.sample(plan.jobsPerSplit, of: runs.count)
    case .time:
      let start = random.index(below: runs.count - plan.jobsPerSplit + 1)
      drawn = Array(start..<(start + plan.jobsPerSplit))
    }
    self.init(
      number: number, archive: Array(drawn[..<archive]), baseline: Array(drawn[archive..<base]),
      current: Array(drawn[base...]), plan: plan, jobs: jobs, runs: runs)
  }

  /// - Parameters archive, baseline, current: positions of the jobs among `runs`.
  init(
    number: Int, archive: [Int], baseline: [Int], current: [Int], plan: ReplayPlan,
    jobs: ObservedJobs, runs: [Run]
  ) {
    random = SplitRandom(seed: plan.seed, split: number, stream: 1)
    let (old, new) = (jobs.selecting(baseline), jobs.selecting(current))
    self.baseline = old
    self.current = new
    let before = (archive + baseline).sorted()
    known = jobs.selecting(before)
    knownRuns = before.map { runs[$0] }
    keys = jobs.order.filter { key in
      old.cells.contains { $0[key] != nil } && new.cells.contains { $0[key] != nil }
    }
  }

  func outcome(
    plan: ReplayPlan, policy: Policy, empty: SplitOutcome
  ) throws(StatisticsError) -> SplitOutcome {
    var random = random
    var tally = empty
    guard !keys.isEmpty else { return tally }
    let unchanged = benchmarks(current, policy: policy)
    let summaries = try bootstrapped(unchanged, policy: policy, threads: 1)
    let samples = unchanged.map { benchmark in
      (baseline: Self.pooled(benchmark.baseline), current: Self.pooled(benchmark.current))
    }

    var failed = false
    var noticed = false
    let opinions = opinions(unchanged, summaries, factors: [:], policy: policy)
    for (benchmark, opinion) in zip(unchanged, opinions) {
      let alarm = opinion.judgement.verdict == .fail
      let notice = alarm || opinion.judgement.verdict == .warn
      failed = failed || alarm
      noticed = noticed || notice
      tally.outcomes[0].benchmarkAlarms.count(alarm)
      tally.outcomes[1].benchmarkAlarms.count(notice)
      tally.coverage.count(opinion.lower <= 0 && opinion.upper >= 0)
      tally.alarmsByBenchmark[benchmark.key.benchmark, default: Proportion()].count(alarm)
    }
    tally.outcomes[0].gateAlarms.count(failed)
    tally.outcomes[1].gateAlarms.count(noticed)
    for (r, rule) in PlainRule.allCases.enumerated() {
      var any = false
      for sample in samples {
        let alarm = try rule.alarms(
          baseline: sample.baseline, current: sample.current, threshold: policy.threshold)
        tally.outcomes[r + 2].benchmarkAlarms.count(alarm)
        any = any || alarm
      }
      tally.outcomes[r + 2].gateAlarms.count(any)
    }

    for (s, slowdown) in plan.slowdowns.enumerated() {
      let count = max(1, Int((plan.share * Double(unchanged.count)).rounded()))
      let chosen = random.sample(count, of: unchanged.count)
      let factors = Dictionary(
        uniqueKeysWithValues: chosen.map { (unchanged[$0].key, 1 + slowdown) })
      let slowed = benchmarks(current.scaled(factors), policy: policy)
      let judged = self.opinions(slowed, summaries, factors: factors, policy: policy)
      for i in chosen {
        let verdict = judged[i].judgement.verdict
        tally.outcomes[0].detections[s].count(verdict == .fail)
        tally.outcomes[1].detections[s].count(verdict == .fail || verdict == .warn)
        let slower = samples[i].current.map { $0 * (1 + slowdown) }
        for (r, rule) in PlainRule.allCases.enumerated() {
          tally.outcomes[r + 2].detections[s].count(
            try rule.alarms(
              baseline: samples[i].baseline, current: slower, threshold: policy.threshold))
        }
      }
    }
    return tally
  }

  /// All samples of a side; of a job that has none, its mean.
  private static func pooled(_ jobs: [CostObservation]) -> [Double] {
    jobs.flatMap { $0.isSummary ? [$0.plainMean] : $0.costs.flatMap { $0 } }
  }

  private func benchmarks(_ current: ObservedJobs, policy: Policy) -> [PairedBenchmark] {
    Set(keys.map(\.metric)).sorted().flatMap { metric in
      let family = Family(
        metric: metric, keys: keys.filter { $0.metric == metric }, baseline: baseline,
        current: current, archive: known, archivedRuns: knownRuns, stored: nil,
        level: policy.level)
      return family.keys.indices.map {
        family.benchmark(at: $0, baseline: baseline, current: current)
      }
    }
  }

  /// A slow-down by a factor moves a bootstrap distribution of log ratios without changing
  /// its shape, so that one bootstrap serves all slow-downs.
  private func opinions(
    _ benchmarks: [PairedBenchmark], _ summaries: [BootstrapSummary?],
    factors: [SeriesKey: Double], policy: Policy
  ) -> [PairedBenchmark.Opinion] {
    let adjusted = adjustedPValues(benchmarks, policy: policy)
    return benchmarks.indices.map { i in
      let shift = Double.log(factors[benchmarks[i].key] ?? 1)
      let summary = summaries[i].map {
        BootstrapSummary(lower: $0.lower + shift, upper: $0.upper + shift, quantiles: [])
      }
      return benchmarks[i].opinion(
        bootstrap: summary, adjustedP: adjusted[i], sameRunner: true, policy: policy)
    }
  }
}

/// Draws of one split: Philox counted by split and draw.
struct SplitRandom {
  private let generator: Philox4x32
  private let split: UInt32
  private let stream: UInt32
  private var draws: UInt32 = 0

  init(seed: UInt64, split: Int, stream: UInt32 = 0) {
    generator = Philox4x32(seed: seed)
    self.stream = stream
    self.split = UInt32(truncatingIfNeeded: split)
  }

  mutating func index(below count: Int) -> Int {
    let bits = generator(draws, split, 0x7265_706C, stream)[0]
    draws += 1
    return Philox4x32.index(bits, below: count)
  }

  /// `count` of the numbers 0..<n without replacement, in random order.
  mutating func sample(_ count: Int, of n: Int) -> [Int] {
    var pool = Array(0..<n)
    for i in 0..<count { pool.swapAt(i, i + index(below: n - i)) }
    return Array(pool.prefix(count))
  }
}
