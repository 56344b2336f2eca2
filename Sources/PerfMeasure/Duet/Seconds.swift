/// A length of time: `90`, `90s`, `20ms`, `1.5m`, `2min`, `1h`.
package struct Seconds: Hashable, Sendable {
  package var value: Double

  /// Nil unless positive and at most a week.
  package init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let factor: Double
    switch argument.dropFirst(digits.count) {
    case "", "s": factor = 1
    case "ms": factor = 1e-3
    case "m", "min": factor = 60
    case "h": factor = 3600
    default: return nil
    }
    guard let number = Double(digits), number > 0, number * factor <= 604_800 else { return nil }
    value = number * factor
  }
}
