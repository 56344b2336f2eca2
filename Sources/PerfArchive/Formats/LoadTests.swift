import PerfStats
import PerfText

extension InputFormat {
  public static let wrk = InputFormat("wrk", isOneExecution: true, decode: Wrk.decode)
  /// hey and oha.
  public static let hey = InputFormat("hey", isOneExecution: true, decode: Hey.decode)
  public static let k6 = InputFormat("k6", isOneExecution: true, decode: K6.decode)
}

/// What load generators for HTTP have in common: a rate of requests, latencies, and requests that
/// failed. Where all failed nothing was measured; some are a metric beside the others.
private struct LoadTest {
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
private func quantity(_ text: some StringProtocol) -> (value: Double, unit: String)? {
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
        guard let (value, unit) = quantity(text), let symbol = timeUnit(unit) else { return nil }
        return (value, symbol)
      }
      if first == "Latency", words.count == 5, let (value, unit) = time(words[1]) {
        test?.latencies.append(("latency", value, unit))
      } else if first.hasSuffix("%"), words.count == 2, let (value, unit) = time(words[1]) {
        test?.latencies.append(("latency p\(first.dropLast())", value, unit))
      } else if first == "Requests/sec:" {
        test?.rate = shownNumber(words[1])
      } else if first == "Transfer/sec:", let (value, unit) = quantity(words[1]) {
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

/// hey and oha: a summary in words, hey's CSV with a row per request, oha's JSON. Neither names the URL.
enum Hey {
  static func recognises(_ json: JSON) -> Bool {
    json["summary"]?["requestsPerSec"] != nil
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("response-time,DNS+dialup,DNS,")
  }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    var hasSummary = false
    return firstInLines(bytes) { line in
      if line.trimmed == "Summary:" { hasSummary = true }
      return hasSummary && line.trimmed.hasPrefix("Requests/sec:") ? true : nil
    } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "hey")
    if source.json != nil {
      try json(source.document(), &harvest)
    } else if recognisesTable(String(decoding: source.firstLine, as: UTF8.self)) {
      try table(source, &harvest)
    } else {
      try summary(source).add(to: &harvest)
    }
    return try harvest.loaded("a summary with Requests/sec")
  }

