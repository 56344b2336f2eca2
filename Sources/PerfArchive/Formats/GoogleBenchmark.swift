import PerfStats
import PerfText

extension InputFormat {
  /// JSON of Google Benchmark.
  public static let googleBenchmark = InputFormat("google-benchmark", isOneExecution: true) {
    source throws(InputError) in
    source.json == nil && GoogleConsole.recognises(source.bytes)
      ? try GoogleConsole.decode(source) : try GoogleBenchmark.decode(source)
  }
}

/// Google Benchmark's JSON: repetitions are the samples of one process.
///
/// A benchmark is a family (a registered function) with one instance of its arguments, in
/// `family_index` and `per_family_instance_index`. Where several of them have one name, each is called
/// `NAME [K of N]` in the order of these indices; versions before 1.5.3 write none (`GoogleRows`). `real_time` is the clock, but for names
/// with `/process_time` and without `/real_time`, whose clock is `cpu_time`; of repetitions and
/// aggregates alike.
enum GoogleBenchmark {
  static func recognises(_ json: JSON) -> Bool {
    guard let rows = json["benchmarks"], rows.isArray else { return false }
    guard let first = rows.firstElement else {
      return json["context"]?.isObject == true && json["context"]?["num_cpus"] != nil
    }
    return first["name"] != nil && (first["real_time"] != nil || first["run_type"] != nil)
      && first["stats"] == nil
  }

  /// What a row is of.
  private struct Identity: Hashable {
    var name: String
    var family: Int
    var instance: Int
    /// Unit and iterations, which repetitions have in common, where the file has no indices.
    var kind = ""
  }

  private typealias Unmeasured = (
    identity: Identity, message: String, place: String, isSkip: Bool
  )

  private struct Series {
    var identity: Identity
    var unit: String
    var threads = 1
    var samples: [(index: Int, value: Double, place: JSON)] = []
    var counts: [Double] = []
    /// The mean, where the file holds aggregates.
    var mean: (value: Double, place: JSON)?
    /// Counters, rates and what the memory manager counted, by name, of each repetition or of the mean.
    var counters: [String: [(index: Int, value: Double, place: JSON)]] = [:]

    /// What every row has; any other number is a counter.
    private static let own: [StaticString] = [
      "family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads",
      "iterations", "real_time", "cpu_time", "cpu_coefficient", "real_coefficient", "rms",
    ]

