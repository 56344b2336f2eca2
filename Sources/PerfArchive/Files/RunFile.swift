import PerfStats
import PerfText

extension InputFormat {
  /// perfstat's run files.
  public static let run = InputFormat("perfstat", isOneExecution: false, readsJSONLines: true) {
    source throws(InputError) in
    try RunFile.decode(source.bytes, place: source.name)
  }
}

/// The project's own file: JSON lines, a header line and a line per benchmark for each run,
/// several runs one after another. Described in `docs/formats.md`.
public enum RunFile {
  /// What the key `format` of a header says.
  public static let formatName = "perfstat.run"
  /// Version that is written, and the newest that is read.
  public static let version = 1

  /// Reads the runs of a file, whose contents are plain text (not compressed).
  ///
  /// Benchmarks with unusable samples are set aside in `rejected`.
  ///
  /// - Parameters:
  ///   - bytes: the contents.
  ///   - place: name of the file for messages.
  /// - Throws: no benchmark at all, a line that is not JSON or lacks a key, a newer version,
  ///   a benchmark twice in one run.
  public static func decode(_ bytes: [UInt8], place: String) throws(InputError) -> LoadedRuns {
    var loaded = LoadedRuns()
    // Every run names the same benchmarks: one text of each name serves them all.
    var index = SeriesIndex()
    var isThere: [Bool] = []
    var number = -1
    var benchmarks = 0
    var header: InputError?
    try forEachLine(of: bytes, place: place) { line throws(InputError) in
      switch line {
      case .header(let result, let line):
        if let header, benchmarks == 0, mustMeasure(loaded.runs) { throw header }
        let run = try result.get()
        let place = "\(place):\(line)"
        loaded.runs.append(run)
        loaded.rejected += run.unmeasured.filter { !$0.isSkip }.map {
          RejectedBenchmark(
            key: $0.key, within: $0.within, error: InputError(place: place, message: $0.reason))
        }
        header = InputError(
          place: place, message: "expected at least one benchmark in the run, found none")
        isThere = Array(repeating: false, count: index.count)
        number = -1
        benchmarks = 0
      case .benchmark(let result, let line):
        let last = loaded.runs.count - 1
        guard last >= 0 else {
          throw InputError(
            place: "\(place):\(line)",
            message: "expected a header line {\"format\":\"\(formatName)\",...} before the first"
              + " benchmark")
        }
        benchmarks += 1
        let (key, measurement) = try result.get()
        number = index.number(of: key, after: number)
        if number == isThere.count { isThere.append(false) }
        guard !isThere[number] else {
          throw InputError(
            place: "\(place):\(line)",
            message: "benchmark \"\(key.benchmark)\" (\(key.metric)) occurs twice in one run")
        }
        isThere[number] = true
        switch measurement {
        case .success(var measurement):
          measurement.benchmark = index.keys[number].benchmark
          loaded.runs[last].measurements.append(measurement)
        case .failure(let error):
          loaded.rejected.append(RejectedBenchmark(key: key, error: error))
          loaded.runs[last].unmeasured.append(Unmeasured(key: key, reason: error.description))
        }
      case .broken(let error): throw error
      }
    }
    guard let header else {
      throw InputError(place: place, message: "expected a run, found an empty file")
    }
    if benchmarks == 0, mustMeasure(loaded.runs) { throw header }
    return loaded
  }

  /// A side of a duet of identical programs has nothing to say but that.
  private static func mustMeasure(_ runs: [Run]) -> Bool {
    guard let last = runs.last else { return true }
    return last.settings[Duet.Setting.unmeasured] == nil && last.unmeasured.isEmpty
  }

  private static let headerKeys: Set<String> = [
    "format", "version", "id", "commit", "branch", "dirty", "date", "runner", "conditions",
    "settings", "origin", "unmeasured",
  ]
  private static let benchmarkKeys: [StaticString] = [
    "benchmark", "metric", "within", "definition", "ambiguous", "elements", "executions", "summary",
  ]

  static func run(_ json: JSON) throws(InputError) -> Run {
    let format = try json.member("format").string()
    guard format == formatName else {
      throw try json.member("format").error("expected \"\(formatName)\", found \"\(format)\"")
    }
    let version = try json.member("version").int()
    guard version >= 1 else {
      throw try json.member("version").error("expected a version from 1, found \(version)")
    }
    guard version <= Self.version else {
      throw try json.member("version").error(
        "the run file has version \(version); this program reads versions up to \(Self.version):"
          + " use a newer perfstat")
    }
    var run = Run(id: try json.member("id").string())
    if run.id.isEmpty { throw try json.member("id").error("expected an identity, found \"\"") }
    run.commit = try text(json.present("commit"))
    run.branch = try text(json.present("branch"))
    run.dirty = try json.present("dirty")?.bool() ?? false
    run.date = try text(json.present("date"))
    run.origin = try text(json.present("origin"))
    run.conditions = try texts(json.present("conditions"))
    run.settings = try texts(json.present("settings"))
    run.unmeasured = try unmeasured(json.present("unmeasured"))
    for (key, value) in try json.members() where !headerKeys.contains(key) {
      run.unknownKeys.append(UnknownKey(name: key, json: value.text))
    }
    if let fields = json.present("runner") {
      for (key, value) in try fields.members() {
        if key == "cores" {
          run.runner.cores = value.isNull ? 0 : try value.int()
        } else if let field = runnerField(key) {
          run.runner[keyPath: field] = value.isNull ? "" : try scalar(value)
        } else {
          run.unknownKeys.append(UnknownKey(name: "runner.\(key)", json: value.text))
        }
      }
    }
    return run
  }

