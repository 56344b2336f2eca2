import Foundation
import PerfStats
import PerfText

/// What a noise model knows, as text.
package func noiseText(_ model: NoiseModel) -> String {
  var text = "Noise of runner \(model.runner.slug), location \(model.statistic.rawValue)\n"
  for family in model.families {
    let used = family.jobs.filter(\.used)
    let dates = used.map { String($0.date.prefix(10)) }.filter { !$0.isEmpty }
    text += "\n\(family.metric.legible()): \(used.count) jobs"
    if let first = dates.first, let last = dates.last {
      text += ", \(first.legible()) to \(last.legible())"
    }
    text += "\n"
    let dropped = family.jobs.filter { !$0.used }.map { $0.id.legible(maximum: 40) }
    if !dropped.isEmpty { text += "  left out: \(dropped.joined(separator: ", "))\n" }
    text += "  common factor of a job: SD \(sd(family.commonVariance))\n"
    text +=
      "  tails: kappa \(brief(family.tails.kappa)), nu "
      + "\(family.tails.nu >= TailCalibration.normal ? "normal" : brief(family.tails.nu))\n"
    text += "  prior: worth \(brief(family.prior.degreesOfFreedom)) jobs, "
    let durations = family.benchmarks.compactMap(\.log10Duration)
    if family.prior.slope != 0, let least = durations.min(), let most = durations.max() {
      let ends = [least, most].map {
        "SD \(sd(family.prior.variance(at: $0))) at \(durationText($0))"
      }
      text += ends.joined(separator: ", ") + "\n"
    } else {
      text += "SD \(sd(family.prior.variance(at: nil)))\n"
    }
    text += "\n"
    text += table(
      ["benchmark", "duration", "SD", "moderated", "d.f.", "finds", "level shifts"],
      family.benchmarks.map { benchmark in
        [
          benchmark.name.legible(maximum: 60),
          benchmark.log10Duration.map(durationText) ?? "",
          sd(benchmark.variance), sd(benchmark.moderatedVariance),
          brief(benchmark.moderatedDegreesOfFreedom),
          percent(detectable(benchmark, family)),
          String(max(0, benchmark.segmentStarts.count - 1)),
        ]
      })
  }
  return text
    + "\nSD: of one job's value. finds: slow-down that one job against a baseline of five finds "
    + "with power 0.8.\n"
}

/// Where the noise of each benchmark arises, as text.
package func noiseOriginsText(_ model: NoiseModel, _ origins: [[NoiseOrigin?]]) -> String {
  var text = "Noise of runner \(model.runner.slug) by origin (SD, REML)\n"
  for (family, origins) in zip(model.families, origins) {
    text += "\n\(family.metric.legible()): \(family.usedJobs) jobs, common factor of a job: SD "
    text += "\(sd(family.commonVariance))\n"
    var rows = zip(family.benchmarks, origins).map { benchmark, origin in
      [
        benchmark.name.legible(maximum: 60), origin.map { sd($0.iteration) } ?? "?",
        origin.map { $0.execution.map(sd) ?? "in job" } ?? "?", origin.map { sd($0.job) } ?? "?",
        sd(benchmark.moderatedVariance),
      ]
    }
    let known = origins.compactMap { $0 }
    if known.count > 1 {
      let executions = known.compactMap(\.execution)
      rows.append([
        "median", sd(Quantiles.median(known.map(\.iteration))),
        executions.isEmpty ? "in job" : sd(Quantiles.median(executions)),
        sd(Quantiles.median(known.map(\.job))),
        sd(Quantiles.median(family.benchmarks.map(\.moderatedVariance))),
      ])
    }
    text += table(["benchmark", "iteration", "execution", "job", "job value"], rows)
  }
  return text
    + "\niteration: between samples of a process; execution: between processes of a job; job: "
    + "between jobs,\nbeyond the factor that all benchmarks of a job share. in job: one execution a job, "
    + "so that its part belongs to the job's;\n?: one sample an execution, or fewer than two jobs.\n"
}

