import GRDB
import PerfStats
import PerfText

/// Writes one run into the tables.
struct RunWriter {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func insert(_ run: Run) throws {
    try db.execute(
      sql: """
        INSERT INTO run (name, "commit", branch, dirty, date, runner, conditions, settings, origin,
          unknownKeys) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run.id, run.commit, run.branch, run.dirty, run.date, try id(of: run.runner),
        encoded(run.conditions), encoded(run.settings), run.origin, encoded(run.unknownKeys),
      ])
    let row = db.lastInsertedRowID
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO measurement (run, series, elements, shape, samples, summary, unknownKeys)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for measurement in run.measurements {
      try statement.execute(arguments: [
        row, try id(of: measurement), measurement.elements,
        SampleBlob.shape(of: measurement.executions),
        SampleBlob.bytes(of: measurement.executions), measurement.summary.map(encoded),
        measurement.unknownKeys.isEmpty ? nil : encoded(measurement.unknownKeys),
      ])
    }
  }

  private func id(of runner: Runner) throws -> Int64 {
    let fields: StatementArguments = [
      runner.operatingSystem, runner.architecture, runner.cpu, runner.cpuFeatures, runner.cores,
      runner.hypervisor, runner.governor, runner.compiler, runner.buildMode, runner.label,
    ]
    let found = try Int64.fetchOne(
      db,
      sql: """
        SELECT id FROM runner WHERE operatingSystem = ? AND architecture = ? AND cpu = ?
          AND cpuFeatures = ? AND cores = ? AND hypervisor = ? AND governor = ? AND compiler = ?
          AND buildMode = ? AND label = ?
        """, arguments: fields)
    if let found { return found }
    try db.execute(
      sql: """
        INSERT INTO runner (operatingSystem, architecture, cpu, cpuFeatures, cores, hypervisor,
          governor, compiler, buildMode, label, slug) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, arguments: fields + [runner.slug])
    return db.lastInsertedRowID
  }

  private func id(of measurement: Measurement) throws -> Int64 {
    let metric = measurement.metric
    let fields: StatementArguments = [
      measurement.benchmark, metric.name, metric.unit, metric.better.rawValue,
    ]
    let select = try db.cachedStatement(
      sql: "SELECT id FROM series WHERE benchmark = ? AND metric = ? AND unit = ? AND better = ?")
    if let found = try Int64.fetchOne(select, arguments: fields) { return found }
    try db.execute(
      sql: "INSERT INTO series (benchmark, metric, unit, better) VALUES (?, ?, ?, ?)",
      arguments: fields)
    return db.lastInsertedRowID
  }

  private func encoded(_ fields: [String: String]) -> String {
    var json = JSONWriter()
    json.object { object in
      for (name, value) in fields.sorted(by: { $0.key < $1.key }) { object.member(name, value) }
    }
    return json.text
  }

  private func encoded(_ keys: [UnknownKey]) -> String {
    var json = JSONWriter()
    json.array { array in
      for key in keys {
        array.array { pair in
          pair.value(key.name)
          pair.value(key.json)
        }
      }
    }
    return json.text
  }

  private func encoded(_ summary: Summary) -> String {
    var json = JSONWriter()
    json.object { object in
      object.member("estimate", summary.estimate)
      if let lower = summary.lower { object.member("lower", lower) }
      if let upper = summary.upper { object.member("upper", upper) }
      if let level = summary.level { object.member("level", level) }
    }
    return json.text
  }
}

/// Reads runs back from the tables; remembers series and runners between runs.
struct RunReader {
  private let place: String
  private let wanted: (@Sendable (String) -> Bool)?
  /// Name and metric of each series met so far, nil where the series is not wanted.
  private var series: [Int64: (benchmark: String, metric: Metric)?] = [:]

  init(place: String, benchmarks: (@Sendable (String) -> Bool)? = nil) {
    self.place = place
    wanted = benchmarks
  }

