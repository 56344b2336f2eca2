import PerfStats
import PerfText

extension ReportFormat {
  /// For programs; `perfstat report` reads it.
  public static let json = ReportFormat("json", showsDistributions: true) { report, _ in
    JSONReport(report).text
  }
}

/// The report as JSON (`docs/report.schema.json`), raw samples included, so that every
/// other form can be made from it later. What is not finite is null: an unbounded upper
/// end, infinite degrees of freedom.
struct JSONReport {
  static let format = "perfstat.report"
  static let version = 1

  private let report: Report

  init(_ report: Report) {
    self.report = report
  }

  var text: String {
    var json = JSONWriter(indentation: 1)
    json.object { json in
      json.member("format", Self.format)
      json.member("version", Self.version)
      json.member("decision", report.decision.rawValue)
      json.member("result", report.result)
      json.key("policy")
      write(report.policy, to: &json)
      json.key("runner")
      write(report.runner, to: &json)
      if let current = report.currentRunner {
        json.key("currentRunner")
        write(current, to: &json)
      }
      json.member("baselineCommits", report.baselineCommits)
      json.member("currentCommits", report.currentCommits)
      json.key("noiseModel")
      write(report.noiseModel, to: &json)
      json.key("suite")
      write(report.suite, to: &json)
      json.key("benchmarks")
      json.array { json in
        for benchmark in report.benchmarks { write(benchmark, to: &json) }
      }
      json.member("confirm", report.confirm)
      if !report.references.isEmpty {
        json.key("references")
        json.array { json in
          for reference in report.references { write(reference, to: &json) }
        }
      }
      if !report.sources.isEmpty {
        json.key("sources")
        json.object { json in
          for source in report.sources { write(source, to: &json) }
        }
      }
      json.key("provenance")
      json.object { json in
        for (name, value) in report.provenance.sorted(by: { $0.key < $1.key }) {
          json.member(name, value)
        }
      }
    }
    return json.line()
  }

