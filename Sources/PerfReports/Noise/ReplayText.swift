import Foundation
import PerfStats
import PerfText

/// A replay in one form.
package func replayed(_ report: ReplayReport, as format: PictureFormat) -> String {
  switch format {
  case .text: replayText(report)
  case .json: replayJSON(report)
  case .svg: replayPicture(report)
  }
}

/// A replay as text.
package func replayText(_ report: ReplayReport) -> String {
  let plan = report.plan
  let draws =
    report.duets > 0
    ? "\(plan.splits) duets of identical programs, each judged with the others of"
      + " \(report.duets) duets as archive"
    : "\(plan.splits) draws (\(plan.order.rawValue)) of \(plan.archiveJobs) archived, "
      + "\(plan.baselineJobs) baseline and \(plan.currentJobs) current jobs from \(report.jobs) jobs"
  var text = "\(draws), \(counted(report.benchmarks, "benchmark")), seed \(plan.seed)\n\n"
  text += table(
    ["rule", "unchanged gates failed", "benchmarks failed"]
      + plan.slowdowns.map { percent($0) + " found" },
    report.outcomes.map { outcome in
      [outcome.rule, outcome.gateAlarms.text(), outcome.benchmarkAlarms.text(digits: 2)]
        + outcome.detections.map { $0.text(interval: false) }
    })
  text +=
    "\nIn brackets: 95 % interval (Wilson) for draws that were independent; draws share jobs, "
    + "so the truth is less certain.\n"
  text +=
    "perfstat's interval contained the true ratio in \(report.coverage.text()) of unchanged "
    + "benchmarks.\n"
  let alarms = report.alarmsByBenchmark.filter { $0.value.successes > 0 }
    .sorted { ($1.value.share, $0.key) < ($0.value.share, $1.key) }
  if !alarms.isEmpty {
    text +=
      "\n"
      + table(
        ["false alarms of perfstat by benchmark", "rate"],
        alarms.prefix(20).map { [$0.key.legible(maximum: 70), $0.value.text()] })
    if alarms.count > 20 { text += "and \(alarms.count - 20) more\n" }
  }
  return text
}

/// A replay as JSON.
package func replayJSON(_ report: ReplayReport) -> String {
  func write(_ share: Proportion, _ name: String, _ out: inout JSONWriter) {
    let (lower, upper) = share.wilson()
    out.key(name)
    out.object { out in
      out.member("successes", share.successes)
      out.member("trials", share.trials)
      out.member("lower", lower)
      out.member("upper", upper)
    }
  }
  var out = JSONWriter(indentation: 1)
  out.object { out in
    out.member("format", "perfstat.replay")
    out.member("version", 1)
    out.member("order", report.plan.order.rawValue)
    out.member("baselineJobs", report.plan.baselineJobs)
    out.member("currentJobs", report.plan.currentJobs)
    out.member("archiveJobs", report.plan.archiveJobs)
    out.member("splits", report.plan.splits)
    out.member("seed", String(report.plan.seed))
    out.member("jobs", report.jobs)
    if report.duets > 0 { out.member("duets", report.duets) }
    out.member("benchmarks", report.benchmarks)
    write(report.coverage, "coverage", &out)
    out.key("rules")
    out.array { out in
      for outcome in report.outcomes {
        out.object { out in
          out.member("rule", outcome.rule)
          write(outcome.gateAlarms, "gateFalseAlarms", &out)
          write(outcome.benchmarkAlarms, "benchmarkFalseAlarms", &out)
          out.key("power")
          out.array { out in
            for (slowdown, share) in zip(report.plan.slowdowns, outcome.detections) {
              out.object { out in
                out.member("slowdown", slowdown)
                write(share, "detected", &out)
              }
            }
          }
        }
      }
    }
    out.key("falseAlarmsByBenchmark")
    out.array { out in
      for (name, share) in report.alarmsByBenchmark.sorted(by: { $0.key < $1.key })
      where share.successes > 0 {
        out.object { out in
          out.member("name", name)
          write(share, "failed", &out)
        }
      }
    }
  }
  return out.line()
}

/// A replay as a picture: share of slow-downs found against their size, unchanged gates that
/// failed at the left edge.
package func replayPicture(_ report: ReplayReport) -> String {
  let (width, height) = (800.0, 420.0)
  let right = width - 230
  let largest = report.plan.slowdowns.max() ?? 0.3
  let x = Scale(.linear, domain: (0, largest * 1.03), range: 70...right)
  let y = Scale(.linear, domain: (0, 1), range: 20...360)
  func level(_ share: Double) -> Double { 380 - y(share) }
  var svg = SVG()
  for tenth in stride(from: 0.0, through: 1, by: 0.2) {
    svg.line(70, level(tenth), right, level(tenth), class: "grid")
    svg.text(62, level(tenth) + 4, "\(brief(100 * tenth)) %", anchor: "end")
  }
  svg.axis(x, at: level(0), ticks: report.plan.slowdowns.map { ($0, brief(100 * $0)) })
  svg.text(
    70, 410, "slow-down in %; squares at the left: unchanged gates that failed")
  for (i, outcome) in report.outcomes.enumerated() {
    let line = zip(report.plan.slowdowns, outcome.detections).sorted { $0.0 < $1.0 }
    if i == 0 {
      let bounds = line.map { (x: x($0.0), wilson: $0.1.wilson()) }
      svg.path(
        bounds.map { ($0.x, level($0.wilson.lower)) }
          + bounds.reversed().map { ($0.x, level($0.wilson.upper)) }, class: "band",
        closed: true)
    }
    svg.path(
      line.map { (x($0.0), level($0.1.share)) }, class: i == 0 ? "curve" : "rule")
    let alarms = level(outcome.gateAlarms.share)
    svg.rect(68, alarms - 4, width: 8, height: 8, class: i == 0 ? "dot gate" : "dot")
  }
  let ends = report.outcomes.map { outcome in
    level(
      zip(report.plan.slowdowns, outcome.detections).max { $0.0 < $1.0 }?.1.share ?? 0)
  }
  for (outcome, place) in zip(report.outcomes, apart(ends, by: 16, within: 20...level(0))) {
    svg.text(
      right + 6, place + 4, "\(outcome.rule): \(brief(100 * outcome.gateAlarms.share)) %")
  }
  return standaloneSVG(
    svg, width: width, height: height, label: "detection power by size of slow-down")
}

/// The places of labels beside `ends`: in their order, so far apart, and none beyond `range` if
/// they fit into it.
package func apart(_ ends: [Double], by distance: Double, within range: ClosedRange<Double>)
  -> [Double]
{
  let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
  var places = ends
  var least = range.lowerBound
  for i in order {
    places[i] = max(ends[i], least)
    least = places[i] + distance
  }
  var greatest = range.upperBound
  for i in order.reversed() where places[i] > greatest {
    places[i] = greatest
    greatest -= distance
  }
  return places
}
