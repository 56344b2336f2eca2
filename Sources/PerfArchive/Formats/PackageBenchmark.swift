import PerfStats
import PerfText

/// The Swift package-benchmark plugin: baselines with histograms, and its exports.
///
/// Values are the highest of their histogram cell, as the tool prints them; the order of the
/// samples is lost in all of its files.
enum PackageBenchmark {
  /// Most samples of one histogram.
  static let maximumSamples = 20_000_000

  private static let times: Set<String> = ["wallClock", "cpuUser", "cpuSystem", "cpuTotal"]
  private static let bytes: Set<String> = [
    "peakMemoryResident", "peakMemoryResidentDelta", "peakMemoryVirtual",
    "allocatedResidentMemory", "readBytesLogical", "writeBytesLogical", "readBytesPhysical",
    "writeBytesPhysical",
  ]
  private static let counts: Set<String> = [
    "throughput", "mallocCountSmall", "mallocCountLarge", "mallocCountTotal", "memoryLeaked",
    "syscalls", "contextSwitches", "threads", "threadsRunning", "readSyscalls", "writeSyscalls",
    "instructions", "objectAllocCount", "retainCount", "releaseCount", "retainReleaseDelta",
  ]

  static func recognises(_ json: JSON) -> Bool {
    if json["results"]?.isArray == true, json["baselineName"] != nil { return true }
    if json["counts"]?.isArray == true, json["subBucketHalfCountMagnitude"] != nil { return true }
    return isThresholds(json)
  }

  private static func isThresholds(_ json: JSON) -> Bool {
    guard json.isObject, let members = try? json.members(), !members.isEmpty else { return false }
    return members.allSatisfy {
      $0.value.isNumber
        && (times.contains($0.key) || bytes.contains($0.key) || counts.contains($0.key))
    }
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("#datatype tag,tag")
  }

