import RealModule

/// One benchmark in one job, turned into costs: what it measures if less is better, the
/// reciprocal if more is better. A ratio of costs above 1 is always a worsening.
package struct CostObservation: Hashable, Sendable {
  /// Costs by execution and iteration; empty if there is only a summary. A value of 0 costs nothing,
  /// or without bound where more is better.
  package var samples: [Execution]
  /// Where each execution lies. Empty where a value is 0: it has no logarithm.
  package var executions: [ExecutionLocation]
  /// Log of the source's estimate with the SD that its bounds imply, if any.
  package var summary: SummaryCost?

  package struct SummaryCost: Hashable, Sendable {
    package var log: Double
    /// Standard error of the log, from the bounds; nil where there are none.
    package var standardError: Double?
  }

  /// Location of the job, log scale: the mean over its executions.
  package var log: Double {
    if let summary { return summary.log }
    return executions.reduce(0) { $0 + $1.log } / Double(executions.count)
  }

  /// Location of the job where it has one.
  package var location: Double? { holdsZero ? nil : log }

  package var isSummary: Bool { summary != nil }

  /// The costs of each execution.
  package var costs: [[Double]] { samples.map(\.values) }

  /// All costs, one execution after another.
  package var allCosts: [Double] { samples.flatMap(\.values) }

  /// Number of samples of all executions.
  package var sampleCount: Int { samples.reduce(0) { $0 + $1.values.count } }

  /// Some value is 0.
  package var holdsZero: Bool { summary == nil && executions.isEmpty }

  /// All costs, or the summary's.
  package var values: [Double] {
    summary.map { [.exp($0.log)] } ?? allCosts
  }

  /// A summary whose bounds are its estimate: a count of which the source says that it does not vary.
  package var isStatedExactly: Bool { summary?.standardError == 0 }

  /// Mean of all samples, the estimate of a summary.
  package var plainMean: Double {
    if let summary { return .exp(summary.log) }
    return Moments.mean(samples.map { Moments.mean($0.values) })
  }

  /// Mean of 1/E and of 1/n: what variances of means are proportional to.
  package var inverseSamples: Double {
    executions.reduce(0) { $0 + 1 / Double($1.count) } / Double(executions.count)
  }

  /// The same measurement by another statistic, or as if its executions had had `size` samples.
  package func located(by statistic: LocationStatistic, size: Int? = nil) -> CostObservation {
    guard !executions.isEmpty else { return self }
    var result = self
    result.executions = samples.map {
      ExecutionLocation(costs: $0.values, statistic: statistic, size: size)
    }
    return result
  }

  /// The same measurement of a version that costs `factor` times as much.
  package func scaled(by factor: Double) -> CostObservation {
    var slower = self
    let shift = Double.log(factor)
    for e in samples.indices { slower.samples[e].values = samples[e].values.map { $0 * factor } }
    for e in executions.indices { slower.executions[e].log += shift }
    if let summary {
      slower.summary = SummaryCost(
        log: summary.log + shift, standardError: summary.standardError)
    }
    return slower
  }

  /// Values outside are no measurements; inside, sums and reciprocals stay finite.
  private static let plausible = 1e-150...1e150

  /// - Throws: `StatisticsError.invalidSample` for a value that is negative, not finite or
  ///   beyond 1e±150; `.empty` if there is neither a sample nor a summary.
  package init(
    _ measurement: Measurement, statistic: LocationStatistic
  ) throws(StatisticsError) {
    let inverted = measurement.metric.better == .higher
    func cost(
      _ value: Double, _ place: @autoclosure () -> String
    ) throws(StatisticsError) -> Double {
      guard Self.plausible.contains(value) || value == 0 else {
        throw .invalidSample(place: place(), value: value)
      }
      return inverted ? 1 / value : value
    }
    executions = []
    for (e, execution) in measurement.executions.enumerated() {
      if execution.values.isEmpty { throw .empty("executions[\(e)] has no samples") }
      for (i, value) in execution.values.enumerated() {
        _ = try cost(value, "executions[\(e)].values[\(i)]")
      }
    }
    // Where they are costs already, the memory of the measurement is shared.
    let isShared = !inverted && measurement.executions.allSatisfy { $0.iterations == nil }
    samples =
      isShared
      ? measurement.executions
      : measurement.executions.map {
        Execution(
          values: inverted ? $0.values.map { 1 / $0 } : $0.values, isOrdered: $0.isOrdered)
      }
    guard samples.isEmpty else {
      let positive = samples.allSatisfy { $0.values.allSatisfy { $0 > 0 && $0.isFinite } }
      if positive {
        executions = samples.map { ExecutionLocation(costs: $0.values, statistic: statistic) }
      }
      return
    }
    guard let summary = measurement.summary else {
      throw .empty("neither samples nor a summary")
    }
    let estimate = Double.log(try cost(summary.estimate, "summary"))
    guard estimate.isFinite else {
      // A summary of 0 is a value that does not vary.
      samples = [Execution(values: [inverted ? .infinity : 0])]
      return
    }
    var standardError: Double?
    if let lower = summary.lower, let upper = summary.upper, lower > 0, upper > 0 {
      let level = summary.level ?? 0.95
      guard level > 0, level < 1 else {
        throw .invalidParameter(
          name: "level of the summary", value: level, expected: "between 0 and 1")
      }
      let ends = [
        Double.log(try cost(lower, "summary.lower")), .log(try cost(upper, "summary.upper")),
      ]
      // The wider arm, so that a skewed interval is not made narrower.
      let arm = max((ends[0] - estimate).magnitude, (ends[1] - estimate).magnitude)
      standardError = arm / StandardNormal.upperQuantile((1 - level) / 2)
    }
    self.summary = SummaryCost(log: estimate, standardError: standardError)
  }
}

extension Metric {
  /// log10 of nanoseconds per unit; nil for a unit that is no time.
  package var log10Nanoseconds: Double? {
    switch unit {
    case "ps": -3
    case "ns": 0
    case "us", "µs", "μs": 3
    case "ms": 6
    case "s": 9
    default: nil
    }
  }
}
