import RealModule

/// What the gate keeps of one execution: its location and what its samples say about it.
package struct ExecutionLocation: Hashable, Sendable {
  /// Natural logarithm of the location of the costs.
  package var log: Double
  /// Number of samples.
  package var count: Int
  /// Squared relative error of the location, with the clock's share; nil for one sample.
  package var squaredError: Double?
  /// Step of the clock relative to the location; 0 where none shows.
  package var relativeStep: Double

  /// - Parameters:
  ///   - costs: positive finite costs, at least one, in any order.
  ///   - size: samples of the executions to compare with; nil for their own number. Fewer samples
  ///     than that stay what they are, and only the fast-half mean depends on their number.
  package init(costs: [Double], statistic: LocationStatistic, size: Int? = nil) {
    let sorted = costs.sorted()
    let matched = statistic == .fastHalfMean ? size.flatMap { $0 < sorted.count ? $0 : nil } : nil
    let location =
      matched.map { MatchedLocation.location(ofSorted: sorted, size: $0) }
      ?? statistic.location(ofSorted: sorted)
    let step = (clockStep(ofSorted: sorted) ?? 0) / location
    log = .log(location)
    count = sorted.count
    relativeStep = step
    squaredError = withinSquaredError(ofSorted: sorted).map {
      // A reading of a coarse clock carries the variance of a uniform error of one step.
      step > Self.coarse ? $0 + step * step / 12 : $0
    }
  }

  /// Relative step above which a clock is called coarse.
  package static let coarse = 0.01
}