  private func write(_ reference: Report.Reference, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", reference.name)
      json.member("commits", reference.commits)
      json.member("decision", reference.decision.rawValue)
      json.member("gating", reference.isGating)
      json.key("rows")
      json.array { json in
        for row in reference.rows {
          json.object { json in
            json.member("name", row.name)
            json.member("metric", row.metric.name)
            json.member("unit", row.metric.unit)
            json.member("better", row.metric.better.rawValue)
            json.member("verdict", row.verdict.rawValue)
            if let interval = row.interval {
              json.member("ratio", interval.estimate)
              json.member("lower", interval.lower)
              json.member("upper", interval.upper)
              json.member("level", interval.level)
            }
            json.member("reasons", row.reasons)
          }
        }
      }
    }
  }

  private func write(_ source: ReportSource, to json: inout JSONWriter) {
    json.key(source.role)
    json.object { json in
      json.member("paths", source.paths)
      json.member("revision", source.revision)
      json.member("changeSince", source.changeSince)
      json.key("touched")
      if let touched = source.isTouched { json.value(touched) } else { json.null() }
    }
  }

  private func write(_ policy: Policy, to json: inout JSONWriter) {
    json.object { json in
      json.member("threshold", policy.threshold)
      json.member("warning", policy.warning)
      json.member("level", policy.level)
      json.member("alpha", policy.alpha)
      json.member("resamples", policy.resamples)
      json.key("seed")
      json.raw(String(policy.seed))
      json.member("multiplicity", policy.multiplicity.rawValue)
      json.member("statistic", policy.statistic.rawValue)
      json.member("allowMissing", policy.allowMissing)
      json.member("trustSummaries", policy.trustSummaries)
      json.member("strict", policy.strict)
    }
  }

  private func write(_ runner: Runner, to json: inout JSONWriter) {
    json.object { json in
      json.member("slug", runner.slug)
      for (name, value) in runner.fields where name != "cores" { json.member(name, value) }
      json.member("cores", runner.cores)
    }
  }

  private func write(_ model: Report.NoiseModelSummary, to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", model.kind)
      json.member("jobs", model.jobs)
      json.member("tau", model.tau)
      json.member("kappa", model.kappa)
      json.member("nu", model.nu)
      json.member("priorDegreesOfFreedom", model.priorDegreesOfFreedom)
    }
  }

  private func write(_ suite: Report.Suite, to json: inout JSONWriter) {
    json.object { json in
      // The row of the metric of most benchmarks, for readers that want one; null without any.
      write(suite.rows.first, to: &json)
      json.key("rows")
      json.array { json in
        for row in suite.rows {
          json.object { json in
            json.member("metric", row.metric.name)
            json.member("unit", row.metric.unit)
            json.member("better", row.metric.better.rawValue)
            write(row, to: &json)
            json.member("level", row.level)
            json.member("tau", row.tau)
            json.member("removed", row.removed)
            json.member("p", row.p)
            json.member("isSuspect", row.isSuspect)
            json.member("reasons", row.reasons)
          }
        }
      }
      json.member("runnerMismatch", suite.runnerMismatch)
      json.member("inflation", suite.inflation)
      json.member("findings", suite.findings)
    }
  }

  private func write(_ row: Report.Suite.Row?, to json: inout JSONWriter) {
    json.member("ratio", row?.ratio)
    json.member("lower", row?.lower)
    json.member("upper", row?.upper)
    json.key("verdict")
    if let row { json.value(row.verdict.rawValue) } else { json.null() }
    json.key("groups")
    json.array { json in
      for group in row?.groups ?? [] {
        json.object { json in
          json.member("benchmarks", group.benchmarks)
          json.member("ratio", group.ratio)
        }
      }
    }
  }

  private func write(_ benchmark: BenchmarkResult, to json: inout JSONWriter) {
    json.object { json in
      json.member("name", benchmark.name)
      json.member("metric", benchmark.metric.name)
      json.member("unit", benchmark.metric.unit)
      json.member("better", benchmark.metric.better.rawValue)
      json.member("verdict", benchmark.verdict.rawValue)
      write(benchmark.estimate, to: &json)
      write(benchmark.baseline, as: "baseline", to: &json)
      write(benchmark.current, as: "current", to: &json)
      json.member("reasons", benchmark.reasons)
      json.member("notes", benchmark.notes)
      guard !benchmark.functions.isEmpty else { return }
      json.key("functions")
      json.array { json in
        for function in benchmark.functions {
          json.object { json in
            json.member("name", function.name)
            json.member("unit", function.unit)
            json.member("base", function.base)
            json.member("head", function.head)
            json.member("lower", function.lower)
            json.member("upper", function.upper)
          }
        }
      }
    }
  }

  private func write(_ estimate: BenchmarkResult.Estimate?, to json: inout JSONWriter) {
    json.member("ratio", estimate?.deciding.estimate)
    json.member("lower", estimate?.deciding.lower)
    json.member("upper", estimate?.deciding.upper)
    json.member("level", estimate?.deciding.level)
    json.key("method")
    if let estimate { json.value(estimate.deciding.method) } else { json.null() }
    for (name, interval) in [
      ("noiseInterval", estimate?.noiseInterval),
      ("bootstrapInterval", estimate?.bootstrapInterval),
    ] {
      json.key(name)
      if let interval { json.values([interval.lower, interval.upper]) } else { json.null() }
    }
    json.key("meanRatio")
    if let mean = estimate?.meanRatio {
      json.object { json in
        json.member("ratio", mean.ratio)
        json.member("lower", mean.lower)
        json.member("upper", mean.upper)
      }
    } else {
      json.null()
    }
    json.member("p", estimate?.p)
    json.member("adjustedP", estimate?.adjustedP)
    json.member("againstSuite", estimate?.againstSuite)
    json.member("minimumDetectableEffect", estimate?.minimumDetectableEffect)
    json.key("jobsToDecide")
    if let jobs = estimate?.jobsToDecide { json.value(jobs) } else { json.null() }
    json.member("standardError", estimate?.standardError)
    json.member("degreesOfFreedom", estimate?.degreesOfFreedom)
    json.member("runLevelSD", estimate?.runLevelSD)
    json.key("bootstrapQuantiles")
    json.values(estimate?.bootstrapQuantiles ?? [])
  }

  private func write(
    _ side: BenchmarkResult.Side?, as name: String, to json: inout JSONWriter
  ) {
    json.key(name)
    guard let side else {
      json.null()
      return
    }
    json.object { json in
      json.member("value", side.value)
      json.member("jobs", side.jobs)
      json.member("executions", side.executions)
      json.member("samples", side.samples)
      json.key("runs")
      json.array { json in
        for run in side.runs {
          json.array { json in
            for execution in run {
              json.object { json in
                if let iterations = execution.iterations { json.member("iterations", iterations) }
                if !execution.isOrdered { json.member("ordered", false) }
                json.key("values")
                json.values(execution.values)
              }
            }
          }
        }
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, _ values: [String]) {
    key(name)
    array { json in
      for value in values { json.value(value) }
    }
  }

  fileprivate mutating func member(_ name: String, _ value: Double?) {
    key(name)
    if let value { self.value(value) } else { null() }
  }
}
