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
        encoded(run.conditions), encoded(run.settings), run.origin, encoded(run.archivedKeys),
      ])
    let row = db.lastInsertedRowID
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO measurement (run, series, elements, shape, samples, summary, unknownKeys)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """)
    for measurement in run.measurements {
      let keys = measurement.archivedKeys
      try statement.execute(arguments: [
        row, try id(of: measurement), measurement.elements,
        SampleBlob.shape(of: measurement.executions),
        SampleBlob.bytes(of: measurement.executions), measurement.summary.map(encoded),
        keys.isEmpty ? nil : encoded(keys),
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
