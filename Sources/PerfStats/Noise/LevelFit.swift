import RealModule

/// Noise of one runner and one metric, fitted to log locations: sections 5.2 to 5.7 of
/// `docs/noise-model.md`, without names, dates or files.
public struct LevelFit: Hashable, Sendable {
  /// Columns of the table that were used, ascending.
  public var keptJobs: [Int]
  /// Level of each benchmark, log scale.
  public var levels: [Double]
  /// Common factor of each kept job, log scale.
  public var factors: [Double]
  /// First kept job of each level of each benchmark, as a position in `keptJobs`.
  public var segmentStarts: [[Int]]
  /// What remains of each log location after level, common factor and level shifts.
  public var residuals: LocationTable
  /// Variance of the job values of each benchmark, and its degrees of freedom.
  public var variances: [Double]
  public var degreesOfFreedom: [Double]
  public var prior: VariancePrior
  /// Variance expected of each benchmark before its own jobs are looked at.
  public var priorVariances: [Double]
  /// Variance after pooling with the prior, and its degrees of freedom.
  public var moderatedVariances: [Double]
  public var moderatedDegreesOfFreedom: [Double]
  /// Variance of the common factor.
  public var commonVariance: Double
  public var tails: TailCalibration

  /// SD of the common factor assumed of a runner of which nothing is known; it weighs as
  /// much as three observations.
  public static let coldStartCommonSD = 0.03
  /// Smallest variance that the gate believes in: an SD of one millionth.
  public static let smallestVariance = 1e-12

  /// - Parameters:
  ///   - table: log locations, jobs in time order.
  ///   - log10Durations: log10 of each benchmark's duration in nanoseconds; nil for metrics
  ///     that are no durations.
  ///   - moved: benchmarks whose last jobs were moved to the mean of the others and so carry
  ///     one degree of freedom less; nil for none.
  ///   - clockSteps: step of the clock relative to the location of each benchmark.
  /// - Complexity: O(M R log (M R)).
  public init(
    _ table: LocationTable, log10Durations: [Double]? = nil, moved: [Bool]? = nil,
    clockSteps: [Double]? = nil
  ) {
    let rows = table.benchmarks
    var kept = Array(0..<table.jobs)
    var spread = Spread(table)
    let bad = spread.badJobs(table)
    if !bad.isEmpty {
      kept.removeAll { bad.contains($0) }
      spread = Spread(table.selecting(jobs: kept))
    }

    var variances = spread.variances
    var degrees = spread.degreesOfFreedom
    let siblings = degrees.reduce(0) { $0 + ($1 > 0 ? 1.0 : 0) }
    for b in 0..<rows where degrees[b] > 0 {
      let squares = variances[b] * degrees[b]
      if moved?[b] == true {
        degrees[b] = max(1, degrees[b] - 1)
        variances[b] = squares / degrees[b]
      }
      // The common factors were fitted to the same residuals.
      if rows >= CommonFactor.fewestBenchmarks { degrees[b] *= 1 - 1 / max(siblings, 2) }
    }

    let prior = VariancePrior.estimate(
      variances: variances, degreesOfFreedom: degrees, log10Durations: log10Durations)
    let silent = zip(variances, degrees).allSatisfy {
      $1 == 0 || $0 <= Self.smallestVariance
    }
    let total = prior == .coldStart ? Double.infinity : degrees.reduce(0, +)
    let durations = { (b: Int) in log10Durations?[b] }
    priorVariances = (0..<rows).map { b in
      let expected = prior.variance(at: durations(b))
      guard silent, let step = clockSteps?[b] else { return expected }
      return max(expected, step * step / 12)
    }
    moderatedVariances = (0..<rows).map { [priorVariances] b in
      let weight = prior.degreesOfFreedom + degrees[b]
      return weight > 0
        ? (prior.degreesOfFreedom * priorVariances[b] + degrees[b] * variances[b]) / weight
        : priorVariances[b]
    }
    moderatedDegreesOfFreedom = degrees.map { min(prior.degreesOfFreedom + $0, total) }

    keptJobs = kept
    levels = spread.levels
    factors = spread.factors
    segmentStarts = spread.segmentStarts
    residuals = spread.residuals
    self.variances = variances
    degreesOfFreedom = degrees
    self.prior = prior
    commonVariance = Self.commonVariance(spread, moderated: moderatedVariances)
    tails = .coldStart
    if kept.count >= 6 { tails = .fit(scores: leaveOneOutScores(spread.winsorised)) }
  }

