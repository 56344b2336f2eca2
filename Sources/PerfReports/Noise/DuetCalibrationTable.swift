import Foundation
import PerfStats

/// Rates of duets on simulated programs as Markdown tables.
package enum DuetCalibrationTable {
  /// Plays the simulations and gives each piece of their tables to `write` as soon as it is known.
  package static func write(
    gates: Int, seed: UInt64, to write: (String) throws -> Void
  ) throws {
    let noises = [
      DuetSimulation.Noise(
        name: "SD 3 %, normal, tails known", spread: 0.03, heavy: false,
        tails: TailCalibration(kappa: 1, nu: TailCalibration.normal)),
      DuetSimulation.Noise(
        name: "SD 6 %, heavy tails, cold start", spread: 0.06, heavy: true, tails: .coldStart),
    ]
    for noise in noises {
      try write(looksHead(noise, gates: gates, seed: seed))
      for (name, schedule) in DuetSimulation.designs {
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed).play(schedule)
        }
        try write(
          looksRow(name, unchanged: play(0), edge: play(0.05), slower: play(0.10), gates: gates))
      }
    }
    try write(agreementHead(gates: gates, seed: seed))
    for spread in [0.015, 0.03, 0.06, 0.10, 0.15] {
      for pairs in [10, 40] {
        let noise = DuetSimulation.Noise(name: "", spread: spread, heavy: true, tails: .coldStart)
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed)
            .play(.single(pairs))
        }
        try write(
          agreementRow(
            spread: spread, pairs: pairs, unchanged: play(0), slower: play(0.10), gates: gates))
      }
    }
  }

  /// What designs of looks promise: their heading.
  private static func looksHead(
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
  private static func looksRow(
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
  private static func agreementHead(gates: Int, seed: UInt64) -> String {
    """

    Heavy tails, cold start; \(gates) gates of \(DuetSimulation.benchmarks) benchmarks, seed \(seed)

    | SD of a pair | pairs | false alarm, with agreement | without | +10 % found, with agreement \
    | without |
    |---|---|---|---|---|---|

    """
  }

  private static func agreementRow(
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
