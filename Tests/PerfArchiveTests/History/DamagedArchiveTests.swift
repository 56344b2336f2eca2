import Foundation
import GRDB
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Archives that a disk damaged or a stranger made: an error with a place, never a crash, an
/// endless search or a trace.
@Suite struct DamagedArchiveTests {
  private func inFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-damaged-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private func run(_ number: Int) -> Run {
    Run(
      id: "run-\(number)", commit: "c0ffee\(number)", branch: "main",
      date: "2026-01-\(10 + number)T00:00:00Z",
      runner: Runner(operatingSystem: "Linux", architecture: "x86_64", cores: 2),
      conditions: ["load": "0.3"], settings: ["seed": "7"], origin: "test",
      measurements: [
        Measurement(
          benchmark: "parse", metric: .nanoseconds, elements: 1000,
          executions: [Execution(iterations: 4096, values: [43.91, 44.5])],
          unknownKeys: [UnknownKey(name: "x", json: "{\"y\":[1,2]}")]),
        Measurement(
          benchmark: "rate", metric: Metric(name: "throughput", unit: "B/s", better: .higher),
          executions: [], summary: Summary(estimate: 5, lower: 4, upper: nil, level: 0.95)),
      ], unknownKeys: [UnknownKey(name: "k", json: "[null]")])
  }

  /// Bytes of an archive with three runs.
  private func sound(_ folder: String) throws -> Data {
    let path = "\(folder)/sound.sqlite"
    do { _ = try Archive(path: path, access: .write).add((1...3).map(run)) }
    return try Data(contentsOf: URL(filePath: path))
  }

  /// Everything that reads an archive; the messages of what failed.
  private func read(_ path: String) throws -> [String] {
    var messages: [String] = []
    func note(_ body: () throws -> Void) throws {
      do { try body() } catch let error as InputError { messages.append("\(error)") }
    }
    try note {
      let archive = try Archive(path: path, access: .read)
      try note { _ = try archive.runs() }
      try note { _ = try archive.entries(matching: RunFilter(branch: "main", since: "2026")) }
      try note { messages += try archive.faults() }
    }
    return messages
  }

