import PerfStats
import PerfText

/// Tidy samples: a table with one row per sample and named columns.
///
/// Read: `benchmark` (or `series`), `run` (or `index`) and `value` (or `value_ns`) are
/// required; `dataset`, `runner`, `commit`, `date`, `execution`, `iteration` (or `sample`),
/// `unit`, `metric`, `better` (or `direction`), `batch`, `elements` are used where present; other
/// columns are ignored. Rows with the same dataset, runner, commit and run are one run. Without an
/// `execution` column a run's samples of a benchmark are one execution, number 0. A run without a
/// date whose identity is one (`2024-02-03T05:46:50`) has that date.
public enum TidySamples {
  /// Columns that are written, in order.
  public static let columns = [
    "runner", "commit", "date", "run", "benchmark", "execution", "iteration", "value", "unit",
    "metric", "better", "batch", "elements",
  ]

  // MARK: Reading

  public static func decode(_ bytes: [UInt8], place: String) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(bytes, file: place)
    guard try reader.next() else {
      throw InputError(place: place, message: "expected a header line, found an empty file")
    }
    let columns = try Columns(reader)
    var table = Table()
    var slot = Slot(run: -1, measurement: -1, execution: -1)
    // Consecutive rows mostly belong to the same execution: compare before looking up.
    var last: [CSVReader.Field] = []
    let width = reader.fields.count
    while try reader.next() {
      guard reader.fields.count == width else {
        throw reader.error("expected \(width) fields, found \(reader.fields.count)")
      }
      if last.isEmpty || !zip(columns.identity, last).allSatisfy({ reader.same($0, as: $1) }) {
        slot = try table.slot(reader, columns)
        last = columns.identity.map { reader.fields[$0] }
      }
      // An empty cell is a sample that is missing, which spoils its benchmark.
      guard let value = reader.isEmpty(columns.value) ? .nan : reader.double(columns.value) else {
        throw reader.error("value: expected a number, found \"\(reader.text(columns.value))\"")
      }
      if columns.iteration >= 0, let iteration = reader.double(columns.iteration) {
        guard iteration > table.lastIteration(slot) else {
          throw reader.error(
            "iteration: expected ascending numbers within an execution, found"
              + " \(reader.text(columns.iteration)) again or too late; sort the rows by run,"
              + " benchmark, execution and iteration")
        }
        table.setLastIteration(slot, iteration)
      } else if columns.iteration >= 0, reader.isEmpty(columns.iteration) {
        table.markUnordered(slot)
      }
      table.append(value, slot, reader, columns)
    }
    if reader.endsWithinRecord, columns.value == width - 1 { table.doubtLast(slot, reader) }
    return try table.loaded(place)
  }

  /// Whether a text begins with a header of this format.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    let end = lineEnd(bytes, from: 0)
    var reader = CSVReader(Array(bytes[..<end]), file: "")
    do {
      guard try reader.next() else { return false }
      _ = try Columns(reader)
      return true
    } catch {
      return false
    }
  }

  /// Whether a text begins with a header that is meant to be one of this format, though columns
  /// are missing.
  static func resembles(_ bytes: [UInt8]) -> Bool {
    var reader = CSVReader(Array(bytes[..<lineEnd(bytes, from: 0)]), file: "")
    guard let found = try? reader.next(), found else { return false }
    return reader.fields.indices.contains { reader.text($0).trimmed == "benchmark" }
  }

  /// Where the columns stand; -1 for one that is absent.
  private struct Columns {
    var dataset = -1
    var runner = -1
    var commit = -1
    var date = -1
    var run = -1
    var benchmark = -1
    var execution = -1
    var iteration = -1
    var value = -1
    var unit = -1
    var metric = -1
    var better = -1
    var batch = -1
    var elements = -1
    /// Whether the value column is `value_ns`.
    var nanoseconds = false
    /// The columns that tell executions apart.
    var identity: [Int] = []

    init(_ reader: CSVReader) throws(InputError) {
      var columns: [String: Int] = [:]
      for number in reader.fields.indices {
        let name = reader.text(number).trimmed
        if columns.updateValue(number, forKey: name) != nil, !name.isEmpty {
          throw reader.error("column \"\(name)\" occurs twice")
        }
      }
      func find(_ names: String...) -> Int {
        for name in names { if let number = columns[name] { return number } }
        return -1
      }
      dataset = find("dataset")
      runner = find("runner")
      commit = find("commit")
      date = find("date")
      run = find("run", "index")
      benchmark = find("benchmark", "series")
      execution = find("execution")
      iteration = find("iteration", "sample")
      value = find("value", "value_ns")
      nanoseconds = columns["value"] == nil
      unit = find("unit")
      metric = find("metric")
      better = find("better", "direction")
      batch = find("batch")
      elements = find("elements")
      for (name, number) in [("benchmark", benchmark), ("run", run), ("value", value)]
      where number < 0 {
        throw reader.error(
          "expected the columns benchmark, run and value (or value_ns), found no \(name)")
      }
      identity = [
        dataset, runner, commit, run, benchmark, execution, unit, metric, better, batch, elements,
      ].filter { $0 >= 0 }
    }
  }

  private struct Slot {
    var run: Int
    var measurement: Int
    var execution: Int
  }

  private struct Table {
    struct RunKey: Hashable {
      var dataset: String
      var runner: String
      var commit: String
      var run: String
    }
    struct Series: Hashable {
      var run: Int
      var key: SeriesKey
    }
    struct Process: Hashable {
      var run: Int
      var measurement: Int
      var execution: String
    }
    struct State {
      var lastIteration = -Double.infinity
      /// The first sample that cannot be used.
      var fault: InputError?
    }

    var runs: [Run] = []
    var runNumbers: [RunKey: Int] = [:]
    var seriesNumbers: [Series: Int] = [:]
    var processNumbers: [Process: Int] = [:]
    var states: [[[State]]] = []

    func lastIteration(_ slot: Slot) -> Double {
      states[slot.run][slot.measurement][slot.execution].lastIteration
    }

    mutating func setLastIteration(_ slot: Slot, _ value: Double) {
      states[slot.run][slot.measurement][slot.execution].lastIteration = value
    }

    mutating func markUnordered(_ slot: Slot) {
      runs[slot.run].measurements[slot.measurement].executions[slot.execution].isOrdered = false
    }

    mutating func append(_ value: Double, _ slot: Slot, _ reader: CSVReader, _ columns: Columns) {
      runs[slot.run].measurements[slot.measurement].executions[slot.execution].values.append(value)
      if !(value > 0 && value.isFinite),
        states[slot.run][slot.measurement][slot.execution].fault == nil
      {
        let text = reader.text(columns.value)
        states[slot.run][slot.measurement][slot.execution].fault = reader.error(
          "value: expected a positive number, found \(text.isEmpty ? "nothing" : "\"\(text)\"")")
      }
    }

    /// Sets aside the benchmark of the last sample if a text without a line end at its end was cut
    /// within that number: without one of its integer digits it is far below all others.
    mutating func doubtLast(_ slot: Slot, _ reader: CSVReader) {
      guard slot.run >= 0 else { return }
      var values = runs[slot.run].measurements[slot.measurement].executions.flatMap(\.values)
      guard
        let last = runs[slot.run].measurements[slot.measurement].executions[slot.execution]
          .values.last, let place = values.lastIndex(of: last)
      else { return }
      values.remove(at: place)
      guard let least = values.min(), last < least / 2 else { return }
      states[slot.run][slot.measurement][slot.execution].fault = reader.error(
        "value: expected a line end after the last number, found the end of the text after \(last):"
          + " it is cut off")
    }

    mutating func slot(_ reader: CSVReader, _ columns: Columns) throws(InputError) -> Slot {
      let runKey = RunKey(
        dataset: reader.text(columns.dataset), runner: reader.text(columns.runner),
        commit: reader.text(columns.commit), run: reader.text(columns.run))
      if runKey.run.isEmpty { throw reader.error("run: expected an identity, found nothing") }
      let run = runNumbers[runKey] ?? newRun(runKey, reader.text(columns.date))
      // Outer spaces belong to the name; only what no name may hold is replaced.
      let written = reader.text(columns.benchmark)
      guard let clean = cleanName(written) else {
        throw reader.error("benchmark: expected a name, found nothing")
      }
      let name = hasControlCharacter(written) ? clean : written
      let metric = try metric(reader, columns)
      let series = Series(run: run, key: SeriesKey(benchmark: name, metric: metric.name))
      let measurement: Int
      if let known = seriesNumbers[series] {
        measurement = known
        let earlier = runs[run].measurements[known].metric
        guard earlier == metric else {
          throw reader.error(
            "benchmark \"\(name)\": expected \(earlier.unit), \(earlier.better) as before, found"
              + " \(metric.unit), \(metric.better)")
        }
      } else {
        measurement = runs[run].measurements.count
        var new = Measurement(benchmark: name, metric: metric, executions: [])
        new.elements = try integer(reader, columns.elements, "elements")
        runs[run].measurements.append(new)
        states[run].append([])
        seriesNumbers[series] = measurement
      }
      let process = Process(
        run: run, measurement: measurement, execution: reader.text(columns.execution))
      if let known = processNumbers[process] {
        return Slot(run: run, measurement: measurement, execution: known)
      }
      let execution = runs[run].measurements[measurement].executions.count
      runs[run].measurements[measurement].executions.append(
        Execution(iterations: try integer(reader, columns.batch, "batch"), values: []))
      states[run][measurement].append(State())
      processNumbers[process] = execution
      return Slot(run: run, measurement: measurement, execution: execution)
    }

    private mutating func newRun(_ key: RunKey, _ date: String) -> Int {
      let name = key.dataset.isEmpty ? key.run : "\(key.dataset)/\(key.run)"
      let label = key.runner == "unknown" ? "" : key.runner
      // Nightly runs are often named after their time.
      let time = date.isEmpty && key.run.contains("-") ? key.run : date
      runs.append(
        Run(
          id: name, commit: key.commit, date: timestamp(time), runner: Runner(label: label),
          origin: "import csv"))
      states.append([])
      runNumbers[key] = runs.count - 1
      return runs.count - 1
    }

    private func integer(
      _ reader: CSVReader, _ column: Int, _ name: String
    ) throws(InputError) -> Int? {
      if reader.isEmpty(column) { return nil }
      guard let value = Int(reader.text(column)) else {
        throw reader.error("\(name): expected an integer, found \"\(reader.text(column))\"")
      }
      return value
    }

    private func metric(_ reader: CSVReader, _ columns: Columns) throws(InputError) -> Metric {
      let unit = reader.text(columns.unit)
      if columns.nanoseconds, columns.unit < 0, columns.metric < 0, columns.better < 0 {
        return .nanoseconds
      }
      let canonical = timeUnit(unit) ?? (columns.nanoseconds && unit.isEmpty ? "ns" : unit)
      let better = reader.text(columns.better)
      guard better.isEmpty || Metric.Direction(rawValue: better) != nil else {
        throw reader.error(
          "better: expected lower, higher or unspecified, found \"\(better)\"")
      }
      let isTime = timeUnit(canonical) != nil || unit.isEmpty
      let direction =
        Metric.Direction(rawValue: better)
        ?? (isTime ? .lower : unit.hasSuffix("/s") ? .higher : .unspecified)
      var name = reader.text(columns.metric)
      if name.isEmpty { name = isTime ? "time" : "value" }
      return Metric(name: name, unit: canonical, better: direction)
    }

    func loaded(_ place: String) throws(InputError) -> LoadedRuns {
      if runs.isEmpty { throw InputError(place: place, message: "expected samples, found none") }
      var loaded = LoadedRuns()
      // One identity on two runners or commits is two runs.
      var ids: [String: Int] = [:]
      for (number, source) in runs.enumerated() {
        var run = source
        ids[run.id, default: 0] += 1
        if let count = ids[run.id], count > 1 { run.id += " #\(count)" }
        run.measurements = []
        for (at, measurement) in source.measurements.enumerated() {
          if let fault = states[number][at].lazy.compactMap(\.fault).first {
            loaded.rejected.append(RejectedBenchmark(key: measurement.key, error: fault))
          } else {
            run.measurements.append(measurement)
          }
        }
        if !run.measurements.isEmpty { loaded.runs.append(run) }
      }
      return loaded
    }
  }

  // MARK: Writing

  /// Writes runs as rows, one after another, to `writer`. Benchmarks of which only a summary
  /// is known have no samples and therefore no rows. Memory does not grow with the runs.
  public static func write(
    _ runs: some Sequence<Run>, to writer: FileWriter, header: Bool = true
  ) throws(InputError) {
    if header {
      var head = CSVWriter()
      head.record(columns)
      try writer.write(head.bytes)
    }
    for run in runs {
      for measurement in run.measurements {
        try writer.write(rows(run, measurement))
      }
    }
  }

  /// The text of a table with all samples of `runs`.
  public static func encode(_ runs: [Run]) -> [UInt8] {
    var out = CSVWriter()
    out.record(columns)
    var bytes = out.bytes
    for run in runs {
      for measurement in run.measurements { bytes += rows(run, measurement) }
    }
    return bytes
  }

  /// Rows of one run, without a header.
  public static func encode(rowsOf run: Run) -> [UInt8] {
    run.measurements.reduce(into: []) { $0 += rows(run, $1) }
  }

  private static func rows(_ run: Run, _ measurement: Measurement) -> [UInt8] {
    var head = CSVWriter()
    head.field(run.runner.isUnknown ? "" : run.runner.slug)
    head.field(run.commit)
    head.field(date: run.date)
    head.field(run.id)
    head.field(measurement.benchmark)
    var tail = CSVWriter()
    tail.field(measurement.metric.unit)
    tail.field(measurement.metric.name)
    tail.field(measurement.metric.better.rawValue)
    var out = CSVWriter()
    for (number, execution) in measurement.executions.enumerated() {
      var end = tail
      end.field(execution.iterations)
      end.field(measurement.elements)
      for (iteration, value) in execution.values.enumerated() {
        out.raw(head.bytes)
        out.field(number)
        out.field(execution.isOrdered ? iteration : nil)
        out.field(value)
        out.raw(end.bytes)
        out.endRecord()
      }
    }
    return out.bytes
  }
}
