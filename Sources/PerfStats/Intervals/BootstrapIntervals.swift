import RealModule

/// How an interval is made of a bootstrap distribution.
public enum BootstrapMethod: String, Hashable, Sendable, CaseIterable {
  /// Quantiles of the hierarchical bootstrap: jobs, executions, iterations, each
  /// drawn with replacement. Source: S. Ren et al., J. Appl. Stat. 37, 2010.
  case percentile
  /// The same, reflected at the estimate on the log scale.
  case basic
  /// Quantiles of (ln ratio* - ln ratio) / standard error*, over the flat samples.
  case studentised
  /// Bias-corrected and accelerated, over the flat samples.
  /// Source: B. Efron, JASA 82, 1987.
  case bca

  /// Whether the method ignores which job and execution a sample comes from. Such
  /// an interval holds no variance between jobs, however many there are.
  public var isFlat: Bool { self == .studentised || self == .bca }
}

/// Descriptive bootstrap intervals of the ratio of plain means current/baseline of
/// each benchmark. They stand beside the gate's interval and decide nothing.
///
/// With one job a side none of them contains variance between jobs, and the flat
/// methods never do: `method` then says "within-run only".
///
/// - Throws: as `gateBootstrap`; also where a BCa or studentised endpoint needs a
///   quantile that `resamples` cannot resolve. Studentised intervals drop resamples
///   without variance, and become percentile intervals (and say so) if those are
///   more than 5 %.
/// - Complexity: as `gateBootstrap`; studentised twice that.
public func bootstrapIntervals(
  _ pairs: [BootstrapPair], method: BootstrapMethod = .percentile,
  resamples: Int = Policy().resamples, level: Double = Policy().level,
  seed: UInt64 = Policy().seed, threads: Int = 1
) throws(StatisticsError) -> [Interval] {
  guard resamples > 0, resamples <= 1 << 30 else {
    throw .invalidParameter(
      name: "resamples", value: Double(resamples), expected: "between 1 and 2^30")
  }
  try checkLevel(level)
  var intervals: [Interval] = []
  for (index, pair) in pairs.enumerated() {
    let sides = try RatioOfMeans(pair, flat: method.isFlat, name: "benchmark \(index)")
    let withinRun =
      method.isFlat || (pair.baseline.count == 1 && pair.current.count == 1)
    var name = "\(method.rawValue) bootstrap"
    let logs: (lower: Double, upper: Double)
    switch method {
    case .percentile, .basic:
      let q = try sides.percentile(
        resamples: resamples, level: level, seed: seed, threads: threads)
      logs =
        method == .percentile
        ? q : (2 * sides.logEstimate - q.upper, 2 * sides.logEstimate - q.lower)
    case .bca:
      logs = try sides.bca(resamples: resamples, level: level, seed: seed, threads: threads)
    case .studentised:
      let found = try sides.studentised(
        resamples: resamples, level: level, seed: seed, threads: threads)
      logs = found.ends
      if found.isPercentile { name = "percentile bootstrap (too few resamples with variance)" }
    }
    intervals.append(
      Interval(
        estimate: Double.exp(sides.logEstimate), lower: Double.exp(logs.lower),
        upper: Double.exp(logs.upper), level: level,
        method: withinRun ? name + ", within-run only" : name))
  }
  return intervals
}

/// Both sides of one benchmark, each resampled by its plain mean.
private struct RatioOfMeans {
  let baseline, current: Side
  let logEstimate: Double

  /// One side in units of its mean over jobs of the mean over executions.
  struct Side {
    let shape: ReplicateShape
    /// Samples over their mean, in the order of the shape.
    let values: [Double]
    let logMean: Double
  }

  init(_ pair: BootstrapPair, flat: Bool, name: String) throws(StatisticsError) {
    baseline = try Self.side(pair.baseline, flat: flat, name: "\(name), baseline")
    current = try Self.side(pair.current, flat: flat, name: "\(name), current")
    logEstimate = current.logMean - baseline.logMean
  }

  private static func side(
    _ samples: [[[Double]]], flat: Bool, name: String
  ) throws(StatisticsError) -> Side {
    _ = try ReplicateShape(of: samples, name: name)
    let used = flat ? [[samples.flatMap { $0.flatMap { $0 } }]] : samples
    let scaled = try ScaledSamples(used, name: name)
    let shape = try ReplicateShape(of: used, name: name)
    let weights = Self.weights(shape, .baseline, seed: 0)
    let mean = zip(scaled.sorted, weights.scales).reduce(0) { $0 + $1.0 * $1.1 }
    return Side(
      shape: shape, values: scaled.sorted.map { $0 / mean },
      logMean: Double.log(mean) + scaled.logUnit)
  }

  private static func weights(
    _ shape: ReplicateShape, _ side: ComparisonSide, seed: UInt64
  ) -> ResamplingWeights {
    ResamplingWeights(
      shape: shape, side: side, statistic: .mean, seed: seed, leastReplicates: 2)
  }

  private func ratios(resamples: Int, seed: UInt64, threads: Int) -> ResampledColumns {
    ResampledColumns(
      numerator: ResampledSide(
        weights: Self.weights(current.shape, .current, seed: seed), columns: [current.values]),
      denominator: ResampledSide(
        weights: Self.weights(baseline.shape, .baseline, seed: seed),
        columns: [baseline.values]),
      columns: 1, resamples: resamples, threads: max(1, threads))
  }

