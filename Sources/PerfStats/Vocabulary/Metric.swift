/// What a value measures, its unit and which direction is better.
public struct Metric: Hashable, Sendable {
  /// Which direction of a change is an improvement.
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case lower, higher
    /// The source did not say. The gate treats it as `lower` and says so.
    case unspecified
  }

  /// What is measured: `time`, `throughput`, `memory`, ...
  public var name: String
  /// Unit of one value, per operation: `ns`, `B/s`, ...
  public var unit: String
  /// Which direction is an improvement.
  public var better: Direction

  /// A metric by its name, its unit and its direction.
  public init(name: String, unit: String, better: Direction) {
    self.name = name
    self.unit = unit
    self.better = better
  }

  /// Time per operation in nanoseconds, lower is better.
  public static let nanoseconds = Metric(name: "time", unit: "ns", better: .lower)
}
