import PerfStats
import PerfText

/// Google Benchmark's CSV. Beside the fixed columns are those of counters, in quotes; what a benchmark
/// does not have is empty.
enum GoogleBenchmarkTable {
  /// Lines of context stand before the header.
  static func recognises(text bytes: [UInt8]) -> Bool { header(bytes) != nil }

  private static func recognises(_ line: String) -> Bool {
    line.hasPrefix("name,iterations,real_time,cpu_time,time_unit")
  }

  /// Where the header begins.
  private static func header(_ bytes: [UInt8]) -> Int? {
    var start = afterByteOrderMark(bytes)
    for _ in 0..<100 where start < bytes.count {
      let end = lineEnd(bytes, from: start)
      if recognises(String(decoding: bytes[start..<min(end, start + 1000)], as: UTF8.self)) {
        return start
      }
      start = end + 1
    }
    return nil
  }

  /// Columns that are no counters.
  private static let own: Set<String> = [
    "name", "iterations", "real_time", "cpu_time", "time_unit", "label", "error_occurred",
    "error_message",
  ]

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let start = header(source.bytes) ?? 0
    let above = source.bytes[..<start].count { $0 == 10 }
    var reader = CSVReader(Array(source.bytes.dropFirst(start)), file: source.name)
    guard try reader.next() else {
      throw InputError(place: source.name, message: "expected the header name,iterations,...")
    }
    func columns(_ reader: CSVReader) -> [(name: String, column: Int)] {
      reader.fields.indices.map { (reader.text($0), $0) }
    }
    var names = columns(reader)
    var harvest = Harvest(source, origin: "google-benchmark")
    var rows: [GoogleRow] = []
    var execution = 0
    while try reader.next() {
      let name = reader.text(0)
      if name == "name", reader.text(1) == "iterations" {
        // Another process wrote into the same file.
        names = columns(reader)
        execution += 1
        continue
      }
      if reader.fields.count < names.count, reader.at == reader.bytes.count,
        reader.bytes.last != 10
      {
        let place = "\(source.name):\(reader.line + above)"
        if reader.fields.count > 1, !rows.contains(where: { $0.name == name }) {
          harvest.reject(SeriesKey(benchmark: name), "the last line is cut off", at: place)
        } else {
          harvest.warn("the last line is cut off and not used", at: place)
        }
        break
      }
      func column(_ title: String) -> Int { names.first { $0.name == title }?.column ?? -1 }
      let place = "\(source.name):\(reader.line + above)"
      let key = SeriesKey(benchmark: name)
      let message = reader.text(column("error_message"))
      if reader.text(column("error_occurred")) == "true" {
        harvest.reject(key, "the benchmark failed: \(message)", at: place)
        continue
      }
      let clock = column(GoogleBenchmark.clock(name))
      if reader.isEmpty(clock), reader.text(column("error_occurred")) == "false" {
        harvest.skip(key, message.isEmpty ? "no message" : message, at: place)
        continue
      }
      let unit = timeUnit(reader.text(column("time_unit")))
      guard let iterations = reader.double(column("iterations")) else {
        // Complexity has none.
        if ["_BigO", "_RMS"].contains(where: name.hasSuffix) { continue }
        harvest.reject(
          key, "iterations: expected a number, found \"\(reader.text(column("iterations")))\"",
          at: place)
        continue
      }
      guard let value = reader.double(clock), let unit else {
        // Of values that do not spread they are no numbers.
        if ["_cv", "_stddev"].contains(where: name.hasSuffix) { continue }
        harvest.reject(
          key,
          "expected a time with a unit, found \"\(reader.text(clock))\" and"
            + " \"\(reader.text(column("time_unit")))\"", at: place)
        continue
      }
      var row = GoogleRow(
        name: name, time: value, unit: unit, iterations: iterations, execution: execution,
        place: place)
      for (title, column) in names where !own.contains(title) {
        guard let value = reader.double(column) else { continue }
        row.counters.append((title, value, title.hasSuffix("_per_second")))
      }
      rows.append(row)
    }
    GoogleRows(rows).add(to: &harvest)
    return try harvest.loaded("rows of repetitions")
  }
}
