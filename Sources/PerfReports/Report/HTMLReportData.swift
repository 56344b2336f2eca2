import Foundation
import PerfStats
import PerfText

/// What the script of the page draws when a benchmark is opened.
extension HTMLReport {
  var data: String {
    var json = JSONWriter()
    json.object { json in
      json.member("threshold", report.policy.threshold)
      json.member("warning", report.policy.warning)
      json.key("verdicts")
      json.array { json in
        for verdict in Verdict.reportOrder { json.value(verdict.rawValue) }
      }
      json.key("benchmarks")
      json.array { json in
        for entry in shown { write(entry, to: &json) }
      }
    }
    return json.text
  }

  private func write(_ entry: BenchmarkResult, to json: inout JSONWriter) {
    json.object { json in
      let unit = entry.displayUnit
      json.member("name", entry.title.legible(maximum: 240))
      json.member("verdict", entry.verdict.rawValue)
      json.member("unit", unit.symbol)
      json.key("facts")
      json.array { json in
        for (name, value) in facts(entry) {
          json.array { json in
            json.value(name)
            json.value(value)
          }
        }
      }
      if let estimate = entry.estimate {
        json.member("ratio", estimate.deciding.estimate)
        json.key("intervals")
        json.array { json in
          for (name, interval) in [
            ("deciding", estimate.deciding), ("noise model", estimate.noiseInterval),
            ("bootstrap", estimate.bootstrapInterval),
          ] {
            guard let interval else { continue }
            bar(name, interval.lower, interval.estimate, interval.upper, to: &json)
          }
          let mean = estimate.meanRatio
          bar(
            "ratio of means", mean.lower ?? mean.ratio, mean.ratio, mean.upper ?? mean.ratio,
            to: &json)
        }
        json.key("quantiles")
        json.values(estimate.bootstrapQuantiles.filter { $0.isFinite && $0 > 0 }.map(drawn))
      }
      for (name, side) in [("baseline", entry.baseline), ("current", entry.current)] {
        guard let side else { continue }
        json.key(name)
        write(side, unit, to: &json)
      }
    }
  }

  private func bar(
    _ name: String, _ lower: Double, _ estimate: Double, _ upper: Double,
    to json: inout JSONWriter
  ) {
    guard estimate.isFinite, estimate > 0 else { return }
    json.array { json in
      json.value(name)
      json.value(drawn(lower))
      json.value(drawn(estimate))
      json.value(drawn(upper))
    }
  }

  /// Samples of one side in its display unit; at most 4,000 of them, evenly thinned.
  private func write(
    _ side: BenchmarkResult.Side, _ unit: DisplayUnit, to json: inout JSONWriter
  ) {
    let step = max(1, (side.samples + 3999) / 4000)
    json.object { json in
      json.member("value", drawn(side.value * unit.factor))
      json.member("thinned", step)
      json.key("runs")
      json.array { json in
        for run in side.runs {
          json.array { json in
            for execution in run {
              json.values(
                stride(from: 0, to: execution.values.count, by: step).map {
                  drawn(execution.values[$0] * unit.factor)
                })
            }
          }
        }
      }
    }
  }

  private func facts(_ entry: BenchmarkResult) -> [(String, String)] {
    var facts: [(String, String)] = []
    let unit = entry.displayUnit
    if let base = entry.baseline { facts.append(("Baseline", describe(base, unit))) }
    if let current = entry.current { facts.append(("Current", describe(current, unit))) }
    if let estimate = entry.estimate {
      let mean = estimate.meanRatio
      var means = percent(mean.ratio - 1) + " of cost"
      if let lower = mean.lower, let upper = mean.upper {
        means += " (\(percent(lower - 1, bare: true)) .. \(percent(upper - 1, bare: true)))"
      }
      facts.append(("Plain means", means))
      facts.append(("p against no change", probability(estimate.p)))
      facts.append(("p for the whole suite", probability(estimate.adjustedP)))
      facts.append(("SD between jobs", plainPercent(estimate.runLevelSD)))
      facts.append(
        (
          "Standard error",
          "\(plainPercent(estimate.standardError)), \(brief(estimate.degreesOfFreedom)) d.f."
        ))
      if let effect = estimate.minimumDetectableEffect {
        facts.append(("Smallest change found (power 80 %)", percent(effect)))
      }
      if let jobs = estimate.jobsToDecide { facts.append(("Further jobs to decide", "\(jobs)")) }
    }
    return facts
  }

  private func describe(_ side: BenchmarkResult.Side, _ unit: DisplayUnit) -> String {
    func counted(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }
    let isOrdered = side.runs.allSatisfy { $0.allSatisfy(\.isOrdered) }
    return "\(unit.text(side.value)): \(counted(side.samples, "sample")) in "
      + "\(counted(side.executions, "execution")) of \(counted(side.jobs, "job"))"
      + (isOrdered ? "" : ", in the source's order, not that of measuring")
  }
}

/// A number for drawing: five significant digits are finer than a pixel.
private func drawn(_ value: Double) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let scale = pow(10, 4 - floor(log10(abs(value))))
  let rounded = (value * scale).rounded() / scale
  return scale.isFinite && scale > 0 && rounded.isFinite ? rounded : value
}
