import PerfStats
import PerfText

extension InputFormat {
  /// JSON of pytest-benchmark.
  public static let pytestBenchmark = InputFormat(
    "pytest-benchmark", isOneExecution: true, decode: PytestBenchmark.decode)
}

/// pytest-benchmark's JSON: one process, the rounds are its samples.
enum PytestBenchmark {
  static func recognises(_ json: JSON) -> Bool {
    guard let list = json["benchmarks"], list.isArray else { return false }
    guard let first = list.firstElement else { return json["machine_info"] != nil }
    return first["stats"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "pytest-benchmark")
    try describe(json, &harvest.run)
    let metric = Metric(name: "time", unit: "s", better: .lower)
    for entry in try json.member("benchmarks").elements() {
      var name = try entry.present("fullname")?.string() ?? ""
      if name.isEmpty { name = try entry.member("name").string() }
      harvest.attempt(SeriesKey(benchmark: name)) { (harvest) throws(InputError) in
        try add(entry, name, metric, &harvest)
      }
    }
    return try harvest.loaded("benchmarks with stats")
  }

  private static func add(
    _ entry: JSON, _ name: String, _ metric: Metric, _ harvest: inout Harvest
  ) throws(InputError) {
    let stats = try entry.member("stats")
    var measurement = Measurement(
      benchmark: name, metric: metric, definition: try clock(entry), executions: [])
    let data = stats.present("data")
    var places: [JSON] = []
    if let data {
      var values: [Double] = []
      if data.isNumbers {
        values = try data.doubles()
      } else {
        // Lists that a person shortened hold "...".
        for value in try data.elements() {
          if value.isString, try value.string().hasPrefix("...") {
            harvest.warn("\"\(name)\": the samples were shortened by \"...\"", at: value.place)
          } else {
            values.append(try value.double())
            places.append(value)
          }
        }
      }
      if !values.isEmpty {
        let loops = try stats.present("iterations")?.int()
        measurement.executions = [Execution(iterations: loops, values: values)]
      }
    }
    if measurement.executions.isEmpty {
      measurement.summary = Summary(estimate: try stats.member("mean").double())
    }
    harvest.add(measurement) { _, sample in
      sample < places.count
        ? places[sample].place : data?.place(ofElement: sample) ?? stats.place
    }
  }

  /// Which clock the timer of the options reads; empty where it is not known.
  private static func clock(_ entry: JSON) throws(InputError) -> String {
    guard let timer = entry.present("options")?.present("timer"), timer.isString else { return "" }
    let name = try timer.string()
    if name.contains("process_time") || name.contains("thread_time") { return "CPU time (\(name))" }
    return ["perf_counter", "time", "monotonic", "clock"].contains { name.contains($0) }
      ? "wall time" : "timer \(name)"
  }

  private static func describe(_ json: JSON, _ run: inout Run) throws(InputError) {
    if let version = json["version"], version.isString {
      run.settings["pytest-benchmark"] = try version.string()
    }
    if let date = json["datetime"], date.isString { run.date = timestamp(try date.string()) }
    if let commit = json.present("commit_info") {
      if let id = commit["id"], id.isString { run.commit = knownRevision(try id.string()) }
      if let branch = commit["branch"], branch.isString {
        run.branch = knownRevision(try branch.string())
      }
      if let dirty = commit.present("dirty") { run.dirty = try dirty.bool() }
    }
    guard let machine = json.present("machine_info") else { return }
    if let system = machine["system"], system.isString {
      run.runner.operatingSystem = try system.string()
    }
    if let name = machine["machine"], name.isString {
      run.runner.architecture = try name.string()
    }
    if let brand = machine.present("cpu")?["brand_raw"] ?? machine.present("cpu")?["brand"],
      brand.isString
    {
      run.runner.cpu = try brand.string()
    }
    if let count = machine.present("cpu")?["count"], count.isNumber {
      run.runner.cores = try count.int()
    }
    if let version = machine["python_version"], version.isString {
      let kind = machine["python_implementation"]
      run.runner.compiler = python(
        try kind?.isString == true ? kind?.string() : nil, try version.string())
    }
    if let release = machine["release"], release.isString {
      run.conditions["kernel"] = try release.string()
    }
  }
}

/// An interpreter by its implementation, which is told where it is not the usual one, and version.
func python(_ implementation: String?, _ version: String) -> String {
  guard let implementation, implementation.lowercased() != "cpython", !implementation.isEmpty else {
    return "Python \(version)"
  }
  return "\(implementation) \(version)"
}
