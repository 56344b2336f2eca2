import PerfStats
import PerfText

extension InputFormat {
  /// JSON of hyperfine.
  public static let hyperfine = InputFormat("hyperfine", isOneExecution: false) {
    source throws(InputError) in
    Hyperfine2.reads(source) ? try Hyperfine2.decode(source) : try Hyperfine.decode(source)
  }
}

/// hyperfine's JSON and CSV. Every time is a process of its own: an execution with one sample.
enum Hyperfine {
  static func recognises(_ json: JSON) -> Bool {
    guard let list = json["results"], list.isArray else { return false }
    return list.firstElement?["command"] != nil
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("command,mean,stddev,median,user,system,min,max")
  }

  private static let seconds = Metric(name: "time", unit: "s", better: .lower)

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json != nil else { return try table(source) }
    var harvest = Harvest(source, origin: "hyperfine")
    for entry in try source.document().member("results").elements() {
      var name = try entry.member("command").string()
      if let parameters = entry.present("parameters") {
        var parts: [String] = []
        for (key, value) in try parameters.members() {
          parts.append("\(key)=\(value.isString ? try value.string() : value.text)")
        }
        if !parts.isEmpty { name += " [\(parts.joined(separator: ","))]" }
      }
      if let problem = try failure(entry) {
        harvest.reject(SeriesKey(benchmark: name), problem.message, at: problem.place)
        continue
      }
      let times = entry.present("times")
      let values = try times?.doubles() ?? []
      var measurement = Measurement(
        benchmark: name, metric: seconds, executions: values.map { Execution(values: [$0]) })
      if values.isEmpty {
        measurement.summary = Summary(estimate: try entry.member("mean").double())
      }
      harvest.add(measurement) { execution, _ in
        times?.place(ofElement: execution) ?? entry.place
      }
      if let memory = entry.present("memory_usage_byte") {
        let used = try memory.doubles()
        harvest.add(
          Measurement(
            benchmark: name, metric: Metric(name: "memory", unit: "B", better: .lower),
            executions: used.map { Execution(values: [$0]) }), secondary: true
        ) { execution, _ in memory.place(ofElement: execution) }
      }
    }
    return try harvest.loaded("results of commands")
  }

  /// What a command that failed in some of its runs says; a failure is often fast.
  private static func failure(_ entry: JSON) throws(InputError) -> InputError? {
    guard let codes = entry.present("exit_codes") else { return nil }
    var count = 0
    var failed = 0
    var first: JSON?
    for code in try codes.elements() {
      count += 1
      if code.isNull || code.text != "0" {
        failed += 1
        if first == nil { first = code }
      }
    }
    guard let first else { return nil }
    let how =
      first.isNull ? "was killed by a signal" : "ended with exit code \(first.text.prefix(20))"
    return first.error("the command failed: it \(how) in \(failed) of \(count) runs")
  }

  private static func table(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    var parameters: [(name: String, column: Int)] = []
    for number in reader.fields.indices where reader.text(number).hasPrefix("parameter_") {
      parameters.append((String(reader.text(number).dropFirst(10)), number))
    }
    var harvest = Harvest(source, origin: "hyperfine")
    while try reader.next() {
      var name = reader.text(0)
      let values = parameters.filter { !reader.isEmpty($0.column) }
        .map { "\($0.name)=\(reader.text($0.column))" }
      if !values.isEmpty { name += " [\(values.joined(separator: ","))]" }
      let place = reader.place
      guard let mean = reader.double(1) else {
        harvest.reject(
          SeriesKey(benchmark: name), "mean: expected a number, found \"\(reader.text(1))\"",
          at: place)
        continue
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: seconds, executions: [], summary: Summary(estimate: mean))
      ) { _, _ in place }
    }
    return try harvest.loaded("rows of commands")
  }
}
