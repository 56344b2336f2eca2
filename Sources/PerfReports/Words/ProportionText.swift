import Foundation
import PerfStats

extension Proportion {
  /// `3.0 % (1.6..5.5)`: the share with its 95 % interval (Wilson); `-` without a trial.
  package func text(digits: Int = 1, interval: Bool = true) -> String {
    guard trials > 0 else { return "-" }
    func percent(_ share: Double) -> String { String(format: "%.\(digits)f", 100 * share) }
    let (lower, upper) = wilson()
    return "\(percent(share)) %" + (interval ? " (\(percent(lower))..\(percent(upper)))" : "")
  }
}
