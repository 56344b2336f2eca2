import PerfStats
import PerfText

extension InputFormat {
  /// What `perf stat` writes.
  public static let perfStat = InputFormat(
    "perf-stat", isOneExecution: true, decode: PerfStat.decode)
}

/// `perf stat -x SEPARATOR`, `perf stat -j`, with `-r` (means with a relative standard error) or
/// `-I` (samples in time order). The benchmark is called `perf stat`: the file does not name the command.
///
/// The columns of `-x` shift: with `-r` the fourth is the standard error, with `-I` the first is the time.
enum PerfStat {
  private static let events: Set<String> = [
    "task-clock", "cpu-clock", "cycles", "instructions", "page-faults", "faults",
    "context-switches",
    "cs", "cpu-migrations", "migrations", "branches", "branch-misses", "cache-references",
    "cache-misses", "duration_time", "user_time", "system_time", "minor-faults", "major-faults",
    "ref-cycles", "stalled-cycles-frontend", "stalled-cycles-backend", "bus-cycles",
  ]

  private static func isEvent(_ text: String) -> Bool {
    events.contains(String(text.prefix { $0 != ":" }))
  }

  static func recognises(_ json: JSON) -> Bool {
    json["counter-value"] != nil && json["event"] != nil
  }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line in
      if line.hasPrefix("{"), line.contains("\"counter-value\"") { return true }
      return separator(of: line) == nil ? nil : true
    } ?? false
  }

  /// The separator of a line of counters; nil for another line.
  private static func separator(of line: String) -> Character? {
    guard !line.hasPrefix("#") else { return nil }
    return [",", ";", "\t", "|", ":"].first { Row(line, $0).map { isEvent($0.event) } ?? false }
  }

  private struct Row {
    var value: Double?
    /// Why there is no value: `<not supported>`.
    var absence = ""
    var unit: String
    var event: String
    /// Relative standard error in percent.
    var variance: Double?
    var isInterval = false

    init?(_ line: String, _ separator: Character) {
      var fields = line.split(separator: separator, omittingEmptySubsequences: false).map(\.trimmed)
      // A time stands before the value of an interval.
      if line.hasPrefix(" "), fields.count > 4, !isEvent(fields[2]), isEvent(fields[3]) {
        fields.removeFirst()
        isInterval = true
      }
      guard fields.count >= 5 else { return nil }
      value = parsedNumber(Array(fields[0].utf8))
      if value == nil {
        guard fields[0].hasPrefix("<"), fields[0].hasSuffix(">") else { return nil }
        absence = fields[0]
      }
      unit = fields[1]
      event = fields[2]
      guard !event.isEmpty else { return nil }
      if fields[3].hasSuffix("%") { variance = parsedNumber(Array(fields[3].dropLast().utf8)) }
    }

    init?(_ json: JSON) throws(InputError) {
      guard let counter = json.present("counter-value"), let name = json.present("event") else {
        return nil
      }
      let text = counter.isString ? try counter.string() : counter.text
      value = parsedNumber(Array(text.utf8))
      if value == nil { absence = text }
      unit = try json.present("unit")?.string() ?? ""
      event = try name.string()
      if let own = json.present("variance") { variance = try own.double() }
      isInterval = json["interval"] != nil
    }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "perf stat")
    var order: [String] = []
    var series: [String: [(row: Row, place: String)]] = [:]
    var absent: [String: [String]] = [:]
    var separator: Character?
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      if line.hasPrefix("#") || line.trimmed.isEmpty { return }
      let row: Row?
      if line.hasPrefix("{") {
        row = try Row(JSON(parsing: Array(line.utf8), file: place))
      } else {
        if separator == nil { separator = self.separator(of: line) }
        row = separator.flatMap { Row(line, $0) }
      }
      guard let row else { return }
      if row.value == nil {
        absent[row.absence, default: []].append(row.event)
        return
      }
      if series[row.event] == nil { order.append(row.event) }
      series[row.event, default: []].append((row, place))
    }
    for (absence, events) in absent.sorted(by: { $0.key < $1.key }) {
      var seen: Set<String> = []
      let names = events.filter { seen.insert($0).inserted }.joined(separator: ", ")
      harvest.warn("\(absence): no value of \(names)")
    }
    for event in order {
      guard let rows = series[event], let first = rows.first else { continue }
      let metric = metric(event, first.row.unit)
      let values = rows.compactMap(\.row.value)
      guard values.count == 1, !first.row.isInterval else {
        harvest.add(
          Measurement(
            benchmark: "perf stat", metric: metric, executions: [Execution(values: values)]),
          secondary: true
        ) { _, sample in sample < rows.count ? rows[sample].place : first.place }
        continue
      }
      let error = first.row.variance.map { $0 / 100 * values[0] }
      // One standard error on each side holds 68 %.
      harvest.add(
        values[0], of: "perf stat", metric, error: error, level: 0.6827, secondary: true,
        at: first.place)
    }
    return try harvest.loaded("lines of counters")
  }

  /// Everything that perf counts is a cost.
  private static func metric(_ event: String, _ unit: String) -> Metric {
    Metric(
      name: event, unit: timeUnit(unit == "msec" ? "ms" : unit) ?? (unit.isEmpty ? "count" : unit),
      better: .lower)
  }
}
