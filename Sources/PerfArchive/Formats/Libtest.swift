import PerfStats
import PerfText

extension InputFormat {
  /// What `cargo bench` prints with libtest.
  public static let libtest = InputFormat("libtest", isOneExecution: true, readsJSONLines: true) {
    source throws(InputError) in
    Libtest.recognises(source.bytes)
      ? try Libtest.decode(source) : try LibtestJSON.decode(source)
  }
}

/// Lines of Rust's test harness: `test NAME ... bench: 1,234 ns/iter (+/- 56)`. The number is a
/// median; the spread (maximum less minimum) is no interval and is not used. A benchmark that panicked
/// ends in `FAILED`; what it printed stands below.
enum Libtest {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if 1..<20_000 ~= end - start,
        let found = parse(String(decoding: bytes[start..<end], as: UTF8.self)), found.value != nil
      {
        return true
      }
      start = end + 1
    }
    return false
  }

  private static func parse(_ line: String) -> (name: String, value: Double?, unit: String)? {
    // With `-q` the signs of the tests before stand on the line.
    guard let mark = line.firstRange(of: "... bench:"),
      let start = line[..<mark.lowerBound].firstRange(of: "test "),
      line[..<start.lowerBound].allSatisfy({ "iF.,".contains($0) })
    else { return nil }
    let name = line[start.upperBound..<mark.lowerBound].trimmed
    guard let result = result(line[mark.upperBound...]) else {
      return (name, nil, "\"\(line[mark.upperBound...].trimmed)\"")
    }
    return (name, result.value, result.unit)
  }

  /// `1,234 ns/iter (+/- 56)`
  private static func result(_ text: Substring) -> (value: Double?, unit: String)? {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, words[1].hasSuffix("/iter") else { return nil }
    return (parsedNumber(words[0].replacing(",", with: "").utf8), String(words[1]))
  }

  /// The name in `test NAME ... ` before something that is no ending: the benchmark's own output.
  private static func unfinished(_ line: String) -> String? {
    guard line.hasPrefix("test "), let mark = line.firstRange(of: " ... "),
      !["ok", "FAILED", "ignored"].contains(where: line[mark.upperBound...].hasPrefix)
    else { return nil }
    return line[..<mark.lowerBound].dropFirst(5).trimmed
  }

  /// The name in `test NAME ... ENDING`, or `NAME --- ENDING` of `-q`.
  private static func name(_ line: String, _ ending: String) -> String? {
    if line.hasPrefix("test "), let mark = line.firstRange(of: " ... \(ending)") {
      return line[..<mark.lowerBound].dropFirst(5).trimmed
    }
    guard line.trimmed.hasSuffix(" --- \(ending)") else { return nil }
    return line.trimmed.dropLast(ending.count + 5).trimmed
  }

  private static let noResult = "expected a result after the benchmark's name"

  /// A test of one of the programs that cargo ran.
  private struct Test: Hashable {
    var name: String
    var target: String
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "libtest")
    var failed: [(test: Test, place: String)] = []
    var messages: [Test: String] = [:]
    var open: Test?
    var target = ""
    /// A benchmark whose own output stands between its name and its result.
    var broken: (name: String, place: String)?
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      if let running = CargoTarget.name(line) { target = running }
      if let name = name(line, "FAILED") {
        failed.append((Test(name: name, target: target), place))
      }
      if let name = name(line, "ignored") {
        harvest.skip(
          SeriesKey(benchmark: name, metric: ""), within: target, "ignored", at: place,
          quietly: true)
      }
      if line.hasPrefix("---- "), let end = line.firstRange(of: " stdout ----") {
        open = Test(name: line[..<end.lowerBound].dropFirst(5).trimmed, target: target)
      } else if let test = open, !line.trimmed.isEmpty {
        // Where the thread panicked, and with what.
        let text = messages[test].map { "\($0) \(line.trimmed)" } ?? line.trimmed
        messages[test] = String(text.prefix(200))
        if messages[test]?.contains("panicked at") != true || text != line.trimmed { open = nil }
      }
      if line.hasPrefix("test "), let (name, place) = broken {
        harvest.reject(
          SeriesKey(benchmark: name), within: target, noResult, at: place)
        broken = nil
      }
      var row = parse(line)
      if row == nil {
        if let name = unfinished(line) { broken = (name, place) }
        if let (name, _) = broken, let mark = line.ranges(of: "bench:").last,
          let found = result(line[mark.upperBound...])
        {
          row = (name, found.value, found.unit)
        }
        let text = line.trimmed
        if row != nil || text.hasSuffix("ok") || text.hasSuffix("FAILED") { broken = nil }
      }
      guard let (name, value, unit) = row else { return }
      guard let value, let time = timeUnit(unit) else {
        harvest.reject(
          SeriesKey(benchmark: name), within: target,
          "expected a number of ns/iter, found \(unit)", at: place)
        return
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: time, better: .lower),
          within: target, executions: [], summary: Summary(estimate: value))
      ) { _, _ in place }
    }
    if let (name, place) = broken {
      harvest.reject(SeriesKey(benchmark: name), within: target, noResult, at: place)
    }
    for (test, place) in failed {
      harvest.reject(
        SeriesKey(benchmark: test.name), within: test.target,
        "the benchmark failed: \(messages[test] ?? "no message")", at: place)
    }
    return try harvest.loaded("lines like \"test name ... bench: 12 ns/iter (+/- 3)\"")
  }
}
