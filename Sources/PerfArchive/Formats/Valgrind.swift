import PerfStats
import PerfText

extension InputFormat {
  /// Totals of Callgrind and Cachegrind.
  public static let valgrind = InputFormat(
    "valgrind", isOneExecution: true, decode: Valgrind.decode)
}

/// Totals of a profile by Callgrind or Cachegrind (`callgrind.out.PID`, `cachegrind.out.PID`): counts of
/// events, which do not vary. The benchmark is the command line.
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
    try source.forEachLine { (bytes, number) throws(InputError) in
      // Lines of the profile itself begin with a digit or with `fn=`.
      guard let first = bytes.first, first &- 97 < 26 || first == UInt8(ascii: "#") else { return }
      let line = String(decoding: bytes, as: UTF8.self)
      func rest(_ key: String) -> String? {
        line.hasPrefix(key) ? line.dropFirst(key.count).trimmed : nil
      }
      if let text = rest("cmd:") { command = text }
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
    for (event, total) in zip(events, totals) {
      harvest.add(
        total, of: command.isEmpty ? "profile" : command,
        Metric(name: event, unit: "count", better: .lower), secondary: event != "Ir", at: place)
    }
    return try harvest.loaded("totals of events")
  }
}
