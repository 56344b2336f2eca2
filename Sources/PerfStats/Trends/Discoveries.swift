/// Which changes of many series to report, so that at most a share `rate` of the
/// reported series is expected to be false: Benjamini-Hochberg over the series,
/// then the same bound for each change within a kept series (Benjamini and
/// Bogomolov, 2014).
public struct Discoveries: Hashable, Sendable {
  /// A change is reported if its p-value is at most this; 0 if no series was kept.
  public let threshold: Double
  private let rate: Double

  /// - Parameters:
  ///   - p: smallest p-value of each searched series (`Trend.p`).
  ///   - rate: false discovery rate, 0.05 by default.
  /// - Complexity: O(M log M) for M series.
  public init(p: [Double], rate: Double = 0.05) {
    let sorted = p.sorted()
    let count = Double(p.count)
    let kept = sorted.indices.last { sorted[$0] <= rate * Double($0 + 1) / count }
    self.rate = rate
    threshold = kept.map { rate * Double($0 + 1) / count } ?? 0
  }

  public func reports(_ change: Trend.Change) -> Bool { threshold > 0 && change.p <= threshold }

  /// p-value that is at most `rate` exactly if the change is reported.
  public func adjusted(_ p: Double) -> Double {
    threshold > 0 ? min(1, p * rate / threshold) : 1
  }
}
