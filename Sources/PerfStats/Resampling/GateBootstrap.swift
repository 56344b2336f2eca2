import RealModule

/// Raw samples of one benchmark on both sides.
public struct BootstrapPair: Sendable {
  /// `baseline[job][execution][iteration]`: costs (lower is better) in time order,
  /// positive and finite, in any unit.
  public var baseline: [[[Double]]]
  /// The same of the current side, in the same unit. Its shape may differ.
  public var current: [[[Double]]]
  /// Samples at which executions of different length are compared; nil for their own number.
  public var size: Int?

  /// Samples of both sides, `[job][execution][iteration]`.
  public init(baseline: [[[Double]]], current: [[[Double]]], size: Int? = nil) {
    self.baseline = baseline
    self.current = current
    self.size = size
  }
}

/// Bootstrap distribution of one benchmark's log cost ratio.
package struct BootstrapSummary: Sendable, Hashable {
  /// Ends of the percentile interval of ln(current* / baseline*).
  package var lower: Double
  package var upper: Double
  /// Its quantiles at 0.5 %, 1.5 %, ..., 99.5 %; empty where nobody asked for them, and with fewer
  /// than 199 resamples, which do not reach so far.
  package var quantiles: [Double]

  package init(lower: Double, upper: Double, quantiles: [Double]) {
    self.lower = lower
    self.upper = upper
    self.quantiles = quantiles
  }
}

/// A level with fewer replicates is kept as it is instead of being resampled.
let leastResampledReplicates = 5

/// Kalibera-Jones bootstrap of the gate statistic: for each benchmark the
/// percentile interval of ln(current*/baseline*).
///
/// A resample of one side draws jobs, inside each drawn job executions, inside each
/// drawn execution iterations, with replacement; a level with fewer than five
/// replicates is kept as it is. Its value is the mean over jobs of the mean over
/// executions of `statistic` of the drawn iterations.
///
/// The result is a function of the samples, `statistic`, `resamples`, `level` and
/// `seed`: `threads` and the other benchmarks change nothing beyond the last bits
/// that BLAS may round differently.
///
/// - Parameters:
///   - pairs: asked for one by one, twice each, so that they may be made when they are needed.
///   - resamples: number of resamples B. The SD of an endpoint in units of the
///     standard error is 2.67 / sqrt(B) at level 0.95.
///   - level: two-sided level, 0 < level < 1; the endpoints are the type-7
///     quantiles at (1 - level)/2 and (1 + level)/2.
///   - distributions: whether the summaries hold quantiles of the whole distributions.
///   - kept: weights that later calls with the same seed and shapes find again.
/// - Throws: `StatisticsError` for an empty level, a sample that is not positive
///   and finite, or a level that `resamples` cannot resolve.
/// - Complexity: 2 B N flops a side and benchmark with N samples, one weight matrix
///   (B N draws) for each shape.
///
/// Source: T. Kalibera, R. Jones, Univ. of Kent TR 4-12, 2012 (arXiv:2007.10899).
package func gateBootstrap<Pairs: RandomAccessCollection<BootstrapPair>>(
  _ pairs: Pairs, statistic: LocationStatistic, resamples: Int, level: Double, seed: UInt64,
  threads: Int, distributions: Bool = true, keeping kept: inout KeptWeights
) throws(StatisticsError) -> [BootstrapSummary] where Pairs.Index == Int {
  let plan = try SummaryPlan(resamples: resamples, level: level, distributions: distributions)
  var keys: [ShapePair: Int] = [:]
  var groups: [(shapes: ShapePair, members: [Int])] = []
  // Read only, and by every thread the elements of its own.
  nonisolated(unsafe) let pair: (Int) -> BootstrapPair = { pairs[$0] }
  try inParallel(pairs.count, threads: threads) { index throws(StatisticsError) in
    let (pair, name) = (pair(index), "benchmark \(index)")
    return ShapePair(
      baseline: try ReplicateShape(of: pair.baseline, name: "\(name), baseline"),
      current: try ReplicateShape(of: pair.current, name: "\(name), current"), size: pair.size)
  } then: { index, shapes in
    if let group = keys[shapes] {
      groups[group].members.append(index)
    } else {
      keys[shapes] = groups.count
      groups.append((shapes, [index]))
    }
  }

  var summaries = Array(
    repeating: BootstrapSummary(lower: .nan, upper: .nan, quantiles: []), count: pairs.count)
  let parts = groups.flatMap { group in equalParts(of: group.members).map { (group.shapes, $0) } }
  for (shapes, members) in parts {
    let prepared = try inParallel(members.count, threads: threads) {
      place throws(StatisticsError) in
      let index = members[members.startIndex + place]
      let (pair, name) = (pair(index), "benchmark \(index)")
      return (
        baseline: try ScaledSamples(pair.baseline, name: "\(name), baseline"),
        current: try ScaledSamples(pair.current, name: "\(name), current")
      )
    }
    func side(
      _ shape: ReplicateShape, _ side: ComparisonSide, _ columns: [[Double]]
    ) -> ResampledSide {
      let weights = ResamplingWeights(
        shape: shape, side: side, statistic: statistic, size: shapes.size, seed: seed,
        leastReplicates: leastResampledReplicates)
      let key = KeptWeights.Key(
        shape: shape, side: side, statistic: statistic, size: shapes.size,
        seed: seed, resamples: resamples)
      let isFew = members.count <= ResampledColumns.mostOfBytes
      return ResampledSide(
        weights: weights, bytes: isFew ? kept.bytes(key, of: weights) : nil, columns: columns)
    }
    let columns = ResampledColumns(
      numerator: side(
        shapes.current, .current, prepared.map(\.current.sorted)),
      denominator: side(
        shapes.baseline, .baseline, prepared.map(\.baseline.sorted)),
      columns: members.count, resamples: resamples, threads: max(1, threads))
    let results = plan.summarise(columns) { column, ratio in
      let sample = prepared[column]
      return Double.log(ratio) + (sample.current.logUnit - sample.baseline.logUnit)
    }
    for (member, summary) in zip(members, results) { summaries[member] = summary }
  }
  return summaries
}

