import RealModule

/// What archived duets of a runner say about the next one: how far a whole suite shifts
/// although nothing changed, and how heavy the tails are.
package struct DuetNoise: Hashable, Sendable {
  /// SD of the median log ratio of a suite between identical programs.
  package var tau: Double
  package var tails: TailCalibration
  /// Duets that `tau` was learnt from.
  package var duets: Int
  /// Duets of identical programs that `tails` was learnt from.
  package var unchangedDuets: Int

  package init(tau: Double, tails: TailCalibration, duets: Int, unchangedDuets: Int) {
    self.tau = tau
    self.tails = tails
    self.duets = duets
    self.unchangedDuets = unchangedDuets
  }

  /// Degrees of freedom of `tau`: three of the cold start, one for each duet beyond the first.
  var tauDegreesOfFreedom: Double { Self.coldStartWeight + Double(max(0, duets - 1)) }

  /// Before any duet is archived. The two programs share everything but their layout in memory.
  package static let coldStart = DuetNoise(
    tau: 0.005, tails: .coldStart, duets: 0, unchangedDuets: 0)

  /// Fewest unchanged duets that tails are learnt from.
  static let fewestUnchanged = 6
  /// Weight of the cold-start tau, in duets.
  static let coldStartWeight = 3.0

  /// Learns from archived duets of one runner; those with fewer than eight benchmarks in
  /// common say nothing about a common shift and are left out.
  ///
  /// tau^2 pools the cold start with the variance of the common shifts beyond what the
  /// benchmarks' own noise makes of a median. The tails are fitted to the scores of all
  /// benchmarks of at least six duets of identical programs, whose true change is known.
  ///
  /// - Complexity: O(D M log M) for D duets of M benchmarks.
  package static func fit(_ archive: [Duet]) -> DuetNoise {
    let usable = archive.compactMap { duet -> (unchanged: Bool, contrast: DuetContrast)? in
      let series = duet.series.compactMap { try? $0.result.get() }.filter(\.hasRatios)
      guard series.count >= CommonFactor.fewestBenchmarks else { return nil }
      return (duet.isUnchanged, DuetContrast(series, noise: .coldStart, level: 0.95))
    }
    guard usable.count >= 2 else { return coldStart }
    let shifts = usable.map(\.contrast.commonShift)
    let own = Moments.mean(
      usable.map { $0.contrast.commonShiftError * $0.contrast.commonShiftError })
    let excess = max(0, Moments.variance(shifts) - own)
    let cold = coldStart.tau * coldStart.tau
    let degrees = Double(usable.count - 1)
    let tau = ((coldStartWeight * cold + degrees * excess) / (coldStartWeight + degrees))
      .squareRoot()

    let unchanged = usable.filter(\.unchanged)
    var tails = TailCalibration.coldStart
    if unchanged.count >= fewestUnchanged {
      let bound = LevelComparison.shiftBound * tau
      tails = .fit(
        scores: unchanged.flatMap { duet in
          let shift = min(max(duet.contrast.commonShift, -bound), bound)
          return duet.contrast.effects.map {
            StudentT($0.degreesOfFreedom)
              .normalScore(($0.difference - shift) / $0.standardError).magnitude
          }
        })
    }
    return DuetNoise(
      tau: tau, tails: tails, duets: usable.count, unchangedDuets: unchanged.count)
  }
}
