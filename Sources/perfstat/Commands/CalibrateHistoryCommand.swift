import ArgumentParser
import Foundation
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
    if speed { return try writeSpeed(calibration) }
    let table = HistoryCalibrationTable(calibration) { try StandardOutput.write($0) }
    for part in only.map({ [$0] }) ?? HistoryCalibrationTable.Part.allCases {
      try table.write(part)
    }
  }

  private func writeSpeed(_ calibration: HistoryCalibration) throws {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    try StandardOutput.write(
      "\nSearch of series with one step each, AR(1) 0.3, \(threads) threads\n\n"
        + "| points | series | seconds | ms for one series and thread |\n|--:|--:|--:|--:|\n")
    for (length, series) in [
      (100, 10_000), (300, 10_000), (1000, 10_000), (3000, 1000), (10_000, 300),
      (1_000_000, 2),
    ] {
      let histories = calibration.steps(series: series, length: length)
      let start = DispatchTime.now().uptimeNanoseconds
      let report = try HistoryReport(histories, threads: threads)
      precondition(report.series.count == series)
      let time = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
      try StandardOutput.write(
        String(
          format: "| %d | %d | %.2f | %.3f |\n", length, series, time,
          1000 * time * Double(threads) / Double(series)))
    }
  }
}

extension HistoryCalibrationTable.Part: ExpressibleByArgument {}
