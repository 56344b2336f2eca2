import RealModule

/// What the contrast is judged against: the noise of each benchmark for the two sides at hand.
package struct ComparisonNoise: Hashable, Sendable {
  /// Variance of one job's value on each side.
  package var baselineVariances: [Double]
  package var currentVariances: [Double]
  package var degreesOfFreedom: [Double]
  /// tau^2, the variance of the factor shared by all benchmarks of a job, and its degrees of freedom.
  package var commonVariance: Double
  package var commonDegreesOfFreedom: Double
  /// The part of tau^2 that the benchmarks' own variances do not hold: all of it, or nothing where
  /// they were fitted to so few benchmarks that no factor was taken off.
  package var separateCommonVariance: Double
  package var tails: TailCalibration
  /// Outliers of the archive.
  package var bursts = Bursts.none
  /// Present where nothing was learnt.
  package var coldStart: ColdStart?

  package init(
    baselineVariances: [Double], currentVariances: [Double], degreesOfFreedom: [Double],
    commonVariance: Double, commonDegreesOfFreedom: Double = LevelFit.priorWeight,
    separateCommonVariance: Double? = nil, tails: TailCalibration
  ) {
    self.baselineVariances = baselineVariances
    self.currentVariances = currentVariances
    self.degreesOfFreedom = degreesOfFreedom
    self.commonVariance = commonVariance
    self.commonDegreesOfFreedom = commonDegreesOfFreedom
    self.separateCommonVariance = separateCommonVariance ?? commonVariance
    self.tails = tails
  }
}