  /// Everything about a run but its measurements.
  func header(_ id: Int64, _ db: Database) throws -> Run {
    let statement = try db.cachedStatement(
      sql: """
        SELECT run.name, run."commit", run.branch, run.dirty, run.date, run.conditions,
          run.settings, run.origin, run.unknownKeys, runner.*
        FROM run JOIN runner ON runner.id = run.runner WHERE run.id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [id]) else {
      throw InputError(place: place, message: "expected run \(id), found none")
    }
    let runner = Runner(
      operatingSystem: row["operatingSystem"], architecture: row["architecture"], cpu: row["cpu"],
      cpuFeatures: row["cpuFeatures"], cores: row["cores"], hypervisor: row["hypervisor"],
      governor: row["governor"], compiler: row["compiler"], buildMode: row["buildMode"],
      label: row["label"])
    return Run(
      id: row["name"], commit: row["commit"], branch: row["branch"], dirty: row["dirty"],
      date: row["date"], runner: runner, conditions: try fields(row["conditions"]),
      settings: try fields(row["settings"]), origin: row["origin"],
      unknownKeys: try keys(row["unknownKeys"]))
  }

  /// Bytes of samples of each wanted benchmark of a run.
  mutating func sizes(_ id: Int64, _ db: Database) throws -> [Int] {
    let statement = try db.cachedStatement(
      sql: "SELECT series, LENGTH(samples) FROM measurement WHERE run = ?")
    var sizes: [Int] = []
    for row in try Row.fetchAll(statement, arguments: [id]) {
      if try identity(row[0], db) != nil { sizes.append(row[1]) }
    }
    return sizes
  }

  mutating func run(_ id: Int64, _ db: Database) throws -> Run {
    var run = try header(id, db)
    let statement = try db.cachedStatement(
      sql: """
        SELECT series, elements, shape, samples, summary, unknownKeys FROM measurement
        WHERE run = ? ORDER BY id
        """)
    let rows = try Row.fetchCursor(statement, arguments: [id])
    while let row = try rows.next() {
      guard let (benchmark, metric) = try identity(row[0], db) else { continue }
      let executions = try row.withUnsafeData(atIndex: 3) { data in
        try SampleBlob.executions(
          shape: row[2], bytes: data, place: "\(place): run \(run.id): \(benchmark)")
      }
      run.measurements.append(
        Measurement(
          benchmark: benchmark, metric: metric, elements: row[1], executions: executions,
          summary: try (row[4] as String?).map(summary),
          unknownKeys: try (row[5] as String?).map(keys) ?? []))
    }
    return run
  }

  private mutating func identity(
    _ id: Int64, _ db: Database
  ) throws -> (benchmark: String, metric: Metric)? {
    if let known = series[id] { return known }
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT benchmark, metric, unit, better FROM series WHERE id = ?",
        arguments: [id])
    else { throw InputError(place: place, message: "expected series \(id), found none") }
    let benchmark: String = row[0]
    let metric = Metric(
      name: row[1], unit: row[2],
      better: Metric.Direction(rawValue: row[3]) ?? .unspecified)
    let result = wanted.map { $0(benchmark) } ?? true ? (benchmark, metric) : nil
    series[id] = .some(result)
    return result
  }

  private func json(_ text: String) throws -> JSON {
    try JSON(parsing: Array(text.utf8), file: place)
  }

  private func fields(_ text: String) throws -> [String: String] {
    var result: [String: String] = [:]
    for (key, value) in try json(text).members() { result[key] = try value.string() }
    return result
  }

  private func keys(_ text: String) throws -> [UnknownKey] {
    var result: [UnknownKey] = []
    for entry in try json(text).elements() {
      let pair = Array(try entry.elements())
      guard pair.count == 2 else { throw entry.error("expected a name and a value") }
      result.append(UnknownKey(name: try pair[0].string(), json: try pair[1].string()))
    }
    return result
  }

  private func summary(_ text: String) throws -> Summary {
    let object = try json(text)
    return Summary(
      estimate: try object.member("estimate").double(),
      lower: try object["lower"]?.double(), upper: try object["upper"]?.double(),
      level: try object["level"]?.double())
  }
}
