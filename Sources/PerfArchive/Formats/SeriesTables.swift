import PerfStats
import PerfText

extension InputFormat {
  /// Tables of Apache Otava.
  public static let otava = InputFormat("otava", isOneExecution: false, decode: OtavaTable.decode)
  /// Tables of the tool `pa`.
  public static let pa = InputFormat("pa", isOneExecution: false, decode: PATable.decode)
  /// Tables of estimates.
  public static let summaryCSV = InputFormat(
    "summary-csv", isOneExecution: false, decode: SummaryTable.decode)
}

/// Otava's (formerly Hunter's) CSV: a row per run with its time, commit and one value per metric.
enum OtavaTable {
  static func recognisesTable(_ header: String) -> Bool {
    let names = header.split(separator: ",").map(\.trimmed)
    return names.count > 2 && names[0] == "time" && names[1] == "commit"
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    guard try reader.next() else { throw reader.error("expected a header line") }
    let names = reader.fields.indices.map { reader.text($0).trimmed }
    var loaded = LoadedRuns()
    let hash = source.hash.digits
    var times: [String] = []
    var ahead = reader
    while try ahead.next() { times.append(ahead.text(0)) }
    let calendar = CalendarDates(times)
    if let text = calendar.ambiguous {
      loaded.warnings.append(
        InputError(
          place: source.name,
          message: "dates such as \"\(text)\" may be day first or month first: not understood, the"
            + " order of the rows counts"))
    }
    var row = -1
    while try reader.next() {
      guard reader.fields.count == names.count else {
        throw reader.error("expected \(names.count) fields, found \(reader.fields.count)")
      }
      row += 1
      let time = reader.text(0)
      var run = Run(
        id: "otava-\(hash)-\(reader.line)", commit: reader.text(1),
        date: parsedNumber(time.utf8).flatMap {
          $0.magnitude < 1e12 ? timestamp(seconds: Int($0)) : nil
        }
          ?? calendar.dates[row],
        origin: "import otava")
      for column in 2..<max(2, names.count) where !reader.isEmpty(column) {
        guard let name = cleanName(names[column]) else {
          throw reader.error("expected a name for column \(column + 1)")
        }
        let metric = Metric(name: "value", unit: "", better: .unspecified)
        guard let value = reader.double(column), isSample(value) else {
          loaded.rejected.append(
            RejectedBenchmark(
              key: SeriesKey(benchmark: name, metric: metric.name),
              error: reader.error(
                "\(name): expected a number from 0 on, found \"\(reader.text(column))\"")))
          continue
        }
        run.measurements.append(
          Measurement(benchmark: name, metric: metric, executions: [Execution(values: [value])]))
      }
      if !run.measurements.isEmpty { loaded.runs.append(run) }
    }
    if loaded.runs.isEmpty, loaded.rejected.isEmpty {
      throw InputError(place: source.name, message: "expected rows of values, found none")
    }
    return loaded
  }
}

/// The `pa` tool's CSV without header, separated by `;`: a line per value (with a count),
/// commit, instance and trial being the run, fork the execution.
enum PATable {
  private static let fields = 12

  static func recognises(_ bytes: [UInt8]) -> Bool {
    let end = lineEnd(bytes, from: 0)
    var reader = CSVReader(Array(bytes[..<end]), file: "", separator: UInt8(ascii: ";"))
    guard (try? reader.next()) == true, reader.fields.count == fields else { return false }
    return reader.double(10) != nil && reader.double(11) != nil && !reader.isEmpty(2)
  }

