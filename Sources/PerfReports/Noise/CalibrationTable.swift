import PerfStats

/// Rates of the gate on simulated machines as a Markdown table, a row for each rule.
package enum CalibrationTable {
  package static func head(_ slowdowns: [Double]) -> String {
    let columns =
      ["machine", "current jobs", "rule", "coverage", "unchanged gates failed"]
      + slowdowns.map { "\(percent($0)) failed" }
    return row(columns) + row(columns.map { _ in "---" })
  }

  package static func rows(_ machine: SimulatedMachine, _ report: ReplayReport) -> String {
    report.outcomes.enumerated().map { place, outcome in
      row(
        [
          machine.name, String(report.plan.currentJobs), outcome.rule,
          place == 0 ? report.coverage.text() : "", outcome.gateAlarms.text(),
        ] + outcome.detections.map { $0.text() })
    }.joined()
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }
}
