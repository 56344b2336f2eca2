import ArgumentParser
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
      try StandardOutput.write(DuetCalibrationTable.looksHead(noise, gates: gates, seed: seed))
      for (name, schedule) in DuetSimulation.designs {
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed).play(schedule)
        }
        try StandardOutput.write(
          DuetCalibrationTable.looksRow(
            name, unchanged: play(0), edge: play(0.05), slower: play(0.10), gates: gates))
      }
    }
    // What the rule that three quarters of the pairs must agree costs and brings.
    try StandardOutput.write(DuetCalibrationTable.agreementHead(gates: gates, seed: seed))
    for spread in [0.015, 0.03, 0.06, 0.10, 0.15] {
      for pairs in [10, 40] {
        let noise = DuetSimulation.Noise(
          name: "", spread: spread, heavy: true, tails: .coldStart)
        func play(_ change: Double) throws -> DuetSimulation.Tally {
          try DuetSimulation(noise: noise, change: change, gates: gates, seed: seed)
            .play(.single(pairs))
        }
        try StandardOutput.write(
          DuetCalibrationTable.agreementRow(
            spread: spread, pairs: pairs, unchanged: play(0), slower: play(0.10), gates: gates))
      }
    }
  }
}
