import GRDB
import GRDBSQLite

/// Tables of an archive. Migrations are a named, ordered, append-only list:
/// an archive written by an older version is brought up to date when it is
/// opened for writing, one by a newer version is refused.
///
/// Raw samples are blobs of little-endian doubles in the order of measuring,
/// the executions of one measurement one after another. Nothing that can be
/// computed from them is stored.
enum ArchiveSchema {
  /// `PFST`: tells an archive from any other SQLite file.
  static let applicationID: Int32 = 0x5046_5354

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 runs, series, measurements") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(
        sql: """
          CREATE TABLE runner (
            id INTEGER PRIMARY KEY,
            slug TEXT NOT NULL,
            operatingSystem TEXT NOT NULL,
            architecture TEXT NOT NULL,
            cpu TEXT NOT NULL,
            cpuFeatures TEXT NOT NULL,
            cores INTEGER NOT NULL,
            hypervisor TEXT NOT NULL,
            governor TEXT NOT NULL,
            compiler TEXT NOT NULL,
            buildMode TEXT NOT NULL,
            label TEXT NOT NULL,
            UNIQUE (operatingSystem, architecture, cpu, cpuFeatures, cores, hypervisor, governor,
              compiler, buildMode, label)
          );
          CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            "commit" TEXT NOT NULL,
            branch TEXT NOT NULL,
            dirty BOOLEAN NOT NULL,
            date TEXT NOT NULL,
            runner INTEGER NOT NULL REFERENCES runner (id),
            conditions TEXT NOT NULL,
            settings TEXT NOT NULL,
            origin TEXT NOT NULL,
            unknownKeys TEXT NOT NULL
          );
          CREATE INDEX runByDate ON run (date, id);
          CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            benchmark TEXT NOT NULL,
            metric TEXT NOT NULL,
            unit TEXT NOT NULL,
            better TEXT NOT NULL,
            UNIQUE (benchmark, metric, unit, better)
          );
          CREATE TABLE measurement (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            series INTEGER NOT NULL REFERENCES series (id),
            elements INTEGER,
            shape TEXT NOT NULL,
            samples BLOB NOT NULL,
            summary TEXT,
            unknownKeys TEXT
          );
          CREATE INDEX measurementByRun ON measurement (run, series);
          CREATE INDEX measurementBySeries ON measurement (series, run);
          """)
    }
    return migrator
  }()

  /// Names of the migrations that a database has been through.
  static func applied(_ db: Database) throws -> [String] {
    let rows = try Row.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations LIMIT 1000")
    return try rows.map { try CheckedRow($0, place: "grdb_migrations").text(0, "identifier") }
  }

  /// Type, name and text of everything that a database defines.
  static func definitions(_ db: Database) throws -> Set<[String]> {
    // What SQLite keeps for `ANALYZE` defines nothing.
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT type, name, IFNULL(sql, '') FROM sqlite_master
        WHERE name NOT GLOB 'sqlite_stat*' LIMIT 1000
        """)
    return Set(
      try rows.map { row in
        let cells = CheckedRow(row, place: "sqlite_master")
        return [
          try cells.text(0, "type"), try cells.text(1, "name"), try cells.text(2, "sql"),
        ]
      })
  }

  /// What an archive defines that has been through these migrations; nil for a list that is none of
  /// this version.
  static func definitions(after applied: [String]) throws -> Set<[String]>? {
    let known = migrator.migrations
    guard applied.count <= known.count, Set(known.prefix(applied.count)) == Set(applied) else {
      return nil
    }
    let memory = try DatabaseQueue()
    if let last = known.prefix(applied.count).last { try migrator.migrate(memory, upTo: last) }
    return try memory.read { try definitions($0) }
  }

  /// The bytes of an archive without runs, in WAL mode.
  static func emptyArchive() throws -> [UInt8] {
    let memory = try DatabaseQueue()
    try migrator.migrate(memory)
    return try memory.read { db in
      var count: sqlite3_int64 = 0
      guard let bytes = sqlite3_serialize(db.sqliteConnection, "main", &count, 0) else {
        throw DatabaseError(resultCode: .SQLITE_NOMEM)
      }
      defer { sqlite3_free(bytes) }
      var image = Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
      // Versions of the file format for writing and reading: 2 is WAL.
      (image[18], image[19]) = (2, 2)
      return image
    }
  }
}
