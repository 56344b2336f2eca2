import GRDB
import PerfStats
import PerfText

/// All kept jobs, in one SQLite file: raw samples, nothing derived.
///
/// Several processes may write at the same time; each waits for the others. A run
/// is in the archive when `add` has returned, also if the process is killed or the
/// machine loses power afterwards.
public final class Archive: Sendable {
  /// What is to be done with the file.
  public enum Access: Sendable {
    /// The file must exist.
    case read
    /// The file must exist; its schema is brought up to date.
    case update
    /// The same, and the file is created where it is missing or empty.
    case write
  }

  /// Where the file lies.
  public let path: String
  let database: any DatabaseWriter
  let source: ArchiveFile

  /// Opens an archive. A file that a killed process left behind while it was making an archive is
  /// replaced when it is opened for writing.
  ///
  /// Reading leaves nothing beside the file, needs no right to write, and refuses what an archive
  /// never holds: other tables, views, triggers.
  ///
  /// - Throws: a file that is missing, is no archive, was written by a newer version, or
  ///   cannot be opened.
  public init(path: String, access: Access) throws(InputError) {
    self.path = path
    let source = try ArchiveFile(path: path, access: access)
    self.source = source
    database = try Self.translating(path) { try source.open() }
  }

  /// Bytes of the file and its log: no row can hold more.
  var size: Int { source.size }

  /// Runs `body` and turns errors of the database into errors with a place.
  static func translating<T>(_ path: String, _ body: () throws -> T) throws(InputError) -> T {
    do {
      return try body()
    } catch let error as InputError {
      throw error
    } catch let error as DatabaseError {
      throw InputError(place: path, message: reason(of: error))
    } catch {
      throw InputError(place: path, message: "\(error)")
    }
  }

  /// The message of an archive that is damaged where SQLite cannot go on.
  public static let damaged =
    "the archive is damaged (rebuild it with `perfstat archive check --rebuild`)"

  private static func reason(of error: DatabaseError) -> String {
    switch error.resultCode {
    case .SQLITE_NOTADB: "expected a perfstat archive, found a file that is no SQLite database"
    case .SQLITE_CORRUPT: damaged
    case .SQLITE_INTERRUPT: "the archive is damaged: looking into it does not come to an end"
    case .SQLITE_BUSY, .SQLITE_LOCKED: "another process has kept the archive locked for a minute"
    case .SQLITE_FULL: "no space left for the archive"
    case .SQLITE_READONLY: "the archive cannot be written"
    case .SQLITE_CANTOPEN: "the archive cannot be opened"
    default: "archive error \(error.resultCode.rawValue): \(error.message ?? "unknown")"
    }
  }
}

// MARK: - Writing

extension Archive {
  /// What became of one run.
  public enum Added: Hashable, Sendable {
    case added
    /// A run of this id with the same contents was there already.
    case present
    /// A run of this id with *other* contents is there; it was left as it is.
    case different
  }

  /// Adds runs in one transaction: all of them, or none if it throws. Runs are
  /// told apart by their ids, so adding a file again does nothing.
  ///
  /// - Returns: what became of each, in order.
  public func add(_ runs: [Run]) throws(InputError) -> [Added] {
    for run in runs where run.id.isEmpty {
      throw InputError(place: path, message: "expected a run with an id, found an empty one")
    }
    return try Self.translating(path) {
      source.beginOperation()
      return try database.write { db in
        var reader = RunReader(place: path, size: size)
        return try runs.map { run in
          if let row = try Int64.fetchOne(
            db, sql: "SELECT id FROM run WHERE name = ?", arguments: [run.id])
          {
            return try reader.run(row, db) == run ? .present : .different
          }
          try RunWriter(db).insert(run)
          return .added
        }
      }
    }
  }
}

// MARK: - Reading

extension Archive {
  /// Header of one run, without its samples.
  public struct Entry: Hashable, Sendable {
    /// The run without its measurements.
    public var run: Run
    /// Number of its series.
    public var benchmarks: Int
    /// Bytes of raw samples.
    public var bytes: Int
  }

  /// Headers of the matching runs, oldest first; `run.measurements` is empty.
  public func entries(matching filter: RunFilter = RunFilter()) throws(InputError) -> [Entry] {
    try Self.translating(path) {
      source.beginOperation()
      return try database.read { db in
        var reader = RunReader(place: path, size: size, benchmarks: filter.benchmarks)
        return try reader.rows(filter, db).compactMap { id in
          let sizes = try reader.sizes(id, db)
          if sizes.isEmpty && filter.benchmarks != nil { return nil }
          return Entry(
            run: try reader.header(id, db), benchmarks: sizes.count, bytes: sizes.reduce(0, +))
        }
      }
    }
  }

  /// Calls `body` with each matching run, oldest first, holding one run at a time.
  public func forEachRun(
    matching filter: RunFilter = RunFilter(), _ body: (Run) throws -> Void
  ) throws(InputError) {
    try Self.translating(path) {
      source.beginOperation()
      try database.read { db in
        var reader = RunReader(place: path, size: size, benchmarks: filter.benchmarks)
        for id in try reader.rows(filter, db) {
          let run = try reader.run(id, db)
          if filter.benchmarks == nil || !run.measurements.isEmpty { try body(run) }
        }
      }
    }
  }

  /// The matching runs, oldest first. Holds them all: prefer `forEachRun` for many.
  public func runs(matching filter: RunFilter = RunFilter()) throws(InputError) -> [Run] {
    var runs: [Run] = []
    try forEachRun(matching: filter) { runs.append($0) }
    return runs
  }
}