  static func unmeasured(_ list: JSON?) throws(InputError) -> [Unmeasured] {
    guard let list else { return [] }
    var result: [Unmeasured] = []
    for entry in try list.elements() {
      let key = SeriesKey(
        benchmark: try entry.member("benchmark").string(),
        metric: try text(entry.present("metric")))
      result.append(
        Unmeasured(
          key: key, within: try text(entry.present("within")),
          reason: try text(entry.present("reason")),
          isSkip: try entry.present("skipped")?.bool() ?? false))
    }
    return result
  }

  static func runnerField(_ name: String) -> WritableKeyPath<Runner, String>? {
    switch name {
    case "operatingSystem": \.operatingSystem
    case "architecture": \.architecture
    case "cpu": \.cpu
    case "cpuFeatures": \.cpuFeatures
    case "hypervisor": \.hypervisor
    case "governor": \.governor
    case "compiler": \.compiler
    case "buildMode": \.buildMode
    case "label": \.label
    default: nil
    }
  }

  private static func text(_ value: JSON?) throws(InputError) -> String {
    guard let value else { return "" }
    return try value.string()
  }

  private static func scalar(_ value: JSON) throws(InputError) -> String {
    if value.isString { return try value.string() }
    if value.isArray || value.isObject || value.isNull {
      throw value.error("expected a text, a number or a truth value, found \(value.description)")
    }
    return value.text
  }

  private static func texts(_ value: JSON?) throws(InputError) -> [String: String] {
    var result: [String: String] = [:]
    guard let value else { return result }
    for (key, entry) in try value.members() where !entry.isNull { result[key] = try scalar(entry) }
    return result
  }

  static func metric(_ json: JSON) throws(InputError) -> Metric {
    let better = try json.member("better").string()
    guard let direction = Metric.Direction(rawValue: better) else {
      throw try json.member("better").error(
        "expected lower, higher or unspecified, found \"\(better)\"")
    }
    let name = try json.member("name").string()
    if name.isEmpty { throw try json.member("name").error("expected a name, found \"\"") }
    return Metric(name: name, unit: try json.member("unit").string(), better: direction)
  }

  static func measurement(
    _ json: JSON, name: String, metric: Metric
  ) throws(InputError) -> Measurement {
    if name.isEmpty || hasControlCharacter(name) {
      throw try json.member("benchmark").error(
        "expected a name without control characters, found \(json.member("benchmark").text)")
    }
    var result = Measurement(benchmark: name, metric: metric, executions: [])
    result.within = try text(json.present("within"))
    result.definition = try text(json.present("definition"))
    result.isAmbiguous = try json.present("ambiguous")?.bool() ?? false
    if let elements = json.present("elements") { result.elements = try elements.int() }
    for member in try json.eachMember() where !member.isAny(of: benchmarkKeys) {
      result.unknownKeys.append(UnknownKey(name: try member.key(), json: member.value.text))
    }
    if let list = json.present("executions") {
      for (number, entry) in try list.elements().enumerated() {
        var execution = Execution(values: [])
        for member in try entry.eachMember() {
          let value = member.value
          if member.is("values") {
            execution.values = try value.doubles()
            if let bad = execution.values.firstIndex(where: { !isSample($0) }) {
              throw noSample(value.element(bad))
            }
          } else if member.is("iterations") {
            if !value.isNull { execution.iterations = try value.int() }
          } else if member.is("ordered") {
            execution.isOrdered = try value.bool()
          } else {
            result.unknownKeys.append(
              UnknownKey(
                name: "executions[\(number)].\(try member.key())", json: value.text))
          }
        }
        if execution.values.isEmpty { throw entry.error("expected samples, found none") }
        result.executions.append(execution)
      }
    }
    if let entry = json.present("summary") {
      if !result.executions.isEmpty {
        throw entry.error("expected no summary beside raw samples")
      }
      result.summary = try summary(entry)
    }
    if result.executions.isEmpty, result.summary == nil {
      throw json.error("expected samples or a summary, found neither")
    }
    return result
  }

  private static func noSample(_ value: JSON) -> InputError {
    value.error("expected a number from 0 on, found \(value.text.prefix(40))")
  }

  private static func summary(_ json: JSON) throws(InputError) -> Summary {
    func sample(_ value: JSON) throws(InputError) -> Double {
      let number = try value.double()
      guard isSample(number) else { throw noSample(value) }
      return number
    }
    var result = Summary(estimate: try sample(json.member("estimate")))
    if let lower = json.present("lower") { result.lower = try sample(lower) }
    if let upper = json.present("upper") { result.upper = try sample(upper) }
    if let level = json.present("level") {
      let number = try level.double()
      guard number > 0, number < 1 else {
        throw level.error("expected a confidence level between 0 and 1, found \(number)")
      }
      result.level = number
    }
    return result
  }
}