  private func edit(_ path: String, _ statements: String...) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try database.writeWithoutTransaction { db in
      for statement in statements { try db.execute(sql: statement) }
    }
    try database.close()
  }

  /// Puts a value into a cell whatever the table was declared to hold.
  private func put(
    _ value: String, table: String, column: String, in path: String
  ) throws {
    let schema = try DatabaseQueue(path: path).read {
      try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = '\(table)'") ?? ""
    }
    let free = schema.replacing("INTEGER PRIMARY KEY", with: "\u{1}")
      .replacing(" TEXT", with: "").replacing(" INTEGER", with: "").replacing(" BOOLEAN", with: "")
      .replacing(" NOT NULL", with: "").replacing("\u{1}", with: "INTEGER PRIMARY KEY")
    func define(_ text: String) -> String {
      let quoted = text.replacing("'", with: "''")
      return "UPDATE sqlite_master SET sql = '\(quoted)' WHERE name = '\(table)'"
    }
    try edit(path, "PRAGMA writable_schema = ON", define(free))
    try edit(path, "UPDATE \(table) SET \"\(column)\" = \(value) WHERE id = 1")
    try edit(path, "PRAGMA writable_schema = ON", define(schema))
  }

  private static let cells: [(table: String, columns: [String])] = [
    (
      "runner",
      [
        "operatingSystem", "architecture", "cpu", "cpuFeatures", "cores", "hypervisor", "governor",
        "compiler", "buildMode", "label",
      ]
    ),
    (
      "run",
      [
        "name", "commit", "branch", "dirty", "date", "runner", "conditions", "settings", "origin",
        "unknownKeys",
      ]
    ),
    ("series", ["benchmark", "metric", "unit", "better"]),
    (
      "measurement", ["run", "series", "elements", "shape", "samples", "summary", "unknownKeys"]
    ),
  ]

  /// A cell of a wrong kind is named by table and column; what is sound is kept when the archive is
  /// rebuilt.
  @Test func noCellOfAnyKindCrashes() throws {
    try inFolder { folder in
      let original = try sound(folder)
      let path = "\(folder)/a.sqlite"
      let values = ["NULL", "-1.5", "'wrong'", "x'00ff'", "9223372036854775807"]
      var rebuilt = 0
      for (table, columns) in Self.cells {
        for column in columns {
          for value in values {
            try original.write(to: URL(filePath: path))
            try put(value, table: table, column: column, in: path)
            let messages = try read(path)
            // A text and an integer are what some column holds; bytes are for samples alone.
            if value == "x'00ff'" {
              #expect(
                messages.contains { $0.contains(table) && $0.contains("column \(column)") }
                  || column == "samples" || column == "run",
                "\(table).\(column): \(messages)")
            }
            guard value == "-1.5", !messages.isEmpty else { continue }
            guard let archive = try? Archive(path: path, access: .read) else { continue }
            let result = try archive.replaceWithCopy()
            rebuilt += 1
            #expect(!result.lost.isEmpty || column == "run", "\(table).\(column)")
            let fresh = try Archive(path: path, access: .read)
            #expect(try fresh.faults().isEmpty, "\(table).\(column)")
            // One benchmark or one run is lost; only what all runs share is lost to all.
            let runs = try fresh.runs().count
            #expect(runs == (table == "runner" ? 0 : table == "run" ? 2 : 3), "\(table).\(column)")
            for file in try FileManager.default.contentsOfDirectory(atPath: folder)
            where file.hasPrefix("a.sqlite.old") {
              try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
            }
          }
        }
      }
      #expect(rebuilt > 20)
    }
  }

  @Test func noFlippedBitCrashes() throws {
    try inFolder { folder in
      let original = try sound(folder)
      let path = "\(folder)/a.sqlite"
      var state: UInt64 = 20_260_101
      var found = 0
      for _ in 0..<480 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let bit = Int((state >> 20) % UInt64(original.count * 8))
        var bytes = original
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        try bytes.write(to: URL(filePath: path))
        if try !read(path).isEmpty { found += 1 }
      }
      #expect(found > 5)
    }
  }

  @Test func whatAnArchiveNeverDefinesIsRefused() throws {
    try inFolder { folder in
      let original = try sound(folder)
      let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
      for (statement, name) in [
        ("CREATE VIEW v AS \(endless)", "view \"v\""),
        ("CREATE TABLE extra (x)", "table \"extra\""),
        (
          "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM measurement; END",
          "trigger \"t\""
        ),
        ("CREATE INDEX i ON run (abs(length(origin)))", "index \"i\""),
        ("DROP TABLE series; CREATE VIEW series AS \(endless)", "view \"series\""),
        ("DROP INDEX runByDate", "less"),
      ] {
        for access in [Archive.Access.read, .update, .write] {
          let path = "\(folder)/a.sqlite"
          try original.write(to: URL(filePath: path))
          try edit(path, statement)
          let before = try Data(contentsOf: URL(filePath: path))
          let error = #expect(throws: InputError.self) { try Archive(path: path, access: access) }
          #expect(error?.message.contains(name) ?? false, "\(statement): \(error?.message ?? "")")
          #expect(try Data(contentsOf: URL(filePath: path)) == before, "\(statement)")
        }
      }
    }
  }

  /// A tree of ten levels, whose pages hold a hundred times the same child: 100^10 rows.
  @Test func aTreeWithoutEndIsGivenUp() throws {
    try inFolder { folder in
      var bytes = try sound(folder)
      let page = 4096
      let root = try DatabaseQueue(path: "\(folder)/sound.sqlite").read {
        try Int.fetchOne($0, sql: "SELECT rootpage FROM sqlite_master WHERE name = 'run'") ?? 0
      }
      func put(_ value: Int, at place: Int, width: Int) {
        for k in 0..<width {
          bytes[place + k] = UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - k)))
        }
      }
      let leaf = bytes.count / page + 1
      bytes.append(bytes[((root - 1) * page)..<(root * page)])
      for level in 0..<10 {
        bytes.append(Data(count: page))
        let number = level == 9 ? root : bytes.count / page
        let start = (number - 1) * page
        for k in 0..<page { bytes[start + k] = 0 }
        bytes[start] = 5
        put(100, at: start + 3, width: 2)
        put(page - 500, at: start + 5, width: 2)
        let child = level == 0 ? leaf : leaf + level
        put(child, at: start + 8, width: 4)
        for cell in 0..<100 {
          let place = page - 5 * (cell + 1)
          put(place, at: start + 12 + 2 * cell, width: 2)
          put(child, at: start + place, width: 4)
          bytes[start + place + 4] = 1
        }
      }
      put(bytes.count / page, at: 28, width: 4)
      let path = "\(folder)/a.sqlite"
      try bytes.write(to: URL(filePath: path))
      let error = #expect(throws: InputError.self) {
        try Archive(path: path, access: .read).faults()
      }
      #expect(error?.message.contains("does not come to an end") ?? false)
    }
  }

  @Test func readingLeavesNothingBeside() throws {
    try inFolder { folder in
      let path = "\(folder)/a.sqlite"
      try sound(folder).write(to: URL(filePath: path))
      try FileManager.default.removeItem(atPath: "\(folder)/sound.sqlite")
      #expect(try read(path).isEmpty)
      _ = try loadRuns([path])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.sqlite"])
    }
  }

  @Test func whatAKilledProcessLeftIsReplaced() throws {
    try inFolder { folder in
      let path = "\(folder)/a.sqlite"
      func add() throws {
        let archive = try Archive(path: path, access: .write)
        #expect(try archive.add([run(1)]) == [.added])
        #expect(try archive.faults().isEmpty)
      }
      // Killed before anything was written, between, and while a journal still held the first page.
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      try add()
      try FileManager.default.removeItem(atPath: path)
      try edit(
        path, "PRAGMA journal_mode = WAL",
        "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      try add()
      try FileManager.default.removeItem(atPath: path)
      try edit(path, "PRAGMA user_version = 0", "VACUUM")
      try Data(repeating: 1, count: 512).write(to: URL(filePath: path + "-journal"))
      try add()
      try FileManager.default.removeItem(atPath: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)

      // A database of somebody else is not taken for a leftover, also without a table.
      try? FileManager.default.removeItem(atPath: path)
      try edit(path, "PRAGMA application_id = 77", "PRAGMA user_version = 3")
      #expect(throws: InputError.self) { try Archive(path: path, access: .write) }
    }
  }

  /// Applying a journal would write, and delete, files that the journal names.
  @Test func aRollbackJournalIsNotApplied() throws {
    try inFolder { folder in
      let path = "\(folder)/a.sqlite"
      try sound(folder).write(to: URL(filePath: path))
      try Data(repeating: 1, count: 512).write(to: URL(filePath: path + "-journal"))
      for access in [Archive.Access.read, .update, .write] {
        let error = #expect(throws: InputError.self) { try Archive(path: path, access: access) }
        #expect(error?.place == path + "-journal")
      }
    }
  }
}
