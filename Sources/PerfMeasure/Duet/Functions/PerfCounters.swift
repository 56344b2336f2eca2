import PerfStats

/// The processor's own counters, read by Linux' `perf stat`: where the machine has them. Many virtual
/// machines do not.
struct PerfCounters: Instrument {
  private var folder: TemporaryFolder
  let timeout: Double
  let interruption: Interruption

  /// - Throws: `DuetError` where there is no perf, or it may not or cannot count here.
  init(timeout: Double, interruption: Interruption) throws {
    folder = try TemporaryFolder(interruption: interruption)
    self.timeout = timeout
    self.interruption = interruption
    do {
      _ = try run(["true"])
    } catch let failure as CommandFailure {
      throw DuetError(failure.message, quoting: failure.quoted)
    }
  }

  /// Instructions decide, the others advise: they depend on what else the processor does.
  static let metrics = ["instructions", "cycles", "branch-misses"].map {
    Metric(name: $0, unit: $0, better: .lower)
  }

  /// Cycles scatter, and a batch at full speed is cheap.
  var enough: Double { 1e8 }

  /// User code only, all threads and children together.
  func command(_ words: [String]) -> [String] {
    let events = Self.metrics.map { "\($0.name):u" }.joined(separator: ",")
    return ["perf", "stat", "-x", ",", "-e", events, "-o", file, "--"] + words
  }

  private var file: String { folder.file("perf-stat.csv") }

  func takeReading() throws -> EventCounts {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    folder.remove("perf-stat.csv")
    return EventCounts(values: try Self.counts(perfStat: text))
  }

  /// The counts in what `perf stat -x ,` writes, one for each of `metrics`: count, unit and event a line.
  ///
  /// - Throws: `DuetError` for an event that was not counted.
  private static func counts(perfStat text: String) throws(DuetError) -> [Double] {
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    var counts: [Double] = []
    for metric in metrics {
      let row = rows.first { $0.count > 2 && $0[2].hasPrefix(metric.name) }
      guard let row, let count = Double(row[0]), count >= 0, count.isFinite else {
        throw DuetError(
          "perf: this machine counts no \(metric.name): \(row?[0] ?? "perf printed nothing of it")")
      }
      counts.append(count)
    }
    return counts
  }
}

/// Counts of some events; the first one decides.
struct EventCounts: RunCost {
  var values: [Double]

  var total: Double { values[0] }

  /// A count that depends on what else the processor does may be less for more operations: then it is 0.
  func beyond(_ other: EventCounts, per divisor: Double) -> EventCounts {
    EventCounts(values: zip(values, other.values).map { max(0, $0 - $1) / divisor })
  }
}
