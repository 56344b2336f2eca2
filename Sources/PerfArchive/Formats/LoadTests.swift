import PerfStats
import PerfText

extension InputFormat {
  /// The summary of wrk.
  public static let wrk = InputFormat("wrk", isOneExecution: true, decode: Wrk.decode)
}

/// What load generators for HTTP have in common: a rate of requests, latencies, and requests that
/// failed. Where all failed nothing was measured; some are a metric beside the others.
struct LoadTest {
  var name: String
  var place: String
  var rate: Double?
  /// Name, value and unit.
  var latencies: [(name: String, value: Double, unit: String)] = []
  var transfer: (value: Double, unit: String)?
  var requests = 0.0
  var failed = 0.0
  var message = ""

  /// The load, where the tool tells it: connections and threads.
  var load = ""

  /// Each metric with its value; nil if nothing was measured.
  private var measured: [(metric: Metric, value: Double)]? {
    guard let rate, failed == 0 || failed < requests else { return nil }
    var list = [(Metric(name: "throughput", unit: "req/s", better: .higher), rate)]
    for (title, value, unit) in latencies where value.isFinite {
      list.append((Metric(name: title, unit: unit, better: .lower), value))
    }
    if let transfer {
      list.append((Metric(name: "transfer", unit: transfer.unit, better: .higher), transfer.value))
    }
    list.append((Metric(name: "failed requests", unit: "requests", better: .lower), failed))
    return list
  }

  /// Adds tests of which those of one name and load are repetitions: executions of one benchmark.
  static func add(_ tests: [LoadTest], to harvest: inout Harvest) {
    var groups: [[LoadTest]] = []
    for test in tests {
      let known = groups.firstIndex { $0[0].name == test.name && $0[0].load == test.load }
      if let known { groups[known].append(test) } else { groups.append([test]) }
    }
    for group in groups { addGroup(group, to: &harvest) }
  }

  private static func addGroup(_ group: [LoadTest], to harvest: inout Harvest) {
    let (name, load) = (group[0].name, group[0].load)
    for test in group {
      let what = test.message.isEmpty ? "" : ": \(test.message)"
      guard test.measured != nil else {
        harvest.reject(
          SeriesKey(benchmark: name, metric: "throughput"), within: load,
          test.failed > 0
            ? "all requests failed\(what)" : "expected a rate of requests, found none",
          at: test.place)
        return
      }
      if test.failed > 0 {
        harvest.warn("\"\(name)\": \(Int(test.failed)) requests failed\(what)", at: test.place)
      }
    }
    for (number, entry) in (group[0].measured ?? []).enumerated() {
      let values = group.compactMap { test in
        test.measured?.first { $0.metric.name == entry.metric.name }.flatMap {
          Metric.Unit($0.metric.unit).convert($0.value, to: Metric.Unit(entry.metric.unit))
        }
      }
      var measurement = Measurement(
        benchmark: name, metric: entry.metric, within: load, definition: load,
        executions: values.map { Execution(values: [$0]) })
      if group.count == 1 {
        measurement.executions = []
        measurement.summary = Summary(estimate: entry.value)
      }
      harvest.add(measurement, secondary: number > 0) { execution, _ in
        execution < group.count ? group[execution].place : group[0].place
      }
    }
  }
}

/// A number with a unit at its end (`12.27ms`, `501.52KB`).
func shownQuantity(_ text: some StringProtocol) -> (value: Double, unit: String)? {
  let digits = text.prefix { $0.isNumber || $0 == "." }
  guard let value = shownNumber(digits) else { return nil }
  return (value, text[digits.endIndex...].trimmed)
}

/// wrk's summary. A benchmark is the URL; several summaries of one URL under one load are its executions.
enum Wrk {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line in
      line.hasPrefix("Running ") && line.contains(" test @ ") ? true : nil
    } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "wrk")
    var tests: [LoadTest] = []
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let words = line.split(whereSeparator: \.isWhitespace)
      if line.hasPrefix("Running "), let at = line.firstRange(of: " test @ ") {
        tests.append(
          LoadTest(name: line[at.upperBound...].trimmed, place: "\(source.name):\(number)"))
        return
      }
      guard var test = tests.popLast() else { return }
      defer { tests.append(test) }
      guard let first = words.first, words.count > 1 else { return }
      if words.count == 5, words[1] == "threads", words[4] == "connections" {
        test.load = line.trimmed
        return
      }
      func time(_ text: Substring) -> (value: Double, unit: String)? {
        guard let (value, unit) = shownQuantity(text), let symbol = timeUnit(unit) else {
          return nil
        }
        return (value, symbol)
      }
      if first == "Latency", words.count == 5, let (value, unit) = time(words[1]) {
        test.latencies.append(("latency", value, unit))
      } else if first.hasSuffix("%"), words.count == 2, let (value, unit) = time(words[1]) {
        test.latencies.append(("latency p\(first.dropLast())", value, unit))
      } else if first == "Requests/sec:" {
        test.rate = shownNumber(words[1])
      } else if first == "Transfer/sec:", let (value, unit) = shownQuantity(words[1]) {
        // wrk's KB are of 1024 bytes.
        let binary = ["KB": "KiB/s", "MB": "MiB/s", "GB": "GiB/s", "B": "B/s"][unit]
        if let binary { test.transfer = (value, binary) }
      } else if words.count > 2, words[1] == "requests", words[2] == "in" {
        test.requests = shownNumber(first) ?? 0
      } else if line.contains("Non-2xx or 3xx responses:"),
        let count = shownNumber(words[words.count - 1])
      {
        test.failed += count
        test.message = line.trimmed
      } else if line.contains("Socket errors:") {
        let counts = line.split { $0 == " " || $0 == "," }.compactMap { shownNumber($0) }
        test.failed += counts.reduce(0, +)
        test.message = line.trimmed
      }
    }
    LoadTest.add(tests, to: &harvest)
    return try harvest.loaded("a summary with Requests/sec")
  }
}
