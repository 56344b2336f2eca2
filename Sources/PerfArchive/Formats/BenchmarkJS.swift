import PerfStats
import PerfText

extension InputFormat {
  /// benchmark.js and tinybench.
  public static let benchmarkJS = InputFormat(
    "benchmark.js", isOneExecution: true, decode: BenchmarkJS.decode)
}

/// Lines of JavaScript's benchmark.js (`NAME x 921 ops/sec ±0.43% (5 runs sampled)`) and the table of
/// tinybench. The margin is that of the 95 % interval of the mean.
enum BenchmarkJS {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line(line: $0) != nil || isTinybench(cells($0)) ? true : nil } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "benchmark.js")
    var columns: Tinybench?
    try source.forEachLine { (bytes, number) throws(InputError) in
      let text = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      if let row = line(line: text) {
        harvest.add(
          row.rate, of: row.name, Metric(name: "throughput", unit: "ops/s", better: .higher),
          error: row.margin * row.rate, level: 0.95, at: place)
      } else if let name = cut(text) {
        harvest.reject(
          SeriesKey(benchmark: name, metric: "throughput"),
          "expected a rate and its margin, found a line that is cut off", at: place)
      } else if text.hasSuffix(": "), !text.hasPrefix(" ") {
        // What the library prints for a function that threw an error.
        harvest.reject(
          SeriesKey(benchmark: String(text.dropLast(2)), metric: "throughput"),
          "the benchmark failed", at: place)
      } else {
        let cells = cells(text)
        if isTinybench(cells) {
          columns = Tinybench(cells)
        } else if let columns, !cells.isEmpty {
          columns.add(cells, place, &harvest)
        }
      }
    }
    return try harvest.loaded("lines like \"name x 921 ops/sec ±0.43% (5 runs sampled)\"")
  }

  private static func line(line: String) -> (name: String, rate: Double, margin: Double)? {
    guard let end = line.firstRange(of: " ops/sec ±"),
      let cross = line[..<end.lowerBound].ranges(of: " x ").last,
      let percent = line[end.upperBound...].firstIndex(of: "%"),
      let rate = shownNumber(line[cross.upperBound..<end.lowerBound]),
      let margin = shownNumber(line[end.upperBound..<percent])
    else { return nil }
    return (String(line[..<cross.lowerBound]), rate, margin / 100)
  }

  /// The name in `NAME x 921 ops/` where the line ends too early.
  private static func cut(_ line: String) -> String? {
    guard let cross = line.ranges(of: " x ").last else { return nil }
    let rest = line[cross.upperBound...]
    let number = rest.prefix { $0.isNumber || $0 == "," || $0 == "." }
    let unit = rest.dropFirst(number.count)
    guard !number.isEmpty, unit.count > 1, " ops/sec ±".hasPrefix(unit) else { return nil }
    return String(line[..<cross.lowerBound])
  }

  /// The cells of a table that Node's console drew.
  private static func cells(_ line: String) -> [String] {
    guard line.hasPrefix("│") else { return [] }
    var cells: [String] = []
    var cell = ""
    var quote: Character?
    for sign in line.dropFirst() {
      if let open = quote {
        if sign == open { quote = nil } else { cell.append(sign) }
      } else if "'\"`".contains(sign), cell.allSatisfy(\.isWhitespace) {
        (quote, cell) = (sign, "")
      } else if sign == "│" {
        cells.append(cell.trimmed)
        cell = ""
      } else {
        cell.append(sign)
      }
    }
    return cells
  }

  private static func isTinybench(_ cells: [String]) -> Bool {
    cells.contains { $0.lowercased() == "task name" }
  }

  private struct Tinybench {
    var name = 0
    var latency: Int?
    var unit = "ns"
    var throughput: Int?

    init(_ cells: [String]) {
      for (number, cell) in cells.enumerated() {
        let title = cell.lowercased()
        if title == "task name" { name = number }
        if title.hasPrefix("latency av") || title.hasPrefix("average time") {
          latency = number
          if let open = title.firstIndex(of: "("), let close = title[open...].firstIndex(of: ")"),
            let own = timeUnit(String(title[title.index(after: open)..<close]))
          {
            unit = own
          }
        }
        if title.hasPrefix("throughput av") || title == "ops/sec" { throughput = number }
      }
    }

    /// `63768 ± 4.02%`: the mean and its margin.
    private func number(_ cell: String) -> (value: Double, error: Double?)? {
      let parts = cell.split(separator: "±").map(\.trimmed)
      guard let first = parts.first, let value = shownNumber(first) else { return nil }
      guard parts.count == 2, parts[1].hasSuffix("%"),
        let margin = shownNumber(parts[1].dropLast())
      else { return (value, nil) }
      return (value, value * margin / 100)
    }

    func add(_ cells: [String], _ place: String, _ harvest: inout Harvest) {
      guard name < cells.count, let column = latency ?? throughput, cells[name] != "" else {
        return
      }
      let kind =
        latency != nil
        ? Metric(name: "time", unit: unit, better: .lower)
        : Metric(name: "throughput", unit: "ops/s", better: .higher)
      guard column < cells.count, let mean = number(cells[column]) else {
        harvest.reject(
          SeriesKey(benchmark: cells[name], metric: kind.name),
          "the benchmark failed: \(cells.dropFirst(name + 1).joined(separator: " ").prefix(200))",
          at: place)
        return
      }
      harvest.add(mean.value, of: cells[name], kind, error: mean.error, level: 0.95, at: place)
    }
  }
}
