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
  var only: Part?

  @Flag(help: "Time the search instead.")
  var speed = false

  func validate() throws {
    guard (10...1_000_000).contains(trials) else {
      throw ValidationError("--trials: expected 10 to 1000000, found \(trials)")
    }
  }

  /// The tables, in the order of docs/history.md.
  enum Part: String, ExpressibleByArgument, CaseIterable {
    case alarms, delays, coverage, ramps, suites, families, bisections
  }

  func run() throws {
    if speed { return try writeSpeed() }
    for part in only.map({ [$0] }) ?? Part.allCases {
      switch part {
      case .alarms: try writeFalseAlarms()
      case .delays: try writeDelays()
      case .coverage: try writeCoverage()
      case .ramps: try writeRamps()
      case .suites: try writeSuites()
      case .families: try writeFamilies()
      case .bisections: try writeBisections()
      }
    }
  }

  func write(_ heading: String, _ columns: [String]) throws {
    try StandardOutput.write("\n\(heading); \(trials) series for each cell, seed \(seed)\n\n")
    try row(columns)
    try StandardOutput.write(
      "|---" + String(repeating: "|--:", count: columns.count - 1) + "|\n")
  }

  func row(_ cells: [String]) throws {
    try StandardOutput.write("| " + cells.joined(separator: " | ") + " |\n")
  }

  // MARK: No change

  private func writeFalseAlarms() throws {
    let lengths = [20, 40, 100, 300, 1000]
    try write(
      "Alarms per 1,000 series without a change, each series alone (alpha 2 %)",
      ["noise"] + lengths.map { "\($0) points" } + [
        "of these with a ramp", "all together (rate 5 %)",
      ])
    for noise in HistorySimulation.Noise.allCases {
      var cells = [noise.rawValue]
      var reported = Proportion()
      var ramps = Proportion()
      for length in lengths {
        var alarms = Proportion()
        var trends: [Trend] = []
        for trial in 0..<trials {
          var simulation = HistorySimulation(seed: seed &+ UInt64(length), trial: trial)
          let trend = try Trend(
            logValues: simulation.points(noise, count: length).map { 0.02 * $0 })
          alarms.count(!trend.changes.isEmpty)
          ramps.count(trend.changes.contains { $0.ramp != nil })
          trends.append(trend)
        }
        let discoveries = try Discoveries(trends.map { .init(p: $0.p, points: length) })
        for trend in trends {
          reported.count(
            trend.changes.contains { discoveries.reports(p: $0.p ?? 1, points: length) })
        }
        cells.append(perThousand(alarms))
      }
      try row(cells + [perThousand(ramps), perThousand(reported)])
    }
  }

  private func perThousand(_ alarms: Proportion) -> String {
    let bounds = alarms.wilson()
    return String(
      format: "%.1f (%.1f-%.1f)", 1000 * alarms.share, 1000 * bounds.lower, 1000 * bounds.upper)
  }

  // MARK: Delay

  /// Points from a step of +10 % on until it is called, after 60 points without one.
  private func writeDelays() throws {
    let sds = [0.01, 0.02, 0.03, 0.05]
    try write(
      "Points from a +10 % step to its detection: median, 90 % (share found within 60 points)",
      ["noise"] + sds.map { String(format: "SD %.0f %%", 100 * $0) })
    let before = 60
    let after = 60
    for noise in HistorySimulation.Noise.steady {
      var cells = [noise.rawValue]
      for sd in sds {
        var delays: [Int] = []
        for trial in 0..<trials {
          var simulation = HistorySimulation(seed: seed &+ 7, trial: trial)
          let y = simulation.points(noise, count: before + after).enumerated()
            .map { sd * $1 + ($0 >= before ? log(1.1) : 0) }
          let delay = try (1...after).first { seen in
            try Trend(logValues: Array(y.prefix(before + seen))).changes
              .contains { $0.shift > 0 && $0.index >= before - 10 }
          }
          delays.append(delay ?? after + 1)
        }
        delays.sort()
        func quantile(_ share: Double) -> String {
          let value = delays[min(delays.count - 1, Int(share * Double(delays.count)))]
          return value > after ? "> \(after)" : "\(value)"
        }
        let found = Proportion(successes: delays.count { $0 <= after }, trials: trials)
        cells.append("\(quantile(0.5)), \(quantile(0.9)) (\(found.text()))")
      }
      try row(cells)
    }
  }

  // MARK: Coverage

  private func writeCoverage() throws {
    try write(
      "Coverage for detected steps (level 95 %)",
      [
        "noise, points", "step, SDs", "detected", "size interval", "plain interval, for comparison",
        "commit range", "median width",
      ])
    struct Cell {
      var noise: HistorySimulation.Noise
      var count: Int
      var name: String
      /// Where the step may begin.
      var places: Range<Int>
    }
    let cells =
      HistorySimulation.Noise.allCases.map {
        Cell(noise: $0, count: 100, name: "\($0.rawValue), 100", places: 25..<75)
      }
      + [.normal, .autoregressive6].map {
        Cell(
          noise: $0, count: 100, name: "\($0.rawValue), 100, step in the last 4-12", places: 88..<97
        )
      }
    for cell in cells {
      for size in [1.5, 2, 3, 5] {
        try row(
          [cell.name, String(format: "%g", size)]
            + coverage(
              cell.noise, count: cell.count, places: cell.places, size: size))
      }
    }
  }

  private func coverage(
    _ noise: HistorySimulation.Noise, count: Int, places: Range<Int>, size: Double
  ) throws -> [String] {
    let sd = 0.02
    var (detected, sized, plain, placed) = (Proportion(), Proportion(), Proportion(), Proportion())
    var widths: [Int] = []
    for trial in 0..<trials {
      var simulation = HistorySimulation(seed: seed &+ 11, trial: trial)
      let truth = simulation.place(in: places)
      let y = simulation.points(noise, count: count).enumerated()
        .map { sd * ($1 + ($0 >= truth ? size : 0)) }
      let change = try Trend(logValues: y).changes.filter { $0.shift > 0 }
        .min { abs($0.index - truth) < abs($1.index - truth) }
        .flatMap { abs($0.index - truth) <= 20 ? $0 : nil }
      detected.count(change != nil)
      guard let change else { continue }
      let ratio = exp(sd * size)
      let interval = change.size.interval
      sized.count(interval.map { $0.lower <= ratio && ratio <= $0.upper } ?? false)
      plain.count(abs(change.shift - sd * size) <= 2.306 * change.standardError)
      placed.count((change.first...change.last).contains(truth))
      widths.append(change.last - change.first + 1)
    }
    widths.sort()
    return [
      detected.text(), sized.text(), plain.text(), placed.text(),
      widths.isEmpty ? "-" : "\(widths[widths.count / 2])",
    ]
  }

  // MARK: Bisection

  private func writeBisections() throws {
    try write(
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
        let hunts = try (0..<trials / 10).compactMap { trial in
          var simulation = HistorySimulation(seed: seed &+ 13, trial: trial)
          return try simulation.hunt(
            noise, commits: 512, spacing: spacing, change: change, sd: sd)
        }
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

  // MARK: Speed

  private func writeSpeed() throws {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    func seconds(_ series: Int, _ length: Int) throws -> Double {
      let histories = (0..<series).map { s in
        var simulation = HistorySimulation(seed: seed, trial: s)
        let step = simulation.place(in: 0..<length)
        return SeriesHistory(
          name: "s\(s)", metric: .nanoseconds,
          points: simulation.points(.autoregressive3, count: length).enumerated().map { i, value in
            SeriesHistory.Point(
              index: i, commit: "", date: "", jobs: [0.02 * value + (i >= step ? 0.1 : 0)])
          })
      }
      let start = DispatchTime.now().uptimeNanoseconds
      let report = try HistoryReport(histories, threads: threads)
      precondition(report.series.count == series)
      return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }
    try StandardOutput.write(
      "\nSearch of series with one step each, AR(1) 0.3, \(threads) threads\n\n"
        + "| points | series | seconds | ms for one series and thread |\n|--:|--:|--:|--:|\n")
    for (length, series) in [
      (100, 10_000), (300, 10_000), (1000, 10_000), (3000, 1000), (10_000, 300),
      (1_000_000, 2),
    ] {
      let time = try seconds(series, length)
      try StandardOutput.write(
        String(
          format: "| %d | %d | %.2f | %.3f |\n", length, series, time,
          1000 * time * Double(threads) / Double(series)))
    }
  }
}
