import PerfStats
import PerfText

/// airspeed velocity's result files, layouts 1 and 2. Samples where they were recorded, else the
/// result with its 99 % interval as a summary. Processes are not marked in the file: one execution.
enum ASV {
  static func recognises(_ json: JSON) -> Bool {
    json["results"]?.isObject == true
      && (json["commit_hash"] != nil || json["result_columns"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "asv")
    try describe(json, &harvest.run)
    let units = try units(beside: source)
    var columns: [String: Int] = [:]
    if let names = json.present("result_columns") {
      for (number, name) in try names.elements().enumerated() {
        columns[try name.string()] = number
      }
    }
    for (name, entry) in try json.member("results").members() {
      let key = SeriesKey(benchmark: name)
      if entry.isNull {
        harvest.reject(key, "the benchmark failed: its result is null", at: entry.place)
        continue
      }
      var parts: [String: JSON] = [:]
      if entry.isNumber {
        try add(name, "", entry, nil, nil, units[name], &harvest)
        continue
      } else if entry.isObject {
        for (part, value) in try entry.members() { parts[part] = value }
      } else {
        let values = Array(try entry.elements())
        for (part, number) in columns where number < values.count { parts[part] = values[number] }
      }
      guard let results = parts["result"], results.isArray else {
        harvest.reject(key, "the benchmark failed: it has no result", at: entry.place)
        continue
      }
      let labels = try labels(parts["params"])
      let samples = try parts["samples"].map(list) ?? []
      let lower = try parts["stats_ci_99_a"].map(list) ?? []
      let upper = try parts["stats_ci_99_b"].map(list) ?? []
      for (number, result) in try results.elements().enumerated() {
        let label = number < labels.count ? labels[number] : ""
        let interval =
          number < lower.count && number < upper.count ? (lower[number], upper[number]) : nil
        try add(
          name, label, result, number < samples.count ? samples[number] : nil, interval,
          units[name], &harvest)
      }
    }
    return try harvest.loaded("results by benchmark")
  }

  private static func list(_ value: JSON) throws(InputError) -> [JSON] {
    value.isArray ? Array(try value.elements()) : []
  }

  private static func add(
    _ name: String, _ label: String, _ result: JSON, _ samples: JSON?, _ interval: (JSON, JSON)?,
    _ unit: String?, _ harvest: inout Harvest
  ) throws(InputError) {
    let full = name + label
    let metric = metric(name, unit)
    if result.isNull {
      harvest.reject(
        SeriesKey(benchmark: full, metric: metric.name), "the benchmark failed: its result is null",
        at: result.place)
      return
    }
    let value = try result.double()
    if value.isNaN {
      harvest.warn("\"\(full)\" was skipped", at: result.place)
      return
    }
    var measurement = Measurement(benchmark: full, metric: metric, executions: [])
    if let samples, samples.isArray {
      measurement.executions = [Execution(values: try samples.doubles())]
    }
    if measurement.executions.allSatisfy({ $0.values.isEmpty }) {
      var summary = Summary(estimate: value)
      if let (a, b) = interval, a.isNumber, b.isNumber {
        let bounds = (try a.double(), try b.double())
        if bounds.0 > 0, bounds.1.isFinite, bounds.0 <= value, value <= bounds.1 {
          (summary.lower, summary.upper, summary.level) = (bounds.0, bounds.1, 0.99)
        }
      }
      measurement.summary = summary
    }
    harvest.add(measurement) { _, sample in
      samples?.place(ofElement: sample) ?? result.place
    }
  }

  private static func metric(_ name: String, _ unit: String?) -> Metric {
    let last = name.split(separator: ".").last.map(String.init) ?? name
    if last.hasPrefix("mem_") || last.hasPrefix("peakmem_") {
      return Metric(name: "memory", unit: unit ?? "bytes", better: .lower)
    }
    if last.hasPrefix("track_") {
      return Metric(name: "value", unit: unit ?? "unit", better: .unspecified)
    }
    let time = timeUnit(unit ?? "seconds")
    return Metric(name: "time", unit: time ?? unit ?? "s", better: .lower)
  }

  /// `(10, 'list')` for every combination of the parameters, the last one fastest.
  private static func labels(_ params: JSON?) throws(InputError) -> [String] {
    guard let params, params.isArray else { return [] }
    var rows: [[String]] = [[]]
    var count = 0
    for list in try params.elements() {
      var next: [[String]] = []
      count += 1
      for row in rows {
        for value in try list.elements() {
          next.append(row + [value.isString ? try value.string() : value.text])
          if next.count > 100_000 {
            throw params.error("expected at most 100,000 combinations of parameters")
          }
        }
      }
      rows = next
    }
    return count == 0 ? [] : rows.map { "(\($0.joined(separator: ", ")))" }
  }

  /// Units by benchmark from `benchmarks.json`, which stands beside the machines' folders.
  private static func units(beside source: SourceFile) throws(InputError) -> [String: String] {
    guard let path = source.path else { return [:] }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { String(path[...$0]) } ?? ""
    for candidate in ["\(folder)../benchmarks.json", "\(folder)benchmarks.json"] {
      guard fileExists(candidate) else { continue }
      let json = try JSON(parsing: readFile(candidate), file: candidate)
      var units: [String: String] = [:]
      for (name, entry) in try json.members() {
        if let unit = entry.present("unit"), unit.isString { units[name] = try unit.string() }
      }
      return units
    }
    return [:]
  }

  private static func describe(_ json: JSON, _ run: inout Run) throws(InputError) {
    if let commit = json["commit_hash"], commit.isString { run.commit = try commit.string() }
    if let date = json["date"], date.isNumber {
      let milliseconds = try date.double()
      if milliseconds.magnitude < 1e15 { run.date = timestamp(seconds: Int(milliseconds / 1000)) }
    }
    if let python = json["python"], python.isString {
      run.runner.compiler = "Python \(try python.string())"
    }
    guard let facts = json.present("params"), facts.isObject else { return }
    if let value = facts["cpu"], value.isString { run.runner.cpu = try value.string() }
    if let value = facts["os"], value.isString {
      run.runner.operatingSystem = try value.string()
    }
    if let value = facts["arch"], value.isString {
      run.runner.architecture = try value.string()
    }
    if let value = facts["machine"], value.isString {
      run.conditions["machine"] = try value.string()
    }
  }
}
