import PerfStats
import PerfText

extension InputFormat {
  /// JSON and report CSV of BenchmarkDotNet.
  public static let benchmarkDotNet = InputFormat("benchmarkdotnet", isOneExecution: false) {
    source throws(InputError) in
    source.json == nil
      ? try BenchmarkDotNetTable.decode(source) : try BenchmarkDotNet.decode(source)
  }
}

/// BenchmarkDotNet's JSON: launches are executions, the workload's results their samples. A benchmark
/// is within its job (runtime and settings), unless that is the default one.
enum BenchmarkDotNet {
  static func recognises(_ json: JSON) -> Bool {
    json["Benchmarks"]?.isArray == true
      && (json["HostEnvironmentInfo"] != nil || json["Title"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "benchmarkdotnet")
    try describe(json, &harvest.run)
    for entry in try json.member("Benchmarks").elements() {
      let name = try name(entry)
      let job = try job(entry)
      harvest.attempt(SeriesKey(benchmark: name), within: job) { (harvest) throws(InputError) in
        guard let statistics = entry.present("Statistics") else {
          harvest.reject(
            SeriesKey(benchmark: name), within: job,
            "the benchmark failed: it has no statistics", at: entry.place)
          return
        }
        var measurement = Measurement(
          benchmark: name, metric: .nanoseconds, within: job, executions: [])
        var places: [[JSON]] = []
        if let list = entry.present("Measurements") {
          var launches: [Int: Int] = [:]
          var counts: [[Double]] = []
          for item in try list.elements() where try isResult(item) {
            let launch = try item.present("LaunchIndex")?.int() ?? 1
            let place = launches[launch] ?? measurement.executions.count
            if launches[launch] == nil {
              launches[launch] = place
              measurement.executions.append(Execution(values: []))
              places.append([])
              counts.append([])
            }
            let operations = try item.member("Operations").double()
            let time = try item.member("Nanoseconds").double()
            measurement.executions[place].values.append(time / operations)
            places[place].append(item)
            counts[place].append(operations)
          }
          for (place, operations) in counts.enumerated() {
            measurement.executions[place].iterations = constant(operations)
          }
        }
        if measurement.executions.isEmpty, let values = statistics.present("OriginalValues") {
          measurement.executions = [Execution(values: try values.doubles())]
          places = [Array(try values.elements())]
        }
        if measurement.executions.allSatisfy({ $0.values.isEmpty }) {
          measurement.summary = try summary(statistics)
        }
        harvest.add(measurement) { execution, sample in
          execution < places.count && sample < places[execution].count
            ? places[execution][sample].place : statistics.place
        }
        if let memory = entry.present("Memory"),
          let bytes = memory.present("BytesAllocatedPerOperation"), bytes.isNumber
        {
          let allocated = Measurement(
            benchmark: name, metric: Metric(name: "allocated", unit: "B", better: .lower),
            within: measurement.within, executions: [],
            summary: Summary(estimate: try bytes.double())
          )
          harvest.add(allocated, secondary: true) { _, _ in bytes.place }
        }
      }
    }
    return try harvest.loaded("benchmarks with statistics")
  }

  private static func isResult(_ item: JSON) throws(InputError) -> Bool {
    let mode = try item.present("IterationMode")?.string() ?? ""
    guard let stage = item.present("IterationStage") else { return mode == "Result" }
    return mode == "Workload" ? try stage.string() == "Result" : mode == "Result"
  }

  private static func name(_ entry: JSON) throws(InputError) -> String {
    if let full = entry.present("FullName") {
      let text = try full.string()
      if !text.isEmpty { return text }
    }
    var parts: [String] = []
    for key in ["Namespace", "Type", "Method"] {
      guard let part = entry.present(key) else { continue }
      let text = try part.string()
      if !text.isEmpty { parts.append(text) }
    }
    let parameters = try entry.present("Parameters")?.string() ?? ""
    return parts.joined(separator: ".") + (parameters.isEmpty ? "" : "(\(parameters))")
  }

  /// The characteristics of the job in `Type.Method: Job-ABCDEF(Runtime=.NET 8.0) [N=10]`; empty for the
  /// default job. The job's id is drawn at random.
  private static func job(_ entry: JSON) throws(InputError) -> String {
    let text = try entry.present("DisplayInfo")?.string() ?? ""
    guard let colon = text.firstRange(of: ": ") else { return "" }
    var job = text[colon.upperBound...]
    if job.hasSuffix("]"), let open = job.firstRange(of: " [") { job = job[..<open.lowerBound] }
    if let open = job.firstIndex(of: "("), job.hasSuffix(")") {
      return String(job[job.index(after: open)...].dropLast())
    }
    return job == "DefaultJob" || job.hasPrefix("Job-") ? "" : job.trimmed
  }

  private static func summary(_ statistics: JSON) throws(InputError) -> Summary {
    var summary = Summary(estimate: try statistics.member("Mean").double())
    guard let interval = statistics.present("ConfidenceInterval"),
      let lower = interval.present("Lower"), let upper = interval.present("Upper"),
      lower.isNumber, upper.isNumber
    else { return summary }
    let bounds = (try lower.double(), try upper.double())
    guard bounds.0 > 0, bounds.1.isFinite else { return summary }
    (summary.lower, summary.upper) = bounds
    // Enumerated in versions that write a number for the level; 99.9 % is the default.
    if let level = interval.present("ConfidenceLevel"), level.isString {
      switch try level.string() {
      case "L999": summary.level = 0.999
      case "L99": summary.level = 0.99
      case "L95": summary.level = 0.95
      default: break
      }
    }
    return summary
  }

  private static func describe(_ json: JSON, _ run: inout Run) throws(InputError) {
    guard let host = json.present("HostEnvironmentInfo") else { return }
    if let value = host["OsVersion"], value.isString {
      run.runner.operatingSystem = try value.string()
    }
    if let value = host["Architecture"], value.isString {
      run.runner.architecture = try value.string()
    }
    if let value = host["ProcessorName"] {
      let text = value.isObject ? value.present("Value") : value
      if let text, text.isString { run.runner.cpu = try text.string() }
    }
    if let value = host["LogicalCoreCount"] ?? host["ProcessorCount"], value.isNumber {
      run.runner.cores = try value.int()
    }
    if let value = host["RuntimeVersion"] ?? host["ClrVersion"], value.isString {
      run.runner.compiler = try value.string()
    }
    if let value = host["Configuration"], value.isString {
      run.runner.buildMode = try value.string()
    }
  }
}
