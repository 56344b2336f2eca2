import PerfStats
import PerfText

/// What package-benchmark exports beside its baselines. None of these files says how many inner
/// iterations a value covers.
extension PackageBenchmark {
  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("#datatype tag,tag")
  }

  /// The name of an exported file: `BASELINE.TARGET.BENCHMARK.METRIC.ending`, with underscores
  /// for spaces and slashes.
  private static func stem(_ path: String, dropping ending: String) -> String {
    var name = path
    if let slash = name.lastIndex(of: "/") { name = String(name[name.index(after: slash)...]) }
    if name.hasSuffix(".gz") { name.removeLast(3) }
    for suffix in [ending, ".histogram", ".json", ".tsv"] where name.hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    return name
  }

  /// `TARGET/BENCHMARK` from a file's name.
  ///
  /// - Parameter metric: what ends the name, nil where the name has no metric.
  static func exportedName(
    _ path: String, dropping ending: String, metric: String? = nil, hasBaseline: Bool = false
  ) -> String {
    var name = stem(path, dropping: ending)
    if let metric, name.hasSuffix(".\(metric)") { name.removeLast(metric.count + 1) }
    if hasBaseline, let dot = name.firstIndex(of: ".") {
      name = String(name[name.index(after: dot)...])
    }
    guard let dot = name.firstIndex(of: ".") else { return name }
    return "\(name[..<dot])/\(name[name.index(after: dot)...])"
  }

  /// One histogram; only the file's name says of what.
  static func encodedHistogram(
    _ json: JSON, _ source: SourceFile, _ harvest: inout Harvest
  ) throws(InputError) {
    let ending = ".histogram.json"
    let stem = stem(source.name, dropping: ending)
    let last = stem.split(separator: ".").last.map(String.init) ?? ""
    let kind =
      PackageBenchmarkMetric.named(last)
      ?? PackageBenchmarkMetric(own: last.replacing("_", with: " "))
    let name = exportedName(source.name, dropping: ending, metric: last, hasBaseline: true)
    let values = try PackageBenchmarkHistogram(json, &harvest).values
    harvest.add(
      Measurement(
        benchmark: name, metric: kind.metric(),
        executions: [Execution(values: values, isOrdered: false)]),
      secondary: kind.key != "wallClock"
    ) { _, _ in json.place }
  }

  // MARK: Sample lines

  /// The unit that the plugin chose to show values in.
  private struct Shown {
    /// A unit of time; nil for a count.
    var time: String?
    var factor = 1.0

    init?(_ text: String) {
      time = timeUnit(text)
      if time != nil { return }
      switch text {
      case "", "#": break
      case "K": factor = 1e3
      case "M": factor = 1e6
      case "G": factor = 1e9
      case "T": factor = 1e12
      case "P": factor = 1e15
      case "ks": (time, factor) = ("s", 1e3)
      case "Ms": (time, factor) = ("s", 1e6)
      default: return nil
      }
    }

    func metric(of kind: PackageBenchmarkMetric, higher: Bool? = nil) -> Metric {
      var metric = kind.metric(higher: kind.isKnown ? nil : higher)
      if kind.quantity == .time, let time { metric.unit = time }
      return metric
    }
  }

  /// The metric and the unit in a title line (`Time (wall clock) (μs)`, `Malloc (total) `); nil
  /// for another line.
  private static func title(
    _ line: ArraySlice<UInt8>
  ) -> (kind: PackageBenchmarkMetric, shown: Shown)? {
    let text = String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
    guard !text.contains("\t"), !text.trimmed.isEmpty, let plain = Shown("") else { return nil }
    // Without a unit a space ends the line.
    if let known = PackageBenchmarkMetric.titled(text.trimmed) { return (known, plain) }
    guard text.trimmed.hasSuffix(")"), let open = text.lastIndex(of: "("),
      let shown = Shown(String(text[text.index(after: open)...].trimmed.dropLast()))
    else {
      return text.hasSuffix(" ") && !text.contains(",")
        ? (PackageBenchmarkMetric(own: text.trimmed), plain) : nil
    }
    let name = text[..<open].trimmed
    return (PackageBenchmarkMetric.titled(name) ?? PackageBenchmarkMetric(own: name), shown)
  }

  /// A title line and then only integers.
  static func recognisesSamples(_ text: [UInt8]) -> Bool {
    let first = lineEnd(text, from: 0)
    guard first + 1 < text.count, title(text[..<first].drop { $0 == 13 }) != nil else {
      return false
    }
    let second = lineEnd(text, from: first + 1)
    let line = text[(first + 1)..<second].filter { $0 > 32 }
    return !line.isEmpty && line.allSatisfy { $0 &- 48 < 10 }
  }

  static func sampleLines(
    _ source: SourceFile, _ harvest: inout Harvest
  ) throws(InputError) {
    var head: (kind: PackageBenchmarkMetric, shown: Shown)?
    var values: [Double] = []
    var lines: [Int] = []
    /// Lines behind the values that are none.
    var tail: [InputError] = []
    try source.forEachLine { (line, number) throws(InputError) in
      let text = line.filter { $0 > 32 }
      if text.isEmpty { return }
      guard let head else {
        head = title(line)
        guard head != nil else {
          throw InputError(
            place: "\(source.name):\(number)",
            message: "expected a title with a unit, found"
              + " \"\(String(decoding: line.prefix(60), as: UTF8.self))\"")
        }
        return
      }
      guard let value = parsedNumber(text) else {
        let error = InputError(
          place: "\(source.name):\(number)",
          message:
            "expected a number, found \"\(String(decoding: text.prefix(60), as: UTF8.self))\"")
        if values.isEmpty { throw error }
        return tail.append(error)
      }
      if let broken = tail.first { throw broken }
      values.append(value * head.shown.factor)
      lines.append(number)
    }
    guard let (kind, shown) = head else {
      throw InputError(place: "\(source.name):1", message: "expected a title with a unit")
    }
    if let first = tail.first {
      harvest.warn("passed over: \(tail.count) line(s) after the table", at: first.place)
    }
    let inName =
      kind.isKnown ? kind.key : kind.key.replacing(" ", with: "_").replacing("/", with: "_")
    harvest.add(
      Measurement(
        benchmark: exportedName(
          source.name, dropping: ".histogram.samples.tsv", metric: inName, hasBaseline: true),
        metric: shown.metric(of: kind), executions: [Execution(values: values, isOrdered: false)]),
      secondary: kind.key != "wallClock"
    ) { _, sample in "\(source.name):\(sample < lines.count ? lines[sample] : 1)" }
  }

  // MARK: Summaries

  /// Whether a file's name says which way is better: `main-bigger-is-better.json`.
  private static func direction(_ file: String) -> Bool? {
    let name = file.lowercased()
    if name.contains("bigger-is-better") { return true }
    if name.contains("smaller-is-better") { return false }
    return nil
  }

  /// `BENCHMARK - Title of the metric`, as the JSON exports name their entries.
  private static func split(_ name: String) -> (benchmark: String, metric: String)? {
    guard let dash = name.ranges(of: " - ").last else { return nil }
    return (String(name[..<dash.lowerBound]), String(name[dash.upperBound...]))
  }

  /// A list of names, units and values, of metrics of this plugin or in a file named as it does.
  static func isSummaryExport(_ json: JSON, file: String) -> Bool {
    guard json.isArray, let first = json.firstElement, first["value"] != nil, first["name"] != nil,
      let entries = try? json.elements()
    else { return false }
    return entries.contains { entry in
      guard let name = try? entry["name"]?.string(), let (_, title) = split(name) else {
        return false
      }
      return PackageBenchmarkMetric.titled(title) != nil || direction(file) != nil
    }
  }

  /// The 99th percentile of each metric, rounded to the unit that the tool chose to show.
  static func summaryExport(
    _ json: JSON, _ source: SourceFile, _ harvest: inout Harvest
  ) throws(InputError) {
    let higher = direction(source.name)
    for entry in try json.elements() {
      let full = try entry.member("name").string()
      let (benchmark, title) = split(full) ?? (full, "value")
      let kind = PackageBenchmarkMetric.titled(title) ?? PackageBenchmarkMetric(own: title)
      let value = try entry.member("value")
      let unit = try entry.present("unit")?.string() ?? ""
      guard let shown = Shown(unit) else {
        harvest.reject(
          SeriesKey(benchmark: benchmark, metric: kind.metric().name),
          "expected a unit of package-benchmark (ns, μs, ms, s, #, K, M, G), found \"\(unit)\"",
          at: entry.place)
        continue
      }
      harvest.add(
        Measurement(
          benchmark: benchmark, metric: shown.metric(of: kind, higher: higher), executions: [],
          summary: Summary(estimate: try value.double() * shown.factor)),
        secondary: kind.key != "wallClock"
      ) { _, _ in value.place }
    }
  }

  /// Percentiles per metric: the median is the summary. Values are in the metric's own unit,
  /// whatever the column `unit` says.
  static func influx(_ source: SourceFile, _ harvest: inout Harvest) throws(InputError) {
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
      let place = reader.place
      guard let median = reader.double(value) else {
        throw reader.error("value: expected a number, found \"\(reader.text(value))\"")
      }
      let title = reader.text(metric)
      let kind = PackageBenchmarkMetric.titled(title) ?? PackageBenchmarkMetric(own: title)
      harvest.run.date = timestamp(reader.text(columns["time"] ?? -1))
      harvest.add(
        Measurement(
          benchmark: name, metric: kind.metric(), executions: [],
          summary: Summary(estimate: median)), secondary: kind.key != "wallClock"
      ) { _, _ in place }
    }
  }
}
