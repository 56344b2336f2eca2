/// Which changes of many series to report, so that at most a share `rate` of the
/// reported series is expected to be false: Benjamini-Hochberg over the series,
/// then the same bound for each change within a kept series (Benjamini and
/// Bogomolov, 2014).
///
/// The p-values are bounds over all kinds of noise, for independent noise a hundred times too large.
/// A family tells how conservative they are in it (the idea of Storey, 2002): of M long series without
/// a change at most `lambda` M p-values lie below `lambda`; where fewer do, the bounds are scaled down.
public struct Discoveries: Hashable, Sendable {
  /// One searched series: its smallest p-value (`Trend.p`) and number of points.
  public struct Search: Hashable, Sendable {
    /// Its p-value, 0 to 1.
    public var p: Double
    /// Number of its points.
    public var points: Int

    /// A search with its result.
    public init(p: Double, points: Int) {
      self.p = p
      self.points = points
    }
  }

  /// How much smaller the p-values of long series really are, 0..1.
  public let scale: Double
  /// A change is reported if its scaled p-value is at most this; 0 if no series was kept.
  public let threshold: Double
  private let rate: Double
  private let alpha: Double

  /// p-values up to here tell how conservative the bound is.
  static let lambda = 0.05
  /// Only series of this many points: in shorter ones the bound is nearly reached by some noise.
  static let fewestPoints = 40

  /// - Parameters:
  ///   - searches: of all series that were searched.
  ///   - rate: false discovery rate, 0.05 by default.
  ///   - alpha: no change is reported whose p-value is larger.
  /// - Throws: a p-value that is no probability, a rate or alpha outside 0..1.
  /// - Complexity: O(M log M) for M series.
  public init(
    _ searches: [Search], rate: Double = 0.05, alpha: Double = 0.02
  ) throws(StatisticsError) {
    for (name, value) in [("false discovery rate", rate), ("alpha", alpha)] {
      guard value > 0, value < 1 else {
        throw .invalidParameter(name: name, value: value, expected: "between 0 and 1")
      }
    }
    for (i, search) in searches.enumerated() {
      guard search.p >= 0, search.p <= 1 else {
        throw .invalidParameter(name: "p[\(i)]", value: search.p, expected: "from 0 to 1")
      }
    }
    self.rate = rate
    self.alpha = alpha
    let long = searches.filter { $0.points >= Self.fewestPoints }
    let small = long.count { $0.p <= Self.lambda }
    let scale =
      long.isEmpty ? 1 : min(1, Double(1 + small) / (Self.lambda * Double(long.count)))
    self.scale = scale
    let sorted = searches.map { Self.scaled($0.p, points: $0.points, by: scale) }.sorted()
    let count = Double(sorted.count)
    let kept = sorted.indices.last { sorted[$0] <= rate * Double($0 + 1) / count }
    threshold = kept.map { rate * Double($0 + 1) / count } ?? 0
  }

  private static func scaled(_ p: Double, points: Int, by scale: Double) -> Double {
    p > lambda ? 1 : points >= fewestPoints ? p * scale : p
  }

  /// Whether to report a change with this p-value in a series of `points` points.
  public func reports(p: Double, points: Int) -> Bool {
    threshold > 0 && p <= alpha && Self.scaled(p, points: points, by: scale) <= threshold
  }

  /// p-value that is at most `rate` exactly if the change passes the threshold.
  public func adjusted(p: Double, points: Int) -> Double {
    threshold > 0 ? min(1, Self.scaled(p, points: points, by: scale) * rate / threshold) : 1
  }
}
