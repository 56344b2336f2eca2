import RealModule

/// One benchmark measured by two programs that took turns.
public struct DuetSeries: Hashable, Sendable {
  public let key: SeriesKey
  public let metric: Metric
  /// Costs of both sides: `base.costs[e][i]` and `head.costs[e][i]` are neighbours in time.
  package private(set) var base: CostObservation
  package private(set) var head: CostObservation

  /// - Throws: `StatisticsError` for a value that is not positive and finite, for no execution
  ///   pair, and for sides whose executions or samples do not pair up.
  public init(base: Measurement, head: Measurement) throws(StatisticsError) {
    key = base.key
    metric = base.metric
    guard base.metric == head.metric else {
      throw .shapeMismatch(
        "base measured \(base.metric.name) in \(base.metric.unit),"
          + " head \(head.metric.name) in \(head.metric.unit)")
    }
    guard base.executions.count == head.executions.count else {
      throw .shapeMismatch(
        "\(base.executions.count) executions of base, \(head.executions.count) of head")
    }
    guard !base.executions.isEmpty else { throw .empty("no execution pair") }
    // The sides' own location is only shown; what decides is the median of the ratios.
    self.base = try CostObservation(base, statistic: .median)
    self.head = try CostObservation(head, statistic: .median)
    for (e, (a, b)) in zip(self.base.costs, self.head.costs).enumerated()
    where a.count != b.count {
      throw .shapeMismatch("execution pair \(e): \(a.count) samples of base, \(b.count) of head")
    }
  }

  public var pairs: Int { base.costs.count }

  /// `logRatios[e][i]` = ln(head cost / base cost) of neighbouring samples.
  package var logRatios: [[Double]] {
    zip(base.costs, head.costs).map { zip($0, $1).map { .log($1 / $0) } }
  }

  /// Type-7 median of each execution pair's log ratios.
  package var values: [Double] { logRatios.map { Quantiles.median($0) } }

  /// ln of the ratio of plain means of each execution pair.
  var meanLogRatios: [Double] {
    zip(base.costs, head.costs).map { .log(Moments.mean($1) / Moments.mean($0)) }
  }

  /// Smallest number of sample pairs in an execution pair.
  var fewestSamples: Int { base.costs.map(\.count).min() ?? 0 }

  /// The first execution pairs, as if the duet had ended there.
  func prefix(_ pairs: Int) -> DuetSeries {
    var result = self
    for side in [\DuetSeries.base, \DuetSeries.head] {
      result[keyPath: side].costs = Array(self[keyPath: side].costs.prefix(pairs))
      result[keyPath: side].executions = Array(self[keyPath: side].executions.prefix(pairs))
    }
    return result
  }
}
