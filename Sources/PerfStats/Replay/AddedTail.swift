/// A share of the samples that takes several times as long.
package struct AddedTail: Hashable, Sendable {
  package var share: Double
  package var factor: Double

  package init(share: Double, factor: Double) {
    self.share = share
    self.factor = factor
  }

  /// `20 % of the samples x3`.
  var title: String {
    "\(decimal(100 * share, digits: 0)) % of the samples x\(decimal(factor, digits: 0))"
  }
}

/// What the gate says of slow tails that are there, and of some that are not.
struct TailTrials: Hashable, Sendable {
  /// Benchmarks with a slow tail that fail or warn.
  var noticed = Proportion()
  /// Unchanged gates with a row that tells of a slow tail.
  var told = Proportion()

  static func + (a: TailTrials, b: TailTrials) -> TailTrials {
    TailTrials(noticed: a.noticed + b.noticed, told: a.told + b.told)
  }
}

extension CalibrationCase {
  /// Simulates suites, judges them as they are and with the tail in some benchmarks.
  func tailTrials(
    _ tail: AddedTail, suites: Int, policy: Policy, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> TailTrials {
    try policy.check()
    return try inParallel(suites, threads: threads) { suite throws(StatisticsError) in
      try tailTrial(tail, suite: suite, policy: policy, seed: seed)
    }.reduce(TailTrials(), +)
  }

  private func tailTrial(
    _ tail: AddedTail, suite: Int, policy: Policy, seed: UInt64
  ) throws(StatisticsError) -> TailTrials {
    let before = archiveJobs + baselineJobs
    var runs = machine.runs(
      suite: suite, benchmarks: benchmarks, jobs: before + currentJobs, executions: executions,
      samples: samples, seed: seed)
    var random = SplitRandom(seed: seed, split: suite, stream: 3)
    let slowed = Set(random.sample(changed, of: benchmarks))
    var trials = TailTrials()
    trials.told.count(
      try opinions(runs, policy: policy).contains { !$0.evidence.slowTail.isEmpty })
    for r in before..<runs.count {
      for b in slowed {
        for e in 0..<executions {
          for i in 0..<samples
          where Double(random.index(below: 10_000)) < 10_000 * tail.share {
            runs[r].measurements[b].executions[e].values[i] *= tail.factor
          }
        }
      }
    }
    for (b, opinion) in try opinions(runs, policy: policy).enumerated() where slowed.contains(b) {
      let verdict = opinion.judgement.verdict
      trials.noticed.count(verdict == .fail || verdict == .warn)
    }
    return trials
  }

  private func opinions(
    _ runs: [Run], policy: Policy
  ) throws(StatisticsError) -> [PairedBenchmark.Opinion] {
    let before = Array(0..<(archiveJobs + baselineJobs))
    let jobs = ObservedJobs(runs, statistic: policy.statistic)
    let known = ArchivedJobs(
      jobs: jobs.selecting(before), runs: before.map { runs[$0] },
      baseline: Array(before.dropFirst(archiveJobs)))
    let comparison = SideComparison(
      jobs.order, baseline: jobs.selecting(Array(before.dropFirst(archiveJobs))),
      current: jobs.selecting(Array(before.count..<runs.count)), archive: known, policy: policy)
    return try comparison.opinions(try comparison.bootstrapped(threads: 1), threads: 1)
  }
}
