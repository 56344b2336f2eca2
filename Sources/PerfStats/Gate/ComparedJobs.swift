import RealModule

/// What the jobs of both sides measured of one benchmark.
struct ComparedJobs {
  /// The baseline's jobs that count.
  var baseline: [CostObservation]
  var current: [CostObservation]

  var hasSamples: Bool {
    !baseline.contains(where: \.isSummary) && !current.contains(where: \.isSummary)
  }

  /// Values of the side that has fewer.
  var values: Int {
    [baseline, current].map { side in side.reduce(0) { $0 + $1.sampleCount } }.min() ?? 0
  }

  /// Every job has a single value.
  var hasSingleValues: Bool {
    let isSingle = { (job: CostObservation) in
      job.samples.count == 1 && job.samples[0].values.count == 1
    }
    return baseline.allSatisfy(isSingle) && current.allSatisfy(isSingle)
  }

  /// Smallest number of samples of a typical execution of a side.
  static func typicalSamples(_ jobs: [CostObservation]) -> Int {
    let counts = jobs.flatMap { $0.samples.map { $0.values.count } }.sorted()
    return counts.isEmpty ? 0 : counts[(counts.count - 1) / 2]
  }

  /// What a bootstrap of the effect resamples.
  ///
  /// - Parameter size: samples at which executions are compared; nil for their own number.
  func resampled(size: Int?) -> BootstrapPair {
    BootstrapPair(baseline: baseline.map(\.costs), current: current.map(\.costs), size: size)
  }

  /// Whether every job of both sides has samples enough for a statistic.
  func tells(_ statistic: LocationStatistic) -> Bool {
    guard statistic.isPercentile else { return true }
    let fewest = SlowTail.fewestSamples(statistic)
    return baseline.allSatisfy { $0.sampleCount >= fewest }
      && current.allSatisfy { $0.sampleCount >= fewest }
  }

  /// ln of the statistic of the current samples without the greatest one over that of the baseline.
  func growth(of statistic: LocationStatistic) -> Double {
    let new = current.flatMap(\.allCosts).sorted()
    let old = baseline.flatMap(\.allCosts)
    guard new.count > 1, !old.isEmpty else { return -.infinity }
    return .log(statistic.location(ofSorted: Array(new.dropLast())) / statistic.location(of: old))
  }
}
