import PerfStats
import PerfText

/// Google Benchmark: JSON (repetitions are the samples of one process) and CSV.
enum GoogleBenchmark {
  static func recognises(_ json: JSON) -> Bool {
    guard let rows = json["benchmarks"], rows.isArray else { return false }
    guard let first = rows.firstElement else {
      return json["context"]?.isObject == true && json["context"]?["num_cpus"] != nil
    }
    return first["name"] != nil && (first["real_time"] != nil || first["run_type"] != nil)
      && first["stats"] == nil
  }

  static func recognisesTable(_ line: String) -> Bool {
    line.hasPrefix("name,iterations,real_time,cpu_time,time_unit")
  }

  private struct Series {
    var metric: Metric
    var samples: [(index: Int, value: Double, place: JSON)] = []
    var counts: [Double] = []
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json != nil else { return try table(source) }
    let json = try source.document()
    var harvest = Harvest(source, origin: "google-benchmark")
    try context(json, &harvest.run)
    var order: [String] = []
    var series: [String: Series] = [:]
    var means: [(name: String, row: JSON)] = []
    for row in try json.member("benchmarks").elements() {
      let full = try row.member("name").string()
      let name = try row.present("run_name")?.string() ?? full
      let key = SeriesKey(benchmark: name)
      if try failed(row) {
        let text = row.present("error_message") ?? row.present("skip_message")
        harvest.reject(
          key, "the benchmark failed: \(try text?.string() ?? "no message")", at: row.place)
        continue
      }
      if isAggregate(row, full) {
        let kind = row.present("aggregate_name")
        if try kind?.string() == "mean" || (kind == nil && full.hasSuffix("_mean")) {
          means.append((kind == nil ? String(full.dropLast(5)) : name, row))
        }
        continue
      }
      do throws(InputError) {
        let unit = try unit(row)
        // Time of the whole process is the CPU time's column.
        let processTime = name.contains("/process_time") && !name.contains("/real_time")
        let value = try row.member(processTime ? "cpu_time" : "real_time")
        if series[name] == nil {
          order.append(name)
          series[name] = Series(metric: Metric(name: "time", unit: unit, better: .lower))
        }
        guard series[name]?.metric.unit == unit else {
          throw row.error("expected the time unit of the earlier repetitions, found \(unit)")
        }
        let index = try row.present("repetition_index")?.int() ?? series[name]?.samples.count ?? 0
        series[name]?.samples.append((index, try value.double(), value))
        series[name]?.counts.append(try row.present("iterations")?.double() ?? 0)
      } catch {
        harvest.reject(key, error.message, at: error.place)
      }
    }
    for name in order {
      guard let entry = series[name] else { continue }
      let samples = entry.samples.enumerated().sorted {
        ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
      }.map(\.element)
      harvest.add(
        Measurement(
          benchmark: name, metric: entry.metric,
          executions: [
            Execution(iterations: constant(entry.counts), values: samples.map(\.value))
          ])
      ) { _, sample in samples[sample].place.place }
    }
    // A file of aggregates only holds no samples.
    for (name, row) in means where series[name] == nil {
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: try unit(row), better: .lower),
          executions: [], summary: Summary(estimate: try row.member("real_time").double()))
      ) { _, _ in row.place }
    }
    return try harvest.loaded("rows of repetitions")
  }

  private static func failed(_ row: JSON) throws(InputError) -> Bool {
    if let error = row.present("error_occurred"), try error.bool() { return true }
    if let skipped = row.present("skipped"), skipped.text == "true" { return true }
    return false
  }

  private static func isAggregate(_ row: JSON, _ name: String) -> Bool {
    if let type = row["run_type"] { return type.text == "\"aggregate\"" }
    return ["_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"].contains { name.hasSuffix($0) }
  }

  private static func unit(_ row: JSON) throws(InputError) -> String {
    guard let value = row.present("time_unit") else { return "ns" }
    let text = try value.string()
    guard let unit = timeUnit(text) else {
      throw value.error("expected ns, us, ms or s, found \"\(text)\"")
    }
    return unit
  }

  private static func context(_ json: JSON, _ run: inout Run) throws(InputError) {
    guard let context = json.present("context") else { return }
    if let date = context["date"], date.isString { run.date = timestamp(try date.string()) }
    if let cores = context["num_cpus"], cores.isNumber { run.runner.cores = try cores.int() }
    if let mode = context["library_build_type"], mode.isString {
      run.settings["library_build_type"] = try mode.string()
    }
    for key in ["host_name", "load_avg", "mhz_per_cpu", "cpu_scaling_enabled"] {
      guard let value = context.present(key) else { continue }
      run.conditions[key] = value.isString ? try value.string() : value.text
    }
  }

  private static func table(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    // Lines of context stand before the header.
    var start = 0
    while start < source.bytes.count {
      let end = lineEnd(source.bytes, from: start)
      if recognisesTable(String(decoding: source.bytes[start..<end], as: UTF8.self)) { break }
      start = end + 1
    }
    let skipped = source.bytes[..<min(start, source.bytes.count)].count { $0 == 10 }
    var reader = CSVReader(Array(source.bytes.dropFirst(start)), file: source.name)
    guard try reader.next() else {
      throw InputError(place: source.name, message: "expected the header name,iterations,...")
    }
    var columns: [String: Int] = [:]
    for number in reader.fields.indices { columns[reader.text(number)] = number }
    var harvest = Harvest(source, origin: "google-benchmark")
    var order: [String] = []
    var series: [String: (unit: String, values: [Double], lines: [Int])] = [:]
    while try reader.next() {
      let name = reader.text(0)
      let line = reader.line + skipped
      let place = "\(source.name):\(line)"
      if reader.text(columns["error_occurred"] ?? -1) == "true" {
        let message = reader.text(columns["error_message"] ?? -1)
        harvest.reject(
          SeriesKey(benchmark: name), "the benchmark failed: \(message)", at: place)
        continue
      }
      if ["_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"].contains(where: name.hasSuffix) {
        continue
      }
      guard let value = reader.double(2), let unit = timeUnit(reader.text(4)) else {
        harvest.reject(
          SeriesKey(benchmark: name),
          "expected a time with a unit, found"
            + " \"\(reader.text(2))\" and \"\(reader.text(4))\"", at: place)
        continue
      }
      if series[name] == nil { order.append(name) }
      series[name, default: (unit, [], [])].values.append(value)
      series[name]?.lines.append(line)
    }
    for name in order {
      guard let entry = series[name] else { continue }
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: entry.unit, better: .lower),
          executions: [Execution(values: entry.values)])
      ) { _, sample in "\(source.name):\(entry.lines[sample])" }
    }
    return try harvest.loaded("rows of repetitions")
  }
}
