import PerfStats
import PerfText

/// `cargo criterion --message-format=json`: an object a line, of which those with the reason
/// `benchmark-complete` hold the samples. `measured_values` are totals of `iteration_count` iterations.
enum CriterionMessages {
  private static let reason = Array("\"benchmark-complete\"".utf8)

  /// Whether a line is such an object; what cargo says may stand before.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if bytes[start] == UInt8(ascii: "{"),
        bytes[start..<end].prefix(200).firstRange(of: reason) != nil
      {
        return true
      }
      start = end + 1
    }
    return false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "criterion")
    var start = afterByteOrderMark(source.bytes)
    while start < source.bytes.count {
      let end = lineEnd(source.bytes, from: start)
      defer { start = end + 1 }
      guard source.bytes[start..<end].first(where: { $0 > 32 }) == UInt8(ascii: "{") else {
        continue
      }
      let message: JSON
      do {
        message = try JSON(parsing: source.bytes, file: source.name, range: start..<end)
      } catch {
        guard end == source.bytes.count else { throw error }
        harvest.warn("the last line is cut off", at: error.place)
        break
      }
      guard message["reason"]?.text == "\"benchmark-complete\"" else { continue }
      let name = try message.member("id").string()
      harvest.attempt(SeriesKey(benchmark: name)) { (harvest) throws(InputError) in
        try add(message, name, &harvest)
      }
    }
    return try harvest.loaded("lines with the reason benchmark-complete")
  }

  private static func add(
    _ message: JSON, _ name: String, _ harvest: inout Harvest
  ) throws(InputError) {
    var measurement = Measurement(
      benchmark: name, metric: try metric(message.present("unit")), executions: [])
    if let throughput = message.present("throughput")?.firstElement,
      throughput["unit"]?.text == "\"elements\"", let amount = throughput.present("per_iteration")
    {
      measurement.elements = try amount.int()
    }
    guard let times = message.present("measured_values"),
      let iterations = message.present("iteration_count"), !times.isEmptyArray
    else {
      // Some keep the estimates only.
      guard let estimate = message.present("typical") ?? message.present("mean") else {
        throw message.error("expected measured_values or an estimate")
      }
      measurement.metric = try metric(estimate.present("unit") ?? message.present("unit"))
      measurement.summary = Summary(
        estimate: try estimate.member("estimate").double(),
        lower: try estimate.present("lower_bound")?.double(),
        upper: try estimate.present("upper_bound")?.double(), level: 0.95)
      harvest.add(measurement) { _, _ in estimate.place }
      return
    }
    let (totals, counts) = (try times.doubles(), try iterations.doubles())
    guard totals.count == counts.count else {
      throw times.error(
        "expected \(counts.count) values, as many as iteration_count, found \(totals.count)")
    }
    measurement.executions = [
      Execution(iterations: constant(counts), values: zip(totals, counts).map { $0 / $1 })
    ]
    harvest.add(measurement) { _, sample in times.place(ofElement: sample) }
  }

  /// Time unless the measurement is one of the user's own.
  private static func metric(_ unit: JSON?) throws(InputError) -> Metric {
    let unit = try unit?.string() ?? "ns"
    let time = timeUnit(unit)
    return Metric(name: time == nil ? "value" : "time", unit: time ?? unit, better: .lower)
  }
}
