import Foundation
import GRDB
import GRDBSQLite
import PerfText

/// The file of an archive and how it is opened: made in one step, read without leaving traces,
/// and only if it defines what an archive defines.
final class ArchiveFile: Sendable {
  private let path: String
  private let access: Archive.Access
  /// Bytes of the file and its log.
  let size: Int
  private let steps: StepBudget
  /// Folder of a copy that is read instead, where the file and its log lie where nothing may be
  /// written.
  private let copy: String?

  /// Looks at the file; makes it where that is asked for.
  init(path: String, access: Archive.Access) throws(InputError) {
    (self.path, self.access) = (path, access)
    // One process at a time creates an archive or brings its schema up to date: they take turns
    // by a lock on the folder, which leaves no file behind and ends with the process.
    let turn = try FolderLock(access == .read ? nil : parentFolder(path))
    defer { turn.end() }
    if access == .write, try !Self.isInUse(path) { try Self.create(path) }
    let bytes = try Self.bytes(of: path)
    guard bytes > 0 else {
      throw InputError(place: path, message: "expected an archive, found an empty file")
    }
    let log = fileSize(path + "-wal")
    size = bytes + log
    steps = StepBudget(bytes: size)
    if access == .read, !Self.isWritable(path), log > 0 {
      copy = try Self.copied(path)
    } else {
      copy = nil
    }
    // An archive is in WAL mode from its beginning. A rollback journal beside it is no part of it,
    // and applying one writes, and deletes, files that it names.
    if fileSize(path + "-journal") > 0 {
      throw InputError(
        place: path + "-journal",
        message: "expected no rollback journal beside an archive; remove it if the archive is sound"
          + " without it")
    }
  }

  deinit {
    if let copy {
      for suffix in ["", "-wal", "-shm"] { unlink("\(copy)/archive\(suffix)") }
      rmdir(copy)
    }
  }

  /// Opens the database, checks what it defines, brings it up to date unless it is only read.
  func open() throws -> any DatabaseWriter {
    var configuration = Self.patient
    configuration.label = "perfstat archive"
    configuration.prepareDatabase { [steps] db in
      steps.limit(db)
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    }
    if access != .read {
      let turn = try FolderLock(parentFolder(path))
      defer { turn.end() }
      // Another kind of database is refused before anything is written to it.
      try DatabaseQueue(path: path, configuration: configuration).read { try check($0) }
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try ArchiveSchema.migrator.migrate(database)
      return database
    }
    let name: String
    if let copy {
      name = "\(copy)/archive"
    } else if Self.isWritable(path) {
      // A connection that may write takes the files of the log away when it is the last one.
      name = path
    } else {
      configuration.readonly = true
      name = "file:\(Self.escaped(path))?immutable=1"
    }
    let database = try DatabaseQueue(path: name, configuration: configuration)
    try database.read { try check($0) }
    return database
  }