    mutating func addCounters(of row: JSON, _ index: Int) throws(InputError) {
      for member in try row.eachMember() {
        let value = member.value
        guard value.isNumber, !member.isAny(of: Self.own) else { continue }
        counters[try member.key(), default: []].append((index, try value.double(), value))
      }
    }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json != nil else { return try GoogleBenchmarkTable.decode(source) }
    let json = try source.document()
    var harvest = Harvest(source, origin: "google-benchmark")
    try context(json, &harvest.run)
    var series: [Series] = []
    var unmeasured: [Unmeasured] = []
    var places: [Identity: Int] = [:]
    // What rows say again and again.
    var units: [String: String] = [:]
    var last = (name: "", clock: clock(""), place: -1)
    for row in try json.member("benchmarks").elements() {
      let full = try row.member("name").string()
      let isAggregate = isAggregate(row, full)
      var name = try row.present("run_name")?.string() ?? full
      let kind = try row.present("aggregate_name")?.string()
      if isAggregate, row.present("run_name") == nil {
        guard kind == "mean" || kind == nil && full.hasSuffix("_mean") else { continue }
        name = String(full.dropLast(5))
      }
      var identity = Identity(name: name, family: 0, instance: 0)
      do throws(InputError) {
        identity.family = try index(row, "family_index") ?? 0
        identity.instance = try index(row, "per_family_instance_index") ?? 0
      } catch {
        unmeasured.append((identity, error.message, error.place, false))
        continue
      }
      if let message = try failure(row) {
        unmeasured.append((identity, "the benchmark failed: \(message)", row.place, false))
        continue
      }
      if let message = try skip(row) {
        unmeasured.append((identity, message, row.place, true))
        continue
      }
      if isAggregate, kind != nil, kind != "mean" { continue }
      do throws(InputError) {
        let unit = try unit(row, &units)
        if last.name != name { last = (name, clock(name), -1) }
        let value = try row.member(last.clock)
        let number = try value.double()
        let count = try row.present("iterations")?.double() ?? 0
        if row["family_index"] == nil, !isAggregate { identity.kind = "\(unit) \(count)" }
        let repetition = try index(row, "repetition_index")
        if last.place < 0 || series[last.place].identity != identity {
          last.place = places[identity] ?? series.count
        }
        let place = last.place
        if place == series.count {
          places[identity] = place
          series.append(Series(identity: identity, unit: unit))
          series[place].threads = try index(row, "threads") ?? 1
        }
        // Aggregates may be printed in another unit than the repetitions.
        let own = series[place].unit
        guard
          let converted = unit == own
            ? number : Metric.Unit(unit).convert(number, to: Metric.Unit(own))
        else { throw row.error("expected a time, found \(unit)") }
        if isAggregate {
          series[place].mean = (converted, value)
          if series[place].samples.isEmpty { try series[place].addCounters(of: row, 0) }
        } else {
          let index = repetition ?? series[place].samples.count
          series[place].samples.append((index, converted, value))
          series[place].counts.append(count)
          try series[place].addCounters(of: row, index)
        }
      } catch {
        unmeasured.append((identity, error.message, error.place, false))
      }
    }
    add(series, unmeasured, to: &harvest)
    return try harvest.loaded("rows of repetitions")
  }

  private static func add(
    _ series: [Series], _ unmeasured: [Unmeasured], to harvest: inout Harvest
  ) {
    // Functions of one name, by their indices.
    let identities = Set(series.map(\.identity) + unmeasured.map(\.identity))
    let families = Dictionary(grouping: identities, by: \.name).mapValues {
      $0.sorted { ($0.family, $0.instance, $0.kind) < ($1.family, $1.instance, $1.kind) }
    }
    func within(_ identity: Identity) -> String {
      guard let all = families[identity.name], all.count > 1, all.allSatisfy(\.kind.isEmpty),
        let place = all.firstIndex(of: identity)
      else { return "" }
      return "\(place + 1) of \(all.count)"
    }
    for entry in unmeasured {
      let key = SeriesKey(benchmark: entry.identity.name)
      if entry.isSkip {
        harvest.skip(key, within: within(entry.identity), entry.message, at: entry.place)
      } else {
        harvest.reject(key, within: within(entry.identity), entry.message, at: entry.place)
      }
    }
    let dividesByThreads = !isRecent(harvest.run.settings["library_version"])
    let rejected = Set(unmeasured.filter { !$0.isSkip }.map(\.identity))
    let spoiled = Set(rejected.map(\.name))
    let file = harvest.file
    for entry in series {
      let name = entry.identity.name
      // A row that cannot be used spoils its benchmark; without indices all of its name.
      if rejected.contains(entry.identity) { continue }
      if !entry.identity.kind.isEmpty, spoiled.contains(name) { continue }
      let samples = entry.samples.enumerated().sorted {
        ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
      }.map(\.element)
      var measurement = Measurement(
        benchmark: name, metric: Metric(name: "time", unit: entry.unit, better: .lower),
        executions: [])
      // An aggregate without indices is of the repetitions that are there.
      if samples.isEmpty, families[name]?.contains(where: { !$0.kind.isEmpty }) == true { continue }
      measurement.within = within(entry.identity)
      // Versions before 1.8 divide the wall time of threads by their number.
      if entry.threads > 1, clock(name) == "real_time" {
        measurement.definition =
          dividesByThreads ? "wall time divided by the threads" : "wall time"
      }
      // A file of aggregates only holds no samples.
      if samples.isEmpty {
        guard let mean = entry.mean else { continue }
        measurement.summary = Summary(estimate: mean.value)
        harvest.add(measurement) { _, _ in mean.place.place }
        addCounters(entry, of: measurement, to: &harvest)
      } else {
        measurement.executions = [
          Execution(iterations: constant(entry.counts), values: samples.map(\.value))
        ]
        harvest.add(measurement) { _, sample in
          sample < samples.count ? samples[sample].place.place : file
        }
        addCounters(entry, of: measurement, to: &harvest)
      }
    }
  }

