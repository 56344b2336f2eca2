import GRDB
import PerfStats
import PerfText

/// Reads runs back from the tables; remembers series and runners between runs.
///
/// What is read is checked: a cell of another kind, a name with control characters, a sample that
/// is no number is an error that names table, row and column. Rows that claim more bytes than the
/// file has (a damaged or forged tree can hand out one page again and again) are refused.
struct RunReader {
  private let place: String
  private let wanted: (@Sendable (String) -> Bool)?
  /// Name and metric of each series met so far, nil where the series is not wanted.
  private var series: [Int64: (benchmark: String, metric: Metric)?] = [:]
  private var runners: [Int64: Runner] = [:]
  /// Bytes that rows may still claim.
  private var bytesLeft: Int

  /// - Parameter size: bytes of the archive.
  init(place: String, size: Int, benchmarks: (@Sendable (String) -> Bool)? = nil) {
    self.place = place
    wanted = benchmarks
    bytesLeft = size
  }

  private func table(_ name: String, _ row: Int64) -> String { "\(place): \(name) \(row)" }

  private mutating func claim(_ bytes: Int) throws(InputError) {
    bytesLeft -= bytes
    if bytesLeft < 0 { throw InputError(place: place, message: Archive.damaged) }
  }

  /// Row ids of the runs that a filter selects, oldest first.
  mutating func rows(_ filter: RunFilter, _ db: Database) throws -> [Int64] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT id, date, branch, \"commit\", runner FROM run ORDER BY date, id")
    var ids: [Int64] = []
    while let next = try rows.next() {
      let id: Int64 = next[0]
      let row = CheckedRow(next, place: table("run", id))
      let header = Run(
        id: "", commit: try row.text(3, "commit"), branch: try row.text(2, "branch"),
        date: try row.text(1, "date"), runner: try runner(row.integer(4, "runner"), row, db))
      if filter.accepts(header) { ids.append(id) }
    }
    if let newest = filter.newest, ids.count > newest {
      ids.removeFirst(ids.count - max(0, newest))
    }
    return ids
  }

  /// Everything about a run but its measurements.
  mutating func header(_ id: Int64, _ db: Database) throws -> Run {
    let statement = try db.cachedStatement(
      sql: """
        SELECT name, "commit", branch, dirty, date, runner, conditions, settings, origin,
          unknownKeys FROM run WHERE id = ?
        """)
    guard let found = try Row.fetchOne(statement, arguments: [id]) else {
      throw InputError(place: place, message: "expected run \(id), found none")
    }
    let row = CheckedRow(found, place: table("run", id))
    let name = try row.text(0, "name")
    guard !name.isEmpty else { throw row.error("name", "expected an identity, found \"\"") }
    var run = Run(
      id: name, commit: try row.text(1, "commit"), branch: try row.text(2, "branch"),
      dirty: try row.truth(3, "dirty"), date: try row.text(4, "date"),
      runner: try runner(row.integer(5, "runner"), row, db),
      conditions: try fields(row, 6, "conditions"), settings: try fields(row, 7, "settings"),
      origin: try row.text(8, "origin"),
      unknownKeys: try keys(row.text(9, "unknownKeys"), row))
    try run.readArchivedKeys(place: row.place)
    return run
  }

  private mutating func runner(_ id: Int64, _ user: CheckedRow, _ db: Database) throws -> Runner {
    if let known = runners[id] { return known }
    let statement = try db.cachedStatement(
      sql: """
        SELECT operatingSystem, architecture, cpu, cpuFeatures, cores, hypervisor, governor,
          compiler, buildMode, label FROM runner WHERE id = ?
        """)
    guard let found = try Row.fetchOne(statement, arguments: [id]) else {
      throw user.error("runner", "expected a row of the table runner, found none with id \(id)")
    }
    let row = CheckedRow(found, place: table("runner", id))
    let runner = Runner(
      operatingSystem: try row.text(0, "operatingSystem"),
      architecture: try row.text(1, "architecture"), cpu: try row.text(2, "cpu"),
      cpuFeatures: try row.text(3, "cpuFeatures"), cores: Int(try row.integer(4, "cores")),
      hypervisor: try row.text(5, "hypervisor"), governor: try row.text(6, "governor"),
      compiler: try row.text(7, "compiler"), buildMode: try row.text(8, "buildMode"),
      label: try row.text(9, "label"))
    runners[id] = runner
    return runner
  }

  /// Bytes of samples of each wanted benchmark of a run.
  mutating func sizes(_ id: Int64, _ db: Database) throws -> [Int] {
    let statement = try db.cachedStatement(
      sql: "SELECT id, series, LENGTH(samples) FROM measurement WHERE run = ?")
    let rows = try Row.fetchCursor(statement, arguments: [id])
    var sizes: [Int] = []
    while let next = try rows.next() {
      let row = CheckedRow(next, place: table("measurement", next[0]))
      try claim(8)
      if try identity(row.integer(1, "series"), row, db) != nil {
        sizes.append(try row.count(2, "samples"))
      }
    }
    return sizes
  }

  /// - Parameter setAside: is told what is wrong with a measurement, which is then left out; without
  ///   it such a measurement is an error.
  mutating func run(
    _ id: Int64, _ db: Database, setAside: ((InputError) -> Void)? = nil
  ) throws -> Run {
    var run = try header(id, db)
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, series, elements, shape, samples, summary, unknownKeys FROM measurement
        WHERE run = ? ORDER BY id
        """)
    let rows = try Row.fetchCursor(statement, arguments: [id])
    while let next = try rows.next() {
      do {
        if let measurement = try measurement(next, in: run, db) {
          run.measurements.append(measurement)
        }
      } catch let error as InputError {
        guard let setAside, bytesLeft >= 0 else { throw error }
        setAside(error)
      }
    }
    return run
  }

  private mutating func measurement(
    _ next: Row, in run: Run, _ db: Database
  ) throws -> Measurement? {
    let row = CheckedRow(next, place: table("measurement", next[0]) + " of run \(run.id)")
    guard let (benchmark, metric) = try identity(row.integer(1, "series"), row, db) else {
      return nil
    }
    var size = 0
    let shape = try row.text(3, "shape")
    let executions = try row.bytes(4, "samples") { (bytes) throws(InputError) in
      size = bytes.count
      return try SampleBlob.executions(
        shape: shape, bytes: bytes, place: "\(place): run \(run.id): \(benchmark)")
    }
    try claim(size + 8)
    var measurement = Measurement(
      benchmark: benchmark, metric: metric, elements: try row.optionalInteger(2, "elements"),
      executions: executions, summary: try summary(row, executions),
      unknownKeys: try row.optionalText(6, "unknownKeys").map { try keys($0, row) } ?? [])
    try measurement.readArchivedKeys(place: row.place)
    return measurement
  }

  private mutating func identity(
    _ id: Int64, _ user: CheckedRow, _ db: Database
  ) throws -> (benchmark: String, metric: Metric)? {
    if let known = series[id] { return known }
    guard
      let found = try Row.fetchOne(
        db, sql: "SELECT benchmark, metric, unit, better FROM series WHERE id = ?",
        arguments: [id])
    else {
      throw user.error("series", "expected a row of the table series, found none with id \(id)")
    }
    let row = CheckedRow(found, place: table("series", id))
    let benchmark = try row.text(0, "benchmark")
    guard !benchmark.isEmpty, benchmark.utf8.count <= Limits.current.nameBytes,
      !hasControlCharacter(benchmark)
    else {
      throw row.error(
        "benchmark",
        "expected a name of at most \(Limits.current.nameBytes) bytes without control characters")
    }
    let better = try row.text(3, "better")
    guard let direction = Metric.Direction(rawValue: better) else {
      throw row.error(
        "better", "expected lower, higher or unspecified, found \"\(better.prefix(60))\"")
    }
    let metric = Metric(
      name: try row.text(1, "metric"), unit: try row.text(2, "unit"), better: direction)
    let result = wanted.map { $0(benchmark) } ?? true ? (benchmark, metric) : nil
    series[id] = .some(result)
    return result
  }

  private func json(_ text: String, _ row: CheckedRow) throws(InputError) -> JSON {
    try JSON(parsing: Array(text.utf8), file: row.place)
  }

  private func fields(
    _ row: CheckedRow, _ index: Int, _ column: String
  ) throws(InputError) -> [String: String] {
    var result: [String: String] = [:]
    for (key, value) in try json(row.text(index, column), row).members() {
      result[key] = try value.string()
    }
    return result
  }

  private func keys(_ text: String, _ row: CheckedRow) throws(InputError) -> [UnknownKey] {
    var result: [UnknownKey] = []
    for entry in try json(text, row).elements() {
      let pair = Array(try entry.elements())
      guard pair.count == 2 else { throw entry.error("expected a name and a value") }
      let value = try pair[1].string()
      // It is written into run files as it is: one value, on one line.
      guard !value.utf8.contains(10), !value.utf8.contains(13) else {
        throw entry.error("expected a value on one line")
      }
      _ = try json(value, row)
      result.append(UnknownKey(name: try pair[0].string(), json: value))
    }
    return result
  }

  private func summary(
    _ row: CheckedRow, _ executions: [Execution]
  ) throws(InputError) -> Summary? {
    guard let text = try row.optionalText(5, "summary") else {
      if executions.isEmpty { throw row.error("samples", "expected samples or a summary") }
      return nil
    }
    let object = try json(text, row)
    let summary = Summary(
      estimate: try object.member("estimate").double(),
      lower: try object["lower"]?.double(), upper: try object["upper"]?.double(),
      level: try object["level"]?.double())
    for value in [summary.estimate, summary.lower, summary.upper, summary.level] {
      guard value?.isFinite ?? true else { throw row.error("summary", "expected finite numbers") }
    }
    return summary
  }
}
