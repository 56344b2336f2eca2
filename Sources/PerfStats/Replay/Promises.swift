import RealModule

/// How often what the gate promises comes true on a simulated machine.
package struct Promises: Hashable, Sendable {
  /// Inconclusive benchmarks that were told a number of further jobs: decided with so many.
  package var decided = Proportion()
  /// Those that were told no number, as not even so many jobs would do: decided with the most.
  package var untold = Proportion()
  /// Benchmarks slowed down by what is called detectable with power 0.8: failed.
  package var found = Proportion()

  static func + (a: Promises, b: Promises) -> Promises {
    var sum = a
    sum.decided = a.decided + b.decided
    sum.untold = a.untold + b.untold
    sum.found = a.found + b.found
    return sum
  }
}

extension CalibrationCase {
  /// Simulates suites in which a tenth of the benchmarks became slower by 2 to 9 %, asks for the jobs that
  /// would decide what stayed open, and measures with these; then slows down a tenth of an unchanged suite
  /// by what each benchmark is said to find.
  func promises(
    suites: Int, policy: Policy, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> Promises {
    try policy.check()
    let results = try inParallel(suites, threads: threads) { suite throws(StatisticsError) in
      try PromisedSuite(self, number: suite, seed: seed).outcome(policy: policy)
    }
    return results.reduce(Promises(), +)
  }
}

/// One simulated suite with as many current jobs as may be asked for.
private struct PromisedSuite {
  private let jobs: ObservedJobs
  private let known: ArchivedJobs
  private let baseline: ObservedJobs
  private let first: Int
  private let count: Int
  private let number: Int
  private let seed: UInt64

  init(_ one: CalibrationCase, number: Int, seed: UInt64) {
    first = one.archiveJobs + one.baselineJobs
    count = one.currentJobs
    self.number = number
    self.seed = seed
    let runs = one.machine.runs(
      suite: number, benchmarks: one.benchmarks, jobs: first + count + JobsToDecide.most,
      executions: one.executions, samples: one.samples, seed: seed)
    jobs = ObservedJobs(runs, statistic: .fastHalfMean)
    let before = Array(0..<first)
    baseline = jobs.selecting(Array(one.archiveJobs..<first))
    known = ArchivedJobs(
      jobs: jobs.selecting(before), runs: before.map { runs[$0] },
      baseline: Array(one.archiveJobs..<first))
  }

  func outcome(policy: Policy) throws(StatisticsError) -> Promises {
    var promises = Promises()
    var random = SplitRandom(seed: seed, split: number, stream: 2)
    let tenth = max(1, jobs.order.count / 10)
    var slower: [Int: Double] = [:]
    for i in random.sample(tenth, of: jobs.order.count) {
      slower[jobs.order[i]] = 1.02 + 0.07 * Double(random.index(below: 1001)) / 1000
    }
    var asked: [Int: [SeriesKey]] = [:]
    var untold: Set<String> = []
    for result in try judged(jobs: count, slower: slower, policy: policy)
    where result.verdict == .inconclusive {
      if let further = result.estimate?.jobsToDecide {
        asked[further, default: []].append(
          SeriesKey(benchmark: result.name, metric: result.metric.name))
      } else {
        untold.insert(result.name)
      }
    }
    for (further, keys) in asked.sorted(by: { $0.key < $1.key }) {
      let wanted = Set(keys.map(\.benchmark))
      for result in try judged(jobs: count + further, slower: slower, policy: policy)
      where wanted.contains(result.name) {
        promises.decided.count(result.verdict != .inconclusive)
      }
    }
    if !untold.isEmpty {
      for result in try judged(jobs: count + JobsToDecide.most, slower: slower, policy: policy)
      where untold.contains(result.name) {
        promises.untold.count(result.verdict != .inconclusive)
      }
    }
    var detectable: [Int: Double] = [:]
    var names: Set<String> = []
    let unchanged = try judged(jobs: count, slower: [:], policy: policy)
    for i in random.sample(tenth, of: unchanged.count) {
      let result = unchanged[i]
      let key = SeriesKey(benchmark: result.name, metric: result.metric.name)
      if let effect = result.estimate?.minimumDetectableEffect,
        let number = jobs.series.number(of: key)
      {
        detectable[number] = 1 + effect
        names.insert(result.name)
      }
    }
    for result in try judged(jobs: count, slower: detectable, policy: policy)
    where names.contains(result.name) {
      promises.found.count(result.verdict == .fail)
    }
    return promises
  }

  private func judged(
    jobs number: Int, slower: [Int: Double], policy: Policy
  ) throws(StatisticsError) -> [BenchmarkResult] {
    let current = jobs.selecting(Array(first..<(first + number))).scaled(slower)
    let comparison = SideComparison(
      jobs.order, baseline: baseline, current: current, archive: known, policy: policy)
    let summaries = try comparison.bootstrapped(threads: 1)
    let opinions = try comparison.opinions(summaries, threads: 1)
    return comparison.indices.map { i in
      comparison.benchmark(i).judged(opinions[i], bootstrap: summaries[i], policy: policy).result
    }
  }
}
