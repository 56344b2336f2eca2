/// An estimate with its bounds, the level they hold at and how they were made.
public struct Interval: Hashable, Sendable {
  /// The point estimate.
  public var estimate: Double
  /// Lower end.
  public var lower: Double
  /// Upper end.
  public var upper: Double
  /// Two-sided confidence level, 0.95 for 95 %.
  public var level: Double
  /// Name of the method, e.g. `noise model`, `Kalibera-Jones bootstrap`.
  public var method: String

  /// An interval from its parts; nothing is checked.
  public init(
    estimate: Double, lower: Double, upper: Double, level: Double, method: String
  ) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
  }
}
