import RealModule

/// The numbers that a search for changes depends on. The defaults belong
/// together: the p-value was calibrated for them.
public struct TrendParameters: Hashable, Sendable {
  /// Error probability per series; sets the critical value. 1e-6 <= alpha <= 0.5.
  public var alpha: Double = 0.02
  /// Shortest segment; a shorter excursion is an episode, not a level.
  public var shortestSegment: Int = 8
  /// Shortest last segment, so that a fresh change is seen after this many points.
  public var shortestLastSegment: Int = 3
  /// At most this many points on each side of a change are compared, so that a
  /// slow drift is not taken for a step.
  public var reachOfContrast: Int = 60
  /// Share of the variance of a point that never averages out (drift between
  /// days); sets the smallest change of interest.
  public var persistentShare: Double = 0.02
  /// Weight of the series-wide variance in the local one, in degrees of freedom.
  public var priorDegreesOfFreedom: Double = 10
  /// Spikes are clipped at this many short-range SDs from the running median.
  public var clip: Double = 3
  /// Points on each side in the search for places where a change may begin.
  public var window: Int = 6
  /// Penalty of one candidate, times s1^2 ln n: deliberately small.
  public var penalty: Double = 4
  /// How far a boundary may move when it is fitted again.
  public var reachOfFit: Int = 10
  /// Smallest noise SD on the log scale, for quantised or constant series.
  public var noiseFloor: Double = 5e-4
  /// Degrees of freedom of the tails of a point and of the size of a change.
  public var placeTails: Double = 8
  public var sizeTails: Double = 8
  /// Places further than this from the boundary cannot enter the confidence set.
  public var reachOfPlace: Int = 40
  /// Level of the interval of the size and of the set of places.
  public var level: Double = 0.95

  public init() {}

  /// Points that a series needs to be searched at all.
  public var fewestPoints: Int { shortestSegment + shortestLastSegment }

  // Envelope of the null distribution of the largest least contrast, fitted to
  // simulations: ln p = intercept - slope (|T| - bend |ln(n / centre)|).
  private static let intercept = 4.2
  private static let slope = 1.75
  private static let bend = 0.35
  private static let centre = 80.0

  /// Natural logarithm of the bound on the probability that a series of
  /// `count` points without any change shows a contrast of `t`, the choice of
  /// candidates, places, number and noise included.
  func logP(_ t: Double, count: Int) -> Double {
    let bend = Self.bend * abs(Double.log(Double(count) / Self.centre))
    return min(0, Self.intercept - Self.slope * (abs(t) - bend))
  }

  /// Contrast at which `logP` reaches ln alpha.
  func critical(count: Int) -> Double {
    (Self.intercept - Double.log(alpha)) / Self.slope
      + Self.bend * abs(Double.log(Double(count) / Self.centre))
  }
}
