import PerfStats
import PerfText

/// Google Benchmark's CSV. It has no indices: rows of one name are taken for repetitions of one
/// benchmark, and where no aggregates confirm that, the reader is told.
enum GoogleBenchmarkTable {
  /// Lines of context stand before the header.
  static func recognises(text bytes: [UInt8]) -> Bool {
    var start = 0
    for _ in 0..<100 where start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if recognises(String(decoding: bytes[start..<end], as: UTF8.self)) { return true }
      start = end + 1
    }
    return false
  }

  static func recognises(_ line: String) -> Bool {
    line.hasPrefix("name,iterations,real_time,cpu_time,time_unit")
  }

  private struct Series {
    var unit: String
    var values: [Double] = []
    var lines: [Int] = []
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    // Lines of context stand before the header.
    var start = 0
    while start < source.bytes.count {
      let end = lineEnd(source.bytes, from: start)
      if recognises(String(decoding: source.bytes[start..<end], as: UTF8.self)) { break }
      start = end + 1
    }
    let above = source.bytes[..<min(start, source.bytes.count)].count { $0 == 10 }
    var reader = CSVReader(Array(source.bytes.dropFirst(start)), file: source.name)
    guard try reader.next() else {
      throw InputError(place: source.name, message: "expected the header name,iterations,...")
    }
    var columns: [String: Int] = [:]
    for number in reader.fields.indices { columns[reader.text(number)] = number }
    var harvest = Harvest(source, origin: "google-benchmark")
    var order: [String] = []
    var series: [String: Series] = [:]
    var aggregated: Set<String> = []
    while try reader.next() {
      let name = reader.text(0)
      let line = reader.line + above
      let place = "\(source.name):\(line)"
      let key = SeriesKey(benchmark: name)
      if reader.text(columns["error_occurred"] ?? -1) == "true" {
        let message = reader.text(columns["error_message"] ?? -1)
        harvest.reject(key, "the benchmark failed: \(message)", at: place)
        continue
      }
      if let ending = GoogleBenchmark.aggregateEndings.first(where: name.hasSuffix) {
        aggregated.insert(String(name.dropLast(ending.count)))
        continue
      }
      let unit = timeUnit(reader.text(4))
      let column = columns[GoogleBenchmark.clock(name)] ?? 2
      guard let value = reader.double(column), let unit else {
        harvest.reject(
          key,
          "expected a time with a unit, found"
            + " \"\(reader.text(column))\" and \"\(reader.text(4))\"", at: place)
        continue
      }
      if series[name] == nil { order.append(name) }
      var entry = series[name] ?? Series(unit: unit)
      entry.values.append(
        Metric.Unit(unit).convert(value, to: Metric.Unit(entry.unit)) ?? value)
      entry.lines.append(line)
      series[name] = entry
    }
    for name in order {
      guard let entry = series[name] else { continue }
      if entry.values.count > 1, !aggregated.contains(name) {
        harvest.warn(
          "\"\(name)\" has \(entry.values.count) rows, taken for its repetitions; this layout does not"
            + " tell them from several benchmarks of one name (the JSON does)",
          at: "\(source.name):\(entry.lines[0])")
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: entry.unit, better: .lower),
          executions: [Execution(values: entry.values)])
      ) { _, sample in
        "\(source.name):\(sample < entry.lines.count ? entry.lines[sample] : 1)"
      }
    }
    return try harvest.loaded("rows of repetitions")
  }
}
