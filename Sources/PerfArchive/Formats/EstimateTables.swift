import PerfStats
import PerfText

extension InputFormat {
  /// Tables of pytest-benchmark compare, Haskell's criterion and tasty-bench, R's bench.
  public static let toolCSV = InputFormat(
    "tool-csv", isOneExecution: true, decode: EstimateTable.decode)
}

/// CSV tables of estimates that tools of several languages write, told apart by their headers: a name
/// and a mean or median in a row, in the tool's fixed unit.
enum EstimateTable: CaseIterable {
  /// `pytest-benchmark compare --csv`, seconds.
  case pytestBenchmark
  /// Haskell's criterion, seconds; a second run is appended with its own header.
  case criterion
  /// Haskell's tasty-bench, picoseconds.
  case tastyBench
  /// R's bench package, seconds or with a unit in each cell.
  case bench
  /// R's microbenchmark, one row per sample in ns.
  case microbenchmark

  static func recognise(_ header: String) -> EstimateTable? {
    var reader = CSVReader(Array(header.utf8), file: "")
    guard (try? reader.next()) == true else { return nil }
    let names = reader.fields.indices.map { reader.text($0).trimmed }
    return allCases.first { $0.isHeader(names) }
  }

  private func isHeader(_ names: [String]) -> Bool {
    func has(_ wanted: String...) -> Bool { wanted.allSatisfy(names.contains) }
    switch self {
    case .pytestBenchmark:
      // `--columns` chooses among them.
      return names.first == "name" && !Set(names).isDisjoint(with: ["mean", "median", "min"])
        && names.dropFirst().allSatisfy { Self.rounds.contains($0) || $0.hasPrefix("param:") }
        && names.contains { Self.rounds.dropFirst(4).contains($0) || $0.hasPrefix("param:") }
    case .criterion: return names.first == "Name" && has("Mean", "MeanLB", "MeanUB")
    case .tastyBench: return names.first == "Name" && has("Mean (ps)")
    case .bench: return has("expression", "median") && (has("itr/sec") || has("itr.sec"))
    case .microbenchmark:
      return names == ["expr", "time"] || names == ["", "expr", "time"]
    }
  }

  /// pytest-benchmark's columns; the first four are many a table's.
  private static let rounds = [
    "min", "max", "mean", "median", "stddev", "iqr", "outliers", "ops", "rounds", "iterations",
  ]

  private var origin: String {
    switch self {
    case .pytestBenchmark: "pytest-benchmark"
    case .criterion: "haskell-criterion"
    case .tastyBench: "tasty-bench"
    case .bench: "r-bench"
    case .microbenchmark: "r-microbenchmark"
    }
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let header = String(decoding: source.firstLine, as: UTF8.self)
    guard let table = recognise(header) else {
      throw InputError(place: "\(source.name):1", message: "expected the header of a known table")
    }
    return try table.decode(source)
  }

