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
///   - policy: thresholds, level and seed.
///   - rejected: benchmarks that could not be read, with the reason; rows of verdict `error`.
///   - distributions: whether the rows hold the quantiles of their bootstrap distributions, which
///     only a picture of them needs; 0.9 kB a benchmark.
///   - threads: worker threads of the bootstrap. The result does not depend on it.
/// - Throws: `StatisticsError` for a policy out of range, a side without jobs, or no benchmark
///   in common.
/// - Complexity: the bootstrap dominates, 2 B N flops a side and benchmark.
public func judge(
  baseline: [Run], current: [Run], archive: [Run] = [], storedModel: NoiseModel? = nil,
  policy: Policy = Policy(), rejected: [(key: SeriesKey, reason: String)] = [],
  distributions: Bool = true, threads: Int = 1
) throws(StatisticsError) -> Report {
  try policy.check()
  guard let reference = baseline.first else { throw .empty("no baseline run") }
  guard !current.isEmpty else { throw .empty("no current run") }

  let matching = MatchingJobs(baseline: baseline, current: current)
  let old = ObservedJobs(matching.baseline, statistic: policy.statistic, threads: threads)
  let new = ObservedJobs(
    matching.current, statistic: policy.statistic, after: old, threads: threads)
  var errors: [SeriesKey: String] = [:]
  for (key, reason) in rejected + (old.faults + new.faults).map({ ($0.key, $0.message) }) {
    if errors[key] == nil { errors[key] = reason }
  }
  errors.merge(unstatedUnits(baseline: old, current: new)) { first, _ in first }
  var unjudgeable = changedDefinitions(baseline, current)
  // The baseline's series have the first numbers, in the order of the rows.
  let keys = new.series.keys
  var coarse: [Int: String] = [:]
  let paired = keys.indices.filter { number in
    let key = keys[number]
    if errors[key] != nil { return false }
    let reason = unreadableClock(
      new.metric(number), baseline: old.observations(number), current: new.observations(number))
    if let reason { coarse[number] = reason }
    return reason == nil && unjudgeable[key] == nil && old.measures(number)
      && new.measures(number)
  }
  if !coarse.isEmpty {
    // Beside a metric that can be judged a clock that reads zero (the processor's time in the kernel) is
    // no fault of the input.
    let judged = Set(paired.map { keys[$0].benchmark })
    for (number, reason) in coarse {
      let key = keys[number]
      if judged.contains(key.benchmark) {
        unjudgeable[key] = unjudgeable[key] ?? reason
      } else {
        errors[key] = reason
      }
    }
  }
  if paired.isEmpty && errors.isEmpty && unjudgeable.isEmpty {
    throw .empty("the baseline and the current runs have no benchmark in common")
  }

  var findings = Findings()
  findings.machines(matching)
  let window = ArchiveWindow(
    archive: archive, baseline: matching.baseline, current: matching.current,
    runner: matching.machine)
  // Without an archive these are the baseline's jobs, which are there already; they are read anew only
  // where the current side says more of what they measure.
  let isBaseline =
    window.runs == matching.baseline
    && old.metrics.elementsEqual(new.metrics.prefix(old.metrics.count))
  let archived = ArchivedJobs(
    jobs: isBaseline
      ? old
      : ObservedJobs(window.runs, statistic: policy.statistic, after: new, threads: threads),
    runs: window.runs, baseline: window.baseline, isBaseline: isBaseline)
  let usable = storedModel.flatMap { model in
    model.statistic == policy.statistic
      && model.runner.mayBe(matching.machine) ? model : nil
  }
  if storedModel != nil, usable == nil {
    findings.add(
      "The stored noise model was made for another machine or another statistic and was not used.")
  }

  let comparison = SideComparison(
    paired, baseline: old, current: new, archive: archived, stored: usable, policy: policy,
    threads: threads)
  let several = comparison.families.count > 1
  for family in comparison.families {
    findings.level(family, several: several)
    findings.alarms(family.noise.alarms(policy: policy))
  }

  let sameRunner = matching.conflicts.isEmpty
  let summaries = try comparison.bootstrapped(threads: threads, distributions: distributions)
  let opinions = try comparison.opinions(summaries, sameRunner: sameRunner, threads: threads)
  var place: [Int?] = Array(repeating: nil, count: keys.count)
  for i in comparison.indices { place[comparison.number(i)] = i }
  var isSuspect = Array(repeating: false, count: comparison.indices.count)
  var (withoutSamples, unable) = (0, 0)
  var results: [BenchmarkResult] = []
  let unread = errors.keys.filter { new.series.number(of: $0) == nil }.sorted()
  results.reserveCapacity(keys.count + unread.count)
  inParallel(keys.count, threads: threads) { [place] number in
    place[number].map { i in
      comparison.benchmark(i).judged(opinions[i], bootstrap: summaries[i], policy: policy)
    }
  } then: { number, row in
    let key = keys[number]
    if let i = place[number], let row {
      isSuspect[i] = row.isSuspect
      if !opinions[i].evidence.hasSamples {
        withoutSamples += 1
      } else if row.result.estimate?.minimumDetectableEffect == nil {
        unable += 1
      }
      results.append(row.result)
    } else if let exact = comparison.exact[number] {
      results.append(
        exact.row(
          key, metric: new.metric(number) ?? .nanoseconds, baseline: old.observations(number),
          current: new.observations(number), sameRunner: sameRunner, policy: policy))
    } else {
      results.append(
        unjudged(
          key, number, error: errors[key], unjudgeable: unjudgeable[key], baseline: old,
          current: new, policy: policy))
    }
  }
  for key in unread {
    results.append(BenchmarkResult(unusable: key, metric: nil, reason: errors[key] ?? ""))
  }
  let confirm = distinct(
    comparison.indices.filter { isSuspect[$0] }.map { keys[comparison.number($0)].benchmark })

  findings.busyMachine(matching.baseline, side: "baseline")
  findings.busyMachine(matching.current, side: "current")
  findings.census(
    results, summaries: withoutSamples, unable: unable, archiveFaults: archived.jobs.faults.count)
  let main = comparison.families.max { $0.numbers.count < $1.numbers.count }
  let suite = Report.Suite(
    comparison.families, policy: policy, sameRunner: sameRunner, findings: findings.sentences)
  var report = Report(
    decision: Report.Decision(of: results, suite: suite, policy: policy), policy: policy,
    runner: matching.baseline.first?.runner ?? reference.runner,
    currentRunner: sameRunner ? nil : matching.machine,
    baselineCommits: distinct(matching.baseline.map(\.commit)),
    currentCommits: distinct(matching.current.map(\.commit)),
    noiseModel: main?.noise.summary ?? .coldStart,
    suite: suite, benchmarks: results, confirm: confirm)
  if isSameMeasurement(baseline, current) { report.tellSameMeasurement() }
  return report
}

