import PerfStats
import PerfText

extension InputFormat {
  /// JSON of benchmark-ips.
  public static let benchmarkIPS = InputFormat(
    "benchmark-ips", isOneExecution: true, decode: BenchmarkIPS.decode)
}

/// The JSON of Ruby's benchmark-ips: iterations per second, no samples.
enum BenchmarkIPS {
  static func recognises(_ json: JSON) -> Bool {
    json.isArray && json.firstElement?["ips"] != nil && json.firstElement?["name"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "benchmark-ips")
    for entry in try source.document().elements() {
      let name = try entry.member("name").string()
      let metric = Metric(name: "throughput", unit: "i/s", better: .higher)
      harvest.attempt(SeriesKey(benchmark: name, metric: metric.name)) {
        (harvest) throws(InputError) in
        let value = try entry.member(
          entry.present("central_tendency") == nil ? "ips" : "central_tendency")
        harvest.add(try value.double(), of: name, metric, at: value.place)
      }
    }
    return try harvest.loaded("entries with ips")
  }
}
