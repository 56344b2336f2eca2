import ArgumentParser
import Foundation
import PerfMeasure
import PerfReports
import PerfStats

/// Reproduces the simulated rates and the speed of docs/history.md.
struct CalibrateHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate-history",
    abstract:
      "Simulate histories: false alarms, delay, coverage, ramps, suites, families, bisection.",
    shouldDisplay: false)

  @Option(help: "Simulated series for each cell.")
  var trials = 2000

  @Option(help: "Seed of the simulation.")
  var seed: UInt64 = 1

  @Option(help: "One of the tables only.")
  var only: HistoryCalibrationTable.Part?

  @Flag(help: "Time the search instead.")
  var speed = false

  func validate() throws {
    try require("--trials", trials, in: 10...1_000_000)
  }

  func run() throws {
    let calibration = HistoryCalibration(trials: trials, seed: seed)
    let table = HistoryCalibrationTable(calibration) { try StandardOutput.write($0) }
    if speed {
      return try table.writeSpeed(threads: Processors.active) {
        Double(DispatchTime.now().uptimeNanoseconds) / 1e9
      }
    }
    for part in only.map({ [$0] }) ?? HistoryCalibrationTable.Part.allCases {
      try table.write(part)
    }
  }
}

extension HistoryCalibrationTable.Part: ExpressibleByArgument {}
