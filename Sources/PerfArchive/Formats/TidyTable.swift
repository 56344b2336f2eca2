import PerfStats
import PerfText

extension TidySamples {
  /// Where a sample goes.
  struct Slot {
    var run: Int
    var measurement: Int
    var execution: Int
  }

  /// Samples of the last rows, which are of one execution.
  struct OpenExecution {
    var values: [Double] = []
    var isOrdered = true
    var lastIteration = -Double.infinity
  }

  /// What the rows so far amount to.
  struct Table {
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

    /// Moves samples to their execution.
    mutating func append(_ open: inout OpenExecution, _ slot: Slot) {
      if open.values.isEmpty { return }
      states[slot.run][slot.measurement][slot.execution].lastIteration = open.lastIteration
      runs[slot.run].measurements[slot.measurement].executions[slot.execution].values
        .append(contentsOf: open.values)
      if !open.isOrdered {
        runs[slot.run].measurements[slot.measurement].executions[slot.execution].isOrdered = false
      }
      open.values.removeAll(keepingCapacity: true)
      open.isOrdered = true
    }

    /// Notes the first sample of an execution that cannot be used.
    mutating func reject(_ slot: Slot, _ reader: CSVReader, _ columns: Columns) {
      if states[slot.run][slot.measurement][slot.execution].fault == nil {
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
          Unmeasured(
            key: key, within: reader.text(columns.within), reason: reader.text(columns.reason),
            isSkip: role == .skipped))
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

    /// Where the samples of a row go.
    ///
    /// - Parameter known: a slot of the same benchmark, if the row before has one.
    mutating func slot(
      _ reader: CSVReader, _ columns: Columns, _ role: Role, after known: Slot?
    ) throws(InputError) -> Slot {
      let run: Int
      let measurement: Int
      if let known {
        (run, measurement) = (known.run, known.measurement)
      } else {
        (run, measurement) = try benchmark(reader, columns, role)
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

    /// The benchmark of a row: its run, and its place in it.
    private mutating func benchmark(
      _ reader: CSVReader, _ columns: Columns, _ role: Role
    ) throws(InputError) -> (run: Int, measurement: Int) {
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
      return (run, measurement)
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
              key: entry.key, within: entry.within,
              error: InputError(
                place: place, message: entry.reason.isEmpty ? "it failed" : entry.reason)))
        }
        ids[source.id, default: 0] += 1
        if var count = ids[source.id], count > 1 {
          run.id = "\(source.id) #\(count)"
          // A run may be called so already.
          while ids[run.id] != nil {
            count += 1
            run.id = "\(source.id) #\(count)"
          }
          ids[run.id] = 1
        }
        run.measurements = []
        for (at, measurement) in source.measurements.enumerated() {
          if let fault = states[number][at].lazy.compactMap(\.fault).first {
            loaded.rejected.append(
              RejectedBenchmark(key: measurement.key, within: measurement.within, error: fault))
            run.unmeasured.append(
              Unmeasured(
                key: measurement.key, within: measurement.within, reason: fault.description))
          } else {
            run.measurements.append(measurement)
          }
        }
        if !run.measurements.isEmpty { loaded.runs.append(run) }
      }
      return loaded
    }
  }
}
