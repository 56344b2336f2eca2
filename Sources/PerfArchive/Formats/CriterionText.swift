import PerfStats
import PerfText

extension InputFormat {
  /// What Criterion prints.
  public static let criterionText = InputFormat(
    "criterion-text", isOneExecution: true, decode: CriterionText.decode)
}

/// What Criterion prints: three numbers per benchmark (point estimate and its 95 %
/// bootstrap interval) and no samples.
///
/// Names longer than 23 characters stand on the line above `time:`. A file may begin with
/// the header lines `# Commit:`, `# Branch:`, `# Date:`, `# CPU:` of an older baseline layout.
enum CriterionText {
  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "criterion text")
    var pending = ""
    /// The benchmark that Criterion has begun and not told the time of.
    var running = ""
    var failures: [(name: String, target: String, message: String, place: String)] = []
    var target = ""
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = bytes
      let place = "\(source.name):\(number)"
      if line.first == UInt8(ascii: "#") {
        header(String(decoding: line, as: UTF8.self), &harvest.run)
        return
      }
      guard let estimate = timeLine(line) else {
        let text = String(decoding: line, as: UTF8.self).trimmed
        if let running = CargoTarget.name(text) {
          target = running
        } else if text.hasPrefix("Benchmarking ") {
          running = begun(text)
        } else if !running.isEmpty, text.hasPrefix("thread '"), text.contains("panicked at") {
          failures.append((running, target, text, place))
          running = ""
        } else if let cut = text.firstRange(of: "time:"),
          text[cut.upperBound...].trimmed.first == "["
        {
          let name = text[..<cut.lowerBound].trimmed
          harvest.reject(
            SeriesKey(benchmark: name.isEmpty ? pending : name), within: target,
            "expected three times with units in brackets, found \(text[cut.upperBound...].trimmed)",
            at: place)
          running = ""
        } else if !text.isEmpty {
          // The panic's own words stand on the next line.
          if let last = failures.last, last.message.hasSuffix(":") {
            failures[failures.count - 1].message += " \(text)"
          }
          pending = text
        }
        return
      }
      var name = estimate.name.isEmpty ? pending : estimate.name
      // The benchmark's own output before its name.
      if !running.isEmpty, name.hasSuffix(" \(running)") || name.hasSuffix("\t\(running)") {
        name = running
      }
      running = ""
      pending = ""
      guard !estimate.isChange else { return }
      let key = SeriesKey(benchmark: name)
      if name.isEmpty {
        harvest.reject(key, within: target, "expected a benchmark name before \"time:\"", at: place)
        return
      }
      guard let values = estimate.nanoseconds else {
        harvest.reject(
          key, within: target,
          "expected three times with units in brackets, found \(estimate.text)", at: place)
        return
      }
      guard values[0] <= values[1], values[1] <= values[2] else {
        harvest.reject(
          key, within: target,
          "expected lower bound, estimate and upper bound in order, found \(estimate.text)",
          at: place)
        return
      }
      let summary = Summary(
        estimate: values[1], lower: values[0], upper: values[2], level: 0.95)
      harvest.add(
        Measurement(
          benchmark: name, metric: .nanoseconds, within: target, executions: [], summary: summary)
      ) { _, _ in place }
    }
    for failure in failures {
      harvest.reject(
        SeriesKey(benchmark: failure.name), within: failure.target,
        "the benchmark failed: \(failure.message.prefix(300))", at: failure.place)
    }
    if !running.isEmpty, failures.isEmpty {
      harvest.reject(
        SeriesKey(benchmark: running), within: target,
        "expected a result after \"Benchmarking \(running)\"")
    }
    return try harvest.loaded("lines like \"name  time: [1.0 ns 1.1 ns 1.2 ns]\"")
  }

  /// `NAME` of `Benchmarking NAME: Warming up for 3.0000 s`.
  private static func begun(_ line: String) -> String {
    let name = line.dropFirst("Benchmarking ".count)
    let steps = [": Warming up for ", ": Collecting ", ": Analyzing", ": Profiling "]
    let end = steps.compactMap { name.ranges(of: $0).last?.lowerBound }.max() ?? name.endIndex
    return name[..<end].trimmed
  }

  /// Whether a text holds a line of Criterion's results.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if let found = timeLine(bytes[start..<end]), found.nanoseconds != nil {
        return true
      }
      start = end + 1
    }
    return false
  }

  private struct TimeLine {
    var name: String
    /// The bracket.
    var text: String
    var isChange: Bool
    var nanoseconds: [Double]?
  }

  private static let mark = Array("time:".utf8)

  private static func timeLine(_ line: ArraySlice<UInt8>) -> TimeLine? {
    guard line.last(where: { $0 > 32 }) == UInt8(ascii: "]") || line.contains(UInt8(ascii: "%")),
      let open = line.lastIndex(of: UInt8(ascii: "["))
    else { return nil }
    // "time:" and white space stand before the bracket.
    var at = open
    while at > line.startIndex, line[at - 1] == 32 || line[at - 1] == 9 { at -= 1 }
    guard at - line.startIndex >= mark.count, line[(at - mark.count)..<at].elementsEqual(mark)
    else { return nil }
    guard let close = line[open...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let inside = line[(open + 1)..<close]
    let name = String(decoding: line[..<(at - mark.count)], as: UTF8.self).trimmed
    return TimeLine(
      name: name, text: String(decoding: line[open...close], as: UTF8.self),
      isChange: inside.contains(UInt8(ascii: "%")), nanoseconds: nanoseconds(inside))
  }

  private static func nanoseconds(_ inside: ArraySlice<UInt8>) -> [Double]? {
    let words = inside.split(separator: 32)
    guard words.count == 6 else { return nil }
    var result: [Double] = []
    for k in [0, 2, 4] {
      guard let value = parsedNumber(words[k]),
        let unit = timeUnit(String(decoding: words[k + 1], as: UTF8.self))
      else { return nil }
      switch unit {
      case "ps": result.append(value / 1e3)
      case "ns": result.append(value)
      case "us": result.append(value * 1e3)
      case "ms": result.append(value * 1e6)
      case "s": result.append(value * 1e9)
      default: return nil
      }
    }
    return result
  }

  private static func header(_ line: String, _ run: inout Run) {
    let text = line.dropFirst().trimmed
    guard let colon = text.firstIndex(of: ":") else { return }
    let value = text[text.index(after: colon)...].trimmed
    switch text[..<colon] {
    case "Commit": run.commit = value
    case "Branch": run.branch = value
    case "Date": run.date = timestamp(value)
    case "CPU" where value != "unknown": run.runner.cpu = value
    default: break
    }
  }
}
