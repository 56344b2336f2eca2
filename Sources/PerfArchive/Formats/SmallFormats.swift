import PerfStats
import PerfText

extension InputFormat {
  /// JSON of `vitest bench`.
  public static let vitest = InputFormat("vitest", isOneExecution: true, decode: Vitest.decode)
  /// What Catch2 prints of its benchmarks.
  public static let catch2 = InputFormat("catch2", isOneExecution: true) {
    source throws(InputError) in
    Catch2XML.recognises(source.bytes)
      ? try Catch2XML.decode(source) : try Catch2.decode(source)
  }
}

/// Vitest's JSON: samples in ms where it kept them, else the mean.
enum Vitest {
  static func recognises(_ json: JSON) -> Bool {
    json["files"]?.isArray == true && json["files"]?.firstElement?["groups"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "vitest")
    let metric = Metric(name: "time", unit: "ms", better: .lower)
    for file in try source.document().member("files").elements() {
      for group in try file.member("groups").elements() {
        let prefix = try group.present("fullName")?.string() ?? ""
        for entry in try group.member("benchmarks").elements() {
          let own = try entry.member("name").string()
          let name = prefix.isEmpty ? own : "\(prefix) > \(own)"
          harvest.attempt(SeriesKey(benchmark: name)) { (harvest) throws(InputError) in
            var measurement = Measurement(benchmark: name, metric: metric, executions: [])
            let samples = entry.present("samples")
            let values = try samples?.doubles() ?? []
            if !values.isEmpty {
              // The library sorts them.
              measurement.executions = [Execution(values: values, isOrdered: false)]
            } else if let mean = entry.present("mean") {
              measurement.summary = Summary(estimate: try mean.double())
            } else {
              throw entry.error("the benchmark failed: it has neither samples nor a mean")
            }
            harvest.add(measurement) { _, sample in
              samples?.place(ofElement: sample) ?? entry.place
            }
          }
        }
      }
    }
    return try harvest.loaded("benchmarks in groups")
  }
}