/// Where the noise of each benchmark arises, as JSON: variances of log costs.
package func noiseOriginsJSON(_ model: NoiseModel, _ origins: [[NoiseOrigin?]]) -> String {
  var out = JSONWriter(indentation: 1)
  out.object { out in
    out.member("format", "perfstat.noise-origins")
    out.member("version", 1)
    out.member("runner", model.runner.slug)
    out.key("metrics")
    out.array { out in
      for (family, origins) in zip(model.families, origins) {
        out.object { out in
          out.member("metric", family.metric)
          out.member("commonVariance", family.commonVariance)
          out.key("benchmarks")
          out.array { out in
            for origin in origins.compactMap({ $0 }) {
              out.object { out in
                out.member("name", origin.name)
                out.member("iteration", origin.iteration)
                if let execution = origin.execution { out.member("execution", execution) }
                out.member("job", origin.job)
              }
            }
          }
        }
      }
    }
  }
  return out.line()
}

private func detectable(_ benchmark: BenchmarkNoise, _ family: NoiseFamily) -> Double {
  DetectableEffect(family, benchmark, baselineJobs: 5, benchmarks: family.benchmarks.count)
    .minimum(jobs: 1, policy: Policy())
}

private func sd(_ variance: Double) -> String {
  significant(100 * variance.squareRoot(), digits: 2) + " %"
}

/// A duration from its log10 in nanoseconds.
private func durationText(_ log10Nanoseconds: Double) -> String {
  let value = pow(10, log10Nanoseconds)
  return DisplayUnit("ns", for: [value]).text(value)
}

/// SD against duration on logarithmic axes: each benchmark's own SD, an arrow to its moderated
/// one, and the prior's line. Metrics that are no durations are set side by side by rank.
package func noisePicture(_ model: NoiseModel) -> String {
  guard let family = model.families.max(by: { $0.benchmarks.count < $1.benchmarks.count }) else {
    return standaloneSVG(SVG(), width: 720, height: 80, label: "empty noise model")
  }
  let width = 760.0
  let points = family.benchmarks.enumerated().map { rank, benchmark in
    (
      x: benchmark.log10Duration.map { pow(10, $0) } ?? Double(rank + 1),
      own: 100 * benchmark.variance.squareRoot(),
      moderated: 100 * benchmark.moderatedVariance.squareRoot(), name: benchmark.name
    )
  }
  let isTime = family.benchmarks.allSatisfy { $0.log10Duration != nil }
  let all = points.flatMap { [$0.own, $0.moderated] }.filter { $0 > 0 }
  let x = Scale(
    isTime ? .logarithmic : .linear,
    domain: ((points.map(\.x).min() ?? 1) * 0.8, (points.map(\.x).max() ?? 2) * 1.25),
    range: 70...(width - 20))
  let y = Scale(
    .logarithmic, domain: ((all.min() ?? 0.1) * 0.8, (all.max() ?? 10) * 1.25), range: 20...400)
  func level(_ sd: Double) -> Double { 420 - y(sd) }
  var svg = SVG()
  for decade in -3...3 {
    for step in [1.0, 2, 5] {
      let value = step * pow(10, Double(decade))
      guard y.domain.contains(value) else { continue }
      svg.line(70, level(value), width - 20, level(value), class: "grid")
      svg.text(62, level(value) + 4, "\(brief(value)) %", anchor: "end", class: "tick")
    }
  }
  let ticks = (-3...12).map { pow(10, Double($0)) }.filter { x.domain.contains($0) }
  svg.axis(
    x, at: 405, ticks: isTime ? ticks.map { ($0, durationText(log10($0))) } : [])
  svg.text(width / 2, 444, isTime ? "duration" : "benchmarks", anchor: "middle")
  svg.text(70, 12, "SD of one job's value, and after pooling with the prior")
  if isTime {
    let line = stride(from: 0.0, through: 1, by: 0.05).map { share in
      let value = pow(
        10, log10(x.domain.lowerBound) * (1 - share) + log10(x.domain.upperBound) * share)
      let expected = 100 * family.expectedVariance(at: log10(value)).squareRoot()
      return (x: x(value), y: level(expected))
    }
    svg.path(line, class: "curve")
  }
  for point in points {
    let (from, to) = (level(point.own), level(point.moderated))
    svg.line(x(point.x), from, x(point.x), to, class: "arrow")
    if abs(from - to) > 6 {
      let tip = to > from ? -4.0 : 4
      svg.path(
        [(x(point.x) - 3, to + tip), (x(point.x), to), (x(point.x) + 3, to + tip)],
        class: "arrow")
    }
    svg.circle(
      x(point.x), from, radius: 2.5, class: "dot",
      title: "\(point.name): \(brief(point.own)) %, moderated \(brief(point.moderated)) %")
  }
  return standaloneSVG(
    svg, width: width, height: 460, label: "SD of a job's value against duration")
}
