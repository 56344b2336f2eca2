import PerfStats
import PerfText

extension InputFormat {
  /// Data files of ReBench.
  public static let rebench = InputFormat("rebench", isOneExecution: false, decode: ReBench.decode)
}

/// ReBench's data file: tab-separated, a row per value; invocations are executions. The criterion
/// `total` is the time; others are metrics of their own.
enum ReBench {
  private static let identity = [
    "executor", "extraArgs", "cores", "inputSize", "varValue", "tag", "machine",
  ]

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) {
      $0.hasPrefix("invocation\titeration\tvalue\tunit\tcriterion") ? true : nil
    }
      ?? false
  }

  private struct Key: Hashable {
    var name: String
    var criterion: String
  }

  private struct Series {
    var metric: Metric
    var invocations: [String] = []
    var executions: [Execution] = []
    var line: String
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "rebench")
    var columns: [String] = []
    var order: [Key] = []
    var series: [Key: Series] = [:]
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      if line.hasPrefix("#") {
        try comment(line, place, &harvest.run)
        return
      }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if fields.first == "invocation" {
        columns = fields.map(\.trimmed)
        return
      }
      guard fields.count > 5, !columns.isEmpty else { return }
      func field(_ name: String) -> String {
        guard let at = columns.firstIndex(of: name), at < fields.count else { return "" }
        return fields[at].trimmed
      }
      guard let value = parsedNumber(Array(field("value").utf8)) else {
        throw InputError(
          place: place, message: "value: expected a number, found \"\(field("value"))\"")
      }
      let parts = identity.filter { !field($0).isEmpty }.map { "\($0)=\(field($0))" }
      var name = [field("suite"), field("benchmark")].filter { !$0.isEmpty }.joined(separator: "/")
      if !parts.isEmpty { name += " [\(parts.joined(separator: ","))]" }
      let key = Key(name: name, criterion: field("criterion"))
      var entry = series[key] ?? Series(metric: metric(key.criterion, field("unit")), line: place)
      if series[key] == nil { order.append(key) }
      let invocation = field("invocation")
      if let known = entry.invocations.firstIndex(of: invocation) {
        entry.executions[known].values.append(value)
      } else {
        entry.invocations.append(invocation)
        entry.executions.append(Execution(values: [value]))
      }
      series[key] = entry
    }
    for key in order {
      guard let entry = series[key] else { continue }
      harvest.add(
        Measurement(benchmark: key.name, metric: entry.metric, executions: entry.executions),
        secondary: key.criterion != "total"
      ) { _, _ in entry.line }
    }
    return try harvest.loaded("rows of values")
  }

  private static func metric(_ criterion: String, _ unit: String) -> Metric {
    // GNU time's kilobytes are of 1024 bytes.
    let symbol = timeUnit(unit) ?? (unit == "kb" ? "KiB" : unit)
    let isTotal = criterion == "total"
    let unit = Metric.Unit(symbol)
    return Metric(
      name: isTotal ? "time" : criterion, unit: symbol,
      better: isTotal || unit.dimension == .bytes ? .lower : unit.direction)
  }

  /// `# Execution Start: DATE`, `# Source: {...}` say when and of what.
  private static func comment(
    _ line: String, _ place: String, _ run: inout Run
  ) throws(InputError) {
    if line.hasPrefix("# Execution Start: ") {
      run.date = timestamp(line.dropFirst("# Execution Start: ".count).trimmed)
    } else if line.hasPrefix("# Source: {") {
      let json = try JSON(parsing: Array(line.dropFirst("# Source: ".count).utf8), file: place)
      run.commit = try json.present("commitId")?.string() ?? run.commit
      run.branch = try json.present("branchOrTag")?.string() ?? run.branch
    } else if line.hasPrefix("# Environment: {") {
      let json = try JSON(parsing: Array(line.dropFirst("# Environment: ".count).utf8), file: place)
      run.runner.cpu = try json.present("cpu")?.string() ?? ""
      run.runner.operatingSystem = try json.present("osType")?.string() ?? ""
    }
  }
}
