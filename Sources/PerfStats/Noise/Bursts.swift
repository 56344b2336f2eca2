import RealModule

/// Outliers of an archive in which nothing changed: what its jobs did to single benchmarks without
/// a reason (neighbours, another host), and so what the next job may do.
///
/// Robust variances forget them on purpose. The gate remembers how often they reached as far as the
/// effect in question: with k of the N measurements of the archive at least as far, a job does as much
/// with probability q = k / N, and the agreement rule lets a quarter of the jobs off.
package struct Bursts: Hashable, Sendable {
  /// Effects of the outlying measurements, log scale, ascending.
  package var effects: [Double]
  /// Measurements that were looked at.
  package var measurements: Int

  package static let none = Bursts(effects: [], measurements: 0)

  package init(effects: [Double], measurements: Int) {
    self.effects = effects.sorted()
    self.measurements = measurements
  }

  /// Leave-one-job-out scores beyond this are outliers.
  package static let score = 6.0
  /// Share of an effect that counts as having reached it.
  package static let reach = 0.75
  /// Fewest jobs of a benchmark in which outliers are told.
  package static let fewestJobs = 4

  /// Measurements that reached an effect, or three quarters of it; zero if it was only one.
  package func reaching(_ effect: Double) -> Int {
    let count = effects.count { $0 >= Self.reach * effect }
    return count >= 2 ? count : 0
  }

  /// Whether more measurements reached an effect than a law lets expect: as many come in less than a fifth of
  /// the archives where each measurement does so with that probability (Poisson).
  package func areMore(than probability: Double, reaching effect: Double) -> Bool {
    let count = reaching(effect)
    let expected = Double(measurements) * probability
    return count > 0
      && SpecialFunctions.gammaLowerRegularized(expected, a: Double(count)) <= 0.2
  }

  /// Probability that unchanged jobs show as much: P(Binomial(R_c, q) >= R_c - ceil(R_c/4) + 1).
  package func probability(of effect: Double, jobs: Int) -> Double {
    let count = reaching(effect)
    guard count > 0, measurements > 0, jobs > 0 else { return 0 }
    let q = Double(count) / Double(measurements)
    let needed = jobs - (jobs + 3) / 4 + 1
    return SpecialFunctions.betaRegularized(
      q, a: Double(needed), b: Double(jobs - needed + 1))
  }
}

extension Bursts {
  /// Outliers among the residuals of a fitted family.
  ///
  /// The scores are those of the tail calibration before they are turned into normal ones:
  /// e / sqrt(v(1 + 1/(R-1))) with e = r R/(R-1) and the variance v fitted without the job.
  package init(_ family: NoiseFamily) { self.init(family.leaveOneOut) }

  package init(_ benchmarks: [LeaveOneOut]) {
    var effects: [Double] = []
    var measurements = 0
    for benchmark in benchmarks where benchmark.residuals.count >= Self.fewestJobs {
      measurements += benchmark.residuals.count
      for (effect, score) in zip(benchmark.effects, benchmark.scores) where score > Self.score {
        effects.append(effect)
      }
    }
    self.init(effects: effects, measurements: measurements)
  }
}