  /// Quantiles of ln ratio* by the ratio* in `values`, relative to the estimate.
  private func logQuantiles(
    _ probabilities: [Double], of values: UnsafeBufferPointer<Double>
  ) throws(StatisticsError) -> [Double] {
    let plan = try QuantilePlan(probabilities, count: values.count)
    var selector = OrderStatistics(capacity: values.count)
    var selected = Array(repeating: 0.0, count: plan.ranks.count)
    selector.select(plan.ranks, of: values) { selected[$0] = Double.log($1) }
    return plan.quantiles(from: selected).map { $0 + logEstimate }
  }

  func percentile(
    resamples: Int, level: Double, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> (lower: Double, upper: Double) {
    let tail = (1 - level) / 2
    let q = try visit(resamples: resamples, seed: seed, threads: threads) {
      values throws(StatisticsError) in try logQuantiles([tail, 1 - tail], of: values)
    }
    return (q[0], q[1])
  }

  /// The one column's values, handed to a function that may throw.
  private func visit(
    resamples: Int, seed: UInt64, threads: Int,
    _ use: (UnsafeBufferPointer<Double>) throws(StatisticsError) -> [Double]
  ) throws(StatisticsError) -> [Double] {
    var result: Result<[Double], StatisticsError> = .success([])
    ratios(resamples: resamples, seed: seed, threads: threads).visit { _, _, values in
      do throws(StatisticsError) {
        result = .success(try use(values))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  func bca(
    resamples: Int, level: Double, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> (lower: Double, upper: Double) {
    let a = acceleration
    let q = try visit(resamples: resamples, seed: seed, threads: threads) {
      values throws(StatisticsError) in
      // In units of the estimate; what differs by rounding alone counts as equal.
      var below = 0.0
      for value in values {
        below += (value - 1).magnitude <= 1e-13 ? 0.5 : value < 1 ? 1 : 0
      }
      let count = Double(values.count)
      let share = min(max(below / count, 1 / count), 1 - 1 / count)
      let z0 = StandardNormal.quantile(share)
      let probabilities = [(1 - level) / 2, (1 + level) / 2].map { probability in
        let z = z0 + StandardNormal.quantile(probability)
        return StandardNormal.upperTail(-(z0 + z / (1 - a * z)))
      }
      return try logQuantiles(probabilities, of: values)
    }
    return (q[0], q[1])
  }

  /// Acceleration of ln mean(current) - ln mean(baseline) by the jackknife of each
  /// side alone.
  var acceleration: Double {
    var (cubes, squares) = (0.0, 0.0)
    for (side, sign) in [(current, 1.0), (baseline, -1.0)] {
      let n = Double(side.values.count)
      guard n > 1 else { continue }
      let logs = side.values.map { sign * Double.log(max((n - $0) / (n - 1), 1e-300)) }
      let centre = Moments.mean(logs)
      let influences = logs.map { (n - 1) * (centre - $0) }
      cubes += influences.reduce(0) { $0 + $1 * $1 * $1 } / (n * n * n)
      squares += influences.reduce(0) { $0 + $1 * $1 } / (n * n)
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }

  func studentised(
    resamples: Int, level: Double, seed: UInt64, threads: Int
  ) throws(StatisticsError) -> (ends: (lower: Double, upper: Double), isPercentile: Bool) {
    let b = moments(
      baseline, .baseline, resamples: resamples, seed: seed, threads: threads)
    let c = moments(current, .current, resamples: resamples, seed: seed, threads: threads)
    let error =
      (relativeVariance(baseline) + relativeVariance(current)).squareRoot()
    var scores: [Double] = []
    for (b, c) in zip(b, c) {
      let variance =
        b.variance / (b.mean * b.mean) / Double(baseline.values.count - 1)
        + c.variance / (c.mean * c.mean) / Double(current.values.count - 1)
      if variance > 0 {
        scores.append(Double.log(c.mean / b.mean) / variance.squareRoot())
      }
    }
    guard Double(scores.count) >= 0.95 * Double(resamples) else {
      return (
        try percentile(resamples: resamples, level: level, seed: seed, threads: threads), true
      )
    }
    let tail = (1 - level) / 2
    let plan = try QuantilePlan([tail, 1 - tail], count: scores.count)
    scores.sort()
    let q = plan.quantiles(from: plan.ranks.map { scores[$0] })
    return ((logEstimate - q[1] * error, logEstimate - q[0] * error), false)
  }

  /// Squared standard error of the mean in units of the mean.
  private func relativeVariance(_ side: Side) -> Double {
    Moments.populationVariance(side.values) / Double(side.values.count - 1)
  }

  private func moments(
    _ side: Side, _ which: ComparisonSide, resamples: Int, seed: UInt64, threads: Int
  ) -> [ResampledMoments] {
    let deviations = side.values.map { $0 - 1 }
    let columns = ResampledColumns(
      numerator: ResampledSide(
        weights: Self.weights(side.shape, which, seed: seed),
        columns: [deviations, deviations.map { $0 * $0 }]),
      denominator: nil, columns: 2, resamples: resamples, threads: 1)
    var first: [Double] = []
    var second: [Double] = []
    columns.visit { _, column, values in
      if column == 0 { first = Array(values) } else { second = Array(values) }
    }
    return zip(first, second).map { ResampledMoments(deviation: $0, square: $1) }
  }
}

/// Mean and population variance of a resample, in units of the sample's mean, from
/// the resampled means of the relative deviations z = (y - m)/m and of z^2: never of
/// raw nanoseconds, whose squares would cancel.
package struct ResampledMoments: Hashable, Sendable {
  package let mean: Double
  package let variance: Double

  package init(deviation: Double, square: Double) {
    mean = 1 + deviation
    variance = max(0, square - deviation * deviation)
  }
}
