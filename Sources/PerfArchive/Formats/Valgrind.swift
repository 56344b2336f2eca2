import PerfStats
import PerfText

extension InputFormat {
  /// Totals of Callgrind and Cachegrind.
  public static let valgrind = InputFormat(
    "valgrind", isOneExecution: true, decode: Valgrind.decode)
}

/// Totals of a profile by Callgrind or Cachegrind (`callgrind.out.PID`, `cachegrind.out.PID`): counts of
/// events, which do not vary. The benchmark is the command line, within its thread where these are kept apart.
enum Valgrind {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var head = 0
    return firstInLines(bytes) { line -> Bool? in
      head += 1
      if head > 60 { return false }
      return line.hasPrefix("events: ") && (line.contains("Ir") || line.contains("sysCount"))
        ? true : nil
    } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "valgrind")
    var command = ""
    var events: [String] = []
    var totals: [Double] = []
    var place = source.name
    var isCallgrind = false
    var parts: [String] = []
    var threads: Set<String> = []
    var triggers: [String] = []
    var units: [String: String] = [:]
    try source.forEachLine { (bytes, number) throws(InputError) in
      // Lines of the profile itself begin with a digit or with `fn=`.
      guard let first = bytes.first, first &- 97 < 26 || first == UInt8(ascii: "#") else { return }
      let line = String(decoding: bytes, as: UTF8.self)
      func rest(_ key: String) -> String? {
        line.hasPrefix(key) ? line.dropFirst(key.count).trimmed : nil
      }
      if let text = rest("cmd:") { command = text }
      if let text = rest("part:") { parts.append(text) }
      if let text = rest("thread:") { threads.insert(text) }
      if let text = rest("desc: Trigger:") { triggers.append(text) }
      if line.hasPrefix("event: "), let open = line.firstIndex(of: "(") {
        // `event: sysTime : sysTime (elapsed ns)`
        let name = line.dropFirst("event: ".count).prefix { $0 != " " && $0 != ":" }
        let words = line[line.index(after: open)...].split { " )".contains($0) }
        units[String(name)] = words.compactMap { timeUnit(String($0)) }.last
      }
      if let text = rest("creator:") {
        harvest.run.settings["valgrind"] = text
        isCallgrind = true
      }
      if let text = rest("events:") { events = text.split(separator: " ").map(String.init) }
      // Each part of a Callgrind profile has totals of its own.
      guard let text = rest(isCallgrind ? "totals:" : "summary:") else { return }
      place = "\(source.name):\(number)"
      let numbers = text.split(separator: " ").map { parsedNumber(Array($0.utf8)) ?? .nan }
      guard numbers.count <= events.count else {
        throw InputError(
          place: place,
          message: "expected a count for each of \(events.count) events, found \(numbers.count)")
      }
      for (k, number) in numbers.enumerated() {
        if k < totals.count { totals[k] += number } else { totals.append(number) }
      }
    }
    guard !totals.isEmpty else {
      throw InputError(place: source.name, message: "expected totals at the end, found none")
    }
    let name = command.isEmpty ? "profile" : command
    let within = threads.count == 1 ? "thread \(threads.first ?? "")" : ""
    let isPart =
      parts.count == 1 && (parts[0] != "1" || triggers.contains { !$0.hasPrefix("Program") })
    if isPart || totals.first == 0 {
      harvest.reject(
        SeriesKey(benchmark: name, metric: events.first ?? "Ir"), within: within,
        isPart
          ? "the profile is part \(parts[0]) of several: write all into one file (--combine-dumps=yes)"
          : "nothing was counted: collection was never switched on", at: place)
      return try harvest.loaded("totals of events")
    }
    for (event, total) in zip(events, totals) {
      let metric = Metric(name: event, unit: units[event] ?? "count", better: .lower)
      // What is simulated does not vary; the clock of `sysTime` does.
      let summary =
        metric.unit == "count"
        ? Summary(estimate: total, lower: total, upper: total, level: 0.95)
        : Summary(estimate: total)
      harvest.add(
        Measurement(
          benchmark: name, metric: metric, within: within, executions: [], summary: summary),
        secondary: event != "Ir"
      ) { _, _ in place }
    }
    return try harvest.loaded("totals of events")
  }
}
