import PerfStats
import PerfText

extension InputFormat {
  /// JSON of JMH.
  public static let jmh = InputFormat("jmh", isOneExecution: false) { source throws(InputError) in
    source.json == nil && JMHTable.recognises(source.bytes)
      ? try JMHTable.decode(source) : try JMH.decode(source)
  }
}

/// The Java Microbenchmark Harness: JSON (forks are executions) and CSV (summaries).
///
/// A benchmark's name has its parameters in parentheses. The metric is `throughput` for the
/// mode `thrpt`, `time` for `avgt`, `sample time` and `single shot time` for the others. A secondary
/// metric belongs to the mode it was measured in: that is its definition, and where a benchmark
/// was measured in several modes, it stands in the metric's name. The definition of the main metric is the number of
/// threads.
enum JMH {
  static func recognises(_ json: JSON) -> Bool {
    json.isArray && json.firstElement?["primaryMetric"] != nil
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("\"Benchmark\",\"Mode\"") || header.hasPrefix("\"Benchmark\";\"Mode\"")
      || header.hasPrefix("Benchmark,Mode,Threads") || header.hasPrefix("Benchmark;Mode;Threads")
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json != nil else { return try table(source) }
    var harvest = Harvest(source, origin: "jmh")
    let entries = Array(try source.document().elements())
    var modes: [String: Set<String>] = [:]
    var counts: [String: Set<Int>] = [:]
    for entry in entries {
      let name = try name(entry)
      let mode = try entry.member("mode").string()
      modes[name, default: []].insert(mode)
      counts["\(name) \(mode)", default: []].insert(try entry.present("threads")?.int() ?? 0)
    }
    for entry in entries {
      let name = try name(entry)
      if let version = entry.present("jmhVersion") {
        harvest.run.settings["jmhVersion"] = try version.string()
      }
      if let machine = entry.present("vmName"), let version = entry.present("vmVersion") {
        harvest.run.runner.compiler = "\(try machine.string()) \(try version.string())"
      }
      let mode = try entry.member("mode").string()
      harvest.attempt(SeriesKey(benchmark: name, metric: metric(mode, unit: "").name)) {
        (harvest) throws(InputError) in
        try add(
          entry, name, mode, isOneMode: modes[name]?.count ?? 0 <= 1,
          isOneCount: counts["\(name) \(mode)"]?.count ?? 0 <= 1, &harvest)
      }
    }
    return try harvest.loaded("results with a primaryMetric")
  }

  private static func add(
    _ entry: JSON, _ name: String, _ mode: String, isOneMode: Bool, isOneCount: Bool,
    _ harvest: inout Harvest
  ) throws(InputError) {
    let primary = try entry.member("primaryMetric")
    let unit = try primary.member("scoreUnit").string()
    let kind = metric(mode, unit: unit)
    if contradicts(mode, unit) {
      harvest.warn(
        "\"\(name)\": the mode \(mode) contradicts the unit \(unit); which direction is better is"
          + " left open", at: primary.place)
    }
    let count = try entry.present("threads")?.int()
    let definition = count.map(threads) ?? ""
    // Numbers of threads tell benchmarks of one name in a file apart.
    let within = isOneCount ? "" : definition
    try add(primary, name, kind, &harvest, within: within, definition: definition)
    guard let others = entry.present("secondaryMetrics") else { return }
    for (key, value) in try others.members() {
      let unit = try value.member("scoreUnit").string()
      // What a profiler writes as text.
      if unit == "---" { continue }
      var kind = secondary(key, unit: unit)
      if !isOneMode { kind.name += " (\(mode))" }
      try add(
        value, name, kind, &harvest, within: within, definition: "mode \(mode)", secondary: true)
    }
  }

  private static func threads(_ count: Int) -> String {
    count == 1 ? "1 thread" : "\(count) threads"
  }

  /// The benchmark with its parameters.
  private static func name(_ entry: JSON) throws(InputError) -> String {
    let name = try entry.member("benchmark").string()
    var parts: [String] = []
    for (key, value) in try entry.present("params")?.members() ?? [] {
      parts.append("\(key)=\(value.isString ? try value.string() : value.text)")
    }
    return parts.isEmpty ? name : "\(name)(\(parts.joined(separator: ",")))"
  }

