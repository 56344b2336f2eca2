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

  func add(to harvest: inout Harvest) {
    let throughput = Metric(name: "throughput", unit: "req/s", better: .higher)
    let key = SeriesKey(benchmark: name, metric: throughput.name)
    if failed > 0, failed >= requests {
      harvest.reject(key, "all requests failed\(message.isEmpty ? "" : ": \(message)")", at: place)
      return
    }
    guard let rate else {
      harvest.reject(key, "expected a rate of requests, found none", at: place)
      return
    }
    harvest.add(rate, of: name, throughput, at: place)
    for (title, value, unit) in latencies where value.isFinite {
      harvest.add(
        value, of: name, Metric(name: title, unit: unit, better: .lower), secondary: true, at: place
      )
    }
    if let transfer {
      harvest.add(
        transfer.value, of: name,
        Metric(name: "transfer", unit: transfer.unit, better: .higher), secondary: true, at: place)
    }
    harvest.add(
      failed, of: name, Metric(name: "failed requests", unit: "requests", better: .lower),
      secondary: true, at: place)
    if failed > 0 {
      harvest.warn(
        "\"\(name)\": \(Int(failed)) requests failed\(message.isEmpty ? "" : ": \(message)")",
        at: place)
    }
  }
}

/// A number with a unit at its end (`12.27ms`, `501.52KB`).
func shownQuantity(_ text: some StringProtocol) -> (value: Double, unit: String)? {
  let digits = text.prefix { $0.isNumber || $0 == "." }
  guard let value = shownNumber(digits) else { return nil }
  return (value, text[digits.endIndex...].trimmed)
}

/// wrk's summary. A benchmark is the URL.
enum Wrk {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line in
      line.hasPrefix("Running ") && line.contains(" test @ ") ? true : nil
    } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "wrk")
    var test: LoadTest?
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let words = line.split(whereSeparator: \.isWhitespace)
      if line.hasPrefix("Running "), let at = line.firstRange(of: " test @ ") {
        test?.add(to: &harvest)
        test = LoadTest(
          name: line[at.upperBound...].trimmed, place: "\(source.name):\(number)")
        return
      }
      guard test != nil, let first = words.first, words.count > 1 else { return }
      func time(_ text: Substring) -> (value: Double, unit: String)? {
        guard let (value, unit) = shownQuantity(text), let symbol = timeUnit(unit) else {
          return nil
        }
        return (value, symbol)
      }
      if first == "Latency", words.count == 5, let (value, unit) = time(words[1]) {
        test?.latencies.append(("latency", value, unit))
      } else if first.hasSuffix("%"), words.count == 2, let (value, unit) = time(words[1]) {
        test?.latencies.append(("latency p\(first.dropLast())", value, unit))
      } else if first == "Requests/sec:" {
        test?.rate = shownNumber(words[1])
      } else if first == "Transfer/sec:", let (value, unit) = shownQuantity(words[1]) {
        // wrk's KB are of 1024 bytes.
        let binary = ["KB": "KiB/s", "MB": "MiB/s", "GB": "GiB/s", "B": "B/s"][unit]
        if let binary { test?.transfer = (value, binary) }
      } else if words.count > 2, words[1] == "requests", words[2] == "in" {
        test?.requests = shownNumber(first) ?? 0
      } else if line.contains("Non-2xx or 3xx responses:"),
        let count = shownNumber(words[words.count - 1])
      {
        test?.failed += count
        test?.message = line.trimmed
      } else if line.contains("Socket errors:") {
        let counts = line.split { $0 == " " || $0 == "," }.compactMap { shownNumber($0) }
        test?.failed += counts.reduce(0, +)
        test?.message = line.trimmed
      }
    }
    test?.add(to: &harvest)
    return try harvest.loaded("a summary with Requests/sec")
  }
}