  /// Others may hold the archive while they write.
  private static var patient: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(60)
    return configuration
  }

  /// Every operation has its own number of steps.
  func beginOperation() { steps.restart() }

  /// Refuses other databases, archives of newer versions and, for reading, of older ones.
  private func check(_ db: Database) throws {
    let found = try ArchiveSchema.definitions(db)
    let application = try Row.fetchOne(db, sql: "PRAGMA application_id")
    guard
      try application.map({ try CheckedRow($0, place: path).integer(0, "application_id") })
        == Int64(ArchiveSchema.applicationID)
    else {
      throw InputError(
        place: path, message: "expected a perfstat archive, found another SQLite database")
    }
    let applied = try ArchiveSchema.applied(db)
    guard Set(applied).isSubset(of: ArchiveSchema.migrator.migrations) else {
      throw InputError(
        place: path,
        message: "expected an archive of this version or an older one, found a newer one")
    }
    guard let expected = try ArchiveSchema.definitions(after: applied), found == expected else {
      let own = try ArchiveSchema.definitions(after: ArchiveSchema.migrator.migrations) ?? []
      let strange = found.subtracting(own).map { "\($0[0]) \"\($0[1].prefix(60))\"" }.min()
      throw InputError(
        place: path,
        message: "expected the tables of an archive and nothing else, found "
          + (strange.map { "the \($0)" } ?? "less"))
    }
    if access == .read, applied.count < ArchiveSchema.migrator.migrations.count {
      throw InputError(
        place: path,
        message: "expected an archive of this version, found an older one "
          + "(`perfstat archive check` brings it up to date)")
    }
  }

  // MARK: The file

  /// Whether there is a file, and it is not left over by a process that was making it.
  private static func isInUse(_ path: String) throws(InputError) -> Bool {
    var info = stat()
    if stat(path, &info) == 0 { return try !isLeftover(path) }
    guard errno == ENOENT else { throw InputError(place: path, message: reason(errno)) }
    return false
  }

  private static func bytes(of path: String) throws(InputError) -> Int {
    var info = stat()
    guard stat(path, &info) == 0 else {
      guard errno == ENOENT else { throw InputError(place: path, message: reason(errno)) }
      throw InputError(place: path, message: "expected an archive, found no such file")
    }
    guard info.st_mode & S_IFMT == S_IFREG else {
      let kind = info.st_mode & S_IFMT == S_IFDIR ? "a folder" : "no regular file"
      throw InputError(place: path, message: "expected an archive, found \(kind)")
    }
    return Int(info.st_size)
  }

  /// Whether a file is what is left of a process that ended while it made an archive: empty, or a
  /// database of no application without a table of its own.
  private static func isLeftover(_ path: String) throws(InputError) -> Bool {
    let size = try bytes(of: path)
    // An archive has more pages than these.
    if size == 0 { return true }
    if size > 1 << 16 || !isArchive(path) { return false }
    if fileSize(path + "-journal") > 0 { return size <= 4096 }
    return try Archive.translating(path) {
      // The log counts too. This connection may write: it takes the log away with it.
      try DatabaseQueue(path: path, configuration: patient).read { db in
        let names = try ArchiveSchema.definitions(db).map { $0[1] }
        let application = try Row.fetchOne(db, sql: "PRAGMA application_id")
        guard let application, Set(names).isSubset(of: ownNames),
          [0, Int64(ArchiveSchema.applicationID)]
            .contains(try CheckedRow(application, place: path).integer(0, "application_id"))
        else { return false }
        return try names.isEmpty || ArchiveSchema.applied(db).isEmpty
      }
    }
  }

  private static let ownNames: Set<String> = [
    "grdb_migrations", "sqlite_autoindex_grdb_migrations_1",
  ]

  /// Puts an archive without runs in place in one step: it is there whole or not at all.
  private static func create(_ path: String) throws(InputError) {
    let image = try Archive.translating(path) { try ArchiveSchema.emptyArchive() }
    for suffix in ["-wal", "-shm", "-journal"] { unlink(path + suffix) }
    let writer = try FileWriter(path, compressed: false)
    try writer.write(image)
    try writer.finish()
  }

  private static func isWritable(_ path: String) -> Bool {
    Foundation.access(path, W_OK) == 0 && Foundation.access(parentFolder(path), W_OK) == 0
  }

  /// The path in an URI.
  private static func escaped(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        return String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }.joined()
  }

  /// Copies the file and its log into a new folder.
  private static func copied(_ path: String) throws(InputError) -> String {
    let parent = FileManager.default.temporaryDirectory.path
    var name = Array("\(parent)/perfstat-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw InputError(place: parent, message: reason(errno)) }
    let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for suffix in ["", "-wal"] {
      do {
        try FileManager.default.copyItem(
          atPath: path + suffix, toPath: "\(folder)/archive\(suffix)")
        chmod("\(folder)/archive\(suffix)", 0o600)
      } catch {
        try? FileManager.default.removeItem(atPath: folder)
        throw InputError(
          place: path + suffix, message: "cannot be copied to where its log can be read: \(error)")
      }
    }
    return folder
  }
}

/// Bytes of a file, 0 where there is none.
private func fileSize(_ path: String) -> Int {
  var info = stat()
  return stat(path, &info) == 0 ? Int(info.st_size) : 0
}

/// Stops a database that does not come to an end: a tree whose pages point to one another has
/// rows without number. An operation over a sound archive takes far fewer steps.
final class StepBudget: @unchecked Sendable {
  private static let interval: Int32 = 1_000_000
  private let most: Int
  /// SQLite counts down in the thread that runs the operation.
  private let left: UnsafeMutablePointer<Int>

  init(bytes: Int) {
    most = 20 + bytes / 25_000
    left = .allocate(capacity: 1)
    left.initialize(to: most)
  }

  deinit { left.deallocate() }

  /// - Important: the connection must not outlive this value.
  func limit(_ db: Database) {
    sqlite3_progress_handler(
      db.sqliteConnection, Self.interval,
      { left in
        guard let left = left?.assumingMemoryBound(to: Int.self) else { return 1 }
        left.pointee -= 1
        return left.pointee < 0 ? 1 : 0
      }, left)
  }

  func restart() { left.pointee = most }
}
