import Foundation
import PerfStats
import PerfText

/// The answer of `perfstat plan` as text.
package func planText(_ plan: SuitePlan) -> String {
  let target = percent(plan.target)
  var text =
    "To find \(target) with power 0.8 against a baseline of \(counted(plan.baselineJobs, "job"))\n\n"
  for (share, words) in [(0.5, "half of"), (0.9, "nine tenths of"), (1.0, "all")] {
    text += "  \(words) the \(counted(plan.benchmarks.count, "benchmark")): "
    if let jobs = plan.jobs(forShare: share) {
      let seconds = Double(jobs) * plan.secondsPerJob
      text +=
        "\(jobs) current job\(jobs == 1 ? "" : "s"), "
        + "\(waitingTime(seconds)) of machine time\n"
    } else {
      text +=
        "out of reach of \(DetectableEffect.mostJobs) current jobs; more baseline jobs first\n"
    }
  }
  let found = plan.benchmarks.map(\.detectable).sorted()
  text += "\nOne current job of \(waitingTime(plan.secondsPerJob)), as measured now, finds\n"
  for (share, words) in [(0.5, "half"), (0.9, "nine tenths"), (1.0, "all")] where !found.isEmpty {
    let rank = min(found.count - 1, Int((share * Double(found.count)).rounded(.up)) - 1)
    text += "  \(percent(found[max(0, rank)])) in \(words) of the benchmarks\n"
  }
  text += "\n"
  text += table(
    ["benchmark", "job SD", "finds", "floor", "jobs", "samples", "executions"],
    plan.benchmarks.map { benchmark in
      [
        benchmark.name.legible(maximum: 60),
        significant(100 * benchmark.jobSD, digits: 2) + " %",
        percent(benchmark.detectable), percent(benchmark.floor),
        benchmark.jobs.map { String($0) } ?? "-",
        repetitions(benchmark.samples, benchmark), repetitions(benchmark.executions, benchmark),
      ]
    })
  return text
    + "\nfinds: with one current job; floor: with \(DetectableEffect.mostJobs); jobs: current jobs "
    + "needed for the target;\nsamples in an execution and executions in a job: where precision "
    + "costs least; any: as many as time allows;\n?: the jobs do not tell.\n"
}

private func repetitions(_ count: Int?, _ benchmark: SuitePlan.Benchmark) -> String {
  count.map { String($0) } ?? (benchmark.executionSD == nil ? "?" : "any")
}

/// The answer of `perfstat plan` as JSON.
package func planJSON(_ plan: SuitePlan) -> String {
  var out = JSONWriter(indentation: 1)
  out.object { out in
    out.member("format", "perfstat.plan")
    out.member("version", 1)
    out.member("target", plan.target)
    out.member("power", DetectableEffect.power)
    out.member("baselineJobs", plan.baselineJobs)
    out.member("secondsPerJob", plan.secondsPerJob)
    out.key("shareByCurrentJobs")
    out.values(plan.coverage)
    out.key("benchmarks")
    out.array { out in
      for benchmark in plan.benchmarks {
        out.object { out in
          out.member("name", benchmark.name)
          out.member("metric", benchmark.metric)
          out.member("jobSD", benchmark.jobSD)
          out.member("detectable", benchmark.detectable)
          out.member("floor", benchmark.floor)
          if let jobs = benchmark.jobs { out.member("jobs", jobs) }
          if let sd = benchmark.iterationSD { out.member("iterationSD", sd) }
          if let sd = benchmark.executionSD { out.member("executionSD", sd) }
          if let sd = benchmark.betweenJobsSD { out.member("betweenJobsSD", sd) }
          if let samples = benchmark.samples { out.member("samples", samples) }
          if let executions = benchmark.executions { out.member("executions", executions) }
        }
      }
    }
  }
  return out.line()
}
