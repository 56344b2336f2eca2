import PerfStats
import PerfText

extension InputFormat {
  /// A summary of k6 as JSON.
  public static let k6 = InputFormat("k6", isOneExecution: true, decode: K6.decode)
}

/// k6's summary as JSON (`--summary-export`, or the data of `handleSummary`): trends are latencies,
/// counters rates. The benchmark is `k6`.
enum K6 {
  static func recognises(_ json: JSON) -> Bool {
    guard let metrics = json["metrics"], metrics.isObject else { return false }
    return metrics["iterations"] != nil && (json["root_group"] != nil || metrics["vus"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "k6")
    for (name, entry) in try source.document().member("metrics").members() {
      let values = entry.present("values") ?? entry
      if let mean = values.present("avg") {
        // Trends are in ms unless they say otherwise.
        let isTime = entry.present("contains").map { $0.text == "\"time\"" } ?? true
        let unit = isTime ? "ms" : ""
        let better: Metric.Direction = isTime ? .lower : .unspecified
        harvest.add(
          try mean.double(), of: "k6", Metric(name: name, unit: unit, better: better),
          secondary: true, at: mean.place)
        if let p95 = values.present("p(95)") {
          harvest.add(
            try p95.double(), of: "k6", Metric(name: "\(name) p95", unit: unit, better: better),
            secondary: true, at: p95.place)
        }
      } else if name == "checks", let fails = values.present("fails"), fails.isNumber {
        harvest.add(
          try fails.double(), of: "k6",
          Metric(name: "failed checks", unit: "checks", better: .lower),
          secondary: true, at: fails.place)
      } else if name.hasSuffix("_failed"),
        let rate = values.present("rate") ?? values.present("value")
      {
        let share = try rate.double()
        if share >= 1 {
          harvest.reject(
            SeriesKey(benchmark: "k6", metric: name), "all requests failed", at: rate.place)
          continue
        }
        harvest.add(
          share, of: "k6", Metric(name: name, unit: "ratio", better: .lower), secondary: true,
          at: rate.place)
      } else if let rate = values.present("rate"), values.present("count") != nil {
        let unit = name.hasPrefix("data_") ? "B/s" : "1/s"
        harvest.add(
          try rate.double(), of: "k6",
          Metric(name: name, unit: unit, better: Metric.Unit(name).directionOfRate),
          secondary: true, at: rate.place)
      } else if values.present("passes") != nil, values.present("fails") != nil,
        let share = values.present("rate") ?? values.present("value")
      {
        // A share that the script counts itself.
        harvest.add(
          try share.double(), of: "k6",
          Metric(name: name, unit: "ratio", better: Metric.Unit(name).direction),
          secondary: true, at: share.place)
      }
    }
    return try harvest.loaded("metrics of a summary")
  }
}
