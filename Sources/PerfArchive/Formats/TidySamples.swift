import PerfStats
import PerfText

extension InputFormat {
  /// Tidy samples.
  public static let csv = InputFormat("csv", isOneExecution: false) { source throws(InputError) in
    try TidySamples.decode(source.bytes, place: source.name)
  }
}

/// Tidy samples: a table with one row per sample and named columns.
///
/// Read: `benchmark` (or `series`), `run` (or `index`) and `value` (or `value_ns`) are
/// required; `dataset`, `runner`, `commit`, `date`, `execution`, `iteration` (or `sample`),
/// `unit`, `metric`, `better` (or `direction`), `batch`, `elements` are used where present; other
/// columns are ignored. `role` says what a row is: a sample (also where empty), the estimate of a
/// `summary` with its `lower`, `upper` and `level`, or a benchmark that `failed` or was `skipped`, with
/// the `reason`; `ambiguous` is a sample of a benchmark that nothing tells from another. `within` and
/// `definition` are those of the measurement. Rows with the same dataset, runner, commit and run are one run. Without an
/// `execution` column a run's samples of a benchmark are one execution, number 0. A run without a
/// date whose identity is one (`2024-02-03T05:46:50`) has that date.
public enum TidySamples {
  /// Columns that are written, in order.
  public static let columns = [
    "runner", "commit", "date", "run", "benchmark", "execution", "iteration", "value", "unit",
    "metric", "better", "batch", "elements", "within", "definition", "role", "lower", "upper",
    "level", "reason",
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
        last = columns.identity.map { reader.fields[$0] }
        let role = try columns.role(reader)
        guard role.hasSamples else {
          try table.add(role, reader, columns)
          last = []
          continue
        }
        slot = try table.slot(reader, columns, role)
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
    var within = -1
    var definition = -1
    var roles = -1
    var lower = -1
    var upper = -1
    var level = -1
    var reason = -1
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
      within = find("within")
      definition = find("definition")
      // A stranger's table may call something else so.
      roles = definition >= 0 ? find("role") : -1
      lower = find("lower")
      upper = find("upper")
      level = find("level")
      reason = find("reason")
      for (name, number) in [("benchmark", benchmark), ("run", run), ("value", value)]
      where number < 0 {
        throw reader.error(
          "expected the columns benchmark, run and value (or value_ns), found no \(name) among"
            + " \(reader.fields.indices.prefix(20).map { reader.text($0) }.joined(separator: ", "))"
        )
      }
      identity = [
        dataset, runner, commit, run, benchmark, execution, unit, metric, better, batch, elements,
        within, definition, roles,
      ].filter { $0 >= 0 }
    }