  private static func summary(_ source: SourceFile) throws(InputError) -> LoadTest {
    enum Part { case other, latency, status, errors }
    var test = LoadTest(name: "HTTP requests", place: source.name)
    var part = Part.other
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: CriterionText.withoutColour(bytes), as: UTF8.self).trimmed
      let words = line.split(whereSeparator: \.isWhitespace)
      if line.hasPrefix("Latency distribution") || line.hasPrefix("Response time distribution") {
        part = .latency
      } else if line.hasPrefix("Status code distribution") {
        part = .status
      } else if line.hasPrefix("Error distribution") {
        part = .errors
      } else if line.hasPrefix("Response time histogram") || line.hasPrefix("Details") {
        part = .other
      }
      guard words.count >= 2 else { return }
      if words[0] == "Requests/sec:" {
        test.rate = shownNumber(words[1])
        test.place = "\(source.name):\(number)"
      } else if words[0] == "Average:", part == .other, let value = shownNumber(words[1]) {
        let unit = words.count > 2 ? timeUnit(String(words[2])) : nil
        test.latencies.append(("latency", value, unit ?? "s"))
      } else if part == .latency, words[0].hasSuffix("%"), words.count >= 3,
        let value = shownNumber(words[2])
      {
        let unit = words.count > 3 ? timeUnit(String(words[3])) : nil
        let percent = shownNumber(words[0].dropLast()).map { "\($0)" } ?? String(words[0])
        let short = percent.hasSuffix(".0") ? String(percent.dropLast(2)) : percent
        test.latencies.append(("latency p\(short)", value, unit ?? "s"))
      } else if part == .status || part == .errors, words[0].hasPrefix("["),
        let close = line.firstIndex(of: "]")
      {
        let inside = line[line.index(after: line.startIndex)..<close]
        let count = part == .status ? shownNumber(words[1]) : shownNumber(inside)
        test.requests += count ?? 0
        // A status from 400 on is a failure; so is a request without one.
        if part == .errors || (Int(inside) ?? 0) >= 400 {
          test.failed += count ?? 0
          test.message = part == .errors ? String(line.prefix(200)) : "status \(inside)"
        }
      }
    }
    return test
  }

  /// oha's JSON; times in seconds.
  private static func json(_ json: JSON, _ harvest: inout Harvest) throws(InputError) {
    let summary = try json.member("summary")
    var test = LoadTest(name: "HTTP requests", place: summary.place)
    test.rate = try summary.member("requestsPerSec").double()
    if let mean = summary.present("average"), mean.isNumber {
      test.latencies.append(("latency", try mean.double(), "s"))
    }
    if let percentiles = json.present("latencyPercentiles") {
      for (key, value) in try percentiles.members() where value.isNumber {
        test.latencies.append(("latency \(key)", try value.double(), "s"))
      }
    }
    for (status, count) in try json.present("statusCodeDistribution")?.members() ?? [] {
      test.requests += try count.double()
      if Int(status) ?? 0 >= 400 {
        test.failed += try count.double()
        test.message = "status \(status)"
      }
    }
    for (error, count) in try json.present("errorDistribution")?.members() ?? [] {
      // What the deadline of the whole run cut off did not fail.
      if error.contains("deadline") { continue }
      test.requests += try count.double()
      test.failed += try count.double()
      test.message = String(error.prefix(200))
    }
    test.add(to: &harvest)
  }

  /// hey's rows: a time in seconds per request, by worker and not in time order.
  private static func table(_ source: SourceFile, _ harvest: inout Harvest) throws(InputError) {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    let status = reader.fields.indices.first { reader.text($0) == "status-code" } ?? -1
    var values: [Double] = []
    var lines: [Int] = []
    var failed = 0
    while try reader.next() {
      guard let value = reader.double(0) else {
        throw reader.error("response-time: expected a number, found \"\(reader.text(0))\"")
      }
      if Int(reader.text(status)) ?? 0 >= 400 {
        failed += 1
        continue
      }
      values.append(value)
      lines.append(reader.line)
    }
    let name = "HTTP requests"
    guard !values.isEmpty else {
      harvest.reject(
        SeriesKey(benchmark: name, metric: "latency"),
        failed > 0 ? "all requests failed" : "expected requests, found none")
      return
    }
    if failed > 0 { harvest.warn("\(failed) requests failed; their times are left out") }
    harvest.add(
      Measurement(
        benchmark: name, metric: Metric(name: "latency", unit: "s", better: .lower),
        executions: [Execution(values: values, isOrdered: false)])
    ) { _, sample in "\(source.name):\(sample < lines.count ? lines[sample] : 1)" }
  }
}

/// k6's summary as JSON (`--summary-export`, or the data of `handleSummary`): trends are latencies,
/// counters rates. The benchmark is `k6`.
enum K6 {
  static func recognises(_ json: JSON) -> Bool {
    guard let metrics = json["metrics"], metrics.isObject else { return false }
    return metrics["iterations"] != nil && (json["root_group"] != nil || metrics["vus"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "k6")
    for (name, entry) in try source.document().member("metrics").members() {
      let values = entry.present("values") ?? entry
      if let mean = values.present("avg") {
        // Trends are in ms unless they say otherwise.
        let isTime = entry.present("contains").map { $0.text == "\"time\"" } ?? true
        let unit = isTime ? "ms" : ""
        let better: Metric.Direction = isTime ? .lower : .unspecified
        harvest.add(
          try mean.double(), of: "k6", Metric(name: name, unit: unit, better: better),
          secondary: true, at: mean.place)
        if let p95 = values.present("p(95)") {
          harvest.add(
            try p95.double(), of: "k6", Metric(name: "\(name) p95", unit: unit, better: better),
            secondary: true, at: p95.place)
        }
      } else if name.hasSuffix("_failed"),
        let rate = values.present("rate") ?? values.present("value")
      {
        let share = try rate.double()
        if share >= 1 {
          harvest.reject(
            SeriesKey(benchmark: "k6", metric: name), "all requests failed", at: rate.place)
          continue
        }
        harvest.add(
          share, of: "k6", Metric(name: name, unit: "ratio", better: .lower), secondary: true,
          at: rate.place)
      } else if let rate = values.present("rate"), values.present("count") != nil {
        let unit = name.hasPrefix("data_") ? "B/s" : "1/s"
        harvest.add(
          try rate.double(), of: "k6", Metric(name: name, unit: unit, better: .higher),
          secondary: true, at: rate.place)
      }
    }
    return try harvest.loaded("metrics of a summary")
  }
}
