import RealModule

/// What the contrast is judged against: the noise of each benchmark for the two sides at hand.
public struct ComparisonNoise: Hashable, Sendable {
  /// Variance of one job's value on each side.
  public var baselineVariances: [Double]
  public var currentVariances: [Double]
  public var degreesOfFreedom: [Double]
  /// tau^2, the variance of the factor shared by all benchmarks of a job.
  public var commonVariance: Double
  public var tails: TailCalibration

  public init(
    baselineVariances: [Double], currentVariances: [Double], degreesOfFreedom: [Double],
    commonVariance: Double, tails: TailCalibration
  ) {
    self.baselineVariances = baselineVariances
    self.currentVariances = currentVariances
    self.degreesOfFreedom = degreesOfFreedom
    self.commonVariance = commonVariance
    self.tails = tails
  }
}

/// The gate on log locations: common shift, standard errors, fit of the model, noise-model
/// intervals and p-values (6.1 to 6.6) of one metric. All of it is closed form.
public struct LevelComparison: Hashable, Sendable {
  /// The effect on one benchmark, log scale.
  public struct Effect: Hashable, Sendable {
    /// Current minus baseline.
    public var difference: Double
    /// The part of the common shift that was taken off.
    public var shiftRemoved: Double
    /// Whether the common shift is known, so that it was taken off; if not, it is part of the
    /// standard error.
    public var shiftCorrected: Bool
    public var standardError: Double
    public var degreesOfFreedom: Double
    public var lower: Double
    public var upper: Double
    /// One-sided p-value against no change.
    public var p: Double

    /// What is left for the benchmark itself.
    public var adjusted: Double { difference - shiftRemoved }
  }

  public var effects: [Effect]
  /// Median difference of the benchmarks that were measured in the same jobs; zero if they are
  /// fewer than eight.
  public var commonShift: Double
  /// The part of it that the runner is known to produce.
  public var commonShiftUsed: Double
  /// Standard error of the common shift from the benchmarks' own noise.
  public var commonShiftError: Double
  /// SD of a common shift between unchanged versions, sqrt(tau^2 (1/R_b + 1/R_c)).
  public var expectedShift: Double
  /// Factor on every standard error because the differences spread wider than the model says.
  public var inflation: Double
  /// The model does not describe these jobs at all.
  public var mismatch: Bool
  public var benchmarks: Int { effects.count }

  /// A common shift beyond this many SDs is not taken off any further.
  public static let shiftBound = 3.0

  /// - Parameter level: two-sided level of the intervals, 0.95 for 95 %.
  /// - Complexity: O(M log M).
  public init(_ contrast: LevelContrast, noise: ComparisonNoise, level: Double) {
    let rows = contrast.benchmarks
    let tau2 = noise.commonVariance
    var own = (0..<rows).map { b -> Double in
      let current = noise.currentVariances[b] / Double(contrast.currentJobs[b].count)
      let baseline = noise.baselineVariances[b] / Double(contrast.baselineJobs[b].count)
      return current + baseline
    }
    var removed: [Double?] = Array(repeating: nil, count: rows)
    commonShift = 0
    commonShiftUsed = 0
    commonShiftError = 0
    expectedShift = 0

    let groups = contrast.groups
    var main: GroupShift?
    for (position, group) in groups.enumerated() {
      // A few benchmarks measured again may have been chosen because they look slow: their
      // median is no common shift.
      let large = group.count >= CommonFactor.fewestBenchmarks
      if large && 2 * group.count >= groups[0].count {
        let shift = GroupShift(group, contrast, variances: own, commonVariance: tau2)
        for b in group {
          removed[b] = shift.used
          own[b] += shift.variance
        }
        if position == 0 { main = shift }
      } else {
        for b in group {
          // The shift of the many, or none at all: whichever leaves less of the runner in.
          let uncorrected = contrast.jobFactor(b)
          if let main, contrast.mismatch(b, main.member) < uncorrected {
            removed[b] = main.used
            own[b] += main.variance + tau2 * contrast.mismatch(b, main.member)
          } else {
            own[b] += tau2 * uncorrected
          }
        }
      }
    }
    if let main {
      commonShift = main.shift
      commonShiftUsed = main.used
      commonShiftError = main.variance.squareRoot()
      expectedShift = main.expected
    }

    var errors = own.map { $0.squareRoot() }
    let adjusted = zip(contrast.differences, removed).map { $0 - ($1 ?? 0) }
    (inflation, mismatch) = Self.fit(
      adjusted, errors: errors, degreesOfFreedom: noise.degreesOfFreedom)
    errors = errors.map { [inflation] in $0 * inflation }

    let degrees = noise.degreesOfFreedom.map { [mismatch] in mismatch ? min($0, 6) : $0 }
    effects = (0..<rows).map { b in
      let jobs = contrast.currentJobs[b].count
      let width = noise.tails.halfWidth(
        tail: (1 - level) / 2, degreesOfFreedom: degrees[b], jobs: jobs)
      return Effect(
        difference: contrast.differences[b], shiftRemoved: removed[b] ?? 0,
        shiftCorrected: removed[b] != nil, standardError: errors[b], degreesOfFreedom: degrees[b],
        lower: adjusted[b] - width * errors[b], upper: adjusted[b] + width * errors[b],
        p: noise.tails.upperTail(
          adjusted[b] / errors[b], degreesOfFreedom: degrees[b], jobs: jobs))
    }
  }

  /// Does the spread of the differences over the benchmarks fit their standard errors (6.4)?
  private static func fit(
    _ adjusted: [Double], errors: [Double], degreesOfFreedom: [Double]
  ) -> (inflation: Double, mismatch: Bool) {
    let rows = adjusted.count
    guard rows >= 20 else { return (1, false) }
    let centre = Quantiles.median(adjusted)
    let lambda = Quantiles.median(
      (0..<rows).map { b in
        (adjusted[b] - centre).magnitude / errors[b]
          / StudentT(degreesOfFreedom[b]).upperQuantile(0.25)
      })
    let root = Double(rows).squareRoot()
    return (lambda > 1 + 2.4 / root ? lambda : 1, lambda > max(1.5, 1 + 5 / root))
  }
}

/// Common shift of benchmarks measured in the same jobs (6.2).
private struct GroupShift {
  var shift: Double
  var used: Double
  var expected: Double
  /// Variance of the shift from the benchmarks' own noise: that of a median.
  var variance: Double
  var member: Int

  init(
    _ group: [Int], _ contrast: LevelContrast, variances: [Double], commonVariance: Double
  ) {
    member = group[0]
    shift = Quantiles.median(group.map { contrast.differences[$0] })
    expected = (commonVariance * contrast.jobFactor(member)).squareRoot()
    let bound = LevelComparison.shiftBound * expected
    used = min(max(shift, -bound), bound)
    variance = 1.57 * Quantiles.median(group.map { variances[$0] }) / Double(group.count)
  }
}
