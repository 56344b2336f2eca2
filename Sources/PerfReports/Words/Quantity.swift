import Foundation
import PerfStats

/// A unit as people read it: values of one row share a prefix (`58.55 ns`, `1.234 ms`).
package struct DisplayUnit: Hashable, Sendable {
  /// Factor from the metric's unit to the printed one.
  package var factor: Double
  package var symbol: String

  /// The unit in which the smallest of `values` is at least 1, where prefixes reach.
  package init(_ unit: String, for values: [Double]) {
    let finite = values.map(abs).filter { $0.isFinite && $0 > 0 }
    let smallest = finite.min() ?? 1
    if let second = Self.seconds[unit] {
      let seconds = smallest * second
      let step = Self.times.last { seconds >= $0.size * 0.9995 } ?? Self.times[0]
      self.init(factor: second / step.size, symbol: step.symbol)
    } else {
      let step = Self.prefixes.last { smallest >= $0.size * 0.9995 } ?? Self.prefixes[0]
      // Bytes and rates take a prefix; other units are words and take a count.
      let joins = unit == "B" || unit.hasSuffix("/s")
      let name = unit.legible(maximum: 24)
      let symbol =
        joins || step.symbol.isEmpty
        ? step.symbol + name : (name.isEmpty ? step.symbol : step.symbol + " " + name)
      self.init(factor: 1 / step.size, symbol: symbol)
    }
  }

  private init(factor: Double, symbol: String) {
    self.factor = factor
    self.symbol = symbol
  }

  /// The number alone, with four significant digits.
  package func number(_ value: Double) -> String { significant(value * factor, digits: 4) }

  /// Number and unit.
  package func text(_ value: Double) -> String {
    symbol.isEmpty ? number(value) : number(value) + " " + symbol
  }

  private static let seconds: [String: Double] = [
    "ps": 1e-12, "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1,
    "sec": 1, "min": 60,
  ]
  private static let times: [(size: Double, symbol: String)] = [
    (1e-12, "ps"), (1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1, "s"),
  ]
  private static let prefixes: [(size: Double, symbol: String)] = [
    (1, ""), (1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T"),
  ]
}

/// A number with `digits` significant digits and no exponent where that stays short.
package func significant(_ value: Double, digits: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "n/a" : (value < 0 ? "-inf" : "inf") }
  if value == 0 { return "0" }
  let magnitude = abs(value)
  guard magnitude >= 1e-4, magnitude < 1e9 else {
    return String(format: "%.\(digits - 1)e", value)
  }
  // The exponent after rounding: 9.9996 has four digits as 10.00.
  let rounded = String(format: "%.\(digits - 1)e", magnitude)
  let exponent = rounded.split(separator: "e").last.flatMap { Int($0) } ?? 0
  return String(format: "%.\(max(0, digits - 1 - exponent))f", value)
}

/// Three significant digits without closing zeros: 8 is `8`, 1.05 is `1.05`.
package func brief(_ value: Double) -> String {
  var text = significant(value, digits: 3)
  guard text.contains("."), !text.contains("e") else { return text }
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text
}

/// A relative change in percent with its sign: 0.114 is `+11.4 %`; without the
/// per cent sign where `bare`.
package func percent(_ change: Double, bare: Bool = false) -> String {
  let end = bare ? "" : " %"
  guard change.isFinite else {
    return (change.isNaN ? "n/a" : change < 0 ? "-inf" : "+inf") + end
  }
  let value = change * 100
  if abs(value) >= 1e6 { return String(format: "%+.2e", value) + end }
  let text = String(format: abs(value) >= 1000 ? "%+.0f" : "%+.1f", value)
  return (text == "-0.0" ? "+0.0" : text) + end
}

/// A share or threshold in percent without sign: 0.05 is `5 %`, 0.9999 is `99.99 %`.
package func plainPercent(_ share: Double) -> String {
  guard share.isFinite else { return "n/a" }
  var text = String(format: abs(share) >= 0.001 ? "%.2f" : "%.4f", share * 100)
  while text.hasSuffix("0") { text.removeLast() }
  if text.hasSuffix(".") { text.removeLast() }
  return text + " %"
}

/// A time that somebody waits, in whole seconds or minutes and seconds: `42 s`, `3 min 5 s`.
package func waitingTime(_ seconds: Double) -> String {
  let whole = Int(min(seconds.rounded(.up), 359_999))
  return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
}

/// A p-value: two significant digits, `< 0.0001` below that.
package func probability(_ p: Double) -> String {
  guard p.isFinite else { return "n/a" }
  if p < 0.0001 { return "< 0.0001" }
  return significant(min(p, 1), digits: p >= 0.1 ? 3 : p >= 0.001 ? 2 : 1)
}

/// A change as people read it. Reports hold *cost* ratios; where higher is better
/// the change is told in the metric itself and in words: a cost ratio of 1.136 is
/// `12.0 % less throughput`.
package struct Change: Hashable, Sendable {
  /// Relative changes of the metric's own value, `lower <= upper`.
  package var estimate: Double
  package var lower: Double
  package var upper: Double
  package var level: Double
  private var metric: Metric

  package init(_ interval: Interval, of metric: Metric) {
    func change(_ costRatio: Double) -> Double {
      metric.better == .higher ? 1 / costRatio - 1 : costRatio - 1
    }
    estimate = change(interval.estimate)
    lower = change(metric.better == .higher ? interval.upper : interval.lower)
    upper = change(metric.better == .higher ? interval.lower : interval.upper)
    level = interval.level
    self.metric = metric
  }

  /// `+11.4 %`, `12.0 % less throughput`.
  package var amount: String {
    guard metric.better == .higher else { return percent(estimate) }
    let size = percent(abs(estimate)).drop { $0 == "+" }
    return "\(size) \(estimate < 0 ? "less" : "more") \(metric.name.legible(maximum: 24))"
  }

  /// `(95 %: +7.1 .. +16.0)`
  package var interval: String {
    "(\(plainPercent(level)): \(percent(lower, bare: true)) .. \(percent(upper, bare: true)))"
  }

  /// `+11.4 % (95 %: +7.1 .. +16.0)`
  package var text: String { amount + " " + interval }
}
