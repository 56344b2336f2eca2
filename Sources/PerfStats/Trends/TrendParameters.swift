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
  /// Degrees of freedom of the tails of the place of a change.
  public var placeTails: Double = 8
  /// The same of the interval of a size.
  public var sizeTails: Double = 8
  /// Places further than this from the boundary cannot enter the confidence set.
  public var reachOfPlace: Int = 40
  /// Shortest and longest ramp in commits; a shorter one is a step whose set names the same commits.
  public var shortestRamp: Int = 4
  /// Most points over which a ramp may rise.
  public var longestRamp: Int = 40
  /// What a ramp must gain over the steps that were found, and over the best step where none was found:
  /// twice a logarithm of likelihoods.
  public var rampOverSteps: Double = 8
  /// The same over no change at all.
  public var rampOverNothing: Double = 2
  /// Begins and ends further than this from the best ones cannot enter the sets of a ramp.
  public var reachOfRamp: Int = 20
  /// Level of the interval of the size and of the set of places.
  public var level: Double = 0.95

  /// The defaults, which were calibrated together.
  public init() {}

  /// - Throws: a number that the search cannot work with.
  func check() throws(StatisticsError) {
    func expect(
      _ isRight: Bool, _ name: String, _ value: Double, _ expected: String
    ) throws(StatisticsError) {
      if !isRight { throw .invalidParameter(name: name, value: value, expected: expected) }
    }
    try expect((1e-6...0.5).contains(alpha), "alpha", alpha, "1e-6 to 0.5")
    try expect(level > 0 && level < 1, "level", level, "between 0 and 1")
    for (name, value, least) in [
      ("shortest segment", shortestSegment, 2), ("shortest last segment", shortestLastSegment, 1),
      ("reach of the contrast", reachOfContrast, 2), ("window", window, 1),
      ("reach of the fit", reachOfFit, 0), ("reach of the place", reachOfPlace, 0),
      ("shortest ramp", shortestRamp, 2), ("longest ramp", longestRamp, shortestRamp),
      ("reach of the ramp", reachOfRamp, 0),
    ] {
      try expect((least...1_000_000).contains(value), name, Double(value), "\(least) or more")
    }
    for (name, value) in [
      ("persistent share", persistentShare), ("gain over steps", rampOverSteps),
      ("gain over nothing", rampOverNothing),
    ] {
      try expect(value >= 0 && value.isFinite, name, value, "0 or more")
    }
    for (name, value) in [
      ("prior degrees of freedom", priorDegreesOfFreedom), ("clip", clip), ("penalty", penalty),
      ("noise floor", noiseFloor), ("tails of the place", placeTails),
      ("tails of the size", sizeTails),
    ] {
      try expect(value > 0 && value.isFinite, name, value, "more than 0")
    }
  }

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

  /// What a ramp must reach beyond `critical`: more shapes are tried, and short series have a
  /// less sure variance.
  func lift(count: Int) -> Double { 0.15 + 8 / Double(count) }

  /// Contrast at which `logP` reaches ln alpha.
  package func critical(count: Int) -> Double {
    (Self.intercept - Double.log(alpha)) / Self.slope
      + Self.bend * abs(Double.log(Double(count) / Self.centre))
  }
}
