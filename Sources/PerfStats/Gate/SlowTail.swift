import RealModule

/// What a row says of the slow samples, which the fast-half mean does not see.
package struct SlowTail: Hashable, Sendable {
  package var statistic: LocationStatistic
  /// ln of how far it grew.
  package var growth: Double

  package init(statistic: LocationStatistic, growth: Double) {
    self.statistic = statistic
    self.growth = growth
  }

  /// Those that have a verdict of their own.
  static let statistics: [LocationStatistic] = [.mean, .p90, .p99]

  /// Fewest samples of a job that tell a percentile: two beyond it.
  static func fewestSamples(_ statistic: LocationStatistic) -> Int {
    switch statistic {
    case .p90: 20
    case .p99: 200
    case .fastHalfMean, .mean, .trimmedMean, .median: 1
    }
  }

  /// `means +38.2 %`, `p99 +310 %`.
  var words: String {
    let name = statistic == .mean ? "means" : statistic.rawValue
    return "\(name) \(change(growth))"
  }
}

extension LocationStatistic {
  /// A percentile of a job is that of all its samples: few executions are long enough for one of their own.
  var isPercentile: Bool { self == .p90 || self == .p99 }
}

extension ObservedJobs {
  /// The same jobs located by a statistic of their slow samples.
  func slowSamples(by statistic: LocationStatistic, threads: Int) -> ObservedJobs {
    guard statistic.isPercentile else { return located(by: statistic, threads: threads) }
    return mapped(threads: threads) { $0.pooled.located(by: statistic) }
  }
}

extension CostObservation {
  /// All samples as those of one execution.
  fileprivate var pooled: CostObservation {
    guard executions.count > 1 else { return self }
    var result = self
    result.samples = [Execution(values: allCosts, isOrdered: false)]
    return result
  }
}
