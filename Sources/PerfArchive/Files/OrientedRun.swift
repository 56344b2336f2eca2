import PerfStats

/// `higher:REGEX`: a direction for the metrics, or benchmarks, whose name matches.
package struct DirectionRule: Sendable {
  package var direction: Metric.Direction
  package var names: NamePattern

  package init(direction: Metric.Direction, names: NamePattern) {
    self.direction = direction
    self.names = names
  }

  /// Nil for what is no direction, a colon and a regular expression.
  package init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":"),
      let direction = Metric.Direction(rawValue: String(argument[..<colon])),
      let names = NamePattern(argument: String(argument[argument.index(after: colon)...]))
    else { return nil }
    self.init(direction: direction, names: names)
  }
}

extension Run {
  /// Gives directions to the metrics, or benchmarks, whose name matches; the last rule that does wins.
  package mutating func orient(_ rules: [DirectionRule]) {
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
