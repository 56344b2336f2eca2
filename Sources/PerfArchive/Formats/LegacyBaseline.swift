import PerfStats
import PerfText

extension InputFormat {
  /// Baselines of this project's predecessors.
  public static let legacy = InputFormat(
    "legacy", isOneExecution: false, decode: LegacyBaseline.decode)
}

/// Summaries in the JSON layouts of the tools that perfstat succeeds: a table of times by
/// benchmark (`baseline-template.json`) and cbtop's list of entries with GFLOP/s.
enum LegacyBaseline {
  static func recognises(_ json: JSON) -> Bool {
    if json["regression_policy"] != nil, json["benchmarks"]?.isObject == true { return true }
    guard let entries = json["entries"], entries.isArray else { return false }
    return json["version"] != nil && json["timestamp"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "legacy")
    if let entries = json["entries"] {
      try throughput(entries, &harvest)
      if let time = json["timestamp"], time.isString {
        harvest.run.date = timestamp(try time.string())
      }
    } else {
      try times(json.member("benchmarks"), &harvest)
      let metadata = json["metadata"]
      if let commit = metadata?["commit"], commit.isString {
        harvest.run.commit = try commit.string()
      }
      if let date = metadata?["date"], date.isString {
        harvest.run.date = timestamp(try date.string())
      }
    }
    return try harvest.loaded("entries with times or GFLOP/s")
  }

  private static func throughput(_ entries: JSON, _ harvest: inout Harvest) throws(InputError) {
    let metric = Metric(name: "throughput", unit: "GFLOP/s", better: .higher)
    for entry in try entries.elements() {
      let parts = [
        try entry.member("workload").string(), try entry.member("backend").string(),
        String(try entry.member("size").int()),
      ]
      let estimate = try entry.member("gflops").double()
      harvest.add(
        Measurement(
          benchmark: parts.joined(separator: "/"), metric: metric, executions: [],
          summary: Summary(estimate: estimate))
      ) { _, _ in entry.place }
    }
  }

  private static func times(_ benchmarks: JSON, _ harvest: inout Harvest) throws(InputError) {
    var empty = 0
    for (name, entry) in try benchmarks.members() where entry.isObject {
      for (key, value) in try entry.members() {
        guard let mark = key.range(of: "_time_"),
          let unit = timeUnit(String(key[mark.upperBound...]))
        else { continue }
        if value.isNull {
          empty += 1
          continue
        }
        harvest.add(
          Measurement(
            benchmark: "\(name)/\(key[..<mark.lowerBound])",
            metric: Metric(name: "time", unit: unit, better: .lower), executions: [],
            summary: Summary(estimate: try value.double()))
        ) { _, _ in value.place }
      }
    }
    if harvest.run.measurements.isEmpty, harvest.rejected.isEmpty, empty > 0 {
      throw benchmarks.error(
        "expected times, found null in all \(empty) places: the baseline is an empty template")
    }
  }
}

extension String {
  /// Where a text first occurs.
  func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