/// Benchmarks that are resampled together, so that memory does not grow with their number: as many
/// in each part, at most 4096.
private func equalParts(of members: [Int]) -> [ArraySlice<Int>] {
  let count = (members.count + 4095) / 4096
  return (0..<count).map {
    members[(members.count * $0 / count)..<(members.count * ($0 + 1) / count)]
  }
}

/// The same, without weights that are kept.
package func gateBootstrap<Pairs: RandomAccessCollection<BootstrapPair>>(
  _ pairs: Pairs, statistic: LocationStatistic, resamples: Int, level: Double, seed: UInt64,
  threads: Int, distributions: Bool = true
) throws(StatisticsError) -> [BootstrapSummary] where Pairs.Index == Int {
  var none = KeptWeights(capacity: 0)
  return try gateBootstrap(
    pairs, statistic: statistic, resamples: resamples, level: level, seed: seed,
    threads: threads, distributions: distributions, keeping: &none)
}

/// Bootstrap of paired executions: for each benchmark the percentile interval of
/// the mean over execution pairs of the median of ln(b/a).
///
/// A resample draws execution pairs (if there are at least five), and inside each
/// its iteration pairs (if at least five), with replacement.
///
/// - Parameter logRatios: `logRatios[benchmark][executionPair][pair]` = ln(b/a), finite.
/// - Throws: as `gateBootstrap`.
package func pairedBootstrap(
  _ logRatios: [[[Double]]], resamples: Int, level: Double, seed: UInt64, threads: Int
) throws(StatisticsError) -> [BootstrapSummary] {
  let plan = try SummaryPlan(resamples: resamples, level: level)
  var keys: [ReplicateShape: Int] = [:]
  var groups: [(shape: ReplicateShape, members: [Int])] = []
  for (index, executions) in logRatios.enumerated() {
    // Execution pairs are the unit of replication: one level above iterations.
    let shape = try ReplicateShape(of: [executions], name: "benchmark \(index)")
    for (execution, ratios) in executions.enumerated() {
      if let bad = ratios.first(where: { !$0.isFinite }) {
        throw .invalidParameter(
          name: "benchmark \(index), execution pair \(execution)", value: bad,
          expected: "a finite log ratio")
      }
    }
    if let group = keys[shape] {
      groups[group].members.append(index)
    } else {
      keys[shape] = groups.count
      groups.append((shape, [index]))
    }
  }
  var summaries = Array(
    repeating: BootstrapSummary(lower: .nan, upper: .nan, quantiles: []), count: logRatios.count)
  for (shape, members) in groups {
    let weights = ResamplingWeights(
      shape: shape, side: .current, statistic: .median, seed: seed,
      leastReplicates: leastResampledReplicates)
    let columns = ResampledColumns(
      numerator: ResampledSide(
        weights: weights, columns: members.map { logRatios[$0].flatMap { $0.sorted() } }),
      denominator: nil, columns: members.count, resamples: resamples, threads: max(1, threads))
    let results = plan.summarise(columns) { _, value in value }
    for (member, summary) in zip(members, results) { summaries[member] = summary }
  }
  return summaries
}

