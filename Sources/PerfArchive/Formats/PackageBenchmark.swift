import PerfStats
import PerfText

extension InputFormat {
  /// Raw samples of package-benchmark.
  public static let packageBenchmark = InputFormat(
    "package-benchmark", isOneExecution: true, decode: PackageBenchmark.decode)
}

/// The Swift package-benchmark plugin: baselines with histograms, and its exports.
///
/// Values are the highest of their histogram cell, as the tool prints them; the order of the
/// samples is lost in all of its files. Only a baseline says how many inner iterations a value
/// covers (`scalingFactor`); values of an export are per run of the benchmark's body.
enum PackageBenchmark {
  static func recognises(_ json: JSON, file: String) -> Bool {
    if json["results"]?.isArray == true, json["baselineName"] != nil { return true }
    if json["counts"]?.isArray == true, json["subBucketHalfCountMagnitude"] != nil { return true }
    return isThresholds(json) || isSummaryExport(json, file: file)
  }

  /// One number per metric, at least one of the plugin's own among them.
  private static func isThresholds(_ json: JSON) -> Bool {
    guard json.isObject, let members = try? json.members(), !members.isEmpty else { return false }
    return members.allSatisfy { $0.value.isNumber }
      && members.contains { PackageBenchmarkMetric.named($0.key) != nil }
  }

  /// The files of one baseline among those of a folder
  /// (`.benchmarkBaselines/TARGET/BASELINE/results.json`); all of them if it is no such folder.
  ///
  /// - Throws: there are baselines, but none of that name.
  static func select(
    _ files: [String], in root: String, baseline: String
  ) throws(InputError) -> [String] {
    var names: [String: [String]] = [:]
    for file in files where file.hasSuffix("results.json") {
      let parts = file.split(separator: "/")
      if parts.count > 1 { names[String(parts[parts.count - 2]), default: []].append(file) }
    }
    guard !names.isEmpty else { return files }
    guard let chosen = names[baseline] else {
      throw InputError(
        place: root,
        message: "expected the baseline \"\(baseline)\", found"
          + " \(names.keys.sorted().joined(separator: ", "))")
    }
    return chosen
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "package-benchmark")
    if source.json != nil {
      let json = try source.document()
      if json["counts"] != nil {
        try encodedHistogram(json, source, &harvest)
      } else if isThresholds(json) {
        let name = exportedName(source.name, dropping: ".p90.json")
        for (key, value) in try json.members() {
          let kind = PackageBenchmarkMetric.named(key) ?? PackageBenchmarkMetric(own: key)
          harvest.add(
            Measurement(
              benchmark: name, metric: kind.metric(), executions: [],
              summary: Summary(estimate: try value.double())), secondary: key != "wallClock"
          ) { _, _ in value.place }
        }
      } else if json.isArray {
        try summaryExport(json, source, &harvest)
      } else {
        try baseline(json, &harvest)
      }
    } else if recognisesTable(String(decoding: source.firstLine, as: UTF8.self)) {
      try influx(source, &harvest)
    } else {
      try sampleLines(source, &harvest)
    }
    return try harvest.loaded("results of package-benchmark")
  }

  private static func baseline(_ json: JSON, _ harvest: inout Harvest) throws(InputError) {
    if let name = json.present("baselineName"), name.isString {
      harvest.run.settings["baseline"] = try name.string()
    }
    if let machine = json.present("machine") {
      if let value = machine["processorType"], value.isString {
        harvest.run.runner.architecture = try value.string()
      }
      if let value = machine["processors"], value.isNumber {
        harvest.run.runner.cores = try value.int()
      }
      if let value = machine["kernelVersion"], value.isString {
        harvest.run.conditions["kernel"] = try value.string()
      }
    }
    // Keys and values of a dictionary, one after another.
    var entries = try json.member("results").elements()
    while let key = entries.next() {
      guard let list = entries.next() else {
        throw key.error("expected an array of results after the key of a benchmark")
      }
      let name = "\(try key.member("target").string())/\(try key.member("name").string())"
      for result in try list.elements() {
        guard let entry = try result.member("metric").members().first else {
          throw try result.member("metric").error("expected the name of a metric")
        }
        let kind = try metric(entry.key, entry.value)
        do throws(InputError) {
          try add(result, name, kind, &harvest)
        } catch {
          harvest.reject(
            SeriesKey(benchmark: name, metric: kind.metric().name), error.message, at: error.place)
        }
      }
    }
  }

  /// A metric as an enumeration is written: its key, and the values that a package's own has.
  private static func metric(
    _ key: String, _ values: JSON
  ) throws(InputError) -> PackageBenchmarkMetric {
    if key == "custom", let own = values.present("_0") {
      return PackageBenchmarkMetric(
        own: try own.string(), isScaled: try values.present("useScalingFactor")?.bool() ?? true)
    }
    return PackageBenchmarkMetric.named(key) ?? PackageBenchmarkMetric(own: key, isScaled: false)
  }

  private static func add(
    _ result: JSON, _ name: String, _ kind: PackageBenchmarkMetric, _ harvest: inout Harvest
  ) throws(InputError) {
    let statistics = try result.member("statistics")
    let factor = try result.present("scalingFactor")?.int() ?? 1
    guard factor >= 1 else {
      throw result.error("expected a scalingFactor from 1, found \(factor)")
    }
    let histogram = try statistics.member("histogram")
    let scale = kind.scale(Double(factor))
    let values = try PackageBenchmarkHistogram(histogram, &harvest).values.map { $0 * scale }
    harvest.add(
      Measurement(
        benchmark: name,
        metric: kind.metric(higher: try statistics.present("prefersLarger")?.bool()),
        executions: [
          Execution(iterations: scale < 1 ? factor : nil, values: values, isOrdered: false)
        ]), secondary: kind.key != "wallClock"
    ) { _, _ in histogram.place }
  }
}

/// A high dynamic range histogram of unsigned integers.
struct PackageBenchmarkHistogram {
  /// The highest value of each sample's cell, ascending.
  let values: [Double]

  /// - Throws: no histogram, one that stands for more samples than its file may.
  init(_ json: JSON, _ harvest: inout Harvest) throws(InputError) {
    let cells = try json.member("counts")
    let magnitude = try json.member("subBucketHalfCountMagnitude").int()
    let unit = try json.present("unitMagnitude")?.int() ?? 0
    guard (0...20).contains(magnitude), (0...40).contains(unit) else {
      throw json.error("expected the magnitudes of a histogram, found \(magnitude) and \(unit)")
    }
    let half = 1 << magnitude
    var values: [Double] = []
    for (index, cell) in try cells.doubles().enumerated() where cell != 0 {
      guard let count = Int(exactly: cell), count > 0 else {
        throw cells.error("expected counts from 0, found \(cell) at index \(index)")
      }
      try harvest.allow(count, at: cells)
      var bucket = index >> magnitude - 1
      var sub = (index & (half - 1)) + half
      if bucket < 0 {
        sub -= half
        bucket = 0
      }
      let shift = bucket + unit
      guard shift < 40 else {
        throw cells.error("expected fewer cells, found one at index \(index)")
      }
      let width = 1 << (unit + (sub >= 2 * half ? bucket + 1 : bucket))
      let high = sub << shift + width - 1
      values.append(contentsOf: repeatElement(Double(high), count: count))
    }
    self.values = values
  }
}
