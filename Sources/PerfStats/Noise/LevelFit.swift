import RealModule

/// Noise of one runner and one metric, fitted to log locations: sections 5.2 to 5.7 of
/// `docs/noise-model.md`, without names, dates or files.
package struct LevelFit: Hashable, Sendable {
  /// Columns of the table that were used, ascending.
  package var keptJobs: [Int]
  /// Level of each benchmark, log scale.
  package var levels: [Double]
  /// Common factor of each kept job, log scale.
  package var factors: [Double]
  /// First kept job of each level of each benchmark, as a position in `keptJobs`.
  package var segmentStarts: [[Int]]
  /// What remains of each log location after level, common factor and level shifts.
  package var residuals: LocationTable
  /// Variance of the job values of each benchmark, and its degrees of freedom.
  package var variances: [Double]
  package var degreesOfFreedom: [Double]
  package var prior: VariancePrior
  /// Variance expected of each benchmark before its own jobs are looked at.
  package var priorVariances: [Double]
  /// Variance after pooling with the prior, and its degrees of freedom.
  package var moderatedVariances: [Double]
  package var moderatedDegreesOfFreedom: [Double]
  /// Variance of the common factor, and its degrees of freedom.
  package var commonVariance: Double
  package var commonDegreesOfFreedom: Double
  package var tails: TailCalibration
  /// Outliers that the robust variances do not hold.
  package var bursts: Bursts

  /// SD of the common factor assumed of a runner of which nothing is known; it weighs as
  /// much as three observations.
  package static let coldStartCommonSD = 0.03
  /// Smallest variance that the gate believes in: an SD of one millionth.
  package static let smallestVariance = 1e-12

  /// - Parameters:
  ///   - table: log locations, jobs in time order.
  ///   - log10Durations: log10 of each benchmark's duration in nanoseconds; nil for metrics
  ///     that are no durations.
  ///   - moved: benchmarks whose last jobs were moved to the mean of the others and so carry
  ///     one degree of freedom less; nil for none.
  ///   - clockSteps: step of the clock relative to the location of each benchmark.
  /// - Complexity: O(M R log (M R)).
  package init(
    _ table: LocationTable, log10Durations: [Double]? = nil, moved: [Bool]? = nil,
    clockSteps: [Double]? = nil, threads: Int = 1
  ) {
    let rows = table.benchmarks
    var kept = Array(0..<table.jobs)
    var spread = Spread(table, threads: threads)
    let bad = spread.badJobs(table)
    if !bad.isEmpty {
      kept.removeAll { bad.contains($0) }
      spread = Spread(table.selecting(jobs: kept), threads: threads)
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
    moderatedDegreesOfFreedom = degrees.map {
      let pooled = min(prior.degreesOfFreedom + $0, total)
      // The same jobs move all benchmarks whose common factor is not taken off: siblings are no
      // independent witnesses.
      return rows < CommonFactor.fewestBenchmarks && $0 > 0 ? min(pooled, $0 + 2) : pooled
    }

    keptJobs = kept
    levels = spread.levels
    factors = spread.factors
    segmentStarts = spread.segmentStarts
    residuals = spread.residuals
    self.variances = variances
    degreesOfFreedom = degrees
    self.prior = prior
    (commonVariance, commonDegreesOfFreedom) = Self.common(spread, moderated: moderatedVariances)
    tails = .coldStart
    bursts = .none
    let left = leaveOneOut(spread.winsorised)
    bursts = Bursts(left)
    if kept.count >= 6 {
      tails = .fit(
        scores: left.flatMap { one -> [Double] in
          guard one.residuals.count >= 6, one.freedom > 0 else { return [] }
          let t = StudentT(one.freedom)
          return one.scores.map { t.normalScore($0.magnitude) }
        })
    }
  }

  /// tau^2 and its degrees of freedom: variance of the estimated common factors beyond what the
  /// benchmarks' own noise puts into a median, pooled with a prior. A runner's common factor has
  /// hardly ever moved further than its typical benchmark does; where it does, the factors say so.
  ///
  /// A lasting change of the factor (`Drift`) is no noise: it varies around the mean of each level.
  private static func common(
    _ spread: Spread, moderated: [Double]
  ) -> (variance: Double, degreesOfFreedom: Double) {
    let coldStart = coldStartCommonSD * coldStartCommonSD
    let factors = zip(spread.factors, spread.factorEstimated).compactMap { $1 ? $0 : nil }
    guard factors.count >= 2 else { return (coldStart, priorWeight) }
    let typical = Quantiles.median(moderated)
    let assumed = min(coldStart, typical)
    let own = 1.57 * typical / Double(moderated.count)
    let levels = Drift.levels(factors)
    let freedom = Double(factors.count - levels.count)
    let squares = levels.reduce(0) { $0 + Moments.sumOfSquares(Array(factors[$1])) }
    let excess = max(0, squares / freedom - own)
    return (
      (priorWeight * assumed + freedom * excess) / (priorWeight + freedom), priorWeight + freedom
    )
  }

  /// Weight of the prior of tau^2, in observations.
  package static let priorWeight = 3.0

  /// Each benchmark's jobs against the model fitted without them.
  private func leaveOneOut(_ winsorised: LocationTable) -> [LeaveOneOut] {
    (0..<residuals.benchmarks).map { b in
      let jobs = residuals.jobsMeasuring(b)
      return LeaveOneOut(
        residuals: jobs.map { residuals[b, $0] }, winsorised: jobs.map { winsorised[b, $0] },
        firstLevel: segmentStarts[b].dropFirst().first.map { next in jobs.count { $0 < next } }
          ?? jobs.count,
        variance: variances[b], degreesOfFreedom: degreesOfFreedom[b],
        priorDegreesOfFreedom: prior.degreesOfFreedom, priorVariance: priorVariances[b])
    }
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

  init(_ table: LocationTable, threads: Int) {
    let common = CommonFactor(table)
    levels = common.levels
    factors = common.factors
    factorEstimated = common.estimated
    residuals = LocationTable(benchmarks: table.benchmarks, jobs: table.jobs)
    winsorised = residuals
    inParallel(table.benchmarks, threads: threads) { b in
      let jobs = table.jobsMeasuring(b)
      return Row(jobs, jobs.map { table[b, $0] - common.levels[b] - common.factors[$0] })
    } then: { b, row in
      for (k, r) in row.jobs.enumerated() {
        residuals[b, r] = row.residuals[k]
        winsorised[b, r] = row.winsorised[k]
      }
      segmentStarts.append(row.segmentStarts)
      variances.append(row.variance)
      degreesOfFreedom.append(row.degreesOfFreedom)
    }
  }

  /// One benchmark around its levels.
  private struct Row {
    var jobs: [Int]
    var residuals: [Double]
    var winsorised: [Double]
    var segmentStarts: [Int]
    var variance: Double
    var degreesOfFreedom: Double

    /// - Parameter values: of these jobs, without common factors.
    init(_ jobs: [Int], _ values: [Double]) {
      var values = values
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
        clipped = PerfStats.winsorised(values)
        let centre = Moments.mean(values)
        values = values.map { $0 - centre }
      }
      let squares = clipped.reduce(0) { $0 + $1 * $1 }
      self.jobs = jobs
      residuals = values
      winsorised = clipped
      segmentStarts = values.isEmpty ? [] : starts.map { jobs[$0] }
      variance = freedom > 0 ? max(squares / freedom, LevelFit.smallestVariance) : 0
      degreesOfFreedom = freedom
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
