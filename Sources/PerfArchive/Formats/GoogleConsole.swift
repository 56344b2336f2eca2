import PerfStats
import PerfText

/// The table that Google Benchmark prints on the console: times with their units, the number of
/// iterations, counters. Rows of one name are repetitions.
enum GoogleConsole {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { isHeader($0) ? true : nil } ?? false
  }

  private static func isHeader(_ line: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.prefix(4) == ["Benchmark", "Time", "CPU", "Iterations"]
  }

  private struct Row {
    var name: String
    var time: Double
    var unit: String
    var cpu: Double
    var iterations: Int
    var counters: [(name: String, value: Double, isRate: Bool)] = []

    init?(_ words: [String]) {
      guard
        let at = words.indices.dropFirst().first(where: { k in
          k + 4 < words.count && parsedNumber(Array(words[k].utf8)) != nil
            && timeUnit(words[k + 1]) != nil && parsedNumber(Array(words[k + 2].utf8)) != nil
            && timeUnit(words[k + 3]) != nil && Int(words[k + 4]) != nil
        }), let time = parsedNumber(Array(words[at].utf8)), let unit = timeUnit(words[at + 1]),
        let cpu = parsedNumber(Array(words[at + 2].utf8)), let count = Int(words[at + 4])
      else { return nil }
      name = words[..<at].joined(separator: " ")
      self.time = time
      self.unit = unit
      self.cpu = cpu
      iterations = count
      for word in words[(at + 5)...] {
        guard let equals = word.firstIndex(of: "=") else { continue }
        var text = String(word[word.index(after: equals)...])
        let isRate = text.hasSuffix("/s")
        if isRate { text.removeLast(2) }
        // `1.2Gi/s` counts in powers of 1024, as does a version before 1.9 with `G`.
        let isBinary = text.hasSuffix("i")
        if isBinary { text.removeLast() }
        let factors: [Character: Int] = ["k": 1, "K": 1, "M": 2, "G": 3, "T": 4]
        var factor = 1.0
        if let last = text.last, let power = factors[last] {
          text.removeLast()
          for _ in 0..<power { factor *= isBinary ? 1024 : 1000 }
        }
        guard let value = parsedNumber(Array(text.utf8)) else { continue }
        counters.append((String(word[..<equals]), value * factor, isRate))
      }
    }
  }

  private static func failure(_ words: [String]) -> (name: String, isSkip: Bool, message: String)? {
    guard
      let at = words.indices.dropFirst().first(where: { k in
        words[k] == "ERROR" && k + 1 < words.count && words[k + 1] == "OCCURRED:"
          || words[k] == "SKIPPED:"
      })
    else { return nil }
    let isSkip = words[at] == "SKIPPED:"
    let message = words[(at + (isSkip ? 1 : 2))...].joined(separator: " ")
    return (words[..<at].joined(separator: " "), isSkip, message)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "google-benchmark")
    var rows: [(row: Row, place: String)] = []
    var inTable = false
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: CriterionText.withoutColour(bytes), as: UTF8.self)
      if isHeader(line) { inTable = true }
      guard inTable else { return }
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      let place = "\(source.name):\(number)"
      if let row = Row(words) {
        rows.append((row, place))
      } else if let failure = failure(words) {
        if failure.isSkip {
          harvest.skip(SeriesKey(benchmark: failure.name), failure.message, at: place)
        } else {
          harvest.reject(
            SeriesKey(benchmark: failure.name), "the benchmark failed: \(failure.message)",
            at: place)
        }
      }
    }
    add(rows, &harvest)
    return try harvest.loaded("rows of a table")
  }

  private static func add(_ rows: [(row: Row, place: String)], _ harvest: inout Harvest) {
    let endings = ["_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"]
    func plain(_ name: String) -> (name: String, ending: String)? {
      endings.first { name.hasSuffix($0) }.map { (String(name.dropLast($0.count)), $0) }
    }
    let names = Set(rows.map(\.row.name))
    // `x_mean` is an aggregate where the other aggregates or x itself stand in the table.
    func aggregate(_ row: Row) -> (name: String, ending: String)? {
      guard let (name, ending) = plain(row.name) else { return nil }
      return names.contains(name) || names.contains(name + "_stddev") ? (name, ending) : nil
    }
    var order: [String] = []
    var groups: [String: [(row: Row, place: String)]] = [:]
    var means: [(name: String, row: Row, place: String)] = []
    for (row, place) in rows {
      if let (name, ending) = aggregate(row) {
        if ending == "_mean" { means.append((name, row, place)) }
        continue
      }
      if groups[row.name] == nil { order.append(row.name) }
      groups[row.name, default: []].append((row, place))
    }
    for name in order {
      guard let group = groups[name], let first = group.first else { continue }
      let unit = Metric.Unit(first.row.unit)
      let values = group.map { Metric.Unit($0.row.unit).convert($0.row.time, to: unit) ?? .nan }
      let counts = group.map { Double($0.row.iterations) }
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: first.row.unit, better: .lower),
          executions: [Execution(iterations: constant(counts), values: values)])
      ) { _, sample in sample < group.count ? group[sample].place : first.place }
      for counter in first.row.counters {
        let own = group.compactMap { entry in
          entry.row.counters.first { $0.name == counter.name }?.value
        }
        harvest.add(
          Measurement(
            benchmark: name, metric: GoogleCounter.metric(counter.name, isRate: counter.isRate),
            executions: [Execution(values: own)]), secondary: true
        ) { _, _ in first.place }
      }
    }
    for (name, row, place) in means where groups[name] == nil {
      harvest.add(
        row.time, of: name, Metric(name: "time", unit: row.unit, better: .lower), at: place)
    }
  }
}

/// Counters of Google Benchmark: secondary metrics of a benchmark.
enum GoogleCounter {
  /// What a counter measures. Rates per second are better higher, what the memory manager counts
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
        better: isRate ? .higher : Metric.Unit(name).direction)
    }
  }
}
