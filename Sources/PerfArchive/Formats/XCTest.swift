import PerfStats
import PerfText

extension InputFormat {
  /// `swift test` with XCTest's `measure`.
  public static let xctest = InputFormat("xctest", isOneExecution: true, decode: XCTest.decode)
}

/// What `swift test` prints for XCTest's `measure`: the values of each test in time order, with
/// six decimals.
enum XCTest {
  private static let mark = Array("' measured [".utf8)

  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if bytes[start..<end].firstRange(of: mark) != nil,
        Line(String(decoding: bytes[start..<end], as: UTF8.self)) != nil
      {
        return true
      }
      start = end + 1
    }
    return false
  }

  /// `FILE:LINE: Test Case 'NAME' measured [TITLE, UNIT] average: ..., values: [...], ...`
  private struct Line {
    var test: String
    /// The folder of the test's target, which nothing else on Linux tells.
    var target: String
    var title: String
    var unit: String
    var values: String
    var prefersLarger: Bool

    init?(_ line: String) {
      guard let measured = line.firstRange(of: "' measured ["),
        let quote = line[..<measured.lowerBound].lastIndex(of: "'"),
        let close = line[measured.upperBound...].firstIndex(of: "]"),
        let list = line[close...].firstRange(of: "values: ["),
        let end = line[list.upperBound...].firstIndex(of: "]")
      else { return nil }
      let kind = line[measured.upperBound..<close]
      guard let comma = kind.lastIndex(of: ",") else { return nil }
      test = XCTest.name(line[line.index(after: quote)..<measured.lowerBound])
      // Xcode's names begin with the module.
      target = line[quote...].hasPrefix("'-[") ? "" : XCTest.target(line[..<quote])
      title = kind[..<comma].trimmed
      unit = kind[kind.index(after: comma)...].trimmed
      values = String(line[list.upperBound..<end])
      prefersLarger = line[end...].contains("polarity: prefers larger")
    }

    /// `Time` of Linux and the clock's metric of Xcode are the time.
    var metric: Metric {
      let isTime = title == "Time" || title.hasPrefix("Clock Monotonic Time")
      return Metric(
        name: isTime ? "time" : title, unit: timeUnit(unit) ?? unit,
        better: prefersLarger ? .higher : .lower)
    }
  }

  /// `-[Module.Class method]` of Xcode as `Module.Class.method`.
  private static func name(_ text: Substring) -> String {
    guard text.hasPrefix("-["), text.hasSuffix("]") else { return String(text) }
    return String(text.dropFirst(2).dropLast()).replacing(" ", with: ".")
  }

  /// The test in `Test Case 'TEST' ENDING (0.3 seconds)`.
  private static func ended(_ text: String, _ ending: String) -> String? {
    guard text.hasPrefix("Test Case '"), let end = text.firstRange(of: "' \(ending) (") else {
      return nil
    }
    return name(text.dropFirst(11)[..<end.lowerBound])
  }

  /// `ParserTests` of `/src/Tests/ParserTests/Speed/Lines.swift:5: Test Case `: the folder below the last
  /// one called `Tests`, else the file's own.
  private static func target(_ text: Substring) -> String {
    let path = text.split(separator: ":").first ?? ""
    let folders = path.split(separator: "/").dropLast()
    if let tests = folders.lastIndex(of: "Tests"), tests + 1 < folders.endIndex {
      return String(folders[tests + 1])
    }
    return folders.last.map(String.init) ?? ""
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "xctest")
    var found: [(line: Line, place: String, hasFailed: Bool)] = []
    /// Lines of tests that have not ended: two targets may have a test of one name.
    var running: [Int] = []
    var failed: [String] = []
    try source.forEachLine { (bytes, number) throws(InputError) in
      let text = String(decoding: bytes, as: UTF8.self)
      if let line = Line(text) {
        running.append(found.count)
        found.append((line, "\(source.name):\(number)", false))
      } else if let test = ended(text, "failed") {
        let own = running.filter { found[$0].line.test == test }
        for index in own { found[index].hasFailed = true }
        if own.isEmpty { failed.append(test) }
        running.removeAll(where: own.contains)
      } else if let test = ended(text, "passed") {
        running.removeAll { found[$0].line.test == test }
      } else if let test = ended(text, "skipped") {
        harvest.skip(
          SeriesKey(benchmark: test, metric: ""), "the test was skipped",
          at: "\(source.name):\(number)", quietly: true)
      }
    }
    for (line, place, hasFailed) in found {
      let key = SeriesKey(benchmark: line.test, metric: line.metric.name)
      if hasFailed {
        harvest.reject(key, within: line.target, "the test failed", at: place)
        continue
      }
      let words = line.values.split(separator: ",").map(\.trimmed)
      let values = words.compactMap { parsedNumber($0.utf8) }
      guard values.count == words.count else {
        harvest.reject(
          key, within: line.target, "expected numbers, found \(line.values.prefix(60))", at: place)
        continue
      }
      let zeros = zip(words, values).filter { $0.1 == 0 }.map(\.0)
      // Another clock that reads zero, the processor's, is left to the comparison.
      if let zero = zeros.first, line.metric.name == "time" {
        harvest.reject(
          key, within: line.target,
          "\(zeros.count) of \(values.count) times are printed as \(zero), too short for the"
            + " printed digits: nothing can be judged; let measure do more work", at: place)
        continue
      }
      harvest.add(
        Measurement(
          benchmark: line.test, metric: line.metric, within: line.target,
          executions: [Execution(values: values)]),
        secondary: line.metric.name != "time"
      ) { _, _ in place }
    }
    for test in failed { harvest.warn("test \(test) failed") }
    return try harvest.loaded("tests with `measure`")
  }
}