  private static func addCounters(
    _ entry: Series, of main: Measurement, to harvest: inout Harvest
  ) {
    for (name, found) in entry.counters.sorted(by: { $0.key < $1.key }) {
      let rows = found.enumerated().sorted {
        ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
      }.map(\.element)
      let isRate = name.hasSuffix("_per_second") || name.hasSuffix("/s")
      var counter = Measurement(
        benchmark: main.benchmark, metric: GoogleCounter.metric(name, isRate: isRate),
        within: main.within, executions: [])
      if main.summary != nil, let only = rows.first {
        counter.summary = Summary(estimate: only.value)
      } else {
        counter.executions = [Execution(values: rows.map(\.value))]
      }
      let file = harvest.file
      harvest.add(counter, secondary: true) { _, sample in
        sample < rows.count ? rows[sample].place.place : file
      }
    }
  }

  /// The column of the clock that a benchmark's name asks for.
  static func clock(_ name: String) -> String {
    // Time of the whole process is the CPU time's column.
    name.contains("/process_time") && !name.contains("/real_time") ? "cpu_time" : "real_time"
  }

  /// Whether the version, which older ones do not tell, is 1.8 or newer.
  private static func isRecent(_ version: String?) -> Bool {
    let parts = (version ?? "").drop { !$0.isNumber }.split(separator: ".").prefix(2).map {
      Int($0.prefix { $0.isNumber }) ?? 0
    }
    guard parts.count == 2 else { return false }
    return (parts[0], parts[1]) >= (1, 8)
  }

  private static func failure(_ row: JSON) throws(InputError) -> String? {
    guard let error = row.present("error_occurred"), try error.bool() else { return nil }
    let message = try row.present("error_message")?.string() ?? ""
    return message.isEmpty ? "no message" : message
  }

  private static func skip(_ row: JSON) throws(InputError) -> String? {
    // Version 1.8.0 has the enumeration's number here.
    guard let skipped = row.present("skipped"), skipped.text != "false", skipped.text != "0" else {
      return nil
    }
    let message = try row.present("skip_message")?.string() ?? ""
    return message.isEmpty ? "no message" : message
  }

  private static func isAggregate(_ row: JSON, _ name: String) -> Bool {
    if let type = row["run_type"] { return type.text == "\"aggregate\"" }
    return GoogleRow.aggregates.contains { name.hasSuffix($0) }
  }

  private static func index(_ row: JSON, _ key: String) throws(InputError) -> Int? {
    try row.present(key)?.int()
  }

  private static func unit(
    _ row: JSON, _ known: inout [String: String]
  ) throws(InputError) -> String {
    guard let value = row.present("time_unit") else { return "ns" }
    let text = try value.string()
    if let unit = known[text] { return unit }
    guard let unit = timeUnit(text) else {
      throw value.error("expected ns, us, ms or s, found \"\(text)\"")
    }
    known[text] = unit
    return unit
  }

  private static func context(_ json: JSON, _ run: inout Run) throws(InputError) {
    guard let context = json.present("context") else { return }
    if let date = context["date"], date.isString { run.date = timestamp(try date.string()) }
    if let cores = context["num_cpus"], cores.isNumber { run.runner.cores = try cores.int() }
    for key in ["library_version", "library_build_type"] {
      if let value = context[key], value.isString { run.settings[key] = try value.string() }
    }
    for key in ["host_name", "load_avg", "mhz_per_cpu", "cpu_scaling_enabled"] {
      guard let value = context.present(key) else { continue }
      run.conditions[key] = value.isString ? try value.string() : value.text
    }
  }
}