  private struct Key: Hashable {
    var run: String
    var series: SeriesKey
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name, separator: UInt8(ascii: ";"))
    var order: [String] = []
    var runs: [String: Harvest] = [:]
    var places: [Key: Int] = [:]
    var series: [(run: String, measurement: Measurement, forks: [String: Int], line: Int)] = []
    var total = 0
    while try reader.next() {
      guard reader.fields.count == fields else {
        throw reader.error("expected \(fields) fields, found \(reader.fields.count)")
      }
      let id = [1, 4, 5].map { reader.text($0) }.joined(separator: "/")
      if runs[id] == nil {
        order.append(id)
        runs[id] = Harvest(source, origin: "pa")
        runs[id]?.run.id = "pa-\(reader.text(0))/\(id)"
        runs[id]?.run.commit = reader.text(1)
      }
      var name = reader.text(2)
      if !reader.isEmpty(3) { name += "(\(reader.text(3)))" }
      let metric = JMH.metric(reader.text(8), unit: reader.text(9))
      guard let value = reader.double(11), let exact = reader.double(10),
        let count = Int(exactly: exact), count > 0, count <= Limits.current.samples - total
      else {
        throw reader.error(
          "expected a count (at most \(Limits.current.samples) samples in all) and a value, found"
            + " \"\(reader.text(10))\" and \"\(reader.text(11))\"")
      }
      total += count
      let key = Key(run: id, series: SeriesKey(benchmark: name, metric: metric.name))
      let place = places[key] ?? series.count
      if places[key] == nil {
        places[key] = place
        series.append(
          (id, Measurement(benchmark: name, metric: metric, executions: []), [:], reader.line))
      }
      let fork = reader.text(6)
      let execution = series[place].forks[fork] ?? series[place].measurement.executions.count
      if series[place].forks[fork] == nil {
        series[place].forks[fork] = execution
        series[place].measurement.executions.append(Execution(values: []))
      }
      series[place].measurement.executions[execution].values.append(
        contentsOf: repeatElement(value, count: count))
      // A value with a count stands for samples of different times.
      if count > 1 { series[place].measurement.executions[execution].isOrdered = false }
    }
    for entry in series {
      runs[entry.run]?.add(entry.measurement) { _, _ in "\(source.name):\(entry.line)" }
    }
    var loaded = LoadedRuns()
    for id in order {
      if let harvest = runs[id] { loaded.append(try harvest.loaded("rows of values")) }
    }
    if loaded.runs.isEmpty, loaded.rejected.isEmpty {
      throw InputError(place: source.name, message: "expected rows of values, found none")
    }
    return loaded
  }
}

/// A table of estimates: a name and a time in ns per row, with bounds or without
/// (`name,mean_ns`, `name,time_lo_ns,time_mid_ns,time_hi_ns`).
enum SummaryTable {
  private static let estimates = ["estimate_ns", "mean_ns", "median_ns", "time_mid_ns"]

  static func recognisesTable(_ header: String) -> Bool {
    let names = header.split(separator: ",").map(\.trimmed)
    return (names.contains("name") || names.contains("benchmark"))
      && !Set(names).isDisjoint(with: estimates) && !names.contains("run")
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    var columns: [String: Int] = [:]
    for number in reader.fields.indices { columns[reader.text(number).trimmed] = number }
    guard let name = columns["benchmark"] ?? columns["name"],
      let estimate = estimates.compactMap({ columns[$0] }).first
    else {
      throw reader.error("expected the columns name and \(estimates.joined(separator: " or "))")
    }
    let lower = columns["lower_ns"] ?? columns["time_lo_ns"] ?? -1
    let upper = columns["upper_ns"] ?? columns["time_hi_ns"] ?? -1
    var harvest = Harvest(source, origin: "summary csv")
    while try reader.next() {
      let place = reader.place
      guard let value = reader.double(estimate) else {
        harvest.reject(
          SeriesKey(benchmark: reader.text(name)),
          "expected a number, found \"\(reader.text(estimate))\"", at: place)
        continue
      }
      harvest.add(
        Measurement(
          benchmark: reader.text(name), metric: .nanoseconds, executions: [],
          summary: Summary(
            estimate: value, lower: reader.double(lower), upper: reader.double(upper)))
      ) { _, _ in place }
    }
    return try harvest.loaded("rows with a name and a time")
  }
}