  static func metric(_ mode: String, unit: String) -> Metric {
    let name: String
    switch mode {
    case "thrpt": name = "throughput"
    case "avgt": name = "time"
    case "sample": name = "sample time"
    case "ss": name = "single shot time"
    default: name = mode
    }
    let measured = Metric.Unit(unit)
    var better: Metric.Direction = mode == "thrpt" ? .higher : .lower
    if contradicts(mode, unit) { better = .unspecified }
    return Metric(name: name, unit: measured.symbol, better: better)
  }

  /// Whether a mode that measures time has the unit of a rate, or the other way round.
  private static func contradicts(_ mode: String, _ unit: String) -> Bool {
    let dimension = Metric.Unit(unit).dimension
    return mode == "thrpt"
      ? dimension == .time : dimension == .rate || dimension == .byteRate
  }

  static func secondary(_ name: String, unit: String) -> Metric {
    let measured = Metric.Unit(unit)
    // Before 1.36 a middle dot stood before the names, and before it, of percentiles, the method.
    let plain = name.split(separator: "\u{B7}").last.map(String.init) ?? name
    // The rate of allocation rises where the program becomes faster: it is information.
    if plain == "gc.alloc.rate" || plain.hasPrefix("gc.churn") && !plain.hasSuffix(".norm") {
      return Metric(name: plain, unit: measured.symbol, better: .unspecified)
    }
    if ["gc.count", "gc.time"].contains(plain) || plain.hasSuffix(".norm") {
      return Metric(name: plain, unit: measured.symbol, better: .lower)
    }
    return Metric(name: plain, unit: measured.symbol, better: measured.direction)
  }

  private static func add(
    _ metric: JSON, _ name: String, _ kind: Metric, _ harvest: inout Harvest,
    within: String, definition: String, secondary: Bool = false
  ) throws(InputError) {
    var executions: [Execution] = []
    var places: [JSON] = []
    if let histogram = metric.present("rawDataHistogram") {
      for fork in try histogram.elements() {
        var values: [Double] = []
        for iteration in try fork.elements() {
          for bin in try iteration.elements() {
            let pair = try bin.doubles()
            guard pair.count == 2, let count = Int(exactly: pair[1]), count >= 0 else {
              throw bin.error("expected a value and its count, found \(bin.text.prefix(60))")
            }
            try harvest.allow(count, at: bin)
            values.append(contentsOf: repeatElement(pair[0], count: count))
          }
        }
        if !values.isEmpty {
          executions.append(Execution(values: values, isOrdered: false))
          places.append(fork)
        }
      }
    } else if let raw = metric.present("rawData") {
      for fork in try raw.elements() {
        let values = try numbers(fork)
        if !values.isEmpty {
          // The Swift package-benchmark plugin writes this layout out of sorted samples.
          let isOrdered = !name.hasPrefix("package.benchmark.")
          executions.append(Execution(values: values, isOrdered: isOrdered))
          places.append(fork)
        }
      }
    }
    var measurement = Measurement(
      benchmark: name, metric: kind, within: within, definition: definition,
      executions: executions)
    if executions.isEmpty {
      let score = try number(metric.member("score"))
      // An empty secondary metric says nothing.
      if secondary, !isSample(score) { return }
      var summary = Summary(estimate: score)
      if let bounds = metric.present("scoreConfidence") {
        let pair = try numbers(bounds)
        if pair.count == 2, pair[0] > 0, pair[0] <= pair[1], pair[1].isFinite {
          (summary.lower, summary.upper, summary.level) = (pair[0], pair[1], 0.999)
        }
      }
      measurement.summary = summary
    }
    harvest.add(measurement, secondary: secondary) { execution, sample in
      execution < places.count
        ? places[execution].place(ofElement: sample) : metric.place
    }
  }

  private static func numbers(_ array: JSON) throws(InputError) -> [Double] {
    if array.isNumbers { return try array.doubles() }
    var result: [Double] = []
    for value in try array.elements() { result.append(try number(value)) }
    return result
  }