  private func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    guard try reader.next() else { throw reader.error("expected a header line") }
    let names = reader.fields.indices.map { reader.text($0).trimmed }
    var loaded = LoadedRuns()
    var harvest = Harvest(source, origin: origin)
    var samples: [(name: String, values: [Double], line: Int)] = []
    var places: [String: Int] = [:]
    var rows = 0
    while try reader.next() {
      if isHeader(reader.fields.indices.map { reader.text($0).trimmed }) {
        // Another run of the program appended its results.
        if rows > 0 { loaded.append(try harvest.loaded("rows")) }
        harvest = Harvest(source, origin: origin)
        harvest.ending += "-\(loaded.runs.count)"
        rows = 0
        continue
      }
      rows += 1
      let row = Row(reader: reader, names: names)
      if self == .microbenchmark {
        let name = row.text("expr")
        guard let value = row.number("time") else {
          throw reader.error("time: expected a number, found \"\(row.text("time"))\"")
        }
        if places[name] == nil {
          places[name] = samples.count
          samples.append((name, [], reader.line))
        }
        samples[places[name] ?? 0].values.append(value)
      } else {
        add(row, &harvest)
      }
    }
    for entry in samples {
      harvest.add(
        Measurement(
          benchmark: entry.name, metric: .nanoseconds, executions: [Execution(values: entry.values)]
        )
      ) { _, _ in "\(source.name):\(entry.line)" }
    }
    loaded.append(try harvest.loaded("rows with a name and a time"))
    return loaded
  }

  private struct Row {
    let reader: CSVReader
    let names: [String]

    func text(_ name: String) -> String { reader.text(names.firstIndex(of: name) ?? -1) }
    func number(_ name: String) -> Double? { reader.double(names.firstIndex(of: name) ?? -1) }
  }

  private static let seconds = Metric(name: "time", unit: "s", better: .lower)

  private func add(_ row: Row, _ harvest: inout Harvest) {
    let place = row.reader.place
    let name = row.text(nameColumn)
    func missing(_ column: String) {
      harvest.reject(
        SeriesKey(benchmark: name), "\(column): expected a number, found \"\(row.text(column))\"",
        at: place)
    }
    switch self {
    case .pytestBenchmark:
      // `--columns` may leave the mean out.
      let column = ["mean", "median", "min"].first(where: row.names.contains) ?? "mean"
      guard let value = row.number(column) else { return missing(column) }
      harvest.add(
        Measurement(
          benchmark: name, metric: Self.seconds,
          definition: column == "mean" ? "" : "\(column) of the rounds", executions: [],
          summary: Summary(estimate: value))
      ) { _, _ in place }
    case .criterion:
      guard let mean = row.number("Mean") else { return missing("Mean") }
      let summary = Summary(
        estimate: mean, lower: row.number("MeanLB"), upper: row.number("MeanUB"), level: 0.95)
      harvest.add(
        Measurement(benchmark: name, metric: Self.seconds, executions: [], summary: summary)
      ) { _, _ in place }
    case .tastyBench:
      guard let mean = row.number("Mean (ps)") else { return missing("Mean (ps)") }
      // Two standard deviations of the estimate.
      harvest.add(
        mean, of: name, Metric(name: "time", unit: "ps", better: .lower),
        error: row.number("2*Stdev (ps)"), level: 0.9545, at: place)
      for column in ["Allocated", "Copied", "Peak Memory"] {
        guard let value = row.number(column) else { continue }
        harvest.add(
          value, of: name, Metric(name: column, unit: "B", better: .lower), secondary: true,
          at: place)
      }
    case .bench:
      let name = name + Self.parameters(row)
      guard let median = Self.quantity(row.text("median")) else { return missing("median") }
      harvest.add(
        median.value, of: name, Metric(name: "time", unit: median.unit ?? "s", better: .lower),
        at: place)
      if let memory = Self.quantity(row.text("mem_alloc")) {
        harvest.add(
          memory.value, of: name,
          Metric(name: "mem_alloc", unit: memory.unit ?? "B", better: .lower), secondary: true,
          at: place)
      }
    case .microbenchmark: break
    }
  }

  /// What `bench::press` varied: the columns that are none of the package's own.
  private static func parameters(_ row: Row) -> String {
    let own: Set<String> = [
      "", "expression", "min", "median", "itr/sec", "itr.sec", "mem_alloc", "gc/sec", "gc.sec",
      "n_itr", "n_gc", "total_time", "result", "memory", "time", "gc", "level0", "mean", "max",
      "rel",
    ]
    let parts = row.names.indices.filter { !own.contains(row.names[$0]) }
      .map { "\(row.names[$0])=\(row.reader.text($0))" }
    return parts.isEmpty ? "" : "(\(parts.joined(separator: ",")))"
  }

  private var nameColumn: String {
    switch self {
    case .pytestBenchmark: "name"
    case .criterion, .tastyBench: "Name"
    case .bench: "expression"
    case .microbenchmark: "expr"
    }
  }

  /// `1.2e-06`, `1.21µs`, `3.9KB`: a number with its unit or without.
  private static func quantity(_ cell: String) -> (value: Double, unit: String?)? {
    let text = cell.trimmed
    let digits = text.prefix { $0.isNumber || ".eE+-".contains($0) }
    // An exponent needs a digit: `1.2e` is none.
    guard let value = parsedNumber(Array(digits.utf8)) else { return nil }
    let unit = text[digits.endIndex...].trimmed
    if unit.isEmpty { return (value, nil) }
    // The package counts memory in powers of 1024.
    let binary = ["KB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB"]
    return (value, timeUnit(unit) ?? binary[unit] ?? unit)
  }
}
