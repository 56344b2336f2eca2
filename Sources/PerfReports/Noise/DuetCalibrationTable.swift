import Foundation
import PerfStats

/// Rates of duets on simulated programs as Markdown tables.
package enum DuetCalibrationTable {
  /// What designs of looks promise: their heading.
  package static func looksHead(
    _ noise: DuetSimulation.Noise, gates: Int, seed: UInt64
  ) -> String {
    """

    \(noise.name); \(gates) gates of \(DuetSimulation.benchmarks) benchmarks, seed \(seed)

    | looks | gates with a false alarm | intervals that cover | wrong at exactly +5 % \
    | +10 % found | pairs, unchanged: mean, 90 % |
    |---|---|---|---|---|---|

    """
  }

  /// - Parameters unchanged, edge, slower: of programs that changed not, by +5 % and by +10 %.
  package static func looksRow(
    _ design: String, unchanged: DuetSimulation.Tally, edge: DuetSimulation.Tally,
    slower: DuetSimulation.Tally, gates: Int
  ) -> String {
    let changed = DuetSimulation.changed * gates
    let sorted = unchanged.pairs.sorted()
    return row([
      design, rate(unchanged.falseGates, of: unchanged.gates),
      rate(unchanged.covered, of: unchanged.benchmarks),
      rate(edge.failed + edge.passed, of: changed), rate(slower.failed, of: changed),
      String(
        format: "%.1f, %.1f", sorted.reduce(0, +) / Double(sorted.count),
        sorted[min(sorted.count - 1, sorted.count * 9 / 10)]),
    ])
  }

  /// What the rule that three quarters of the pairs must agree costs and brings: its heading.
  package static func agreementHead(gates: Int, seed: UInt64) -> String {
    """

    Heavy tails, cold start; \(gates) gates of \(DuetSimulation.benchmarks) benchmarks, seed \(seed)

    | SD of a pair | pairs | false alarm, with agreement | without | +10 % found, with agreement \
    | without |
    |---|---|---|---|---|---|

    """
  }

  package static func agreementRow(
    spread: Double, pairs: Int, unchanged: DuetSimulation.Tally, slower: DuetSimulation.Tally,
    gates: Int
  ) -> String {
    let changed = DuetSimulation.changed * gates
    return row([
      String(format: "%.1f %%", 100 * spread), "\(pairs)", rate(unchanged.falseGates, of: gates),
      rate(unchanged.falseGatesUnagreed, of: gates), rate(slower.failed, of: changed),
      rate(slower.failedUnagreed, of: changed),
    ])
  }

  private static func rate(_ successes: Int, of trials: Int) -> String {
    Proportion(successes: successes, trials: trials).text()
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}
