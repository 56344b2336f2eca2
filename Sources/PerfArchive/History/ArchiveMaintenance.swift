import Foundation
import GRDB
import PerfStats
import PerfText

/// Which runs to remove: those beyond a number for their runner and branch, or
/// older than a date; never one that is named in `keep`.
public struct Pruning: Sendable {
  /// Keep this many of the newest runs of each runner and branch.
  public var newest: Int?
  /// Remove runs dated before this (ISO 8601, UTC, or a beginning of it).
  public var before: String?
  /// Ids of runs that stay, such as those of a baseline.
  public var keep: Set<String>

  public init(newest: Int? = nil, before: String? = nil, keep: Set<String> = []) {
    self.newest = newest
    self.before = before
    self.keep = keep
  }

  /// The runs to remove, from all headers, oldest first.
  func removed(from runs: [Run]) -> [Run] {
    struct Group: Hashable {
      var runner: Runner
      var branch: String
    }
    var newer: [Group: Int] = [:]
    var removed: [Run] = []
    for run in runs.reversed() {
      let group = Group(runner: run.runner, branch: run.branch)
      let rank = newer[group, default: 0]
      newer[group] = rank + 1
      let tooMany = newest.map { rank >= $0 } ?? false
      let tooOld = before.map { !run.date.isEmpty && run.date < $0 } ?? false
      if (tooMany || tooOld) && !keep.contains(run.id) { removed.append(run) }
    }
    return removed.reversed()
  }
}

extension Archive {
  /// Removes runs in one transaction and gives their space back.
  ///
  /// - Parameter dryRun: only say what would be removed.
  /// - Returns: headers of the removed runs, oldest first.
  public func prune(_ pruning: Pruning, dryRun: Bool = false) throws(InputError) -> [Run] {
    try Self.translating(path) {
      let removed = try database.write { db in
        let reader = RunReader(place: path)
        let runs = try RunFilter().rows(db).map { try reader.header($0, db) }
        let removed = pruning.removed(from: runs)
        guard !dryRun else { return removed }
        for run in removed {
          try db.execute(sql: "DELETE FROM run WHERE name = ?", arguments: [run.id])
        }
        try db.execute(
          sql: """
            DELETE FROM series WHERE id NOT IN (SELECT series FROM measurement);
            DELETE FROM runner WHERE id NOT IN (SELECT runner FROM run);
            """)
        return removed
      }
      if !dryRun && !removed.isEmpty {
        try database.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
      }
      return removed
    }
  }

  /// Looks at every page, every reference and every sample of the archive.
  ///
  /// - Returns: one sentence for each fault; empty if the archive is sound.
  public func faults() throws(InputError) -> [String] {
    try Self.translating(path) {
      try database.read { db in
        var faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(100)")
          .filter { $0 != "ok" }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
          let (table, id, target): (String, Int64?, String) = (row[0], row[1], row[2])
          faults.append("\(table) row \(id.map(String.init) ?? "?") refers to a missing \(target)")
        }
        var reader = RunReader(place: path)
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM run ORDER BY id") {
          do {
            _ = try reader.run(id, db)
          } catch {
            faults.append("\(error)")
          }
        }
        return faults
      }
    }
  }

  /// Copies every run that can still be read into a new archive and puts that in the place of
  /// this one, which is kept beside it under another name. This value must not be used
  /// afterwards, and nobody may write to the archive meanwhile.
  ///
  /// - Returns: number of runs copied, a sentence for each that could not be read, and the new
  ///   name of the old file.
  public func replaceWithCopy() throws(InputError) -> (runs: Int, lost: [String], old: String) {
    let fresh = "\(path).rebuilt"
    let target = try Archive(path: fresh, access: .write)
    return try Self.translating(path) {
      var (runs, lost): (Int, [String]) = (0, [])
      try database.read { db in
        var reader = RunReader(place: path)
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM run ORDER BY id") {
          do {
            _ = try target.add([try reader.run(id, db)])
            runs += 1
          } catch {
            lost.append("\(error)")
          }
        }
      }
      try target.database.close()
      try database.close()
      var (old, number) = ("\(path).old", 1)
      while FileManager.default.fileExists(atPath: old) {
        number += 1
        old = "\(path).old-\(number)"
      }
      let files = FileManager.default
      try files.moveItem(atPath: path, toPath: old)
      for suffix in ["-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
        try files.moveItem(atPath: path + suffix, toPath: old + suffix)
      }
      try files.moveItem(atPath: fresh, toPath: path)
      return (runs, lost, old)
    }
  }
}