  /// tau^2: variance of the estimated common factors beyond what the benchmarks' own noise
  /// puts into a median, pooled with the assumption of a cold start.
  private static func commonVariance(_ spread: Spread, moderated: [Double]) -> Double {
    let assumed = coldStartCommonSD * coldStartCommonSD
    let factors = zip(spread.factors, spread.factorEstimated).compactMap { $1 ? $0 : nil }
    guard factors.count >= 2 else { return assumed }
    let own = 1.57 * Quantiles.median(moderated) / Double(moderated.count)
    let excess = max(0, Moments.variance(factors) - own)
    let freedom = Double(factors.count - 1)
    return (3 * assumed + freedom * excess) / (3 + freedom)
  }

  /// Magnitudes of the scores of each job against the model fitted without it, in closed form.
  private func leaveOneOutScores(_ winsorised: LocationTable) -> [Double] {
    var scores: [Double] = []
    for b in 0..<residuals.benchmarks {
      let jobs = residuals.jobsMeasuring(b)
      let count = Double(jobs.count)
      let freedom = prior.degreesOfFreedom + degreesOfFreedom[b] - 1
      guard jobs.count >= 6, freedom > 0 else { continue }
      let squares = variances[b] * degreesOfFreedom[b]
      let scale = count / (count - 1)
      let t = StudentT(freedom)
      for r in jobs {
        let rest = max(0, squares - winsorised[b, r] * winsorised[b, r] * scale)
        let without = (prior.degreesOfFreedom * priorVariances[b] + rest) / freedom
        guard without > 0 else { continue }
        let score = residuals[b, r] * scale / (without * (1 + 1 / (count - 1))).squareRoot()
        scores.append(t.normalScore(score.magnitude))
      }
    }
    return scores
  }
}

/// Levels, common factors and the spread around them (5.2 to 5.4), before any pooling.
private struct Spread {
  var levels: [Double]
  var factors: [Double]
  var factorEstimated: [Bool]
  var segmentStarts: [[Int]] = []
  var residuals: LocationTable
  var winsorised: LocationTable
  var variances: [Double] = []
  var degreesOfFreedom: [Double] = []

  init(_ table: LocationTable) {
    let common = CommonFactor(table)
    levels = common.levels
    factors = common.factors
    factorEstimated = common.estimated
    residuals = LocationTable(benchmarks: table.benchmarks, jobs: table.jobs)
    winsorised = residuals
    for b in 0..<table.benchmarks {
      let jobs = table.jobsMeasuring(b)
      var values = jobs.map { table[b, $0] - levels[b] - factors[$0] }
      var starts = [0]
      if values.count >= 8 {
        starts = PerfStats.segmentStarts(values)
        for (i, start) in starts.enumerated() {
          let end = i + 1 < starts.count ? starts[i + 1] : values.count
          let centre = Quantiles.median(Array(values[start..<end]))
          for k in start..<end { values[k] -= centre }
        }
      } else if !values.isEmpty {
        let centre = Moments.mean(values)
        values = values.map { $0 - centre }
      }
      let freedom = Double(max(0, values.count - starts.count))
      var clipped = values
      if values.count >= 6 {
        let limit = 5 * 1.4826 * Quantiles.median(values.map(\.magnitude))
        // More than half of the jobs equal: nothing tells what an outlier is.
        if limit > 0 { clipped = values.map { min(max($0, -limit), limit) } }
        clipped = centred(clipped)
        values = centred(values)
      }
      for (k, r) in jobs.enumerated() {
        residuals[b, r] = values[k]
        winsorised[b, r] = clipped[k]
      }
      let squares = clipped.reduce(0) { $0 + $1 * $1 }
      segmentStarts.append(values.isEmpty ? [] : starts.map { jobs[$0] })
      variances.append(freedom > 0 ? max(squares / freedom, LevelFit.smallestVariance) : 0)
      degreesOfFreedom.append(freedom)
    }
  }

  /// Jobs in which the typical benchmark strays more than twice as far as in the typical
  /// job; none if they are more than a fifth of the jobs.
  func badJobs(_ table: LocationTable) -> Set<Int> {
    guard table.jobs >= 6, table.benchmarks >= 20 else { return [] }
    let strays = (0..<table.jobs).map { r in
      Quantiles.median(
        (0..<table.benchmarks).compactMap { b in
          residuals[b, r].isNaN || variances[b] <= 0
            ? nil : residuals[b, r].magnitude / variances[b].squareRoot()
        }) / 0.6745
    }
    let usual = Quantiles.median(strays.filter { !$0.isNaN })
    let bad = strays.indices.filter { strays[$0] > 2 * usual }
    return Double(bad.count) <= 0.2 * Double(table.jobs) ? Set(bad) : []
  }
}

private func centred(_ values: [Double]) -> [Double] {
  let centre = Moments.mean(values)
  return values.map { $0 - centre }
}
