import RealModule

/// How a benchmark fares with other numbers of jobs than were measured.
package struct DetectableEffect: Sendable {
  /// Variance of the contrast that further current jobs do not reduce: baseline jobs.
  package var baselineVariance: Double
  /// Variance of one current job's value.
  package var currentVariance: Double
  /// Factor on both, from the median of the common shift and from a model that does not fit.
  package var inflation: Double
  package var degreesOfFreedom: Double
  package var tails: TailCalibration
  /// Benchmarks that share the gate's probability of a false alarm.
  package var family: Int
  /// What the archive's outliers say.
  package var bursts = Bursts.none
  /// Present where nothing was learnt.
  package var coldStart: (start: ColdStart, benchmark: Int)?

  package init(
    baselineVariance: Double, currentVariance: Double, inflation: Double,
    degreesOfFreedom: Double, tails: TailCalibration, family: Int
  ) {
    self.baselineVariance = baselineVariance
    self.currentVariance = currentVariance
    self.inflation = inflation
    self.degreesOfFreedom = degreesOfFreedom
    self.tails = tails
    self.family = family
  }

  /// Most current jobs that planning considers.
  package static let mostJobs = 20
  /// Power at which an effect counts as detectable.
  package static let power = 0.8

  package func standardError(jobs: Int) -> Double {
    (inflation * (baselineVariance + currentVariance / Double(jobs))).squareRoot()
  }

  /// Smallest relative slow-down that fails the gate with probability 0.8; 0.06 is +6 %.
  package func minimum(jobs: Int, policy: Policy) -> Double {
    let power = StandardNormal.upperQuantile(1 - Self.power)
    return .expMinusOne(bar(jobs: jobs, policy: policy) + power * standardError(jobs: jobs))
  }

  /// Probability that a relative slow-down of this size fails the gate.
  package func power(effect: Double, jobs: Int, policy: Policy) -> Double {
    let above = Double.log(onePlus: effect) - bar(jobs: jobs, policy: policy)
    return StandardNormal.upperTail(-above / standardError(jobs: jobs))
  }

  /// Measured effect, log scale, from which the gate fails.
  ///
  /// Two conditions must hold: the interval clears the threshold, and the p-value survives the
  /// correction for all benchmarks.
  private func bar(jobs: Int, policy: Policy) -> Double {
    let error = standardError(jobs: jobs)
    let interval = tails.halfWidth(
      tail: (1 - policy.level) / 2, degreesOfFreedom: degreesOfFreedom, jobs: jobs)
    let corrected = significant(
      tail: policy.alpha / Double(max(1, family)), error: error, jobs: jobs)
    return max(.log(onePlus: policy.threshold) + interval * error, corrected)
  }

  /// Smallest effect, log scale, whose p-value is at most `tail`.
  private func significant(tail: Double, error: Double, jobs: Int) -> Double {
    let plain = error * tails.halfWidth(tail: tail, degreesOfFreedom: degreesOfFreedom, jobs: jobs)
    if coldStart == nil, tails.seen == nil, bursts.effects.isEmpty { return plain }
    let p = UpperTail(
      standardError: error, degreesOfFreedom: degreesOfFreedom, tails: tails, jobs: jobs,
      bursts: bursts, coldStart: coldStart)
    var (low, high) = (0.0, max(plain, 0.1))
    while p(high).p > tail, high < 50 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if p(middle).p > tail { low = middle } else { high = middle }
    }
    return high
  }

  /// Fewest current jobs with which an effect is detectable; nil if none up to `mostJobs`
  /// is enough because the baseline's jobs set the floor.
  package func jobs(toDetect effect: Double, policy: Policy) -> Int? {
    (1...Self.mostJobs).first { minimum(jobs: $0, policy: policy) <= effect }
  }
}
