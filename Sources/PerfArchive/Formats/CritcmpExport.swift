import PerfStats
import PerfText

extension InputFormat {
  /// An export of critcmp.
  public static let critcmp = InputFormat(
    "critcmp", isOneExecution: true, decode: CritcmpExport.decode)
}

/// What `critcmp --export` writes: Criterion's estimates of one baseline, no samples.
enum CritcmpExport {
  static func recognises(_ json: JSON) -> Bool {
    guard let entries = json["benchmarks"], entries.isObject, json["name"]?.isString == true
    else { return false }
    return entries.firstMember?["criterion_estimates_v1"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "critcmp")
    for (key, entry) in try source.document().member("benchmarks").members() {
      // The full name has the baseline before the id.
      let id = try entry.present("criterion_benchmark_v1")?.present("full_id")?.string() ?? ""
      let name = id.isEmpty ? key : id
      harvest.attempt(SeriesKey(benchmark: name)) { (harvest) throws(InputError) in
        let estimates = try entry.member("criterion_estimates_v1")
        var best = try estimates.member("mean")
        if let slope = estimates.present("slope") { best = slope }
        var summary = Summary(estimate: try best.member("point_estimate").double())
        if let interval = best.present("confidence_interval") {
          summary.lower = try interval.member("lower_bound").double()
          summary.upper = try interval.member("upper_bound").double()
          summary.level = try interval.member("confidence_level").double()
        }
        harvest.add(
          Measurement(benchmark: name, metric: .nanoseconds, executions: [], summary: summary)
        ) { _, _ in best.place }
      }
    }
    return try harvest.loaded("estimates by benchmark")
  }
}
