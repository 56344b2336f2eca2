import PerfStats
import PerfText

/// The noise model of one runner as a file: `{"format":"perfstat.noise-model","version":1,...}`.
/// Variances are of natural logarithms of costs. `docs/noise-model.md` explains every field.
package enum NoiseModelFile {
  package static let format = "perfstat.noise-model"
  package static let version = 1

  // MARK: Writing

  package static func encode(_ model: NoiseModel) -> [UInt8] {
    var out = JSONWriter(indentation: 1)
    out.object { out in
      out.member("format", format)
      out.member("version", version)
      out.member("statistic", model.statistic.rawValue)
      out.key("runner")
      out.object { out in
        for (name, value) in model.runner.fields where !value.isEmpty {
          if name == "cores" {
            out.member(name, model.runner.cores)
          } else {
            out.member(name, value)
          }
        }
      }
      out.key("metrics")
      out.array { out in for family in model.families { write(family, to: &out) } }
    }
    return out.bytes + [10]
  }

  private static func write(_ family: NoiseFamily, to out: inout JSONWriter) {
    out.object { out in
      out.member("metric", family.metric)
      out.key("prior")
      out.object { out in
        out.member("degreesOfFreedom", family.prior.degreesOfFreedom)
        out.member("intercept", family.prior.intercept)
        out.member("slope", family.prior.slope)
      }
      out.member("commonVariance", family.commonVariance)
      out.member("kappa", family.tails.kappa)
      out.member("nu", family.tails.nu)
      out.key("jobs")
      out.array { out in
        for job in family.jobs {
          out.object { out in
            out.member("id", job.id)
            out.member("date", job.date)
            out.member("used", job.used)
            optional("factor", job.factor, to: &out)
          }
        }
      }
      out.key("benchmarks")
      out.array { out in for benchmark in family.benchmarks { write(benchmark, to: &out) } }
    }
  }

  private static func write(_ benchmark: BenchmarkNoise, to out: inout JSONWriter) {
    out.object { out in
      out.member("name", benchmark.name)
      optional("log10Duration", benchmark.log10Duration, to: &out)
      out.member("level", benchmark.level)
      out.member("variance", benchmark.variance)
      out.member("degreesOfFreedom", benchmark.degreesOfFreedom)
      out.member("priorVariance", benchmark.priorVariance)
      out.member("moderatedVariance", benchmark.moderatedVariance)
      out.member("moderatedDegreesOfFreedom", benchmark.moderatedDegreesOfFreedom)
      out.member("executions", benchmark.executions)
      out.member("samples", benchmark.samples)
      if let execution = benchmark.execution {
        out.key("execution")
        out.object { out in
          out.member("variance", execution.variance)
          out.member("degreesOfFreedom", execution.degreesOfFreedom)
          out.member("moderatedVariance", execution.moderatedVariance)
        }
      }
      optional("withinSquaredError", benchmark.withinSquaredError, to: &out)
      out.key("segmentStarts")
      out.values(benchmark.segmentStarts.map { Double($0) })
      out.key("residuals")
      out.values(benchmark.residuals.map { $0 ?? .nan })
    }
  }

  private static func optional(_ name: String, _ value: Double?, to out: inout JSONWriter) {
    if let value { out.member(name, value) }
  }

  // MARK: Reading

  /// - Throws: text that is not a noise model, a newer version, or a number that no fit yields.
  package static func decode(_ bytes: [UInt8], file: String) throws(InputError) -> NoiseModel {
    let json = try JSON(parsing: bytes, file: file)
    try json.check(format: Self.format, version: Self.version, of: " of the noise model")
    let statistic = try json.member("statistic")
    guard let known = LocationStatistic(rawValue: try statistic.string()) else {
      throw statistic.error(
        "expected one of \(LocationStatistic.allCases.map(\.rawValue).joined(separator: ", ")), "
          + "found \(statistic.description)")
    }
    var runner = Runner()
    for (key, value) in try json.member("runner").members() {
      if key == "cores" {
        runner.cores = try value.int()
      } else if let field = RunFile.runnerField(key) {
        runner[keyPath: field] = try value.string()
      }
    }
    var families: [NoiseFamily] = []
    for entry in try json.member("metrics").elements() { families.append(try family(entry)) }
    return NoiseModel(runner: runner, statistic: known, families: families)
  }

  private static func family(_ json: JSON) throws(InputError) -> NoiseFamily {
    let prior = try json.member("prior")
    var jobs: [NoiseFamily.Job] = []
    for entry in try json.member("jobs").elements() {
      jobs.append(
        NoiseFamily.Job(
          id: try entry.member("id").string(), date: try entry.member("date").string(),
          used: try entry.member("used").bool(),
          factor: try entry.present("factor").map(finite)))
    }
    let used = jobs.count { $0.used }
    var benchmarks: [BenchmarkNoise] = []
    for entry in try json.member("benchmarks").elements() {
      benchmarks.append(try benchmark(entry, usedJobs: used))
    }
    return NoiseFamily(
      metric: try json.member("metric").string(), jobs: jobs,
      prior: VariancePrior(
        degreesOfFreedom: try number(prior, "degreesOfFreedom", from: 0),
        intercept: try finite(prior.member("intercept")),
        slope: try finite(prior.member("slope"))),
      commonVariance: try number(json, "commonVariance", from: 0),
      tails: TailCalibration(
        kappa: try number(json, "kappa", from: 0.1), nu: try number(json, "nu", from: 1)),
      benchmarks: benchmarks)
  }

  private static func benchmark(
    _ json: JSON, usedJobs: Int
  ) throws(InputError) -> BenchmarkNoise {
    var execution: BenchmarkNoise.ExecutionNoise?
    if let entry = json.present("execution") {
      execution = BenchmarkNoise.ExecutionNoise(
        variance: try number(entry, "variance", from: 0),
        degreesOfFreedom: try number(entry, "degreesOfFreedom", from: 0),
        moderatedVariance: try number(entry, "moderatedVariance", from: 0))
    }
    var starts: [Int] = []
    for entry in try json.member("segmentStarts").elements() {
      let start = try entry.int()
      guard (0..<max(1, usedJobs)).contains(start) else {
        throw entry.error("expected the position of a used job, found \(start)")
      }
      starts.append(start)
    }
    var residuals: [Double?] = []
    for entry in try json.member("residuals").elements() {
      residuals.append(entry.isNull ? nil : try finite(entry))
    }
    guard residuals.count == usedJobs else {
      throw try json.member("residuals").error(
        "expected one residual for each of \(usedJobs) used jobs, found \(residuals.count)")
    }
    return BenchmarkNoise(
      name: try json.member("name").string(),
      log10Duration: try json.present("log10Duration").map(finite),
      level: try finite(json.member("level")), variance: try number(json, "variance", from: 0),
      degreesOfFreedom: try number(json, "degreesOfFreedom", from: 0),
      priorVariance: try number(json, "priorVariance", from: 0),
      moderatedVariance: try number(json, "moderatedVariance", from: 1e-15),
      moderatedDegreesOfFreedom: try number(json, "moderatedDegreesOfFreedom", from: 0.1),
      executions: try number(json, "executions", from: 1),
      samples: try number(json, "samples", from: 1), execution: execution,
      withinSquaredError: try json.present("withinSquaredError").map(finite),
      segmentStarts: starts, residuals: residuals)
  }

  private static func finite(_ json: JSON) throws(InputError) -> Double {
    let value = try json.double()
    guard value.isFinite else { throw json.error("expected a finite number") }
    return value
  }

  private static func number(
    _ json: JSON, _ key: String, from least: Double
  ) throws(InputError) -> Double {
    let entry = try json.member(key)
    let value = try finite(entry)
    guard value >= least else {
      throw entry.error("expected a number from \(least), found \(value)")
    }
    return value
  }
}

extension JSON {
  /// - Parameter what: what the version is one of, for messages.
  /// - Throws: a file that says of itself that it is another one.
  func check(format: String, version: Int, of what: String = "") throws(InputError) {
    let found = try member("format")
    guard try found.string() == format else {
      throw found.error("expected \"\(format)\", found \(found.description)")
    }
    let number = try member("version")
    guard try number.int() == version else {
      throw number.error("expected version \(version)\(what), found \(number.description)")
    }
  }
}
