import RealModule

/// How the past is replayed.
package struct ReplayPlan: Hashable, Sendable {
  package enum Order: String, Hashable, Sendable, CaseIterable {
    /// Jobs drawn without replacement, in any order of time: jobs are exchangeable.
    case random
    /// Archive, baseline and current jobs follow each other as they did: drift included.
    case time
  }

  package var order: Order
  /// Jobs of each kind in a split.
  package var baselineJobs: Int
  package var currentJobs: Int
  package var archiveJobs: Int
  package var splits: Int
  /// Relative slow-downs that are injected, 0.1 for +10 %.
  package var slowdowns: [Double]
  /// Share of the benchmarks that is slowed down at a time, at least one benchmark.
  package var share: Double
  package var seed: UInt64

  package init(
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

  package var jobsPerSplit: Int { baselineJobs + currentJobs + archiveJobs }
}

/// What one rule would have done.
package struct ReplayOutcome: Hashable, Sendable {
  package var rule: String
  /// Unchanged suites that failed.
  package var gateAlarms = Proportion()
  /// Unchanged benchmarks that failed.
  package var benchmarkAlarms = Proportion()
  /// Slowed-down benchmarks that failed, by slow-down in the order of the plan.
  package var detections: [Proportion]
  /// Gates that failed, by slow-down; the rows of the whole suite count.
  package var gateDetections: [Proportion]

  init(rule: String, slowdowns: Int) {
    self.rule = rule
    detections = Array(repeating: Proportion(), count: slowdowns)
    gateDetections = detections
  }

  static func + (a: ReplayOutcome, b: ReplayOutcome) -> ReplayOutcome {
    var sum = a
    sum.gateAlarms = a.gateAlarms + b.gateAlarms
    sum.benchmarkAlarms = a.benchmarkAlarms + b.benchmarkAlarms
    sum.detections = zip(a.detections, b.detections).map { $0 + $1 }
    sum.gateDetections = zip(a.gateDetections, b.gateDetections).map { $0 + $1 }
    return sum
  }
}

/// What the gate and the plain rules would have done on an archive.
package struct ReplayReport: Hashable, Sendable {
  package var plan: ReplayPlan
  package var policy: Policy
  package var jobs: Int
  /// Duets that were replayed instead of jobs.
  package var duets = 0
  package var benchmarks: Int
  /// The gate first, then the gate if its warnings count as alarms, then the plain rules.
  package var outcomes: [ReplayOutcome]
  /// Unchanged benchmarks whose interval, as it is shown, contains the true ratio 1.
  package var coverage: Proportion
  /// Unchanged suites whose own interval does, and those whose own row failed.
  package var suiteCoverage = Proportion()
  package var suiteAlarms = Proportion()
  /// False alarms of the gate by benchmark, those with any first.
  package var alarmsByBenchmark: [String: Proportion]
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
    for slowdown in slowdowns where !(slowdown > -0.9 && slowdown <= 1000) {
      throw .invalidParameter(
        name: "slow-down", value: slowdown, expected: "between -90 % and +100000 %")
    }
    guard share > 0, share <= 1 else {
      throw .invalidParameter(name: "share", value: share, expected: "0 < share <= 1")
    }
  }
}