/// Why values of a clock cannot be judged: it read zero. Zero throughout on both sides is no change.
private func unreadableClock(
  _ metric: Metric?, baseline: [CostObservation], current: [CostObservation]
) -> String? {
  guard let metric, metric.isTimeOrRate,
    baseline.contains(where: \.holdsZero) || current.contains(where: \.holdsZero)
  else { return nil }
  let values = (baseline + current).flatMap(\.allCosts)
  if values.allSatisfy({ $0 == 0 }) || values.allSatisfy(\.isInfinite) { return nil }
  return "the clock is too coarse: some samples are 0 \(metric.unit); "
    + "measure more operations in a sample"
}

extension Report.Decision {
  /// The worst of the verdicts of the rows and of the suite: fail, then error, then inconclusive where
  /// it blocks or where nothing else was found, then warn. An inconclusive suite counts only if it was
  /// measured slower; jobs that do not fit the noise model do not simply pass.
  package init(of results: [BenchmarkResult], suite: Report.Suite, policy: Policy) {
    let rows = Set(results.map(\.verdict))
    let whole = Set(suite.rows.map(\.verdict))
    let verdicts = rows.union(whole.subtracting([.inconclusive]))
    let isOpen = suite.rows.contains { $0.verdict == .inconclusive && $0.isSuspect }
    if verdicts.contains(.fail) || (rows.contains(.missing) && !policy.allowMissing) {
      self = .fail
    } else if rows.contains(.error) {
      self = .error
    } else if policy.strict
      ? isOpen || rows.contains(.inconclusive)
      : rows.contains(.inconclusive)
        && rows.isDisjoint(with: [.pass, .warn, .improved, .changed])
        && !verdicts.contains(.warn)
    {
      self = .inconclusive
    } else if verdicts.contains(.warn) || suite.runnerMismatch {
      self = .warn
    } else {
      self = isOpen ? .inconclusive : .pass
    }
  }
}

extension Report.Suite {
  /// One row for each metric of eight benchmarks or more, that of most benchmarks first.
  init(_ families: [Family], policy: Policy, sameRunner: Bool, findings: [String]) {
    let ordered = families.enumerated().sorted {
      ($1.element.numbers.count, $0.offset) < ($0.element.numbers.count, $1.offset)
    }.map(\.element)
    self.init(
      rows: ordered.compactMap { family in
        family.comparison.suite.map { suite in
          Row(
            suite, used: family.comparison.commonShiftUsed, groups: family.comparison.groups,
            metric: family.keyMetric, sameRunner: sameRunner, policy: policy)
        }
      },
      runnerMismatch: ordered.first?.comparison.mismatch ?? false,
      inflation: ordered.first?.comparison.inflation ?? 1, findings: findings)
  }
}

extension Report.Suite.Row {
  /// The row of a metric.
  package init(
    _ suite: SuiteShift, used: Double, groups: TwoGroups? = nil, metric: Metric, sameRunner: Bool,
    policy: Policy
  ) {
    var verdict = suite.verdict(metric, policy: policy)
    var reasons: [String] = []
    if !sameRunner, verdict != .warn, verdict != .inconclusive {
      verdict = verdict == .fail ? .warn : .inconclusive
      reasons.append("the sides were measured on different machines")
    }
    if let groups {
      let apart = [
        "\(groups.lowerCount) at \(change(groups.lower))",
        "\(groups.upperCount) at \(change(groups.upper))",
      ]
      let named = groups.lower.magnitude <= groups.upper.magnitude ? apart : apart.reversed()
      reasons.append(
        "two groups: \(named[1]), \(named[0]); compared with the latter")
    }
    if suite.shift.magnitude > used.magnitude + Judgement.margin, verdict != .fail {
      reasons.append(
        "\(change(used)) of it may be the runner's and was taken off each row, the rest was not")
    }
    self.init(
      metric: metric, verdict: verdict, ratio: .exp(suite.shift), lower: .exp(suite.lower),
      upper: .exp(suite.upper), level: policy.level, tau: suite.tau, removed: .exp(used),
      p: suite.p, isSuspect: metric.better != .unspecified && suite.isSuspect(policy: policy),
      groups: groups.map {
        [
          Report.Suite.Group(benchmarks: $0.lowerCount, ratio: .exp($0.lower)),
          Report.Suite.Group(benchmarks: $0.upperCount, ratio: .exp($0.upper)),
        ]
      } ?? [], reasons: reasons)
  }
}
