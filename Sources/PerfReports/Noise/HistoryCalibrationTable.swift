import Foundation
import PerfStats

/// What `history` keeps of its promises on simulated series, as Markdown tables, row after row.
package struct HistoryCalibrationTable {
  /// The tables, in the order of docs/history.md.
  package enum Part: String, CaseIterable, Sendable {
    case alarms, delays, coverage, ramps, suites, families, bisections
  }

  private let calibration: HistoryCalibration
  /// Takes each piece of text as soon as it is known.
  private let write: (String) throws -> Void

  package init(_ calibration: HistoryCalibration, write: @escaping (String) throws -> Void) {
    self.calibration = calibration
    self.write = write
  }

  package func write(_ part: Part) throws {
    switch part {
    case .alarms: try writeAlarms()
    case .delays: try writeDelays()
    case .coverage: try writeCoverage()
    case .ramps: try writeRamps()
    case .suites: try writeSuites()
    case .families: try writeFamilies()
    case .bisections: try writeBisections()
    }
  }

  /// The time that searches take, in place of the tables.
  ///
  /// - Parameter clock: seconds since some moment.
  package func writeSpeed(threads: Int, clock: () -> Double) throws {
    try write(
      "\nSearch of series with one step each, AR(1) 0.3, \(threads) threads\n\n"
        + "| points | series | seconds | ms for one series and thread |\n|--:|--:|--:|--:|\n")
    for (length, series) in [
      (100, 10_000), (300, 10_000), (1000, 10_000), (3000, 1000), (10_000, 300),
      (1_000_000, 2),
    ] {
      let histories = calibration.steps(series: series, length: length)
      let start = clock()
      let report = try HistoryReport(histories, threads: threads)
      precondition(report.series.count == series)
      let time = clock() - start
      try write(
        String(
          format: "| %d | %d | %.2f | %.3f |\n", length, series, time,
          1000 * time * Double(threads) / Double(series)))
    }
  }

  private func head(_ heading: String, _ columns: [String]) throws {
    try write(
      "\n\(heading); \(calibration.trials) series for each cell, seed \(calibration.seed)\n\n")
    try row(columns)
    try write("|---" + String(repeating: "|--:", count: columns.count - 1) + "|\n")
  }

  private func row(_ cells: [String]) throws {
    try write("| " + cells.joined(separator: " | ") + " |\n")
  }

  private func text(_ successes: Int, _ trials: Int) -> String {
    trials == 0 ? "-" : Proportion(successes: successes, trials: trials).text()
  }
}

// MARK: Single steps

extension HistoryCalibrationTable {
  private func writeAlarms() throws {
    let lengths = [20, 40, 100, 300, 1000]
    try head(
      "Alarms per 1,000 series without a change, each series alone (alpha 2 %)",
      ["noise"] + lengths.map { "\($0) points" } + [
        "of these with a ramp", "all together (rate 5 %)",
      ])
    for noise in HistorySimulation.Noise.allCases {
      let alarms = try calibration.alarms(noise, lengths: lengths)
      try row(
        [noise.rawValue] + (alarms.alone + [alarms.ramps, alarms.reported]).map(perThousand))
    }
  }

  private func perThousand(_ alarms: Proportion) -> String {
    let bounds = alarms.wilson()
    return String(
      format: "%.1f (%.1f-%.1f)", 1000 * alarms.share, 1000 * bounds.lower, 1000 * bounds.upper)
  }

  /// Points from a step of +10 % on until it is called, after 60 points without one.
  private func writeDelays() throws {
    let sds = [0.01, 0.02, 0.03, 0.05]
    let after = 60
    try head(
      "Points from a +10 % step to its detection: median, 90 % (share found within 60 points)",
      ["noise"] + sds.map { String(format: "SD %.0f %%", 100 * $0) })
    for noise in HistorySimulation.Noise.steady {
      let cells = try sds.map { sd in
        let delays = try calibration.delays(noise, sd: sd, before: 60, after: after)
        func quantile(_ share: Double) -> String {
          let value = delays[min(delays.count - 1, Int(share * Double(delays.count)))]
          return value > after ? "> \(after)" : "\(value)"
        }
        return
          "\(quantile(0.5)), \(quantile(0.9)) (\(text(delays.count { $0 <= after }, delays.count)))"
      }
      try row([noise.rawValue] + cells)
    }
  }

