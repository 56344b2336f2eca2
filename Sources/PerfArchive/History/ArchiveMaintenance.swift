import Foundation
import GRDB
import PerfStats
import PerfText

/// Which runs to remove: those beyond a number for their runner and branch, or
/// older than a date; never one that is named in `keep`.
package struct Pruning: Sendable {
  /// Keep this many of the newest runs of each runner and branch.
  package var newest: Int?
  /// Remove runs dated before this (ISO 8601, UTC, or a beginning of it).
  package var before: String?
  /// Ids of runs that stay, such as those of a baseline.
  package var keep: Set<String>

  package init(newest: Int? = nil, before: String? = nil, keep: Set<String> = []) {
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

/// The moment so many days ago, ISO 8601.
package func dateBefore(days: Int) -> String {
  Date.now.addingTimeInterval(-86_400 * Double(days)).formatted(.iso8601)
}

extension Archive {
  /// Removes runs in one transaction and gives their space back.
  ///
  /// - Parameter dryRun: only say what would be removed.
  /// - Returns: headers of the removed runs, oldest first.
  package func prune(_ pruning: Pruning, dryRun: Bool = false) throws(InputError) -> [Run] {
    try Self.translating(path) {
      source.beginOperation()
      let removed = try database.write { db in
        var reader = RunReader(place: path, size: size)
        let runs = try reader.rows(RunFilter(), db).map { try reader.header($0, db) }
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
  package func faults() throws(InputError) -> [String] {
    try Self.translating(path) {
      source.beginOperation()
      return try database.read { db in
        var faults = try Row.fetchAll(db, sql: "PRAGMA integrity_check(100)")
          .map { try CheckedRow($0, place: path).text(0, "integrity_check") }.filter { $0 != "ok" }
        let references = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        while let next = try references.next(), faults.count < 1000 {
          let row = CheckedRow(next, place: path)
          let id = try row.optionalInteger(1, "rowid").map(String.init) ?? "?"
          faults.append(
            "\(try row.text(0, "table")) row \(id) refers to a missing \(try row.text(2, "parent"))"
          )
        }
        var reader = RunReader(place: path, size: size)
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM run ORDER BY id") {
          do {
            _ = try reader.run(id, db) { faults.append("\($0)") }
          } catch {
            faults.append("\(error)")
          }
        }
        return faults
      }
    }
  }

  /// Copies what can still be read of an archive into a new one in its place, as `replaceWithCopy` does.
  ///
  /// - Parameter tell: is given the faults of the old one.
  /// - Throws: an archive of which nothing can be read, or that cannot be replaced.
  package static func rebuild(
    _ path: String, tell: ([String]) -> Void
  ) throws(InputError) -> (runs: Int, lost: [String], old: String) {
    do throws(InputError) {
      let archive = try Archive(path: path, access: .read)
      tell(try archive.faults())
      return try archive.replaceWithCopy()
    } catch {
      guard error.message == damaged else { throw error }
      throw InputError(
        place: path,
        message: "so damaged that no run can be read; make a new archive from the run files")
    }
  }

  /// Copies everything that can still be read into a new archive and puts that in the place of
  /// this one, which is kept beside it under another name. A benchmark that cannot be read is left
  /// out of its run. This value must not be used afterwards, and nobody may write to the archive
  /// meanwhile.
  ///
  /// - Returns: number of runs copied, a sentence for each run and each benchmark that could not be
  ///   read, and the new name of the old file.
  package func replaceWithCopy() throws(InputError) -> (runs: Int, lost: [String], old: String) {
    let fresh = "\(path).rebuilt"
    // What a rebuilding left that did not come to its end.
    for suffix in ["-wal", "-shm", "-journal", ""] { unlink(fresh + suffix) }
    let target = try Archive(path: fresh, access: .write)
    return try Self.translating(path) {
      source.beginOperation()
      var (runs, lost): (Int, [String]) = (0, [])
      try database.read { db in
        var reader = RunReader(place: path, size: size)
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM run ORDER BY id") {
          do {
            let run = try reader.run(id, db) { lost.append("\($0)") }
            _ = try target.add([run])
            runs += 1
          } catch {
            lost.append("\(error)")
          }
        }
      }
      try target.database.close()
      try database.close()
      var (old, number) = ("\(path).old", 1)
      while link(path, old) != 0 {
        guard errno == EEXIST else { throw InputError(place: old, message: reason(errno)) }
        number += 1
        old = "\(path).old-\(number)"
      }
      for suffix in ["-wal", "-shm", "-journal"] where fileExists(path + suffix) {
        guard rename(path + suffix, old + suffix) == 0 else {
          throw InputError(place: path + suffix, message: reason(errno))
        }
      }
      guard rename(fresh, path) == 0 else {
        throw InputError(place: path, message: reason(errno))
      }
      return (runs, lost, old)
    }
  }
}
