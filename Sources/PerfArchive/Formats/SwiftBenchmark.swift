import PerfStats
import PerfText

extension InputFormat {
  /// JSON of swift-benchmark.
  public static let swiftBenchmark = InputFormat(
    "swift-benchmark", isOneExecution: true, decode: SwiftBenchmark.decode)
}

/// Google's swift-benchmark: a median per benchmark as JSON or CSV, no samples.
///
/// The unit of the times is nowhere in the file: ns unless `--time-unit`, or a benchmark's own
/// setting, chose another. The metric therefore has no unit.
enum SwiftBenchmark {
  static func recognises(_ json: JSON) -> Bool {
    guard let first = json["benchmarks"]?.firstElement else { return false }
    return first["name"] != nil && first["time"] != nil && first["std"] != nil
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("name,time,std,iterations")
  }

  private static let time = Metric(name: "time", unit: "", better: .lower)

  /// What the columns of the tool mean; any other is a counter of the benchmark.
  private static let own: Set<String> = ["name", "time", "std", "iterations", "warmup"]

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "swift-benchmark")
    if source.json == nil {
      try table(source, &harvest)
      return try harvest.loaded("rows with times")
    }
    for entry in try source.document().member("benchmarks").elements() {
      let name = try entry.member("name").string()
      let value = try entry.member("time")
      add(name, try value.double(), value.place, &harvest)
      for (key, counter) in try entry.members() where counter.isNumber && !own.contains(key) {
        add(name, try counter.double(), counter.place, &harvest, counter: key)
      }
    }
    return try harvest.loaded("benchmarks with times")
  }

  private static func add(
    _ name: String, _ value: Double, _ place: String, _ harvest: inout Harvest,
    counter: String? = nil
  ) {
    let metric = counter.map { Metric(name: $0, unit: "", better: .unspecified) } ?? time
    harvest.add(
      Measurement(
        benchmark: name, metric: metric, executions: [], summary: Summary(estimate: value)),
      secondary: counter != nil
    ) { _, _ in place }
  }

  private static func table(_ source: SourceFile, _ harvest: inout Harvest) throws(InputError) {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    let names = reader.fields.indices.map { reader.text($0) }
    while try reader.next() {
      let name = reader.text(0)
      guard let value = reader.double(1) else {
        harvest.reject(
          SeriesKey(benchmark: name), "time: expected a number, found \"\(reader.text(1))\"",
          at: reader.place)
        continue
      }
      add(name, value, reader.place, &harvest)
      for (column, counter) in names.enumerated() where !own.contains(counter) {
        guard let value = reader.double(column) else { continue }
        add(name, value, reader.place, &harvest, counter: counter)
      }
    }
  }
}
