import RealModule

/// One draw of jobs from the archive.
struct Split {
  private var baseline: ObservedJobs
  private var current: ObservedJobs
  private var known: ArchivedJobs
  /// Series measured on both sides.
  private var numbers: [Int]
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
    let places = Dictionary(uniqueKeysWithValues: before.enumerated().map { ($1, $0) })
    known = ArchivedJobs(
      jobs: jobs.selecting(before), runs: before.map { runs[$0] },
      baseline: baseline.compactMap { places[$0] })
    numbers = jobs.order.filter { old.measures($0) && new.measures($0) }
  }

  func outcome(
    plan: ReplayPlan, policy: Policy, empty: SplitOutcome
  ) throws(StatisticsError) -> SplitOutcome {
    var random = random
    var tally = empty
    guard !numbers.isEmpty else { return tally }
    let comparison = compared(current, policy: policy)
    let unchanged = comparison.indices.map { comparison.benchmark($0) }
    let summaries = try comparison.bootstrapped(threads: 1)
    let samples = unchanged.map { benchmark in
      (baseline: Self.pooled(benchmark.jobs.baseline), current: Self.pooled(benchmark.jobs.current))
    }

    let suites = Report.Suite(comparison.families, policy: policy, sameRunner: true, findings: [])
    var failed = false
    var noticed = false
    for row in suites.rows {
      failed = failed || row.verdict == .fail
      noticed = noticed || row.verdict == .fail || row.verdict == .warn
      tally.suiteAlarms.count(row.verdict == .fail)
      tally.suiteCoverage.count(row.lower <= 1 && row.upper >= 1)
    }
    let opinions = try comparison.opinions(summaries, threads: 1)
    var verdicts = zip(unchanged, opinions).map { ($0.key, $1.judgement.verdict) }
    let keys = current.series.keys
    verdicts += comparison.exact.map { (keys[$0.key], $0.value.verdict) }
    for (key, verdict) in verdicts {
      let alarm = verdict == .fail
      let notice = alarm || verdict == .warn
      failed = failed || alarm
      noticed = noticed || notice
      tally.outcomes[0].benchmarkAlarms.count(alarm)
      tally.outcomes[1].benchmarkAlarms.count(notice)
      tally.alarmsByBenchmark[key.benchmark, default: Proportion()].count(alarm)
    }
    for opinion in opinions {
      let evidence = opinion.evidence
      tally.coverage.count(evidence.shownLower <= 0 && evidence.shownUpper >= 0)
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
    guard !unchanged.isEmpty else { return tally }

    for (s, slowdown) in plan.slowdowns.enumerated() {
      let count = max(1, Int((plan.share * Double(unchanged.count)).rounded()))
      let chosen = random.sample(count, of: unchanged.count)
      let factors = Dictionary(
        uniqueKeysWithValues: chosen.map { (comparison.number($0), 1 + slowdown) })
      let slowed = compared(current.scaled(factors), policy: policy)
      let judged = try slowed.opinions(
        summaries.enumerated().map { i, summary in
          summary.map { $0.shifted(by: .log(factors[comparison.number(i)] ?? 1)) }
        }, threads: 1)
      let suite = Report.Suite(slowed.families, policy: policy, sameRunner: true, findings: [])
      let gate = Set(judged.map(\.judgement.verdict) + suite.rows.map(\.verdict))
      tally.outcomes[0].gateDetections[s].count(gate.contains(.fail))
      tally.outcomes[1].gateDetections[s].count(gate.contains(.fail) || gate.contains(.warn))
      var plain = PlainRule.allCases.map { _ in false }
      for i in chosen {
        let verdict = judged[i].judgement.verdict
        tally.outcomes[0].detections[s].count(verdict == .fail)
        tally.outcomes[1].detections[s].count(verdict == .fail || verdict == .warn)
        let slower = samples[i].current.map { $0 * (1 + slowdown) }
        for (r, rule) in PlainRule.allCases.enumerated() {
          let alarm = try rule.alarms(
            baseline: samples[i].baseline, current: slower, threshold: policy.threshold)
          tally.outcomes[r + 2].detections[s].count(alarm)
          plain[r] = plain[r] || alarm
        }
      }
      for r in plain.indices { tally.outcomes[r + 2].gateDetections[s].count(plain[r]) }
    }
    return tally
  }

  /// All samples of a side; of a job that has none, its mean.
  private static func pooled(_ jobs: [CostObservation]) -> [Double] {
    jobs.flatMap(\.values)
  }

  private func compared(_ current: ObservedJobs, policy: Policy) -> SideComparison {
    SideComparison(numbers, baseline: baseline, current: current, archive: known, policy: policy)
  }
}

extension BootstrapSummary {
  /// A slow-down by a factor moves the distribution of log ratios without changing its shape, so
  /// that one bootstrap serves all slow-downs.
  func shifted(by shift: Double) -> BootstrapSummary {
    BootstrapSummary(lower: lower + shift, upper: upper + shift, quantiles: [])
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
