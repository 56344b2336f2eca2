import RealModule

/// Judges a current version against a baseline: the gate.
///
/// Costs are compared: values where less is better, their reciprocals where more is better, so
/// that a ratio above 1 is always a worsening. Each metric has a noise model and a common shift
/// of its own; the p-values of all benchmarks are corrected together.
///
/// - Parameters:
///   - baseline: jobs of the reference, one or more, of one runner.
///   - current: jobs of the version in question, one or more. Benchmarks measured again in
///     further jobs simply have more jobs than the others.
///   - archive: other jobs to learn the runner's noise from, in any order; jobs of other
///     runners, baseline and current jobs among them are recognised.
///   - storedModel: a model fitted earlier. It is used if its runner and statistic fit and
///     it knows more jobs than `archive` and `baseline` together.
///   - rejected: benchmarks that could not be read, with the reason; rows of verdict `error`.
///   - threads: worker threads of the bootstrap. The result does not depend on it.
/// - Throws: `StatisticsError` for a policy out of range, a side without jobs, or no benchmark
///   in common.
/// - Complexity: the bootstrap dominates, 2 B N flops a side and benchmark.
public func judge(
  baseline: [Run], current: [Run], archive: [Run] = [], storedModel: NoiseModel? = nil,
  policy: Policy = Policy(), rejected: [(key: SeriesKey, reason: String)] = [], threads: Int = 1
) throws(StatisticsError) -> Report {
  try policy.check()
  guard let reference = baseline.first else { throw .empty("no baseline run") }
  guard !current.isEmpty else { throw .empty("no current run") }

  let old = ObservedJobs(baseline, statistic: policy.statistic)
  let new = ObservedJobs(current, statistic: policy.statistic, metrics: old.metrics)
  var errors: [SeriesKey: String] = [:]
  for (key, reason) in rejected + (old.faults + new.faults).map({ ($0.key, $0.message) }) {
    if errors[key] == nil { errors[key] = reason }
  }
  errors.merge(unstatedUnits(baseline: old, current: new)) { first, _ in first }
  var keys = old.order
  let known = Set(keys)
  keys += new.order.filter { !known.contains($0) }
  let changed = changedDefinitions(baseline, current)
  let listed = Set(keys)
  keys += errors.keys.filter { !listed.contains($0) }.sorted()
  let paired = keys.filter { key in
    errors[key] == nil && changed[key] == nil && old.cells.contains { $0[key] != nil }
      && new.cells.contains { $0[key] != nil }
  }
  if paired.isEmpty && errors.isEmpty && changed.isEmpty {
    throw .empty("the baseline and the current runs have no benchmark in common")
  }

  let comparison = RunnerComparison(baseline: baseline, current: current)
  var findings = Findings()
  findings.runners(comparison, baseline: reference.runner)
  let window = ArchiveWindow(
    archive: archive, baseline: baseline, current: current, runner: comparison.current)
  let archived = ObservedJobs(window.runs, statistic: policy.statistic, metrics: new.metrics)
  let usable = storedModel.flatMap { model in
    model.statistic == policy.statistic
      && model.runner.mayBe(comparison.current) ? model : nil
  }
  if storedModel != nil, usable == nil {
    findings.add(
      "The stored noise model was made for another machine or another statistic and was not used.")
  }

  let metrics = Set(paired.map(\.metric)).sorted()
  let families = metrics.map { metric in
    Family(
      metric: metric, keys: paired.filter { $0.metric == metric }, baseline: old, current: new,
      archive: archived, archivedRuns: window.runs, stored: usable, level: policy.level)
  }
  for family in families {
    findings.level(family.comparison, metric: family.metric, several: families.count > 1)
  }

  let benchmarks = families.flatMap { family in
    family.keys.indices.map { family.benchmark(at: $0, baseline: old, current: new) }
  }
  let summaries = try bootstrapped(benchmarks, policy: policy, threads: threads)
  let adjusted = adjustedPValues(benchmarks, policy: policy)
  var rows: [SeriesKey: BenchmarkResult] = [:]
  var confirm: [String] = []
  for (i, benchmark) in benchmarks.enumerated() {
    let judged = benchmark.judged(
      bootstrap: summaries[i], adjustedP: adjusted[i], family: benchmarks.count,
      sameRunner: comparison.conflicts.isEmpty, policy: policy)
    rows[benchmark.key] = judged.result
    if judged.isSuspect { confirm.append(benchmark.key.benchmark) }
  }
  let results = keys.map { key in
    rows[key]
      ?? unjudged(
        key, error: errors[key], changed: changed[key], baseline: old, current: new, policy: policy)
  }

  findings.busyMachine(baseline, side: "baseline")
  findings.busyMachine(current, side: "current")
  findings.census(
    results, summaries: benchmarks.count { !$0.hasSamples },
    fewSamples: benchmarks.count { $0.hasSamples && $0.samples < Judgement.fewestSamples },
    archiveFaults: archived.faults.count)
  let main = families.max { $0.keys.count < $1.keys.count }
  let suite = suite(main?.comparison, level: policy.level, findings: findings.sentences)
  var report = Report(
    decision: Report.Decision(of: results, suite: suite, policy: policy), policy: policy,
    runner: reference.runner,
    currentRunner: comparison.conflicts.isEmpty ? nil : comparison.current,
    baselineCommits: distinct(baseline.map(\.commit)),
    currentCommits: distinct(current.map(\.commit)),
    noiseModel: main?.noise.summary
      ?? FamilyNoise(source: .coldStart(sd: 0.035)).summary,
    suite: suite, benchmarks: results, confirm: confirm)
  if isSameMeasurement(baseline, current) { report.tellSameMeasurement() }
  return report
}

