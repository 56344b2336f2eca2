/// The row of a benchmark that is unusable or was measured on one side only.
func unjudged(
  _ key: SeriesKey, _ number: Int, error: String?, unjudgeable: String?, baseline: ObservedJobs,
  current: ObservedJobs,
  policy: Policy
) -> BenchmarkResult {
  let known = current.metric(number) ?? baseline.metric(number)
  if let error { return BenchmarkResult(unusable: key, metric: known, reason: error) }
  let metric = known ?? .unknown(key.metric)
  let old = side(baseline, number, metric)
  let new = side(current, number, metric)
  if let unjudgeable {
    return BenchmarkResult(
      name: key.benchmark, metric: metric, verdict: .inconclusive, baseline: old, current: new,
      reasons: [unjudgeable])
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
  _ jobs: ObservedJobs, _ number: Int, _ metric: Metric
) -> BenchmarkResult.Side? {
  let cells = jobs.observations(number)
  return cells.isEmpty ? nil : BenchmarkResult.Side(cells, metric: metric)
}

extension BenchmarkResult {
  /// The row of a benchmark that cannot be used.
  init(unusable key: SeriesKey, metric: Metric?, reason: String) {
    self.init(
      name: key.benchmark, metric: metric ?? .unknown(key.metric), verdict: .error,
      reasons: [reason])
  }
}

extension Metric {
  /// A metric of which nothing but the name is known.
  fileprivate static func unknown(_ name: String) -> Metric {
    Metric(name: name, unit: "", better: .unspecified)
  }
}
