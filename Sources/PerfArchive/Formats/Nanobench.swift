import PerfStats
import PerfText

extension InputFormat {
  /// Results of nanobench.
  public static let nanobench = InputFormat("nanobench", isOneExecution: true) {
    source throws(InputError) in
    source.json == nil ? try NanobenchTable.decode(source) : try Nanobench.decode(source)
  }
}

/// nanobench's JSON: epochs are the samples of one process. `elapsed` is the time of one
/// iteration, which handles `batch` elements.
enum Nanobench {
  static func recognises(_ json: JSON) -> Bool {
    guard let first = json["results"]?.firstElement else { return false }
    return first["median(elapsed)"] != nil || first["epochs"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "nanobench")
    for entry in try source.document().member("results").elements() {
      let title = try entry.present("title")?.string() ?? ""
      let name = try entry.member("name").string()
      let full = title.isEmpty ? name : "\(title)/\(name)"
      harvest.attempt(SeriesKey(benchmark: full)) { (harvest) throws(InputError) in
        var values: [Double] = []
        var counts: [Double] = []
        var places: [JSON] = []
        if let epochs = entry.present("measurements") {
          for epoch in try epochs.elements() {
            let elapsed = try epoch.member("elapsed")
            values.append(try elapsed.double())
            counts.append(try epoch.present("iterations")?.double() ?? 0)
            places.append(elapsed)
          }
        }
        var measurement = Measurement(
          benchmark: full,
          metric: Metric(name: "time", unit: "s", better: .lower), executions: [])
        if let batch = entry.present("batch"), batch.isNumber, try batch.double() > 1 {
          measurement.elements = Int(exactly: try batch.double())
        }
        if values.isEmpty {
          measurement.summary = Summary(estimate: try entry.member("median(elapsed)").double())
        } else {
          measurement.executions = [Execution(iterations: constant(counts), values: values)]
        }
        harvest.add(measurement) { _, sample in
          sample < places.count ? places[sample].place : entry.place
        }
      }
    }
    return try harvest.loaded("results with measurements")
  }
}
