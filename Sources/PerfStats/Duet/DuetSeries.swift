import RealModule

/// One benchmark measured by two programs that took turns.
package struct DuetSeries: Hashable, Sendable {
  package let key: SeriesKey
  package let metric: Metric
  /// Costs of both sides: `base.costs[e][i]` and `head.costs[e][i]` are neighbours in time.
  package private(set) var base: CostObservation
  package private(set) var head: CostObservation
  /// Builds of each side: execution pair e has build e modulo this.
  package let layouts: Int

  /// - Throws: `StatisticsError` for a value that is not positive and finite, for no execution
  ///   pair, and for sides whose executions or samples do not pair up.
  package init(
    base: Measurement, head: Measurement, layouts: Int = 1
  ) throws(StatisticsError) {
    self.layouts = max(1, layouts)
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
    let zero = (self.base.costs + self.head.costs).contains {
      $0.contains { $0 == 0 || $0.isInfinite }
    }
    if zero, base.metric.isTimeOrRate {
      throw .invalidSample(place: "a clock too coarse for these samples", value: 0)
    }
    for (e, (a, b)) in zip(self.base.costs, self.head.costs).enumerated()
    where a.count != b.count {
      throw .shapeMismatch("execution pair \(e): \(a.count) samples of base, \(b.count) of head")
    }
  }

  package var pairs: Int { base.samples.count }

  /// Whether a ratio can be taken: no value is 0.
  var hasRatios: Bool { !base.holdsZero && !head.holdsZero }

  /// What is replicated: execution pairs or, with several layouts, the layouts, which vary more.
  var replicates: Int { layouts > 1 ? min(layouts, pairs) : pairs }

  /// `logRatios[r][i]` = ln(head cost / base cost) of neighbouring samples of one replicate, which
  /// with several layouts holds the samples of all execution pairs of a layout.
  package var logRatios: [[Double]] {
    grouped(zip(base.costs, head.costs).map { zip($0, $1).map { .log($1 / $0) } })
  }

  /// Type-7 median of each replicate's log ratios.
  package var values: [Double] { logRatios.map { Quantiles.median($0) } }

  /// ln of the ratio of plain means of each replicate.
  var meanLogRatios: [Double] {
    zip(grouped(base.costs), grouped(head.costs)).map {
      .log(Moments.mean($1) / Moments.mean($0))
    }
  }

  /// The samples of execution pairs as those of replicates.
  private func grouped(_ pairs: [[Double]]) -> [[Double]] {
    guard layouts > 1 else { return pairs }
    return (0..<replicates).map { layout in
      stride(from: layout, to: pairs.count, by: layouts).flatMap { pairs[$0] }
    }
  }

  /// Smallest number of sample pairs in an execution pair.
  var fewestSamples: Int { base.samples.map(\.values.count).min() ?? 0 }

  /// The first execution pairs, as if the duet had ended there.
  func prefix(_ pairs: Int) -> DuetSeries {
    var result = self
    for side in [\DuetSeries.base, \DuetSeries.head] {
      result[keyPath: side].samples = Array(self[keyPath: side].samples.prefix(pairs))
      result[keyPath: side].executions = Array(self[keyPath: side].executions.prefix(pairs))
    }
    return result
  }
}
