import PerfStats
import PerfText

extension InputFormat {
  /// What `perf stat` writes.
  public static let perfStat = InputFormat(
    "perf-stat", isOneExecution: true, readsJSONLines: true, decode: PerfStat.decode)
}

/// `perf stat -x SEPARATOR`, `perf stat -j`, with `-r` (means with a relative standard error) or
/// `-I` (samples in time order). The benchmark is called `perf stat`: the file does not name the command.
///
/// The columns of `-x` shift: with `-r` the standard error follows on the event, with `-I` the time stands first, with `-A`,
/// `--per-core`, `--per-socket` what was counted, which is part of the name.
enum PerfStat {
  static func recognises(_ json: JSON) -> Bool {
    json["counter-value"] != nil && json["event"] != nil
  }

  /// Events of which one tells a file without its first line.
  private static let events: Set<String> = [
    "task-clock", "cpu-clock", "cycles", "instructions", "page-faults", "faults",
    "context-switches", "cs", "cpu-migrations", "migrations", "branches", "branch-misses",
    "cache-references", "cache-misses", "duration_time", "user_time", "system_time", "minor-faults",
    "major-faults", "ref-cycles", "bus-cycles", "stalled-cycles-frontend", "stalled-cycles-backend",
  ]

  static func recognises(_ bytes: [UInt8]) -> Bool {
    var hasTitle = false
    return firstInLines(bytes) { line in
      if line.hasPrefix("# started on") { hasTitle = true }
      if line.hasPrefix("{"), line.contains("\"counter-value\"") { return true }
      guard let separator = separator(of: line), let row = Row(line, separator) else { return nil }
      return hasTitle || events.contains(String(row.event.prefix { $0 != ":" })) ? true : nil
    } ?? false
  }

  /// The separator of a line of counters; nil for another line.
  private static func separator(of line: String) -> Character? {
    guard !line.hasPrefix("#") else { return nil }
    return [",", ";", "\t", "|", ":"].first { separator in
      // A row has five fields at least: most lines of other files are told by counting.
      line.utf8.count { $0 == separator.asciiValue } >= 4 && Row(line, separator) != nil
    }
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
    /// Processor, core or socket of the counts, where they are not of all.
    var part = ""

    /// `[TIME] [PART [COUNT]] VALUE UNIT EVENT [ERROR%] RUNTIME PERCENT ...`: the event stands before the time that
    /// its counter ran, in ns, and the share of the time.
    init?(_ line: String, _ separator: Character) {
      let fields = line.split(separator: separator, omittingEmptySubsequences: false).map(\.trimmed)
      func number(_ k: Int) -> Double? { parsedNumber(Array(fields[k].utf8)) }
      let found = fields.indices.dropFirst(2).first { k in
        guard !fields[k].isEmpty, number(k) == nil, !fields[k].hasPrefix("<"),
          fields[k - 1].allSatisfy({ $0.isLetter || $0 == "%" })
        else { return false }
        guard number(k - 2) != nil || fields[k - 2].hasPrefix("<") && fields[k - 2].hasSuffix(">")
        else { return false }
        let run = k + 1 < fields.count && fields[k + 1].hasSuffix("%") ? k + 2 : k + 1
        guard run + 1 < fields.count, let share = number(run + 1) else { return false }
        return Int(fields[run]) != nil && (0...100).contains(share)
      }
      guard let at = found else { return nil }
      value = number(at - 2)
      if value == nil { absence = fields[at - 2] }
      unit = fields[at - 1]
      event = fields[at]
      if fields[at + 1].hasSuffix("%") {
        variance = parsedNumber(Array(fields[at + 1].dropLast().utf8))
      }
      var before = fields[..<(at - 2)]
      // A time stands before the value of an interval.
      if line.hasPrefix(" "), let first = before.first, parsedNumber(Array(first.utf8)) != nil {
        isInterval = true
        before.removeFirst()
      }
      part = before.first ?? ""
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
      for key in ["cpu", "core", "die", "socket", "node", "thread"] {
        guard let own = json.present(key) else { continue }
        part = own.isString ? try own.string() : own.text
      }
    }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "perf stat")
    var order: [Key] = []
    var series: [Key: [Counted]] = [:]
    var absent: [String: [String]] = [:]
    var separator: Character?
    var block = 0
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      // `--append` and `>>` add another measurement.
      if line.hasPrefix("# started on") { block += 1 }
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
      let key = Key(part: row.part, event: row.event)
      if series[key] == nil { order.append(key) }
      series[key, default: []].append(Counted(row: row, block: block, place: place))
    }
    for (absence, events) in absent.sorted(by: { $0.key < $1.key }) {
      var seen: Set<String> = []
      let names = events.filter { seen.insert($0).inserted }.joined(separator: ", ")
      harvest.warn("\(absence): no value of \(names)")
    }
    if order.isEmpty, let (absence, events) = absent.min(by: { $0.key < $1.key }) {
      throw InputError(
        place: source.name,
        message: "expected counts, found \(absence) for each of \(events.count) events")
    }
    for key in order { add(key, series[key] ?? [], &harvest) }
    return try harvest.loaded("lines of counters")
  }

  private struct Key: Hashable {
    var part: String
    var event: String
  }

  private struct Counted {
    var row: Row
    var block: Int
    var place: String
  }

  /// Each block is an execution; the rows of one in a block are its intervals.
  private static func add(_ key: Key, _ rows: [Counted], _ harvest: inout Harvest) {
    guard let first = rows.first else { return }
    let name = key.part.isEmpty ? "perf stat" : "perf stat \(key.part)"
    let metric = metric(key.event, first.row.unit)
    if rows.count == 1, !first.row.isInterval, let value = first.row.value {
      let error = first.row.variance.map { $0 / 100 * value }
      // One standard error on each side holds 68 %.
      harvest.add(
        value, of: name, metric, error: error, level: 0.6827,
        isExact: first.row.variance == 0 && metric.unit == "count", secondary: true,
        at: first.place)
      return
    }
    var executions: [[Counted]] = []
    for entry in rows {
      if executions.last?.last?.block == entry.block {
        executions[executions.count - 1].append(entry)
      } else {
        executions.append([entry])
      }
    }
    harvest.add(
      Measurement(
        benchmark: name, metric: metric,
        executions: executions.map { Execution(values: $0.compactMap(\.row.value)) }),
      secondary: true
    ) { execution, sample in
      execution < executions.count && sample < executions[execution].count
        ? executions[execution][sample].place : first.place
    }
  }

  /// Everything that perf counts is a cost.
  private static func metric(_ event: String, _ unit: String) -> Metric {
    Metric(
      name: event, unit: timeUnit(unit == "msec" ? "ms" : unit) ?? (unit.isEmpty ? "count" : unit),
      better: .lower)
  }
}
