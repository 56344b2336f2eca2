import PerfStats
import PerfText

extension InputFormat {
  /// Bencher Metric Format.
  public static let bmf = InputFormat("bmf", isOneExecution: false, decode: BencherMetric.decode)
}

/// Bencher Metric Format: `{benchmark: {measure: {"value": ...}}}`. The measure `latency` is in
/// nanoseconds, `throughput` in operations per second.
enum BencherMetric {
  static func recognises(_ json: JSON) -> Bool {
    guard json.isObject, let measures = json.firstMember, measures.isObject,
      let first = measures.firstMember
    else { return false }
    return first["value"]?.isNumber == true
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "bmf")
    for (name, measures) in try source.document().members() {
      for (measure, entry) in try measures.members() {
        let metric: Metric
        switch measure {
        case "latency": metric = .nanoseconds
        case "throughput": metric = Metric(name: measure, unit: "ops/s", better: .higher)
        case "build-time": metric = Metric(name: measure, unit: "s", better: .lower)
        case "file-size": metric = Metric(name: measure, unit: "B", better: .lower)
        default:
          // Hits of a memory are what reached it: those of the slow ones are misses of the fast ones.
          metric = Metric(
            name: measure, unit: "",
            better: measure.hasSuffix("-hits") ? .unspecified : Metric.Unit(measure).direction)
        }
        guard let number = entry.present("value"), number.isNumber else {
          harvest.reject(
            SeriesKey(benchmark: name, metric: metric.name),
            "value: expected a number, found \(entry.present("value")?.description ?? "none")",
            at: entry.place)
          continue
        }
        let value = try number.double()
        var summary = Summary(estimate: value)
        // Some producers write distances here instead of limits: they are no interval.
        if let low = entry.present("lower_value"), let high = entry.present("upper_value") {
          let bounds = (try low.double(), try high.double())
          if bounds.0 >= 0, bounds.0 <= value, value <= bounds.1, bounds.1.isFinite {
            (summary.lower, summary.upper) = bounds
          }
        }
        harvest.add(
          Measurement(benchmark: name, metric: metric, executions: [], summary: summary)
        ) { _, _ in entry.place }
      }
    }
    return try harvest.loaded("measures by benchmark")
  }
}
