/// Whether the two sides are the same measurement: the same samples to the last digit, of the same runs
/// or in at least three values that vary by nature.
func isSameMeasurement(_ baseline: [Run], _ current: [Run]) -> Bool {
  let (oldIds, newIds) = (Set(baseline.map(\.id)), Set(current.map(\.id)))
  let isSameRun = oldIds == newIds && !oldIds.contains("")
  func values(_ runs: [Run], _ isWanted: (SeriesKey) -> Bool) -> [SeriesKey: [[Double]]] {
    var result: [SeriesKey: [[Double]]] = [:]
    for run in runs {
      for measurement in run.measurements where isWanted(measurement.key) {
        result[measurement.key, default: []] += measurement.executions.map(\.values)
        if let summary = measurement.summary {
          result[measurement.key, default: []].append([summary.estimate])
        }
      }
    }
    return result
  }
  // Two measurements differ in their first benchmark already: then the others are not gathered.
  if let key = current.lazy.flatMap(\.measurements).first?.key,
    let other = values(baseline, { $0 == key })[key], other != values(current, { $0 == key })[key]
  {
    return false
  }
  let (old, new) = (values(baseline) { _ in true }, values(current) { _ in true })
  var varying: Set<Double> = []
  for run in current {
    for measurement in run.measurements {
      guard let other = old[measurement.key], let own = new[measurement.key] else { continue }
      if other != own { return false }
      if Metric.Unit(measurement.metric.unit).isTimeOrRate { varying.formUnion(own.joined()) }
    }
  }
  return isSameRun || varying.count >= 3
}

/// Series whose definition is not the same on both sides, in words; where a side does not tell, it is
/// taken for the other's.
func changedDefinitions(_ baseline: [Run], _ current: [Run]) -> [SeriesKey: String] {
  func definitions(_ runs: [Run]) -> [SeriesKey: Set<String>] {
    var result: [SeriesKey: Set<String>] = [:]
    for run in runs {
      for measurement in run.measurements where !measurement.definition.isEmpty {
        result[measurement.key, default: []].insert(measurement.definition)
      }
    }
    return result
  }
  let new = definitions(current)
  var changed: [SeriesKey: String] = [:]
  for (key, old) in definitions(baseline) {
    guard let now = new[key], now != old else { continue }
    let words = [old, now].map { $0.sorted().joined(separator: ", ") }
    changed[key] =
      "the benchmark itself changed (\(words[0]) -> \(words[1])): its values are not compared"
  }
  return changed
}

extension Report {
  /// The same report where both sides turned out to be one measurement: nothing can be said.
  mutating func tellSameMeasurement() {
    suite.findings.insert(
      "Both sides are the same measurement: nothing can be learnt from comparing it with itself.",
      at: 0)
    for index in benchmarks.indices where benchmarks[index].estimate != nil {
      benchmarks[index].verdict = .inconclusive
      benchmarks[index].reasons.insert("the samples of both sides are the same", at: 0)
    }
    if decision == .pass || decision == .warn || decision == .fail { decision = .inconclusive }
  }
}