  private func writeCoverage() throws {
    try head(
      "Coverage for detected steps (level 95 %)",
      [
        "noise, points", "step, SDs", "detected", "size interval", "plain interval, for comparison",
        "commit range", "median width",
      ])
    let anywhere = HistorySimulation.Noise.allCases.map { ($0, "\($0.rawValue), 100", 25..<75) }
    let late = [HistorySimulation.Noise.normal, .autoregressive6].map {
      ($0, "\($0.rawValue), 100, step in the last 4-12", 88..<97)
    }
    for (noise, name, places) in anywhere + late {
      for size in [1.5, 2, 3, 5] {
        let found = try calibration.coverage(noise, count: 100, places: places, size: size)
        try row([
          name, String(format: "%g", size), found.detected.text(), found.sized.text(),
          found.plain.text(), found.placed.text(),
          found.widths.isEmpty ? "-" : "\(found.widths[found.widths.count / 2])",
        ])
      }
    }
  }

  private func writeBisections() throws {
    try head(
      "Builds to the first slow commit of 512 (a tenth of the series), mean",
      [
        "noise, step, measured", "hunts", "builds", "expected at the start", "jobs", "right commit",
        "plain: builds", "plain: jobs", "plain: right commit",
      ])
    for noise in [HistorySimulation.Noise.normal, .studentT4] {
      for (change, sd, spacing) in [
        (0.10, 0.02, 8), (0.10, 0.04, 8), (0.10, 0.06, 8), (0.05, 0.03, 8), (0.10, 0.04, 1),
        (0.10, 0.06, 1),
      ] {
        let hunts = try calibration.hunts(noise, spacing: spacing, change: change, sd: sd)
        func mean(_ value: (HistorySimulation.Hunt) -> Double) -> String {
          String(format: "%.1f", hunts.map(value).reduce(0, +) / Double(hunts.count))
        }
        let name = String(
          format: "%@, +%.0f %%, SD %.0f %%, %@", noise.rawValue, 100 * change, 100 * sd,
          spacing == 1 ? "every commit" : "every \(spacing)th")
        try row([
          name, "\(hunts.count)", mean { Double($0.builds) }, mean(\.expected),
          mean { Double($0.jobs) },
          Proportion(successes: hunts.count { $0.found }, trials: hunts.count).text(),
          mean { Double($0.plainBuilds) }, mean { Double($0.plainJobs) },
          Proportion(successes: hunts.count { $0.plainFound }, trials: hunts.count).text(),
        ])
      }
    }
  }
}

// MARK: Ramps, suites and families

/// The cases that a search for single steps of single series does not have. Each goal stands in the
/// heading of its table.
extension HistoryCalibrationTable {
  private func writeRamps() throws {
    try head(
      "Rises over several commits after 60 points, 20 more after them; goal: +1 % x 10 at SD 1 % is named with"
        + " 90 % of its rise in 95 %",
      [
        "noise, SD, rise", "one ramp", "steps only", "mean share named", "90 % named",
        "commits named", "90 % between the best ends", "size covered", "begin covered",
        "end covered",
      ])
    for (noise, sd, each, commits) in [
      (HistorySimulation.Noise.normal, 0.01, 0.005, 20), (.normal, 0.01, 0.01, 8),
      (.normal, 0.01, 0.01, 10), (.normal, 0.01, 0.03, 10), (.normal, 0.01, 0.05, 20),
      (.normal, 0.01, 0.05, 40), (.normal, 0.02, 0.005, 20), (.normal, 0.02, 0.005, 40),
      (.normal, 0.02, 0.01, 10), (.normal, 0.02, 0.01, 20), (.normal, 0.02, 0.03, 10),
      (.autoregressive3, 0.01, 0.01, 10),
    ] {
      let trials = try calibration.ramps(noise, each: each, commits: commits, sd: sd)
      let ramps = trials.filter(\.isOneRamp)
      func share(
        _ trials: [HistorySimulation.RampTrial], _ isTrue: (HistorySimulation.RampTrial) -> Bool
      ) -> String {
        Proportion(successes: trials.count(where: isTrue), trials: trials.count).text()
      }
      try row([
        String(
          format: "%@, %.0f %%, +%g %% x %d", noise.rawValue, 100 * sd, 100 * each, commits),
        share(trials, \.isOneRamp), share(trials, \.isSteps),
        String(
          format: "%.1f %%", 100 * trials.map(\.share).reduce(0, +) / Double(trials.count)),
        share(trials) { $0.share >= 0.9 - 1e-9 },
        String(
          format: "%.1f", Double(trials.map(\.commits).reduce(0, +)) / Double(trials.count)),
        share(trials) { $0.bestShare >= 0.9 - 1e-9 },
        share(ramps, \.sizeCovered), share(ramps, \.beginCovered), share(ramps, \.endCovered),
      ])
    }
  }

