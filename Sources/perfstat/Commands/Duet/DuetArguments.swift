import ArgumentParser

/// What counts instead of measuring.
enum CountingTool: String, ExpressibleByArgument, CaseIterable {
  case callgrind
}

/// A length of time: `90`, `90s`, `20ms`, `1.5m`, `2min`, `1h`.
struct Seconds: ExpressibleByArgument {
  var value: Double

  /// Nil unless positive and at most a week.
  init?(argument: String) {
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
