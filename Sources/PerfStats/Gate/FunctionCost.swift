/// What a function itself costs on both sides, without what it calls.
public struct FunctionCost: Hashable, Sendable {
  /// For people: demangled.
  public var name: String
  /// Of all costs here: the metric's unit, `instructions`, or `%` of the whole.
  public var unit: String
  /// Before the change.
  public var base: Double
  /// After it.
  public var head: Double
  /// Lower end of the 95 % interval of `difference`; nil for exact counts.
  public var lower: Double?
  /// Upper end of it.
  public var upper: Double?

  /// A function's costs from their parts.
  public init(
    name: String, unit: String, base: Double, head: Double, lower: Double? = nil,
    upper: Double? = nil
  ) {
    self.name = name
    self.unit = unit
    self.base = base
    self.head = head
    self.lower = lower
    self.upper = upper
  }

  /// What the change adds; negative for what it saves.
  public var difference: Double { head - base }
}
