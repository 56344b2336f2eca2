import PerfStats
import PerfText

/// A row of Google Benchmark's CSV or console table, which know neither families nor repetitions.
struct GoogleRow {
  var name: String
  var time: Double
  var unit: String
  /// Of an aggregate: the number of repetitions.
  var iterations: Double
  var counters: [(name: String, value: Double, isRate: Bool)] = []
  /// Number of the process start within the file.
  var execution = 0
  var place: String

  static let aggregates = ["_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"]
}

/// Which rows are repetitions of one benchmark.
///
/// The library repeats a benchmark with the iterations of its first repetition, in one unit, and prints
/// the aggregates after the last one. So rows of one name that differ in unit or iterations, or that follow
/// on aggregates, are several benchmarks that nothing tells apart, unless aggregates of as many
/// repetitions say otherwise.
struct GoogleRows {
  private struct Group {
    var rows: [GoogleRow]
    var mean: GoogleRow?
    var isClosed: Bool { mean != nil }
  }

  private var order: [String] = []
  private var groups: [String: [Group]] = [:]

  /// Whether times are printed with so few decimals that 0 may be anything.
  private let isRounded: Bool

  init(_ rows: [GoogleRow], isRounded: Bool = false) {
    self.isRounded = isRounded
    let names = Set(rows.map(\.name))
    var means: [String: Double] = [:]
    for row in rows where row.name.hasSuffix("_mean") {
      means[String(row.name.dropLast(5))] = row.iterations
    }
    /// Whether a row is a statistic of the program's own (`ComputeStatistics("max", ...)`): a name with a
    /// suffix to one that has a mean, of as many repetitions, without a mean itself.
    func isOwnStatistic(_ row: GoogleRow) -> Bool {
      guard means[row.name] == nil else { return false }
      return row.name.indices.contains { at in
        row.name[at] == "_" && means[String(row.name[..<at])] == row.iterations
      }
    }
    for row in rows {
      // `x_mean` is an aggregate where x itself or its other aggregates stand in the table.
      let ending = GoogleRow.aggregates.first { row.name.hasSuffix($0) }
      if let ending {
        let base = String(row.name.dropLast(ending.count))
        if names.contains(base) || names.contains(base + "_stddev") {
          if ending == "_mean" { close(base, by: row) }
          continue
        }
      }
      if !isOwnStatistic(row) { add(row) }
    }
  }

  private mutating func add(_ row: GoogleRow) {
    if groups[row.name] == nil { order.append(row.name) }
    let known = groups[row.name, default: []].lastIndex { group in
      guard !group.isClosed, let first = group.rows.first else { return false }
      return first.unit == row.unit && first.iterations == row.iterations
        && first.execution == row.execution
    }
    if let known {
      groups[row.name]?[known].rows.append(row)
    } else {
      groups[row.name, default: []].append(Group(rows: [row]))
    }
  }

  private mutating func close(_ name: String, by mean: GoogleRow) {
    if groups[name] == nil { order.append(name) }
    var all = groups[name, default: []]
    let open = all.indices.filter { !all[$0].isClosed }
    let rows = open.flatMap { all[$0].rows }
    if Double(rows.count) == mean.iterations, let first = open.first {
      all[first].rows = rows
      all[first].mean = mean
      for index in open.dropFirst().reversed() { all.remove(at: index) }
    } else if let last = open.last {
      all[last].mean = mean
    } else {
      all.append(Group(rows: [], mean: mean))
    }
    groups[name] = all
  }

  func add(to harvest: inout Harvest) {
    // A repetition that failed spoils its benchmark.
    let failed = Set(harvest.rejected.map(\.key.benchmark))
    for name in order where !failed.contains(name) {
      let all = groups[name] ?? []
      let starts = Dictionary(grouping: all) { ($0.rows.first ?? $0.mean)?.execution ?? 0 }
      // One benchmark, in each process once; otherwise each is one that nothing tells from the others.
      let benchmarks = starts.values.allSatisfy { $0.count == 1 } ? [all] : all.map { [$0] }
      for benchmark in benchmarks { add(name, benchmark, to: &harvest) }
      guard benchmarks.count == 1 else { continue }
      for group in all where group.rows.count > 1 && !group.isClosed {
        harvest.warn(
          "\"\(name)\" has \(group.rows.count) rows, taken for its repetitions; this layout does not"
            + " tell them from several benchmarks of one name (the JSON does)",
          at: group.rows[0].place)
      }
    }
  }

  private func add(_ name: String, _ groups: [Group], to harvest: inout Harvest) {
    guard let first = groups.first.flatMap({ $0.rows.first ?? $0.mean }) else { return }
    let unit = Metric.Unit(first.unit)
    let sampled = groups.filter { !$0.rows.isEmpty }
    let timed = sampled.isEmpty ? [first] : sampled.flatMap(\.rows)
    if isRounded, let zero = timed.first(where: { $0.time == 0 }) {
      harvest.reject(
        SeriesKey(benchmark: name),
        "the time is printed as \(zero.time) \(zero.unit), too short for the printed digits: nothing can be judged; the JSON has it",
        at: zero.place)
      return
    }
    func add(_ metric: Metric, secondary: Bool, _ value: (GoogleRow) -> Double?) {
      var measurement = Measurement(benchmark: name, metric: metric, executions: [])
      if sampled.isEmpty {
        guard let mean = value(first) else { return }
        measurement.summary = Summary(estimate: mean)
      } else {
        measurement.executions = sampled.map { group in
          Execution(
            iterations: secondary ? nil : constant(group.rows.map(\.iterations)),
            values: group.rows.compactMap(value))
        }
      }
      harvest.add(measurement, secondary: secondary) { execution, sample in
        let rows = execution < sampled.count ? sampled[execution].rows : []
        return sample < rows.count ? rows[sample].place : first.place
      }
    }
    add(Metric(name: "time", unit: first.unit, better: .lower), secondary: false) {
      Metric.Unit($0.unit).convert($0.time, to: unit)
    }
    var seen: Set<String> = []
    for counter in timed.flatMap(\.counters) where seen.insert(counter.name).inserted {
      let metric = GoogleCounter.metric(counter.name, isRate: counter.isRate)
      add(metric, secondary: true) { row in
        row.counters.first { $0.name == counter.name }?.value
      }
    }
  }
}

/// Counters of Google Benchmark: secondary metrics of a benchmark.
enum GoogleCounter {
  /// What a counter measures. Rates per second are better higher, but of costs, what the memory manager counts
  /// better lower; of a counter of its own only the name can tell.
  static func metric(_ name: String, isRate: Bool) -> Metric {
    switch name {
    case "bytes_per_second": return Metric(name: name, unit: "B/s", better: .higher)
    case "items_per_second": return Metric(name: name, unit: "items/s", better: .higher)
    case "max_bytes_used", "total_allocated_bytes", "net_heap_growth":
      return Metric(name: name, unit: "B", better: .lower)
    case "allocs_per_iter": return Metric(name: name, unit: "allocs", better: .lower)
    default:
      return Metric(
        name: name, unit: isRate ? "1/s" : "",
        better: isRate ? Metric.Unit(name).directionOfRate : Metric.Unit(name).direction)
    }
  }
}
