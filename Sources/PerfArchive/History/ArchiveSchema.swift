import GRDB

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
}