  private func writeSuites() throws {
    let count = calibration.fewer
    try head(
      "Suites in which a part takes longer from run 60 of 80 on (a twentieth of the series, \(count) suites a"
        + " row); goal: told for the slowed and for no other series",
      [
        "benchmarks, slowed, step", "slowed told", "untouched told", "finding suite",
        "true ratio in its interval", "members exactly right", "wander",
      ])
    for (benchmarks, slowed, step, common) in [
      (20, 6, 0.10, 0.0), (20, 10, 0.10, 0), (20, 12, 0.10, 0), (20, 16, 0.10, 0),
      (20, 20, 0.10, 0), (20, 10, 0.05, 0), (20, 16, 0.05, 0), (20, 20, 0.05, 0),
      (20, 12, 0.03, 0), (8, 4, 0.10, 0), (8, 8, 0.10, 0), (5, 5, 0.10, 0), (20, 0, 0, 0),
      (8, 0, 0, 0), (5, 0, 0, 0), (20, 0, 0, 0.3), (20, 0, 0, 0.6), (20, 0, 0, 0.9),
    ] {
      let suites = try calibration.suites(
        benchmarks: benchmarks, slowed: slowed, step: step, common: common)
      func sum(_ value: (HistorySimulation.SuiteTrial) -> Int) -> Int {
        suites.reduce(0) { $0 + value($1) }
      }
      let found = suites.filter(\.isSuite)
      let name = String(format: "%d, %d, +%.0f %%", benchmarks, slowed, 100 * step)
      try row([
        common == 0 ? name : "\(name), common AR(1) \(common)",
        text(sum(\.slowedTold), sum(\.slowed)), text(sum(\.untouchedTold), sum(\.untouched)),
        text(found.count, count), slowed == 0 ? "-" : text(found.count { $0.covered }, found.count),
        slowed == 0 ? "-" : text(found.count { $0.membersRight }, found.count),
        text(suites.count { $0.wanders }, count),
      ])
    }
  }

  private func writeFamilies() throws {
    try head(
      "One series that moved among others that did not, after 60 points (a twentieth of the series,"
        + " \(calibration.fewer) families a row); goal: 3 SDs among 1,000 within 8 points",
      ["noise, series, step", "found after 8", "after 20", "families with a false report after 20"])
    for (noise, series, step) in [
      (HistorySimulation.Noise.normal, 1, 3.0), (.normal, 10, 3), (.normal, 100, 3),
      (.normal, 1000, 2), (.normal, 1000, 3), (.normal, 1000, 5), (.studentT4, 1000, 3),
      (.autoregressive3, 1000, 3), (.spikes, 1000, 3),
    ] {
      let (found, others) = try calibration.families(noise, count: series, step: step)
      try row([
        "\(noise.rawValue), \(series), \(step) SDs", found[0].text(), found[1].text(),
        others.text(),
      ])
    }
  }
}