    func role(_ reader: CSVReader) throws(InputError) -> Role {
      if reader.isEmpty(roles) { return .sample }
      guard let role = Role(rawValue: reader.text(roles)) else {
        throw reader.error(
          "role: expected \(Role.allCases.map(\.rawValue).joined(separator: ", ")), found"
            + " \"\(reader.text(roles))\"")
      }
      return role
    }
  }

  /// What a row is.
  private enum Role: String, CaseIterable {
    case sample, ambiguous, summary, failed, skipped
    case ambiguousSummary = "ambiguous summary"

    var hasSamples: Bool { self == .sample || self == .ambiguous }
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
      if !isSample(value),
        states[slot.run][slot.measurement][slot.execution].fault == nil
      {
        let text = reader.text(columns.value)
        states[slot.run][slot.measurement][slot.execution].fault = reader.error(
          "value: expected a number from 0 on, found \(text.isEmpty ? "nothing" : "\"\(text)\"")")
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

    /// The run of a row.
    private mutating func run(_ reader: CSVReader, _ columns: Columns) throws(InputError) -> Int {
      let runKey = RunKey(
        dataset: reader.text(columns.dataset), runner: reader.text(columns.runner),
        commit: reader.text(columns.commit), run: reader.text(columns.run))
      if runKey.run.isEmpty { throw reader.error("run: expected an identity, found nothing") }
      return runNumbers[runKey] ?? newRun(runKey, reader.text(columns.date))
    }

    private func name(_ reader: CSVReader, _ columns: Columns) throws(InputError) -> String {
      // Outer spaces belong to the name; only what no name may hold is replaced.
      let written = reader.text(columns.benchmark)
      guard let clean = cleanName(written) else {
        throw reader.error("benchmark: expected a name, found nothing")
      }
      return hasControlCharacter(written) ? clean : written
    }

    /// Adds a row that is no sample.
    mutating func add(_ role: Role, _ reader: CSVReader, _ columns: Columns) throws(InputError) {
      let run = try run(reader, columns)
      let name = try name(reader, columns)
      guard role == .summary || role == .ambiguousSummary else {
        let key = SeriesKey(benchmark: name, metric: reader.text(columns.metric))
        runs[run].unmeasured.append(
          Unmeasured(key: key, reason: reader.text(columns.reason), isSkip: role == .skipped))
        return
      }
      let metric = try metric(reader, columns)
      let key = SeriesKey(benchmark: name, metric: metric.name)
      func number(_ column: Int, _ what: String) throws(InputError) -> Double? {
        if reader.isEmpty(column) { return nil }
        guard let value = reader.double(column), isSample(value) else {
          throw reader.error(
            "\(what): expected a number from 0 on, found \"\(reader.text(column))\"")
        }
        return value
      }
      guard let estimate = try number(columns.value, "value") else {
        throw reader.error("value: expected the estimate of a summary, found nothing")
      }
      let series = Series(run: run, key: key)
      guard seriesNumbers[series] == nil else {
        throw reader.error("benchmark \"\(name)\": expected one summary and no samples beside it")
      }
      seriesNumbers[series] = runs[run].measurements.count
      runs[run].measurements.append(
        Measurement(
          benchmark: name, metric: metric, within: reader.text(columns.within),
          definition: reader.text(columns.definition),
          isAmbiguous: role == .ambiguousSummary,
          elements: try integer(reader, columns.elements, "elements"), executions: [],
          summary: Summary(
            estimate: estimate, lower: try number(columns.lower, "lower"),
            upper: try number(columns.upper, "upper"), level: try number(columns.level, "level"))))
      states[run].append([])
    }

    mutating func slot(
      _ reader: CSVReader, _ columns: Columns, _ role: Role
    ) throws(InputError) -> Slot {
      let run = try run(reader, columns)
      let name = try name(reader, columns)
      let metric = try metric(reader, columns)
      let series = Series(run: run, key: SeriesKey(benchmark: name, metric: metric.name))
      let measurement: Int
      if let known = seriesNumbers[series] {
        measurement = known
        guard runs[run].measurements[known].summary == nil else {
          throw reader.error("benchmark \"\(name)\": expected no samples beside its summary")
        }
        let earlier = runs[run].measurements[known].metric
        guard earlier == metric else {
          throw reader.error(
            "benchmark \"\(name)\": expected \(earlier.unit), \(earlier.better) as before, found"
              + " \(metric.unit), \(metric.better)")
        }
      } else {
        measurement = runs[run].measurements.count
        let new = Measurement(
          benchmark: name, metric: metric, within: reader.text(columns.within),
          definition: reader.text(columns.definition), isAmbiguous: role == .ambiguous,
          elements: try integer(reader, columns.elements, "elements"), executions: [])
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
      let measured = Metric.Unit(unit)
      let canonical = columns.nanoseconds && unit.isEmpty ? "ns" : measured.symbol
      let better = reader.text(columns.better)
      guard better.isEmpty || Metric.Direction(rawValue: better) != nil else {
        throw reader.error(
          "better: expected lower, higher or unspecified, found \"\(better)\"")
      }
      let isTime = unit.isEmpty || measured.dimension == .time && measured.subject.isEmpty
      let direction =
        Metric.Direction(rawValue: better) ?? (isTime ? .lower : measured.direction)
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
        for entry in run.unmeasured where !entry.isSkip {
          loaded.rejected.append(
            RejectedBenchmark(
              key: entry.key,
              error: InputError(
                place: place, message: entry.reason.isEmpty ? "it failed" : entry.reason)))
        }
        ids[run.id, default: 0] += 1
        if let count = ids[run.id], count > 1 { run.id += " #\(count)" }
        run.measurements = []
        for (at, measurement) in source.measurements.enumerated() {
          if let fault = states[number][at].lazy.compactMap(\.fault).first {
            loaded.rejected.append(RejectedBenchmark(key: measurement.key, error: fault))
            run.unmeasured.append(Unmeasured(key: measurement.key, reason: fault.description))
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

  /// Writes runs as rows, one after another, to `writer`. Memory does not grow with the runs.
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
      if !run.unmeasured.isEmpty { try writer.write(unmeasuredRows(run)) }
    }
  }

  /// The text of a table with all samples of `runs`.
  public static func encode(_ runs: [Run]) -> [UInt8] {
    var out = CSVWriter()
    out.record(columns)
    var bytes = out.bytes
    for run in runs {
      bytes += encode(rowsOf: run)
    }
    return bytes
  }

  /// Rows of one run, without a header.
  public static func encode(rowsOf run: Run) -> [UInt8] {
    run.measurements.reduce(into: []) { $0 += rows(run, $1) } + unmeasuredRows(run)
  }

  /// The columns that tell a run.
  private static func head(_ run: Run) -> CSVWriter {
    var head = CSVWriter()
    head.field(run.runner.isUnknown ? "" : run.runner.slug)
    head.field(run.commit)
    head.field(date: run.date)
    head.field(run.id)
    return head
  }

  private static func unmeasuredRows(_ run: Run) -> [UInt8] {
    var out = CSVWriter()
    let head = head(run)
    for entry in run.unmeasured {
      out.raw(head.bytes)
      out.field(entry.key.benchmark)
      for _ in 0..<4 { out.field("") }
      out.field(entry.key.metric)
      for _ in 0..<5 { out.field("") }
      out.field(entry.isSkip ? Role.skipped.rawValue : Role.failed.rawValue)
      for _ in 0..<3 { out.field("") }
      out.field(entry.reason)
      out.endRecord()
    }
    return out.bytes
  }

  private static func rows(_ run: Run, _ measurement: Measurement) -> [UInt8] {
    var head = head(run)
    head.field(measurement.benchmark)
    var tail = CSVWriter()
    tail.field(measurement.metric.unit)
    tail.field(measurement.metric.name)
    tail.field(measurement.metric.better.rawValue)
    var out = CSVWriter()
    if let summary = measurement.summary {
      var end = tail
      end.field("")
      end.field(measurement.elements)
      end.field(measurement.within)
      end.field(measurement.definition)
      end.field((measurement.isAmbiguous ? Role.ambiguousSummary : .summary).rawValue)
      end.field(summary.lower)
      end.field(summary.upper)
      end.field(summary.level)
      end.field("")
      out.raw(head.bytes)
      out.field("")
      out.field("")
      out.field(summary.estimate)
      out.raw(end.bytes)
      out.endRecord()
    }
    for (number, execution) in measurement.executions.enumerated() {
      var end = tail
      end.field(execution.iterations)
      end.field(measurement.elements)
      end.field(measurement.within)
      end.field(measurement.definition)
      end.field(measurement.isAmbiguous ? Role.ambiguous.rawValue : "")
      for _ in 0..<4 { end.field("") }
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
