import PerfStats
import PerfText

extension InputFormat {
  /// JSON of pyperf.
  public static let pyperf = InputFormat("pyperf", isOneExecution: false, decode: Pyperf.decode)
}

/// pyperf's JSON: a run is a process, its values are the samples. Warm-ups and calibration
/// runs are not samples.
enum Pyperf {
  static func recognises(_ json: JSON) -> Bool {
    guard let list = json["benchmarks"], list.isArray else { return false }
    return list.firstElement?["runs"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    if let version = json.present("version"), version.isNumber, try version.double() < 6 {
      throw version.error(
        "pyperf's format \(version.text) is too old: convert the file with \"pyperf convert\"")
    }
    var harvest = Harvest(source, origin: "pyperf")
    let common = json.present("metadata")
    for (number, entry) in try json.member("benchmarks").elements().enumerated() {
      let own = entry.present("metadata")
      func inherited(_ key: String, _ run: JSON? = nil) -> JSON? {
        run?.present("metadata")?.present(key) ?? own?.present(key) ?? common?.present(key)
      }
      let runs = try entry.member("runs")
      let first = runs.firstElement
      let name = try inherited("name", first)?.string() ?? "benchmark"
      let unit = try inherited("unit", first)?.string() ?? "second"
      let metric: Metric
      switch unit {
      case "second": metric = Metric(name: "time", unit: "s", better: .lower)
      case "byte": metric = Metric(name: "memory", unit: "byte", better: .lower)
      default: metric = Metric(name: "value", unit: unit, better: .lower)
      }
      if number == 0 { try describe(inherited, first, &harvest.run) }
      harvest.attempt(SeriesKey(benchmark: name, metric: metric.name)) {
        (harvest) throws(InputError) in
        var executions: [Execution] = []
        var places: [JSON] = []
        for run in try runs.elements() {
          guard let values = run.present("values") else {
            if let old = run["samples"] {
              throw old.error("expected \"values\", found the \"samples\" of an old pyperf format")
            }
            continue
          }
          let samples = try values.doubles()
          if samples.isEmpty { continue }
          var iterations: Int?
          if let loops = inherited("loops", run), loops.isNumber {
            let inner = try inherited("inner_loops", run)?.int() ?? 1
            let product = try loops.int().multipliedReportingOverflow(by: inner)
            iterations = product.overflow ? nil : product.partialValue
          }
          executions.append(Execution(iterations: iterations, values: samples))
          places.append(values)
          if harvest.run.date.isEmpty, let date = inherited("date", run) {
            harvest.run.date = timestamp(try date.string())
          }
        }
        let timer = try inherited("timer", first)?.string() ?? ""
        let definition =
          timer.contains("CPUTIME") || timer.contains("process_time") ? "CPU time" : ""
        harvest.add(
          Measurement(
            benchmark: name, metric: metric, definition: definition, executions: executions)
        ) {
          execution, sample in
          execution < places.count ? places[execution].place(ofElement: sample) : entry.place
        }
      }
    }
    return try harvest.loaded("benchmarks with runs")
  }

  private static func describe(
    _ inherited: (String, JSON?) -> JSON?, _ run: JSON?, _ result: inout Run
  ) throws(InputError) {
    if let value = inherited("cpu_model_name", run), value.isString {
      result.runner.cpu = try value.string()
    }
    if let value = inherited("platform", run), value.isString {
      result.runner.operatingSystem = try value.string()
    }
    if let value = inherited("cpu_count", run), value.isNumber {
      result.runner.cores = try value.int()
    }
    if let value = inherited("python_version", run), value.isString {
      let kind = inherited("python_implementation", run)
      result.runner.compiler = python(
        try kind?.isString == true ? kind?.string() : nil, try value.string())
    }
    if let value = inherited("perf_version", run), value.isString {
      result.settings["pyperf_version"] = try value.string()
    }
    for key in ["load_avg_1min", "cpu_freq", "cpu_config", "hostname", "aslr"] {
      guard let value = inherited(key, run) else { continue }
      result.conditions[key] = value.isString ? try value.string() : value.text
    }
  }
}
