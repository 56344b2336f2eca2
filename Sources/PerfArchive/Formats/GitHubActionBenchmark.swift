import PerfStats
import PerfText

extension InputFormat {
  /// Data of github-action-benchmark.
  public static let gitHubActionBenchmark = InputFormat(
    "github-action-benchmark", isOneExecution: false, decode: GitHubActionBenchmark.decode)
}

/// github-action-benchmark: the list of values that it takes, and the history (`data.js`) that it
/// keeps, of which every entry is a run.
enum GitHubActionBenchmark {
  static func recognises(_ json: JSON) -> Bool {
    if json["entries"]?.isObject == true, json["lastUpdate"] != nil { return true }
    guard json.isArray, let first = json.firstElement else { return false }
    return first["name"] != nil && first["value"] != nil && first["unit"] != nil
  }

  private static let scriptStart = "window.BENCHMARK_DATA"

  static func recognisesScript(_ bytes: [UInt8]) -> Bool {
    bytes.dropFirst(afterByteOrderMark(bytes)).starts(with: Array(scriptStart.utf8))
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json: JSON
    if source.json == nil, let brace = source.bytes.firstIndex(of: UInt8(ascii: "{")) {
      json = try JSON(
        parsing: source.bytes, file: source.name, range: brace..<source.bytes.count, trailing: true)
    } else {
      json = try source.document()
    }
    var harvest = Harvest(source, origin: "github-action-benchmark")
    if json.isArray {
      try add(json, &harvest)
      return try harvest.loaded("entries with name, unit and value")
    }
    var loaded = LoadedRuns()
    for (suite, entries) in try json.member("entries").members() {
      for entry in try entries.elements() {
        var one = Harvest(source, origin: "github-action-benchmark")
        let number = loaded.runs.count
        one.ending += "-\(number)"
        one.run.settings["suite"] = suite
        if let commit = entry.present("commit") {
          one.run.commit = knownRevision(try commit.present("id")?.string() ?? "")
          one.run.date = timestamp(try commit.present("timestamp")?.string() ?? "")
        }
        if let date = entry.present("date"), date.isNumber {
          let milliseconds = try date.double()
          if milliseconds.magnitude < 1e15 {
            one.run.date = timestamp(seconds: Int(milliseconds / 1000))
          }
        }
        let tool = try entry.present("tool")?.string() ?? ""
        try add(entry.member("benches"), &one, suite: suite, tool: tool)
        if one.run.measurements.isEmpty, one.rejected.isEmpty { continue }
        loaded.append(try one.loaded("benches"))
      }
    }
    if loaded.runs.isEmpty, loaded.rejected.isEmpty {
      throw json.error("expected entries with benches, found none")
    }
    // Two suites may have a benchmark of one name.
    var sides = [loaded.runs]
    _ = nameAlike(&sides)
    loaded.runs = sides[0]
    return loaded
  }

  /// The direction that the tool which wrote the values implies where the unit says nothing.
  private static func direction(ofTool tool: String) -> Metric.Direction {
    switch tool {
    case "customBiggerIsBetter", "benchmarkjs", "pytest": .higher
    case "customSmallerIsBetter", "cargo", "go", "googlecpp", "catch2", "julia", "jmh",
      "benchmarkdotnet", "benchmarkluau":
      .lower
    default: .unspecified
    }
  }

  private static func add(
    _ list: JSON, _ harvest: inout Harvest, suite: String = "", tool: String = ""
  ) throws(InputError) {
    for entry in try list.elements() {
      let name = try entry.member("name").string()
      // Older versions left further metrics after a tab (`ns/op\t 16 B/op`).
      let written = try entry.present("unit")?.string() ?? ""
      let unit = Metric.Unit(String(written.prefix { $0 != "\t" }))
      var better = direction(ofTool: tool)
      // What a custom tool says outranks the unit.
      if !tool.hasPrefix("custom"), unit.direction != .unspecified { better = unit.direction }
      let kind: String
      switch unit.dimension {
      case .time where unit.subject.isEmpty: kind = "time"
      case .rate, .byteRate: kind = "throughput"
      default: kind = "value"
      }
      let metric = Metric(name: kind, unit: unit.symbol, better: better)
      let value = try entry.member("value")
      // Some producers write the number as a text.
      let estimate =
        value.isString
        ? parsedNumber(try value.string().utf8) : value.isNumber ? try value.double() : nil
      guard let estimate else {
        harvest.reject(
          SeriesKey(benchmark: name, metric: kind), within: suite,
          "expected a number, found \(value.description)", at: value.place)
        continue
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: metric, within: suite, executions: [],
          summary: Summary(estimate: estimate))
      ) { _, _ in value.place }
    }
  }
}
