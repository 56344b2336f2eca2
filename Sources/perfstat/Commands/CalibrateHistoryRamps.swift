import Foundation
import PerfReports
import PerfStats

/// Ramps, suites and families of series: the cases that a search for single steps of single series
/// does not have. Each goal stands in the heading of its table.
extension CalibrateHistoryCommand {
  func writeRamps() throws {
    try write(
      "Rises over several commits after 60 points, 20 more after them; goal: +1 % x 10 at SD 1 % is named with"
        + " 90 % of its rise in 95 %",
      [
        "noise, SD, rise", "one ramp", "steps only", "mean share named", "90 % named",
        "90 % named with its doubt", "size covered", "begin covered", "end covered",
      ])
    for (noise, sd, each, commits) in [
      (HistorySimulation.Noise.normal, 0.01, 0.005, 20), (.normal, 0.01, 0.01, 8),
      (.normal, 0.01, 0.01, 10), (.normal, 0.01, 0.03, 10), (.normal, 0.01, 0.05, 20),
      (.normal, 0.01, 0.05, 40), (.normal, 0.02, 0.005, 20), (.normal, 0.02, 0.005, 40),
      (.normal, 0.02, 0.01, 10), (.normal, 0.02, 0.01, 20), (.normal, 0.02, 0.03, 10),
      (.autoregressive3, 0.01, 0.01, 10),
    ] {
      let trials = try (0..<self.trials).map { trial in
        var simulation = HistorySimulation(seed: seed &+ 17, trial: trial)
        return try simulation.ramp(noise, each: each, commits: commits, sd: sd)
      }
      let ramps = trials.filter(\.isOneRamp)
      func text(
        _ trials: [HistorySimulation.RampTrial], _ isTrue: (HistorySimulation.RampTrial) -> Bool
      )
        -> String
      {
        Proportion(successes: trials.count(where: isTrue), trials: trials.count).text()
      }
      try row([
        String(
          format: "%@, %.0f %%, +%g %% x %d", noise.rawValue, 100 * sd, 100 * each, commits),
        text(trials, \.isOneRamp), text(trials, \.isSteps),
        String(
          format: "%.1f %%", 100 * trials.map(\.share).reduce(0, +) / Double(trials.count)),
        text(trials) { $0.share >= 0.9 - 1e-9 }, text(trials) { $0.shareWithDoubt >= 0.9 - 1e-9 },
        text(ramps, \.sizeCovered), text(ramps, \.beginCovered), text(ramps, \.endCovered),
      ])
    }
  }

  /// A twentieth of the trials: each is a whole suite.
  func writeSuites() throws {
    let count = max(10, trials / 20)
    try write(
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
      let suites = try (0..<count).map { trial in
        var simulation = HistorySimulation(seed: seed &+ 19, trial: trial)
        return try simulation.suite(
          benchmarks: benchmarks, slowed: slowed, step: step, common: common)
      }
      func sum(_ value: (HistorySimulation.SuiteTrial) -> Int) -> Int {
        suites.reduce(0) { $0 + value($1) }
      }
      func text(_ successes: Int, _ trials: Int) -> String {
        trials == 0 ? "-" : Proportion(successes: successes, trials: trials).text()
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

  /// A twentieth of the trials: each is a whole family.
  func writeFamilies() throws {
    let count = max(10, trials / 20)
    try write(
      "One series that moved among others that did not, after 60 points (a twentieth of the series, \(count)"
        + " families a row); goal: 3 SDs among 1,000 within 8 points",
      ["noise, series, step", "found after 8", "after 20", "families with a false report after 20"])
    for (noise, series, step) in [
      (HistorySimulation.Noise.normal, 1, 3.0), (.normal, 10, 3), (.normal, 100, 3),
      (.normal, 1000, 2), (.normal, 1000, 3), (.normal, 1000, 5), (.studentT4, 1000, 3),
      (.autoregressive3, 1000, 3), (.spikes, 1000, 3),
    ] {
      var found = [Proportion(), Proportion()]
      var others = Proportion()
      for trial in 0..<count {
        for (place, seen) in [8, 20].enumerated() {
          var simulation = HistorySimulation(seed: seed &+ 23, trial: 2 * trial + place)
          let answer = try simulation.family(noise, count: series, step: step, seen: seen)
          found[place].count(answer.found)
          if seen == 20 { others.count(answer.others > 0) }
        }
      }
      try row([
        "\(noise.rawValue), \(series), \(step) SDs", found[0].text(), found[1].text(),
        others.text(),
      ])
    }
  }
}