private struct ShapePair: Hashable {
  var baseline: ReplicateShape
  var current: ReplicateShape
  var size: Int?
}

/// Samples of one side in units of their largest, sorted within each execution.
struct ScaledSamples {
  let sorted: [Double]
  /// ln of the unit.
  let logUnit: Double

  /// - Throws: `StatisticsError.invalidSample` unless all are positive and finite.
  init(_ side: [[[Double]]], name: @autoclosure () -> String) throws(StatisticsError) {
    var largest = 0.0
    for (job, executions) in side.enumerated() {
      for (execution, samples) in executions.enumerated() {
        for sample in samples {
          guard sample > 0, sample.isFinite else {
            throw .invalidSample(
              place: "\(name()), job \(job), execution \(execution)", value: sample)
          }
          largest = max(largest, sample)
        }
      }
    }
    var sorted: [Double] = []
    for executions in side {
      for samples in executions {
        // The floor keeps the smallest mean that can be drawn above zero.
        sorted.append(contentsOf: samples.map { max($0 / largest, 1e-280) }.sorted())
      }
    }
    self.sorted = sorted
    logUnit = Double.log(largest)
  }
}

/// What is kept of each resampled distribution.
private struct SummaryPlan {
  let plan: QuantilePlan
  private let resamples: Int

  init(
    resamples: Int, level: Double, distributions: Bool = true
  ) throws(StatisticsError) {
    guard resamples > 0, resamples <= 1 << 30 else {
      throw .invalidParameter(
        name: "resamples", value: Double(resamples), expected: "between 1 and 2^30")
    }
    guard level > 0, level < 1 else {
      throw .invalidParameter(name: "level", value: level, expected: "between 0 and 1")
    }
    let picture =
      resamples < 199 || !distributions ? [] : (0..<100).map { (Double($0) + 0.5) / 100 }
    plan = try QuantilePlan([(1 - level) / 2, (1 + level) / 2] + picture, count: resamples)
    self.resamples = resamples
  }

  /// Order statistics of each column, mapped by `transform` (which must not
  /// decrease), then interpolated.
  func summarise(
    _ columns: ResampledColumns, _ transform: (_ column: Int, _ value: Double) -> Double
  ) -> [BootstrapSummary] {
    let ranks = plan.ranks.count
    var selected = Array(repeating: 0.0, count: columns.columns * ranks)
    var selectors = (0..<columns.threads).map { _ in OrderStatistics(capacity: resamples) }
    selected.withUnsafeMutableBufferPointer { selected in
      selectors.withUnsafeMutableBufferPointer { selectors in
        columns.visit { worker, column, values in
          selectors[worker].select(plan.ranks, of: values) { position, value in
            selected[column * ranks + position] = value
          }
        }
      }
    }
    return (0..<columns.columns).map { column in
      let values = plan.quantiles(
        from: selected[(column * ranks)..<((column + 1) * ranks)].map { transform(column, $0) })
      return BootstrapSummary(
        lower: values[0], upper: values[1], quantiles: Array(values.dropFirst(2)))
    }
  }
}
