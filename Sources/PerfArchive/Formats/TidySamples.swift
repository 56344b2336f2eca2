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
package enum TidySamples {
  /// Columns that are written, in order.
  package static let columns = [
    "runner", "commit", "date", "run", "benchmark", "execution", "iteration", "value", "unit",
    "metric", "better", "batch", "elements", "within", "definition", "role", "lower", "upper",
    "level", "reason",
  ]

  package static func decode(_ bytes: [UInt8], place: String) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(bytes, file: place)
    guard try reader.next() else {
      throw InputError(place: place, message: "expected a header line, found an empty file")
    }
    let columns = try Columns(reader)
    var table = Table()
    var slot = Slot(run: -1, measurement: -1, execution: -1)
    // Consecutive rows mostly belong to the same execution: compare before looking up, and keep its
    // samples together.
    var last: [CSVReader.Field] = []
    var open = OpenExecution()
    let width = reader.fields.count
    while try reader.next() {
      guard reader.fields.count == width else {
        throw reader.error("expected \(width) fields, found \(reader.fields.count)")
      }
      if last.isEmpty
        || !columns.identity.allSatisfy({ reader.repeats($0) })
          && !zip(columns.identity, last).allSatisfy({ reader.same($0, as: $1) })
      {
        table.append(&open, slot)
        let isSameBenchmark =
          !last.isEmpty
          && zip(columns.identity, last).prefix(columns.ofBenchmark).allSatisfy {
            reader.same($0, as: $1)
          }
        last = columns.identity.map { reader.fields[$0] }
        let role = try columns.role(reader)
        guard role.hasSamples else {
          try table.add(role, reader, columns)
          last = []
          continue
        }
        slot = try table.slot(reader, columns, role, after: isSameBenchmark ? slot : nil)
        open.lastIteration = table.lastIteration(slot)
      }
      // An empty cell is a sample that is missing, which spoils its benchmark.
      guard let value = reader.isEmpty(columns.value) ? .nan : reader.double(columns.value) else {
        throw reader.error("value: expected a number, found \"\(reader.text(columns.value))\"")
      }
      if columns.iteration >= 0, let iteration = reader.double(columns.iteration) {
        guard iteration > open.lastIteration else {
          throw reader.error(
            "iteration: expected ascending numbers within an execution, found"
              + " \(reader.text(columns.iteration)) again or too late; sort the rows by run,"
              + " benchmark, execution and iteration")
        }
        open.lastIteration = iteration
      } else if columns.iteration >= 0, reader.isEmpty(columns.iteration) {
        open.isOrdered = false
      }
      open.values.append(value)
      if !isSample(value) { table.reject(slot, reader, columns) }
    }
    table.append(&open, slot)
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
}
