import ArgumentParser
import Foundation
import PerfReports
import PerfStats

/// Reproduces the simulated rates of docs/duet.md.
struct CalibrateDuetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate-duet",
    abstract: "Simulate duets: what --until-decided promises, and what other rules would.",
    shouldDisplay: false)

  @Option(help: "Simulated gates for each row.")
  var gates = 400

  @Option(help: "Seed of the simulation.")
  var seed: UInt64 = 1

  func validate() throws {
    guard (10...1_000_000).contains(gates) else {
      throw ValidationError("--gates: expected 10 to 1000000, found \(gates)")
    }
  }

  func run() async throws {
    let noises = [
      DuetSimulation.Noise(
        name: "SD 3 %, normal, tails known", spread: 0.03, heavy: false,
        tails: TailCalibration(kappa: 1, nu: TailCalibration.normal)),
      DuetSimulation.Noise(
        name: "SD 6 %, heavy tails, cold start", spread: 0.06, heavy: true, tails: .coldStart),
    ]
    for noise in noises {
      try StandardOutput.write(
        """

        \(noise.name); \(gates) gates of \(DuetSimulation.benchmarks) benchmarks, seed \(seed)

        | looks | gates with a false alarm | intervals that cover | wrong at exactly +5 % \
        | +10 % found | pairs, unchanged: mean, 90 % |
        |---|---|---|---|---|---|

        """)
      for (name, schedule) in CalibrateDuetCommand.designs {
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed).play(schedule)
        }
        let unchanged = try play(0)
        let edge = try play(0.05)
        let slower = try play(0.10)
        let changed = DuetSimulation.changed * gates
        let sorted = unchanged.pairs.sorted()
        let columns = [
          name, Proportion(successes: unchanged.falseGates, trials: unchanged.gates).text(),
          Proportion(successes: unchanged.covered, trials: unchanged.benchmarks).text(),
          Proportion(successes: edge.failed + edge.passed, trials: changed).text(),
          Proportion(successes: slower.failed, trials: changed).text(),
          String(
            format: "%.1f, %.1f", sorted.reduce(0, +) / Double(sorted.count),
            sorted[min(sorted.count - 1, sorted.count * 9 / 10)]),
        ]
        try StandardOutput.write("| " + columns.joined(separator: " | ") + " |\n")
      }
    }
    try agreementTable()
  }

  /// What the rule that three quarters of the pairs must agree costs and brings.
  private func agreementTable() throws {
    try StandardOutput.write(
      """

      Heavy tails, cold start; \(gates) gates of \(DuetSimulation.benchmarks) benchmarks, seed \(seed)

      | SD of a pair | pairs | false alarm, with agreement | without | +10 % found, with agreement \
      | without |
      |---|---|---|---|---|---|

      """)
    for spread in [0.015, 0.03, 0.06, 0.10, 0.15] {
      for pairs in [10, 40] {
        let noise = DuetSimulation.Noise(
          name: "", spread: spread, heavy: true, tails: .coldStart)
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed)
            .play(.single(pairs))
        }
        let unchanged = try play(0)
        let slower = try play(0.10)
        let changed = DuetSimulation.changed * gates
        let columns = [
          String(format: "%.1f %%", 100 * spread), "\(pairs)",
          Proportion(successes: unchanged.falseGates, trials: gates).text(),
          Proportion(successes: unchanged.falseGatesUnagreed, trials: gates).text(),
          Proportion(successes: slower.failed, trials: changed).text(),
          Proportion(successes: slower.failedUnagreed, trials: changed).text(),
        ]
        try StandardOutput.write("| " + columns.joined(separator: " | ") + " |\n")
      }
    }
  }

  /// The rule in use and its rivals.
  private static let designs: [(name: String, schedule: LookSchedule)] = {
    let looks = [10, 20, 40, 80]
    func shares(_ shares: [Double], _ looks: [Int] = looks) -> LookSchedule {
      LookSchedule(looks: looks, most: 80, shares: shares)
    }
    // O'Brien-Fleming: 2 - 2 Phi(z / sqrt(t)), each look at least 2 % so that a bootstrap can
    // reach its tail.
    let z = StandardNormal.upperQuantile(0.025)
    let spent = looks.map {
      2 * StandardNormal.upperTail(z / (Double($0) / 80).squareRoot()) / 0.05
    }
    // Robbins' normal mixture, tuned for 25 pairs: a confidence sequence, looked at every 5 pairs.
    let every = Array(stride(from: 5, through: 80, by: 5))
    let rho = (-2 * log(0.05) + log(-2 * log(0.05) + 1)) / 25
    let sequence = every.map { n in
      let m = Double(n) * rho
      let bound = (2 * (m + 1) / m * log((m + 1).squareRoot() / 0.05)).squareRoot()
      return 2 * StandardNormal.upperTail(bound) / 0.05
    }
    return [
      ("10 pairs, one look", .single(10)),
      ("80 pairs, one look", .single(80)),
      ("10, 20, 40, 80, uncorrected", shares([1, 1, 1, 1])),
      ("10, 20, 40, 80, equal shares", shares([0.25, 0.25, 0.25, 0.25])),
      ("**10, 20, 40, 80, Pocock-type spending**", .doubling(first: 10, most: 80)),
      (
        "10, 20, 40, 80, O'Brien-Fleming-type",
        shares(zip(spent, [0] + spent).map { max($0 - $1, 0.02) })
      ),
      ("every 5 to 80, confidence sequence", shares(sequence, every)),
    ]
  }()
}
