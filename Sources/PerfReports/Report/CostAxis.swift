import Foundation
import PerfStats

/// The axis that all intervals of a page share: change of cost on a logarithmic scale,
/// right is worse. It always holds 0 and both thresholds.
struct CostAxis {
  var scale: Scale
  /// Cost ratios at which verdicts change, with their words and classes.
  let thresholds: [Threshold]

  struct Threshold {
    var ratio: Double
    var label: String
    var name: String
    /// Labels of neighbours lean away from each other.
    var anchor: String
  }

  /// Holds every estimate that matters and all intervals but the widest few, which stick out
  /// so that one hopeless interval does not flatten the others.
  init(_ report: Report, range: ClosedRange<Double> = 0...100) {
    let policy = report.policy
    let threshold = 1 + max(policy.threshold, 0.0001)
    let warning = 1 + max(policy.warning, 0.0001)
    let entries = report.benchmarks.compactMap { entry in
      entry.estimate.map { ($0.deciding, entry.verdict) }
    }
    let found = entries.filter { [.fail, .warn, .improved].contains($0.1) }
      .map { log($0.0.estimate) }.filter(\.isFinite)
    func reach(_ bounds: [Double], _ estimates: [Double], atLeast least: Double) -> Double {
      let sizes = bounds.filter { $0.isFinite && $0 > 0 }.sorted()
      let wide = sizes.isEmpty ? 0 : sizes[Int((Double(sizes.count - 1) * 0.97).rounded(.up))]
      let all = max(wide, estimates.max() ?? 0) * 1.06
      return exp(min(max(all, least), max(log(3), least)))
    }
    let high = reach(entries.map { log($0.0.upper) }, found, atLeast: 2 * log(threshold))
    let low = reach(
      entries.map { -log($0.0.lower) }, found.map { -$0 }, atLeast: 1.3 * log(threshold))
    scale = Scale(.logarithmic, domain: (1 / low, high), range: range)
    thresholds = [
      Threshold(
        ratio: 1 / warning, label: "-" + plainPercent(policy.warning), name: "improved",
        anchor: "middle"),
      Threshold(ratio: 1, label: "", name: "zero", anchor: "middle"),
      Threshold(
        ratio: warning, label: "+" + plainPercent(policy.warning), name: "warn", anchor: "end"),
      Threshold(
        ratio: threshold, label: "+" + plainPercent(policy.threshold), name: "fail",
        anchor: "start"),
    ]
  }

  /// Distance between the two thresholds of the warning, in units of the range.
  var warningSpan: Double {
    let places = thresholds.filter { $0.name == "improved" || $0.name == "warn" }
      .map { scale($0.ratio) }
    return (places.max() ?? 0) - (places.min() ?? 0)
  }

  func contains(_ ratio: Double) -> Bool { scale.domain.contains(ratio) }

  /// Round changes that lie at least `spacing` apart from each other, and from the thresholds
  /// where `apart`, in units of the range.
  func ticks(spacing: Double, apart: Bool) -> [(value: Double, label: String)] {
    let changes: [Double] = [
      0, 10, -10, 20, -20, 50, -50, 100, 5, -5, 200, -30, 30, -70, 500, 1000, -90, 2, -2, 1, -1,
    ]
    var chosen: [(value: Double, label: String)] = []
    var taken = apart ? thresholds.filter { $0.ratio != 1 }.map { scale($0.ratio) } : []
    for change in changes {
      let ratio = 1 + change / 100
      guard contains(ratio) else { continue }
      let place = scale(ratio)
      guard taken.allSatisfy({ abs($0 - place) >= spacing }) else { continue }
      taken.append(place)
      chosen.append((ratio, change == 0 ? "0" : String(format: "%+.0f", change)))
    }
    return chosen.sorted { $0.value < $1.value }
  }
}
