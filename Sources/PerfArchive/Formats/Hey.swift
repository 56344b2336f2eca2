import PerfStats
import PerfText

extension InputFormat {
  /// hey and oha.
  public static let hey = InputFormat("hey", isOneExecution: true, decode: Hey.decode)
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
      LoadTest.add([try summary(source)], to: &harvest)
    }
    return try harvest.loaded("a summary with Requests/sec")
  }

  private static func summary(_ source: SourceFile) throws(InputError) -> LoadTest {
    enum Part { case other, latency, status, errors }
    var test = LoadTest(name: "HTTP requests", place: source.name)
    var part = Part.other
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self).trimmed
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
        // With few requests the last percentiles are printed as those of 0 %.
        guard shownNumber(words[0].dropLast()) != 0 else { return }
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
    LoadTest.add([test], to: &harvest)
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
