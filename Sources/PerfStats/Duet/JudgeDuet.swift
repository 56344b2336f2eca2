import RealModule

/// Judges a measurement of two programs in alternation.
///
/// The value of an execution pair is the median of ln(head/base) over its sample pairs; the
/// execution pairs are the replicates. Variances are moderated over the benchmarks (eight or
/// more), a shift of the whole suite that the runner is known to produce is taken off, and the
/// interval that decides is the hull of the noise-model interval and of a bootstrap over
/// execution pairs and sample pairs. A benchmark is judged with the pairs it had, at the share
/// of the error probabilities that belongs to its last look.
///
/// - Parameters:
///   - noise: what archived duets of this runner say.
///   - rejected: benchmarks that could not be read, with the reason; rows of verdict `error`.
///   - threads: of the bootstrap; changes nothing about the result.
/// - Returns: cost ratios head/base; a report like that of a comparison of jobs.
/// - Throws: `StatisticsError.empty` if the sides have no benchmark in common, and what the
///   policy's check and the bootstrap throw. A benchmark whose sides do not pair up becomes an
///   `error` row instead.
/// - Complexity: per look and benchmark O(B E n) for the bootstrap, the rest is negligible.
///
/// Sources: L. Bulej, V. Horky, P. Tuma, F. Farquet, A. Prokopec. Duet benchmarking: improving
/// measurement accuracy in the cloud. ICPE 2020. G. K. Smyth, Stat. Appl. Genet. Mol. Biol. 3,
/// 2004 (moderation). T. Kalibera, R. Jones, Univ. of Kent TR 4-12, 2012 (bootstrap).
package func judgeDuet(
  _ duet: Duet, policy: Policy = Policy(), noise: DuetNoise = .coldStart,
  rejected: [(key: SeriesKey, reason: String)] = [], threads: Int = 1
) throws(StatisticsError) -> Report {
  try policy.check()
  var series: [DuetSeries] = []
  var exact: [BenchmarkResult] = []
  var errors = Dictionary(rejected.map { ($0.key, $0.reason) }) { first, _ in first }
  for (key, result) in duet.series where errors[key] == nil {
    switch result {
    case .success(let one):
      // Values that do not vary, or hold zeros, have no ratio to take: they decide alone.
      if let found = ExactComparison(
        metric: one.metric, baseline: [one.base], current: [one.head], policy: policy)
      {
        exact.append(
          found.row(
            one.key, metric: one.metric, baseline: [one.base], current: [one.head],
            sameRunner: true, policy: policy))
      } else {
        series.append(one)
      }
    case .failure(let error): errors[key] = error.description
    }
  }
  guard !series.isEmpty || !exact.isEmpty || !errors.isEmpty else {
    throw .empty("base and head have no benchmark in common")
  }

  let looks = try DuetLooks(series, schedule: duet.schedule, policy: policy, noise: noise)
  var rows = try looks.rows(threads: threads)
  rows += exact
  let judged = Set(
    rows.map { SeriesKey(benchmark: $0.name, metric: $0.metric.name) })
  rows += unjudged(duet, judged: judged, errors: errors, policy: policy)

  let suite = looks.suite
  var report = Report(
    decision: Report.Decision(of: rows, suite: suite, policy: policy), policy: policy,
    runner: duet.base.runner,
    currentRunner: duet.base.runner == duet.head.runner ? nil : duet.head.runner,
    baselineCommits: duet.base.commit.isEmpty ? [] : [duet.base.commit],
    currentCommits: duet.head.commit.isEmpty ? [] : [duet.head.commit],
    noiseModel: looks.noiseModel, suite: suite, benchmarks: rows)
  let suspects = rows.filter { row in
    row.metric.better != .unspecified
      && (row.estimate.map {
        Judgement.isSuspect(
          lower: .log($0.deciding.lower), upper: .log($0.deciding.upper),
          effect: .log($0.deciding.estimate), policy: policy)
      } ?? false)
  }
  report.confirm = distinct(suspects.map(\.name))
  report.provenance["mode"] = "duet"
  return report
}

extension Report {
  /// The answer for two sides that are the very same program: everything passes unseen.
  package static func unmeasured(_ duet: Duet, policy: Policy) -> Report {
    var report = Report(
      decision: .pass, policy: policy, runner: duet.base.runner,
      baselineCommits: duet.base.commit.isEmpty ? [] : [duet.base.commit],
      currentCommits: duet.head.commit.isEmpty ? [] : [duet.head.commit],
      noiseModel: NoiseModelSummary(
        kind: "duet, not measured", jobs: 0, tau: 0, kappa: 1, nu: TailCalibration.normal,
        priorDegreesOfFreedom: 0),
      suite: Suite(), benchmarks: [])
    report.provenance["mode"] = "duet"
    return report
  }

  /// Benchmarks of a duet that more execution pairs may still decide: inconclusive ones, and
  /// warnings whose interval reaches to both sides of the threshold.
  public var undecided: [SeriesKey] {
    benchmarks.compactMap { row in
      guard let deciding = row.estimate?.deciding else { return nil }
      let open =
        switch row.verdict {
        case .inconclusive: true
        case .warn:
          deciding.upper > 1 + policy.threshold
            && (deciding.lower <= 1 + policy.threshold
              || row.estimate.map { $0.adjustedP > policy.alpha } ?? false)
        default: false
        }
      return open ? SeriesKey(benchmark: row.name, metric: row.metric.name) : nil
    }
  }
}

/// Rows of the benchmarks that are unusable or were measured by one program only.
private func unjudged(
  _ duet: Duet, judged: Set<SeriesKey>, errors: [SeriesKey: String], policy: Policy
) -> [BenchmarkResult] {
  var rows = errors.sorted { $0.key < $1.key }.map { key, reason in
    let known = (duet.base.measurements + duet.head.measurements).first { $0.key == key }
    return BenchmarkResult(
      name: key.benchmark,
      metric: known?.metric ?? Metric(name: key.metric, unit: "", better: .unspecified),
      verdict: .error, reasons: [reason])
  }
  func alone(_ run: Run, _ verdict: Verdict, _ reason: String) -> [BenchmarkResult] {
    run.measurements.filter { !judged.contains($0.key) && errors[$0.key] == nil }.map {
      BenchmarkResult(
        name: $0.benchmark, metric: $0.metric, verdict: verdict, reasons: [reason])
    }
  }
  let fails = policy.allowMissing ? "" : "; this fails the gate"
  rows += alone(duet.base, .missing, "measured by the base, absent from the head\(fails)")
  return rows + alone(duet.head, .new, "not in the base")
}