  /// A title line with a unit in parentheses and then only integers.
  static func recognisesSamples(_ text: [UInt8]) -> Bool {
    let first = lineEnd(text, from: 0)
    guard title(text[..<first]) != nil, first + 1 < text.count else { return false }
    let second = lineEnd(text, from: first + 1)
    let line = text[(first + 1)..<second].filter { $0 > 32 }
    return !line.isEmpty && line.allSatisfy { $0 &- 48 < 10 }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "package-benchmark")
    if source.json != nil {
      let json = try source.document()
      if json["counts"] != nil {
        let (values, _) = try samples(json)
        harvest.add(
          Measurement(
            benchmark: fileName(source, dropping: ".histogram.json"), metric: .nanoseconds,
            executions: [Execution(values: values)])
        ) { _, _ in json.place }
      } else if isThresholds(json) {
        for (key, value) in try json.members() {
          harvest.add(
            Measurement(
              benchmark: fileName(source, dropping: ".p90.json"),
              metric: metric(key, higher: key == "throughput"), executions: [],
              summary: Summary(estimate: try value.double())), secondary: key != "wallClock"
          ) { _, _ in value.place }
        }
      } else {
        try baseline(json, &harvest)
      }
    } else if recognisesTable(firstLine(source)) {
      try influx(source, &harvest)
    } else {
      try sampleLines(source, &harvest)
    }
    return try harvest.loaded("results of package-benchmark")
  }

  private static func firstLine(_ source: SourceFile) -> String {
    let start = afterByteOrderMark(source.bytes)
    return String(
      decoding: source.bytes[start..<lineEnd(source.bytes, from: start)], as: UTF8.self)
  }

  /// The benchmark in an export's file name: without the baseline before and the kind after it.
  private static func fileName(_ source: SourceFile, dropping ending: String) -> String {
    var name = source.name
    if let slash = name.lastIndex(of: "/") { name = String(name[name.index(after: slash)...]) }
    for suffix in [ending, ".histogram", ".json", ".tsv"] where name.hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    if ending != ".p90.json", let dot = name.firstIndex(of: ".") {
      name = String(name[name.index(after: dot)...])
    }
    return name
  }

  private static func metric(_ key: String, higher: Bool) -> Metric {
    if key == "wallClock" { return .nanoseconds }
    let better = higher ? Metric.Direction.higher : .lower
    if times.contains(key) { return Metric(name: key, unit: "ns", better: better) }
    if key == "throughput" { return Metric(name: key, unit: "1/s", better: better) }
    return Metric(name: key, unit: bytes.contains(key) ? "B" : "count", better: better)
  }

  private static func baseline(_ json: JSON, _ harvest: inout Harvest) throws(InputError) {
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
        guard let kind = try result.member("metric").members().first else {
          throw try result.member("metric").error("expected the name of a metric")
        }
        let statistics = try result.member("statistics")
        let higher = try statistics.present("prefersLarger")?.bool() ?? (kind.key == "throughput")
        var label = kind.key
        if label == "custom", let own = kind.value.present("_0") { label = try own.string() }
        let histogram = try statistics.member("histogram")
        let (values, place) = try samples(histogram)
        harvest.add(
          Measurement(
            benchmark: name, metric: metric(label, higher: higher),
            executions: [
              Execution(iterations: try result.present("scalingFactor")?.int(), values: values)
            ]), secondary: kind.key != "wallClock"
        ) { _, _ in place.place }
      }
    }
  }

  /// The values in a high dynamic range histogram, ascending.
  private static func samples(_ json: JSON) throws(InputError) -> ([Double], JSON) {
    let cells = try json.member("counts")
    let magnitude = try json.member("subBucketHalfCountMagnitude").int()
    let unit = try json.present("unitMagnitude")?.int() ?? 0
    guard (0...20).contains(magnitude), (0...40).contains(unit) else {
      throw json.error("expected the magnitudes of a histogram, found \(magnitude) and \(unit)")
    }
    let half = 1 << magnitude
    var values: [Double] = []
    for (index, cell) in try cells.doubles().enumerated() where cell != 0 {
      guard let count = Int(exactly: cell), count > 0, count <= maximumSamples - values.count else {
        throw cells.error(
          "expected counts from 0 to \(maximumSamples) in all, found \(cell) at index \(index)")
      }
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
    return (values, json)
  }

  private static func title(_ line: ArraySlice<UInt8>) -> (name: String, unit: String)? {
    let text = String(decoding: line, as: UTF8.self).trimmed
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), text.contains(" (") else {
      return nil
    }
    guard !text.contains(",") && !text.contains("\t") else { return nil }
    return (text[..<open].trimmed, String(text[text.index(after: open)...].dropLast()))
  }

  private static func sampleLines(
    _ source: SourceFile, _ harvest: inout Harvest
  ) throws(InputError) {
    var kind: (name: String, unit: String)?
    var values: [Double] = []
    var lines: [Int] = []
    try source.forEachLine { (line, number) throws(InputError) in
      let text = line.filter { $0 > 32 }
      if text.isEmpty { return }
      guard kind != nil else {
        kind = title(line)
        return
      }
      guard let value = parsedNumber(text) else {
        throw InputError(
          place: "\(source.name):\(number)",
          message:
            "expected a number, found \"\(String(decoding: text.prefix(60), as: UTF8.self))\"")
      }
      values.append(value)
      lines.append(number)
    }
    guard let kind else {
      throw InputError(place: "\(source.name):1", message: "expected a title with a unit")
    }
    let unit = timeUnit(kind.unit)
    harvest.add(
      Measurement(
        benchmark: fileName(source, dropping: ".histogram.samples.tsv"),
        metric: Metric(
          name: kind.name.hasPrefix("Time (wall clock") ? "time" : kind.name,
          unit: unit ?? kind.unit, better: kind.name.hasPrefix("Throughput") ? .higher : .lower),
        executions: [Execution(values: values)])
    ) { _, sample in "\(source.name):\(sample < lines.count ? lines[sample] : 1)" }
  }

  /// Percentiles per metric: the median is the summary.
  private static func influx(_ source: SourceFile, _ harvest: inout Harvest) throws(InputError) {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    guard try reader.next() else { throw reader.error("expected a header line") }
    var columns: [String: Int] = [:]
    for number in reader.fields.indices { columns[reader.text(number)] = number }
    guard let target = columns["measurement"], let metric = columns["metric"],
      let test = columns["test"], let percentile = columns["percentile"],
      let value = columns["value"]
    else {
      throw reader.error("expected the columns measurement, metric, test, percentile and value")
    }
    while try reader.next() {
      guard reader.double(percentile) == 50 else { continue }
      let name = "\(reader.text(target))/\(reader.text(test))"
      let label = reader.text(metric)
      let place = reader.place
      guard let median = reader.double(value) else {
        throw reader.error("value: expected a number, found \"\(reader.text(value))\"")
      }
      let isTime = label.hasPrefix("Time")
      let kind = Metric(
        name: label.hasPrefix("Time(wallclock") ? "time" : label, unit: isTime ? "ns" : "count",
        better: label.hasPrefix("Throughput") ? .higher : .lower)
      harvest.run.date = timestamp(reader.text(columns["time"] ?? -1))
      harvest.add(
        Measurement(
          benchmark: name, metric: kind, executions: [], summary: Summary(estimate: median)),
        secondary: kind.name != "time"
      ) { _, _ in place }
    }
  }
}
