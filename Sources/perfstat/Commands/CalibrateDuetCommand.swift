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
    try require("--gates", gates, in: 10...1_000_000)
  }

  func run() async throws {
    try DuetCalibrationTable.write(gates: gates, seed: seed) { try StandardOutput.write($0) }
  }
}
