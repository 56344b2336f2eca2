import PerfStats
import PerfText

/// hyperfine 2: JSON with a `schema_version` and several metrics for each run of a command, and CSV
/// with columns for each metric. Every run is a process: an execution with one sample.
///
/// The CSV does not tell that a command failed.
enum Hyperfine2 {
  static func recognises(_ json: JSON) -> Bool {
    json["schema_version"] != nil && json["results"]?.isArray == true
      && (json["metadata"]?["hyperfine_version"] != nil || json["primary_metric"] != nil)
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("command,") && header.contains("_mean,") && header.contains("_unit,")
  }

  static func reads(_ source: SourceFile) -> Bool {
    if case .success(let json)? = source.json { return recognises(json) }
    return recognisesTable(String(decoding: source.firstLine, as: UTF8.self))
  }

  /// The metric by its name in the file; wall time and memory are called as hyperfine 1's are.
  private static func metric(_ name: String, _ unit: String) -> Metric {
    let symbol = timeUnit(unit) ?? (unit == "byte" ? "B" : unit)
    let own =
      switch name {
      case "time_wall_clock": "time"
      case "memory_peak_resident": "memory"
      default: name
      }
    // Instructions, cycles and faults are costs as well.
    return Metric(name: own, unit: symbol, better: .lower)
  }

  private struct Values {
    var metric: Metric
    var values: [Double] = []
    var places: [JSON] = []
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    guard source.json != nil else { return try table(source) }
    let json = try source.document()
    let version = try json.member("schema_version")
    guard version.text == "2" else {
      throw version.error(
        "expected hyperfine's schema_version 2, found \(version.text.prefix(20)):"
          + " a newer perfstat may read it")
    }
    var harvest = Harvest(source, origin: "hyperfine")
    if let metadata = json.present("metadata") {
      if let date = metadata["start_time"], date.isString {
        harvest.run.date = timestamp(try date.string())
      }
      if let tool = metadata["hyperfine_version"], tool.isString {
        harvest.run.settings["hyperfine_version"] = try tool.string()
      }
      if let platform = metadata.present("platform") {
        harvest.run.runner.operatingSystem = try platform.present("os")?.string() ?? ""
        harvest.run.runner.architecture = try platform.present("architecture")?.string() ?? ""
      }
    }
    let primary = try json.present("primary_metric")?.string() ?? "time_wall_clock"
    for entry in try json.member("results").elements() {
      let name = try name(entry)
      do throws(InputError) {
        try add(entry, name, primary: primary, &harvest)
      } catch {
        harvest.reject(SeriesKey(benchmark: name), error.message, at: error.place)
      }
    }
    return try harvest.loaded("results of commands")
  }

  private static func name(_ entry: JSON) throws(InputError) -> String {
    let name = try entry.member(entry.present("name") == nil ? "command" : "name").string()
    guard let parameters = entry.present("parameters") else { return name }
    var parts: [String] = []
    for (key, value) in try parameters.members() {
      // A parameter is an object with a value.
      let inner = value.present("value") ?? value
      parts.append("\(key)=\(inner.isString ? try inner.string() : inner.text)")
    }
    return parts.isEmpty ? name : name + " [\(parts.joined(separator: ","))]"
  }

  private static func add(
    _ entry: JSON, _ name: String, primary: String, _ harvest: inout Harvest
  ) throws(InputError) {
    var order: [String] = []
    var metrics: [String: Values] = [:]
    var failures: [JSON] = []
    var runs = 0
    if let measurements = entry.present("measurements") {
      for run in try measurements.elements() {
        runs += 1
        for (key, value) in try run.members() {
          if key == "exit_code" {
            if value.text != "0" { failures.append(value) }
            continue
          }
          guard let number = value.present("value") else { continue }
          if metrics[key] == nil {
            order.append(key)
            metrics[key] = Values(
              metric: metric(key, try value.present("unit")?.string() ?? ""))
          }
          metrics[key]?.values.append(try number.double())
          metrics[key]?.places.append(number)
        }
      }
    }
    if let failure = failures.first {
      let code = failure.isNull ? "killed by a signal" : "exit code \(failure.text.prefix(20))"
      harvest.reject(
        SeriesKey(benchmark: name),
        "the command failed in \(failures.count) of \(runs) runs (\(code)); a failure is often fast",
        at: failure.place)
      return
    }
    if runs == 0, let summary = entry.present("summary") {
      for (key, value) in try summary.members() {
        harvest.add(
          try value.member("mean").double(), of: name,
          metric(key, try value.present("unit")?.string() ?? ""), secondary: key != primary,
          at: value.place)
      }
      return
    }
    guard metrics[primary] != nil else {
      throw entry.error("expected measurements of \(primary), found none")
    }
    for key in [primary] + order.filter({ $0 != primary }) {
      guard let entry = metrics[key] else { continue }
      harvest.add(
        Measurement(
          benchmark: name, metric: entry.metric,
          executions: entry.values.map { Execution(values: [$0]) }), secondary: key != primary
      ) { execution, _ in
        execution < entry.places.count ? entry.places[execution].place : entry.metric.name
      }
    }
  }

  private static func table(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    var metrics: [(name: String, mean: Int, unit: Int)] = []
    var parameters: [(name: String, column: Int)] = []
    let names = reader.fields.indices.map { reader.text($0) }
    for (column, name) in names.enumerated() {
      if name.hasPrefix("parameter_") {
        parameters.append((String(name.dropFirst("parameter_".count)), column))
      } else if name.hasSuffix("_mean") {
        let metric = String(name.dropLast("_mean".count))
        metrics.append((metric, column, names.firstIndex(of: metric + "_unit") ?? -1))
      }
    }
    var harvest = Harvest(source, origin: "hyperfine")
    while try reader.next() {
      var name = reader.text(0)
      let values = parameters.filter { !reader.isEmpty($0.column) }
        .map { "\($0.name)=\(reader.text($0.column))" }
      if !values.isEmpty { name += " [\(values.joined(separator: ","))]" }
      for (number, column) in metrics.enumerated() {
        let kind = metric(column.name, reader.text(column.unit))
        guard let mean = reader.double(column.mean) else {
          harvest.reject(
            SeriesKey(benchmark: name, metric: kind.name),
            "\(column.name)_mean: expected a number, found \"\(reader.text(column.mean))\"",
            at: reader.place)
          continue
        }
        harvest.add(mean, of: name, kind, secondary: number > 0, at: reader.place)
      }
    }
    return try harvest.loaded("rows of commands")
  }
}
