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
          var measurement = Measurement(
            benchmark: prefix.isEmpty ? own : "\(prefix) > \(own)", metric: metric, executions: [])
          let samples = entry.present("samples")
          let values = try samples?.doubles() ?? []
          if values.isEmpty {
            measurement.summary = Summary(estimate: try entry.member("mean").double())
          } else {
            // The library sorts them.
            measurement.executions = [Execution(values: values, isOrdered: false)]
          }
          harvest.add(measurement) { _, sample in
            samples?.place(ofElement: sample) ?? entry.place
          }
        }
      }
    }
    return try harvest.loaded("benchmarks in groups")
  }
}
