import PerfStats

extension Run {
  /// Gives directions to the metrics, or benchmarks, whose name matches; the last rule that does wins.
  package mutating func orient(_ rules: [(direction: Metric.Direction, names: NamePattern)]) {
    if rules.isEmpty { return }
    for index in measurements.indices {
      let measurement = measurements[index]
      let rule = rules.last {
        $0.names.matches(measurement.metric.name) || $0.names.matches(measurement.benchmark)
      }
      if let rule { measurements[index].metric.better = rule.direction }
    }
  }
}