/// p-values corrected over all benchmarks of the gate.
func adjustedPValues(_ benchmarks: [PairedBenchmark], policy: Policy) -> [Double] {
  let p = benchmarks.map(\.effect.p)
  return switch policy.multiplicity {
  case .holm: MultipleTests.holm(p)
  case .fdr: MultipleTests.benjaminiHochberg(p)
  }
}

extension Report.Decision {
  /// The worst of the verdicts: fail, then error, then inconclusive where it blocks or where
  /// nothing else was found, then warn. A suite that became slower as a whole by more than its
  /// runner is known to do, or that does not fit the noise model, does not simply pass.
  package init(of results: [BenchmarkResult], suite: Report.Suite, policy: Policy) {
    let verdicts = Set(results.map(\.verdict))
    if verdicts.contains(.fail) || (verdicts.contains(.missing) && !policy.allowMissing) {
      self = .fail
    } else if verdicts.contains(.error) {
      self = .error
    } else if verdicts.contains(.inconclusive),
      policy.strict || verdicts.isDisjoint(with: [.pass, .warn, .improved])
    {
      self = .inconclusive
    } else {
      let isStrange = suite.runnerMismatch || suite.shift > suite.shiftRemoved
      self = verdicts.contains(.warn) || isStrange ? .warn : .pass
    }
  }
}

func suite(
  _ comparison: LevelComparison?, level: Double, findings: [String]
) -> Report.Suite {
  guard let comparison else { return Report.Suite(findings: findings) }
  let arm = StandardNormal.upperQuantile((1 - level) / 2) * comparison.commonShiftError
  return Report.Suite(
    shift: .exp(comparison.commonShift), shiftLower: .exp(comparison.commonShift - arm),
    shiftUpper: .exp(comparison.commonShift + arm),
    shiftRemoved: .exp(comparison.commonShiftUsed), runnerMismatch: comparison.mismatch,
    inflation: comparison.inflation, findings: findings)
}

/// The row of a benchmark that is unusable or was measured on one side only.
private func unjudged(
  _ key: SeriesKey, error: String?, changed: String?, baseline: ObservedJobs, current: ObservedJobs,
  policy: Policy
) -> BenchmarkResult {
  let metric =
    current.metrics[key] ?? baseline.metrics[key]
    ?? Metric(name: key.metric, unit: "", better: .unspecified)
  let old = side(baseline, key, metric)
  let new = side(current, key, metric)
  if let error {
    return BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: .error, reasons: [error])
  }
  if let changed {
    return BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: .inconclusive, baseline: old, current: new,
      reasons: [changed])
  }
  if new == nil {
    return BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: .missing, baseline: old,
      reasons: [
        policy.allowMissing
          ? "measured in the baseline, absent now"
          : "measured in the baseline, absent now; this fails the gate"
      ])
  }
  return BenchmarkResult(
    name: key.benchmark, metric: metric, verdict: .new, current: new,
    reasons: ["not in the baseline"])
}

private func side(
  _ jobs: ObservedJobs, _ key: SeriesKey, _ metric: Metric
) -> BenchmarkResult.Side? {
  let cells = jobs.observations(key)
  return cells.isEmpty ? nil : BenchmarkResult.Side(cells, metric: metric)
}

private func distinct(_ values: [String]) -> [String] {
  var seen = Set<String>()
  return values.filter { !$0.isEmpty && seen.insert($0).inserted }
}

/// Bootstrap summaries of the benchmarks that have raw samples on both sides.
func bootstrapped(
  _ benchmarks: [PairedBenchmark], policy: Policy, threads: Int
) throws(StatisticsError) -> [BootstrapSummary?] {
  let resampled = benchmarks.indices.filter { benchmarks[$0].hasSamples }
  let found = try gateBootstrap(
    resampled.map { i in
      BootstrapPair(
        baseline: benchmarks[i].baseline.map(\.costs), current: benchmarks[i].current.map(\.costs))
    }, statistic: policy.statistic, resamples: policy.resamples, level: policy.level,
    seed: policy.seed, threads: threads)
  var summaries: [BootstrapSummary?] = Array(repeating: nil, count: benchmarks.count)
  for (i, summary) in zip(resampled, found) { summaries[i] = summary }
  return summaries
}

/// Whether the two sides were measured on one kind of machine.
struct RunnerComparison {
  /// The machine of the current side, that of the baseline where nothing is known of it.
  var current: Runner
  /// Fields in which machines differ, between the sides or within one.
  var conflicts: [String]
  /// The same with the values that occur, the baseline's first: `cpu A / B`.
  var differences: [String]

  init(baseline: [Run], current runs: [Run]) {
    let known = (baseline + runs).map(\.runner).filter { !$0.isUnknown }
    current = runs.map(\.runner).first { !$0.isUnknown } ?? known.first ?? Runner()
    let reference = baseline.map(\.runner).first { !$0.isUnknown } ?? current
    let differing = Set(known.flatMap { $0.conflicts(with: reference) })
    let conflicts = reference.fields.map(\.name).filter { differing.contains($0) }
    self.conflicts = conflicts
    differences = conflicts.map { name in
      let values = ([reference] + known).flatMap(\.fields).filter { $0.name == name }.map(\.value)
      return "\(name) \(distinct(values).joined(separator: " / "))"
    }
  }
}
