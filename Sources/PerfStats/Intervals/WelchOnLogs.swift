import RealModule

/// Welch's t test and interval of the ratio of geometric means.
public struct WelchOnLogs: Hashable, Sendable {
  /// The test of the logarithms.
  public let test: WelchTest

  /// - Parameters: one positive cost of each replicate, at least two a side.
  /// - Throws: `invalidSample`, `tooFewReplicates`.
  public init(baseline: [Double], current: [Double]) throws(StatisticsError) {
    for (name, side) in [("baseline", baseline), ("current", current)] {
      if let bad = side.first(where: { !($0 > 0 && $0.isFinite) }) {
        throw .invalidSample(place: name, value: bad)
      }
    }
    test = try WelchTest(
      baseline: baseline.map { .log($0) }, current: current.map { .log($0) })
  }

  /// Interval of the ratio current / baseline of geometric means.
  ///
  /// - Parameter level: two-sided, between 0 and 1.
  /// - Throws: `invalidParameter` for another level.
  public func interval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try checkLevel(level)
    let arm =
      StudentT(test.degreesOfFreedom).upperQuantile((1 - level) / 2) * test.standardError
    return Interval(
      estimate: .exp(test.difference), lower: .exp(test.difference - arm),
      upper: .exp(test.difference + arm), level: level, method: "Welch on logarithms")
  }
}
