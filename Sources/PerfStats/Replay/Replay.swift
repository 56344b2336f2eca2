import RealModule

/// How the past is replayed.
public struct ReplayPlan: Hashable, Sendable {
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// Jobs drawn without replacement, in any order of time: jobs are exchangeable.
    case random
    /// Archive, baseline and current jobs follow each other as they did: drift included.
    case time
  }

  public var order: Order
  /// Jobs of each kind in a split.
  public var baselineJobs: Int
  public var currentJobs: Int
  public var archiveJobs: Int
  public var splits: Int
  /// Relative slow-downs that are injected, 0.1 for +10 %.
  public var slowdowns: [Double]
  /// Share of the benchmarks that is slowed down at a time, at least one benchmark.
  public var share: Double
  public var seed: UInt64

  public init(
    order: Order = .random, baselineJobs: Int = 5, currentJobs: Int = 1, archiveJobs: Int = 10,
    splits: Int = 200, slowdowns: [Double] = [0.02, 0.05, 0.08, 0.10, 0.15, 0.20, 0.33],
    share: Double = 0.1, seed: UInt64 = 1
  ) {
    self.order = order
    self.baselineJobs = baselineJobs
    self.currentJobs = currentJobs
    self.archiveJobs = archiveJobs
    self.splits = splits
    self.slowdowns = slowdowns
    self.share = share
    self.seed = seed
  }

  public var jobsPerSplit: Int { baselineJobs + currentJobs + archiveJobs }
}

/// What one rule would have done.
public struct ReplayOutcome: Hashable, Sendable {
  public var rule: String
  /// Unchanged suites that failed.
  public var gateAlarms = Proportion()
  /// Unchanged benchmarks that failed.
  public var benchmarkAlarms = Proportion()
  /// Slowed-down benchmarks that failed, by slow-down in the order of the plan.
  public var detections: [Proportion]

  init(rule: String, slowdowns: Int) {
    self.rule = rule
    detections = Array(repeating: Proportion(), count: slowdowns)
  }

  static func + (a: ReplayOutcome, b: ReplayOutcome) -> ReplayOutcome {
    var sum = a
    sum.gateAlarms = a.gateAlarms + b.gateAlarms
    sum.benchmarkAlarms = a.benchmarkAlarms + b.benchmarkAlarms
    sum.detections = zip(a.detections, b.detections).map { $0 + $1 }
    return sum
  }
}

/// What the gate and the plain rules would have done on an archive.
public struct ReplayReport: Hashable, Sendable {
  public var plan: ReplayPlan
  public var policy: Policy
  public var jobs: Int
  /// Duets that were replayed instead of jobs.
  public var duets = 0
  public var benchmarks: Int
  /// The gate first, then the gate if its warnings count as alarms, then the plain rules.
  public var outcomes: [ReplayOutcome]
  /// Unchanged benchmarks whose deciding interval contains the true ratio 1.
  public var coverage: Proportion
  /// False alarms of the gate by benchmark, those with any first.
  public var alarmsByBenchmark: [String: Proportion]
}

/// Replays the gate on archived jobs of one runner in which nothing changed: draws jobs as
/// archive, baseline and current, judges them as they are, then with some benchmarks of the
/// current jobs slowed down.
///
/// True changes in the archive count as false alarms here; give jobs of one version, or read
/// the result as an upper bound.
///
/// - Parameters:
///   - runs: jobs of one runner, in any order.
///   - progress: called with the number of splits done, from one thread at a time but
///     any.
/// - Throws: `StatisticsError` for a plan that needs more jobs than there are, or a policy out
///   of range.
/// - Complexity: one bootstrap and 1 + slow-downs closed-form judgements a split.
public func replay(
  _ runs: [Run], plan: ReplayPlan, policy: Policy = Policy(), threads: Int = 1,
  progress: @Sendable (Int) -> Void = { _ in }
) throws(StatisticsError) -> ReplayReport {
  try policy.check()
  let ordered = runs.enumerated().sorted {
    ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
  }.map(\.element)
  try plan.check(jobs: ordered.count)
  let jobs = ObservedJobs(ordered, statistic: policy.statistic)
  let empty = SplitOutcome(plan: plan, policy: policy)
  let total = try tally(plan.splits, from: empty, threads: threads, progress: progress) {
    split throws(StatisticsError) in
    try Split(number: split, plan: plan, jobs: jobs, runs: ordered)
      .outcome(plan: plan, policy: policy, empty: empty)
  }
  return ReplayReport(
    plan: plan, policy: policy, jobs: ordered.count, benchmarks: jobs.order.count,
    outcomes: total.outcomes, coverage: total.coverage,
    alarmsByBenchmark: total.alarmsByBenchmark)
}

extension ReplayPlan {
  func check(jobs: Int) throws(StatisticsError) {
    guard baselineJobs >= 1, currentJobs >= 1, archiveJobs >= 0, jobsPerSplit <= jobs else {
      throw .tooFewReplicates(
        method: "a replay with \(archiveJobs) archived, \(baselineJobs) baseline and "
          + "\(currentJobs) current jobs", needed: jobsPerSplit, found: jobs)
    }
    guard splits >= 1, splits <= 1_000_000 else {
      throw .invalidParameter(
        name: "splits", value: Double(splits), expected: "1 to 1000000")
    }
    try checkChanges()
  }

  func checkChanges() throws(StatisticsError) {
    for slowdown in slowdowns where !(slowdown > -0.9 && slowdown <= 10) {
      throw .invalidParameter(
        name: "slow-down", value: slowdown, expected: "between -90 % and +1000 %")
    }
    guard share > 0, share <= 1 else {
      throw .invalidParameter(name: "share", value: share, expected: "0 < share <= 1")
    }
  }
}

/// Adds up the outcomes of independent splits, in rounds that share the threads.
func tally(
  _ splits: Int, from empty: SplitOutcome, threads: Int, progress: @Sendable (Int) -> Void,
  _ outcome: @Sendable (Int) throws(StatisticsError) -> SplitOutcome
) throws(StatisticsError) -> SplitOutcome {
  var total = empty
  var done = 0
  while done < splits {
    let first = done
    let round = min(splits - first, max(1, threads) * 4)
    let results = try inParallel(round, threads: threads) { i throws(StatisticsError) in
      try outcome(first + i)
    }
    for result in results { total.add(result) }
    done += round
    progress(done)
  }
  return total
}

/// Tallies of one split, and of many.
struct SplitOutcome: Sendable {
  var outcomes: [ReplayOutcome]
  var coverage = Proportion()
  var alarmsByBenchmark: [String: Proportion] = [:]

  /// Nothing counted yet.
  init(plan: ReplayPlan, policy: Policy) {
    let titles =
      ["perfstat", "perfstat, warnings too"]
      + PlainRule.allCases.map { $0.title(threshold: policy.threshold) }
    outcomes = titles.map { ReplayOutcome(rule: $0, slowdowns: plan.slowdowns.count) }
  }

  mutating func add(_ other: SplitOutcome) {
    outcomes = zip(outcomes, other.outcomes).map { $0 + $1 }
    coverage = coverage + other.coverage
    alarmsByBenchmark.merge(other.alarmsByBenchmark) { $0 + $1 }
  }
}

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
