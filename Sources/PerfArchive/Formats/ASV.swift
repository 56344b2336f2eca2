import PerfStats
import PerfText

extension InputFormat {
  /// Results of airspeed velocity.
  public static let asv = InputFormat("asv", isOneExecution: false, decode: ASV.decode)
}

/// airspeed velocity's result files, layouts 1 and 2. Samples where they were recorded, else the
/// result with its 99 % interval as a summary. The samples of several rounds, as `benchmarks.json`
/// tells their number, are executions.
///
/// A benchmark is within its environment, but for the one that was found on the machine
/// (`existing`); its definition is the version of its code.
enum ASV {
  static func recognises(_ json: JSON) -> Bool {
    json["results"]?.isObject == true
      && (json["commit_hash"] != nil || json["result_columns"] != nil)
  }

  /// Whether a file describes machines or benchmarks beside the results.
  static func isCompanion(_ source: SourceFile) -> Bool {
    guard case .success(let json)? = source.json, json["version"] != nil else { return false }
    return source.name.hasSuffix("/machine.json") && json["machine"] != nil
      || source.name.hasSuffix("/benchmarks.json")
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "asv")
    try describe(json, &harvest.run)
    let catalogue = try catalogue(beside: source)
    let environment = try environment(json)
    let versions = json.present("benchmark_version")
    var columns: [String: Int] = [:]
    if let names = json.present("result_columns") {
      for (number, name) in try names.elements().enumerated() {
        columns[try name.string()] = number
      }
    }
    for (name, entry) in try json.member("results").members() {
      let key = SeriesKey(benchmark: name, metric: metric(name, catalogue[name]?.unit).name)
      if entry.isNull {
        harvest.reject(
          key, within: environment, "the benchmark failed: its result is null", at: entry.place)
        continue
      }
      do throws(InputError) {
        var benchmark = Benchmark(name: name, within: environment)
        benchmark.unit = catalogue[name]?.unit
        benchmark.rounds = catalogue[name]?.rounds ?? 1
        if let version = versions?.present(name), version.isString {
          benchmark.version = try version.string()
        }
        if !entry.isObject, !entry.isArray {
          add(benchmark, "", entry, nil, nil, &harvest)
          continue
        }
        var parts: [String: JSON] = [:]
        if entry.isObject {
          for (part, value) in try entry.members() { parts[part] = value }
        } else {
          let values = Array(try entry.elements())
          for (part, number) in columns where number < values.count {
            parts[part] = values[number]
          }
        }
        if let version = parts["version"], version.isString {
          benchmark.version = try version.string()
        }
        let labels = try labels(parts["params"])
        guard let results = parts["result"], results.isArray else {
          for label in labels.isEmpty ? [""] : labels {
            harvest.reject(
              SeriesKey(benchmark: name + label, metric: metric(name, benchmark.unit).name),
              within: environment, "the benchmark failed: it has no result", at: entry.place)
          }
          continue
        }
        let samples = try parts["samples"].map(list) ?? []
        let lower = try parts["stats_ci_99_a"].map(list) ?? []
        let upper = try parts["stats_ci_99_b"].map(list) ?? []
        for (number, result) in try results.elements().enumerated() {
          let label = number < labels.count ? labels[number] : ""
          let interval =
            number < lower.count && number < upper.count ? (lower[number], upper[number]) : nil
          add(
            benchmark, label, result, number < samples.count ? samples[number] : nil, interval,
            &harvest)
        }
      } catch {
        harvest.reject(key, within: environment, error.message, at: error.place)
      }
    }
    return try harvest.loaded("results by benchmark")
  }

  private static func list(_ value: JSON) throws(InputError) -> [JSON] {
    value.isArray ? Array(try value.elements()) : []
  }

  /// What all results of a benchmark have in common.
  private struct Benchmark {
    var name: String
    var within: String
    var unit: String?
    var rounds = 1
    var version = ""
  }

  private static func add(
    _ benchmark: Benchmark, _ label: String, _ result: JSON, _ samples: JSON?,
    _ interval: (JSON, JSON)?, _ harvest: inout Harvest
  ) {
    let full = benchmark.name + label
    let metric = metric(benchmark.name, benchmark.unit)
    let key = SeriesKey(benchmark: full, metric: metric.name)
    if result.isNull {
      harvest.reject(
        key, within: benchmark.within, "the benchmark failed: its result is null", at: result.place)
      return
    }
    do throws(InputError) {
      let value = try result.double()
      if value.isNaN {
        harvest.skip(
          SeriesKey(benchmark: full, metric: ""), within: benchmark.within, "its result is NaN",
          at: result.place)
        return
      }
      var measurement = Measurement(
        benchmark: full, metric: metric, within: benchmark.within,
        definition: benchmark.version.isEmpty ? "" : "version \(benchmark.version.prefix(12))",
        executions: [])
      if let samples, samples.isArray {
        measurement.executions = executions(try samples.doubles(), rounds: benchmark.rounds)
      }
      if measurement.executions.allSatisfy({ $0.values.isEmpty }) {
        var summary = Summary(estimate: value)
        if let (a, b) = interval, a.isNumber, b.isNumber {
          let bounds = (try a.double(), try b.double())
          if bounds.0 >= 0, bounds.1.isFinite, bounds.0 <= value, value <= bounds.1 {
            (summary.lower, summary.upper, summary.level) = (bounds.0, bounds.1, 0.99)
          }
        }
        measurement.summary = summary
      }
      let size = measurement.executions.first?.values.count ?? 0
      harvest.add(measurement) { execution, sample in
        samples?.place(ofElement: execution * size + sample) ?? result.place
      }
    } catch {
      harvest.reject(key, within: benchmark.within, error.message, at: error.place)
    }
  }

  /// Rounds are processes, their samples stand one after another.
  private static func executions(_ samples: [Double], rounds: Int) -> [Execution] {
    guard rounds > 1, samples.count >= rounds, samples.count % rounds == 0 else {
      return [Execution(values: samples)]
    }
    let size = samples.count / rounds
    return (0..<rounds).map { Execution(values: Array(samples[($0 * size)..<(($0 + 1) * size)])) }
  }

  /// Name of the environment, made of Python, requirements and variables where the file has none;
  /// empty for the environment that was found on the machine.
  private static func environment(_ json: JSON) throws(InputError) -> String {
    if let name = json["env_name"], name.isString {
      let text = try name.string()
      if !text.isEmpty { return text.hasPrefix("existing") ? "" : text }
    }
    var parts: [String] = []
    if let python = json["python"], python.isString {
      let text = try python.string()
      if isVersion(text) { parts.append("py\(text)") }
    }
    for key in ["requirements", "env_vars"] {
      for (name, value) in try json.present(key)?.members() ?? [] {
        parts.append(name + (value.isString ? try value.string() : ""))
      }
    }
    return parts.joined(separator: "-")
  }

  /// Whether a text is a version and no path of an interpreter.
  private static func isVersion(_ text: String) -> Bool {
    text.first?.isNumber == true || text.hasPrefix("pypy")
  }

  private static func metric(_ name: String, _ unit: String?) -> Metric {
    let last = name.split(separator: ".").last.map(String.init) ?? name
    if last.hasPrefix("mem_") || last.hasPrefix("peakmem_") {
      return Metric(name: "memory", unit: Metric.Unit(unit ?? "bytes").symbol, better: .lower)
    }
    if last.hasPrefix("track_") {
      let measured = Metric.Unit(unit ?? "unit")
      return Metric(
        name: "value", unit: measured.symbol,
        better: measured.isTimeOrRate ? measured.direction : .unspecified)
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

  /// Units and rounds by benchmark from `benchmarks.json`, which stands beside the machines' folders.
  private static func catalogue(
    beside source: SourceFile
  ) throws(InputError) -> [String: (unit: String?, rounds: Int)] {
    guard let path = source.path else { return [:] }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { String(path[...$0]) } ?? ""
    for candidate in ["\(folder)../benchmarks.json", "\(folder)benchmarks.json"] {
      guard fileExists(candidate) else { continue }
      let json = try JSON(parsing: readFile(candidate), file: candidate)
      var found: [String: (unit: String?, rounds: Int)] = [:]
      for (name, entry) in try json.members() {
        let unit = entry.present("unit")
        let rounds = entry.present("rounds")
        found[name] = (
          unit?.isString == true ? try unit?.string() : nil,
          rounds?.isNumber == true ? try rounds?.int() ?? 1 : 1
        )
      }
      return found
    }
    return [:]
  }

  private static func describe(_ json: JSON, _ run: inout Run) throws(InputError) {
    if let commit = json["commit_hash"], commit.isString {
      run.commit = knownRevision(try commit.string())
    }
    if let date = json["date"], date.isNumber {
      let milliseconds = try date.double()
      if milliseconds.magnitude < 1e15 { run.date = timestamp(seconds: Int(milliseconds / 1000)) }
    }
    if let python = json["python"], python.isString {
      let version = try python.string()
      if isVersion(version) { run.runner.compiler = "Python \(version)" }
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
