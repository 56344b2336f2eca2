import RealModule

/// The closed-form part of judging a duet: differences, moderated variances, common shift,
/// noise-model intervals and p-values of all series of one metric.
struct DuetContrast: Hashable, Sendable {
  /// The effect on one benchmark, log scale.
  struct Effect: Hashable, Sendable {
    /// Mean over the replicates (execution pairs, or layouts where there are several), head minus base.
    var difference: Double
    var replicates: Int
    /// Variance of one replicate's value, moderated over the benchmarks.
    var variance: Double
    var degreesOfFreedom: Double
    var standardError: Double
    /// The difference without the common shift, and its interval.
    var adjusted: Double
    var lower: Double
    var upper: Double
    /// One-sided p-value against no change.
    var p: Double
  }

  var effects: [Effect]
  var prior: VariancePrior
  /// What all benchmarks did together; nil for fewer than eight.
  var suite: SuiteShift?
  /// Where the suite falls into two groups: only the one that moved less tells the shift.
  var groups: TwoGroups?
  /// Median difference, of the group that moved less where there are two; zero for fewer than eight
  /// benchmarks.
  var commonShift: Double
  /// The part of it that the runner is known to produce between identical programs.
  var commonShiftUsed: Double
  /// Standard error of the common shift from the benchmarks' own noise.
  var commonShiftError: Double

  /// Smallest variance of an execution pair's value that is believed.
  static let smallestVariance = 1e-12

  /// - Parameter level: two-sided level of the intervals.
  /// - Complexity: O(M (E + log M)).
  init(_ series: [DuetSeries], noise: DuetNoise, level: Double) {
    let many = series.count >= CommonFactor.fewestBenchmarks
    let values = series.map(\.values)
    let differences = values.map { Moments.mean($0) }
    let degrees = values.map { Double($0.count - 1) }
    let variances = values.map {
      $0.count > 1 ? max(Moments.variance($0), Self.smallestVariance) : 0
    }
    let durations = series.map { series in
      series.metric.log10Nanoseconds.map { $0 + series.base.log / .log(10) }
    }
    let known = durations.compactMap { $0 }
    let prior: VariancePrior =
      many
      ? .estimate(
        variances: variances, degreesOfFreedom: degrees,
        log10Durations: known.count == series.count ? known : nil)
      : .none
    let total = degrees.reduce(0, +)
    let moderated = series.indices.map { b in
      // A single execution pair has no variance of its own and here no siblings to borrow from.
      let prior = prior.degreesOfFreedom + degrees[b] > 0 ? prior : .coldStart
      return (
        variance: prior.moderated(
          variances[b], degreesOfFreedom: degrees[b], at: durations[b]),
        degrees: total > 0 && many
          ? min(prior.degreesOfFreedom + degrees[b], total)
          : prior.degreesOfFreedom + degrees[b]
      )
    }
    let own = series.indices.map { moderated[$0].variance / Double(series[$0].replicates) }
    // The median that is taken off is an estimate; below eight benchmarks nothing is taken off.
    let typical = many ? 1.57 * Quantiles.median(own) : 0
    groups =
      many
      ? TwoGroups(
        differences,
        scales: series.indices.map {
          (own[$0] + typical / Double(series.count)).squareRoot()
            * StudentT(moderated[$0].degrees).upperQuantile(0.25)
        }) : nil
    let shiftVariance = typical / Double(groups?.size ?? series.count)

    let shift = many ? groups?.level ?? Quantiles.median(differences) : 0
    let bound = LevelComparison.shiftBound * noise.tau
    let used = min(max(shift, -bound), bound)
    let common = many ? shiftVariance : noise.tau * noise.tau
    effects = series.indices.map { b in
      let error = (own[b] + common).squareRoot()
      let adjusted = differences[b] - used
      let width =
        error
        * noise.tails.halfWidth(
          tail: (1 - level) / 2, degreesOfFreedom: moderated[b].degrees, jobs: 1)
      return Effect(
        difference: differences[b], replicates: series[b].replicates,
        variance: moderated[b].variance, degreesOfFreedom: moderated[b].degrees,
        standardError: error, adjusted: adjusted, lower: adjusted - width,
        upper: adjusted + width,
        p: noise.tails.upperTail(
          adjusted / error, degreesOfFreedom: moderated[b].degrees, jobs: 1))
    }
    self.prior = prior
    commonShift = shift
    commonShiftUsed = used
    commonShiftError = shiftVariance.squareRoot()
    suite =
      many
      ? SuiteShift(
        shift: shift,
        ownVariance: 1.57 * Quantiles.median(own.map { $0 + shiftVariance }) / Double(series.count),
        commonVariance: noise.tau * noise.tau, jobFactor: 1,
        degreesOfFreedom: noise.tauDegreesOfFreedom, level: level) : nil
  }
}