  /// A number, or one of the texts that stand for what JSON cannot write.
  private static func number(_ value: JSON) throws(InputError) -> Double {
    guard value.isString else { return try value.double() }
    switch try value.string() {
    case "NaN": return .nan
    case "+INF", "INF", "Infinity": return .infinity
    case "-INF", "-Infinity": return -.infinity
    default: throw value.error("expected a number, found \(value.description)")
    }
  }

  private static func table(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let first = lineEnd(source.bytes, from: 0)
    let semicolon = source.bytes[..<first].contains(UInt8(ascii: ";"))
    var reader = CSVReader(
      source.bytes, file: source.name, separator: UInt8(ascii: semicolon ? ";" : ","))
    guard try reader.next() else { throw reader.error("expected a header line") }
    var columns: [String: Int] = [:]
    var parameters: [(name: String, column: Int)] = []
    var errorColumn = -1
    for number in reader.fields.indices {
      let name = reader.text(number)
      columns[name] = number
      if name.hasPrefix("Param: ") { parameters.append((String(name.dropFirst(7)), number)) }
      if name.hasPrefix("Score Error") { errorColumn = number }
    }
    guard let score = columns["Score"], let unit = columns["Unit"], let mode = columns["Mode"]
    else { throw reader.error("expected the columns Benchmark, Mode, Score and Unit") }
    var harvest = Harvest(source, origin: "jmh")
    var modes: [String: Set<String>] = [:]
    var counts: [String: Set<Int>] = [:]
    let threadColumn = columns["Threads"] ?? -1
    func key(_ reader: CSVReader) -> String {
      ([0, mode] + parameters.map(\.column)).map { reader.text($0) }.joined(separator: "\u{0}")
    }
    var ahead = reader
    while try ahead.next() {
      modes[ahead.text(0), default: []].insert(ahead.text(mode))
      counts[key(ahead), default: []].insert(ahead.integer(threadColumn) ?? 0)
    }
    while try reader.next() {
      let full = reader.text(0)
      // Secondary metrics are called benchmark:metric.
      let parts = full.split(separator: ":", maxSplits: 1).map(String.init)
      var name = parts.first ?? ""
      let values = parameters.filter { !reader.isEmpty($0.column) }
        .map { "\($0.name)=\(reader.text($0.column))" }
      if !values.isEmpty { name += "(\(values.joined(separator: ",")))" }
      var kind =
        parts.count > 1
        ? secondary(parts[1], unit: reader.text(unit))
        : metric(reader.text(mode), unit: reader.text(unit))
      if parts.count > 1, modes[full]?.count ?? 0 > 1 { kind.name += " (\(reader.text(mode)))" }
      let place = reader.place
      if parts.count > 1, reader.text(unit) == "---" { continue }
      guard let estimate = localNumber(reader.text(score)) else {
        if parts.count > 1 {
          harvest.warn(
            "\(kind.name) of \"\(name)\" is left out: expected a number, found"
              + " \"\(reader.text(score))\"", at: place)
          continue
        }
        harvest.reject(
          SeriesKey(benchmark: name, metric: kind.name),
          "Score: expected a number, found \"\(reader.text(score))\"", at: place)
        continue
      }
      var summary = Summary(estimate: estimate)
      if let half = localNumber(reader.text(errorColumn)), half.isFinite, estimate - half > 0 {
        (summary.lower, summary.upper, summary.level) = (estimate - half, estimate + half, 0.999)
      }
      let count = reader.integer(threadColumn).map(threads) ?? ""
      harvest.add(
        Measurement(
          benchmark: name, metric: kind, within: counts[key(reader)]?.count ?? 0 > 1 ? count : "",
          definition: parts.count > 1 ? "mode \(reader.text(mode))" : count, executions: [],
          summary: summary),
        secondary: parts.count > 1
      ) { _, _ in place }
    }
    return try harvest.loaded("rows with a score")
  }

  /// A number with a point or, as some locales write it, a comma.
  static func localNumber(_ text: String) -> Double? {
    parsedNumber(text.replacing(",", with: ".").utf8)
  }
}