/// The gate on log locations: common shift, standard errors, fit of the model, noise-model
/// intervals and p-values (6.1 to 6.6) of one metric. All of it is closed form.
package struct LevelComparison: Hashable, Sendable {
  /// The effect on one benchmark, log scale.
  package struct Effect: Hashable, Sendable {
    /// Current minus baseline.
    package var difference: Double
    /// The part of the common shift that was taken off.
    package var shiftRemoved: Double
    /// Whether the common shift is known, so that it was taken off; if not, it is part of the
    /// standard error.
    package var shiftCorrected: Bool
    package var standardError: Double
    package var degreesOfFreedom: Double
    /// Interval of `adjusted`.
    package var lower: Double
    package var upper: Double
    /// One-sided p-value against no change.
    package var p: Double
    /// Measurements of the archive that did as much without a reason, where they decide p.
    package var seenBefore: Int

    /// What is left for the benchmark itself.
    package var adjusted: Double { difference - shiftRemoved }

    /// An interval of `adjusted` as it is shown: whether the shift that was taken off was the
    /// runner's or the code's, nobody knows, so it covers both readings.
    package func bothReadings(lower: Double, upper: Double) -> (lower: Double, upper: Double) {
      (lower + min(0, shiftRemoved), upper + max(0, shiftRemoved))
    }
  }

  package var effects: [Effect]
  /// What the benchmarks that were measured in the same jobs did as a whole; nil if they are fewer
  /// than eight.
  package var suite: SuiteShift?
  /// The part of the common shift that the runner is known to produce; zero without a suite.
  package var commonShiftUsed: Double
  /// Where the suite falls into two groups: only the one that moved less tells the shift.
  package var groups: TwoGroups?
  /// Factor on every standard error because the differences spread wider than the model says.
  package var inflation: Double
  /// The model does not describe these jobs at all.
  package var mismatch: Bool
  package var benchmarks: Int { effects.count }
  package var commonShift: Double { suite?.shift ?? 0 }

  /// A common shift beyond this many SDs is not taken off any further.
  package static let shiftBound = 3.0

  /// - Parameter level: two-sided level of the intervals, 0.95 for 95 %.
  /// - Complexity: O(M log M).
  package init(
    _ contrast: LevelContrast, noise: ComparisonNoise, level: Double, threads: Int = 1
  ) {
    let rows = contrast.benchmarks
    let tau2 = noise.separateCommonVariance
    let plain = (0..<rows).map { b -> Double in
      let current = noise.currentVariances[b] / Double(contrast.currentJobs[b].count)
      let baseline = noise.baselineVariances[b] / Double(contrast.referenceJobs[b].count)
      return current + baseline
    }
    var own = plain
    var removed: [Double?] = Array(repeating: nil, count: rows)

    let groups = contrast.groups
    var main: GroupShift?
    for (position, group) in groups.enumerated() {
      // A few benchmarks measured again may have been chosen because they look slow: their
      // median is no common shift.
      let large = group.count >= CommonFactor.fewestBenchmarks
      if large && 2 * group.count >= groups[0].count {
        let shift = GroupShift(
          group, contrast, variances: own, degreesOfFreedom: noise.degreesOfFreedom,
          commonVariance: tau2)
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

    var errors = own.map { $0.squareRoot() }
    let adjusted = zip(contrast.differences, removed).map { $0 - ($1 ?? 0) }
    self.groups = main?.groups
    if self.groups == nil {
      (inflation, mismatch) = Self.fit(
        adjusted, errors: errors, degreesOfFreedom: noise.degreesOfFreedom, threads: threads)
    } else {
      (inflation, mismatch) = (1, false)
    }
    errors = errors.map { [inflation] in $0 * inflation }

    commonShiftUsed = main?.used ?? 0
    suite = main.map { [inflation] main in
      SuiteShift(
        shift: main.shift,
        ownVariance: inflation * inflation * 1.57
          * Quantiles.median(groups[0].map { own[$0] }) / Double(groups[0].count),
        commonVariance: noise.commonVariance, jobFactor: contrast.jobFactor(main.member),
        degreesOfFreedom: noise.commonDegreesOfFreedom, level: level)
    }

    let degrees = noise.degreesOfFreedom.map { [mismatch] in mismatch ? min($0, 6) : $0 }
    var tails = noise.tails
    // What was seen says nothing of jobs that do not fit the model.
    if mismatch { tails.seen = nil }
    effects = inParallel(rows, threads: threads) { [removed, errors, tails] b in
      let jobs = contrast.currentJobs[b].count
      let width = tails.halfWidth(
        tail: (1 - level) / 2, degreesOfFreedom: degrees[b], jobs: jobs)
      let tail = UpperTail(
        standardError: errors[b], degreesOfFreedom: degrees[b], tails: tails, jobs: jobs,
        bursts: noise.bursts, coldStart: noise.coldStart.map { ($0, b) })
      let (p, seen) = tail(adjusted[b])
      return Effect(
        difference: contrast.differences[b], shiftRemoved: removed[b] ?? 0,
        shiftCorrected: removed[b] != nil, standardError: errors[b], degreesOfFreedom: degrees[b],
        lower: adjusted[b] - width * errors[b], upper: adjusted[b] + width * errors[b],
        p: p, seenBefore: seen)
    }
  }

  /// Does the spread of the differences over the benchmarks fit their standard errors (6.4)?
  private static func fit(
    _ adjusted: [Double], errors: [Double], degreesOfFreedom: [Double], threads: Int
  ) -> (inflation: Double, mismatch: Bool) {
    let rows = adjusted.count
    guard rows >= 20 else { return (1, false) }
    let centre = Quantiles.median(adjusted)
    let lambda = Quantiles.median(
      inParallel(rows, threads: threads) { b in
        (adjusted[b] - centre).magnitude / errors[b]
          / StudentT(degreesOfFreedom[b]).upperQuantile(0.25)
      })
    let root = Double(rows).squareRoot()
    return (lambda > 1 + 2.4 / root ? lambda : 1, lambda > max(1.5, 1 + 5 / root))
  }
}

/// The p-value of an effect: the noise model's in standard errors or on the log scale, the law of jumps
/// where nothing was learnt, and what the archive's outliers say.
package struct UpperTail: Sendable {
  package var standardError: Double
  package var degreesOfFreedom: Double
  package var tails: TailCalibration
  package var jobs: Int
  package var bursts: Bursts
  package var coldStart: (start: ColdStart, benchmark: Int)?

  package init(
    standardError: Double, degreesOfFreedom: Double, tails: TailCalibration, jobs: Int,
    bursts: Bursts = .none, coldStart: (start: ColdStart, benchmark: Int)? = nil
  ) {
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.tails = tails
    self.jobs = jobs
    self.bursts = bursts
    self.coldStart = coldStart
  }

  /// - Returns: p of the effect (log scale), and how many measurements of the archive did as much
  ///   where that is what decides.
  package func callAsFunction(_ effect: Double) -> (p: Double, seenBefore: Int) {
    var p = law(effect, jobs: jobs)
    if let coldStart {
      p = min(1, p + coldStart.start.jump(effect, of: coldStart.benchmark))
    }
    let burst = bursts.probability(of: effect, jobs: jobs)
    if burst <= p || isOrdinary(effect) { return (p, 0) }
    return (burst, bursts.reaching(effect))
  }

  /// What the noise model says: in standard errors or on the log scale, whichever is less.
  private func law(_ effect: Double, jobs: Int) -> Double {
    let p = tails.upperTail(
      effect / standardError, degreesOfFreedom: degreesOfFreedom, jobs: jobs)
    guard let seen = tails.seen else { return p }
    return min(
      p,
      seen.upperTail(
        effect, standardError: standardError, degreesOfFreedom: degreesOfFreedom))
  }

  /// Whether the archive's outliers are no more than the learnt law lets expect of so many
  /// measurements: then they are its tail.
  private func isOrdinary(_ effect: Double) -> Bool {
    tails.seen != nil
      && !bursts.areMore(than: law(Bursts.reach * effect, jobs: 1), reaching: effect)
  }
}

/// Common shift of benchmarks measured in the same jobs (6.2).
private struct GroupShift {
  var shift: Double
  var used: Double
  /// Variance of the shift from the benchmarks' own noise: that of a median.
  var variance: Double
  var member: Int
  var groups: TwoGroups?

  init(
    _ group: [Int], _ contrast: LevelContrast, variances: [Double], degreesOfFreedom: [Double],
    commonVariance: Double
  ) {
    member = group[0]
    let differences = group.map { contrast.differences[$0] }
    let typical = 1.57 * Quantiles.median(group.map { variances[$0] })
    let common = typical / Double(group.count)
    groups = TwoGroups(
      differences,
      scales: group.map {
        (variances[$0] + common).squareRoot() * StudentT(degreesOfFreedom[$0]).upperQuantile(0.25)
      })
    shift = groups?.level ?? Quantiles.median(differences)
    let expected = (commonVariance * contrast.jobFactor(member)).squareRoot()
    let bound = LevelComparison.shiftBound * expected
    used = min(max(shift, -bound), bound)
    variance = typical / Double(groups?.size ?? group.count)
  }
}
