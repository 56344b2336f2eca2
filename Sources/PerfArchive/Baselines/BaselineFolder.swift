import Foundation
import PerfStats
import PerfText

/// The stored baselines of one runner: `.performance-baselines/<runner>/`.
///
/// `baseline-current.jsonl` is what `compare` takes; every earlier one stays as
/// `baseline-<commit>-archived.jsonl` and is never overwritten.
package struct BaselineFolder {
  /// The folder of all runners.
  package static let defaultRoot = ".performance-baselines"

  package var path: String

  package init(root: String = defaultRoot, runner slug: String) {
    path = "\(root)/\(slug)"
  }

  /// The folder of a runner: its own or, where it has none, that of the same machine with another compiler,
  /// the newest if there are several. An upgrade of the compiler does not lose the baseline.
  ///
  /// - Throws: `InputError` for a baseline of such a folder that cannot be read.
  package init(root: String = defaultRoot, of runner: Runner) throws {
    self.init(root: root, runner: runner.slug)
    if hasCurrent { return }
    let readable = runner.slug.dropLast(BaselineFolder.digits)
    var newest = ""
    for slug in try BaselineFolder.runners(in: root) where slug.hasPrefix(readable) {
      let folder = BaselineFolder(root: root, runner: slug)
      guard folder.hasCurrent,
        let first = try loadRuns([folder.currentPath]).runs.first,
        first.runner.machine == runner.machine, first.date >= newest
      else { continue }
      newest = first.date
      self = folder
    }
  }

  /// The folder of a runner that was named; else that of another, as `init(root:of:)` finds it.
  package init(root: String = defaultRoot, named slug: String?, else runner: Runner) throws {
    if let slug {
      self.init(root: root, runner: slug)
    } else {
      try self.init(root: root, of: runner)
    }
  }

  /// Length of the hash at the end of a slug.
  private static let digits = 8

  package var currentPath: String { "\(path)/baseline-current.jsonl" }
  package var noiseModelPath: String { "\(path)/noise-model.json" }

  package var hasCurrent: Bool { FileManager.default.fileExists(atPath: currentPath) }

  /// Makes these runs the current baseline and keeps the old one under its commit.
  ///
  /// The old file is never absent: it gets its second name first, then the new file
  /// takes its place in one step. Processes that save at once take turns: each archives what the
  /// one before it saved.
  ///
  /// - Returns: where the old baseline is now, nil if there was none or it is the same.
  package func save(_ runs: [Run]) throws -> String? {
    let bytes = RunFile.encode(runs)
    try makeFolder(path)
    let turn = try FolderLock(path)
    defer { turn.end() }
    let old = hasCurrent ? try readFile(currentPath) : nil
    if old == bytes { return nil }
    let archived = try old.map { try archive($0) }
    do {
      try writeFile(currentPath, bytes)
    } catch {
      if let archived { unlink(archived) }
      throw error
    }
    return archived
  }

  /// Gives the current baseline a second name that no file has yet.
  private func archive(_ bytes: [UInt8]) throws -> String {
    let commit = try RunFile.decode(bytes, place: currentPath).runs.first?.commit ?? ""
    let name = BaselineFolder.fileName(ofCommit: commit)
    for number in 1...10_000 {
      let suffix = number == 1 ? "" : "-\(number)"
      let place = "\(path)/baseline-\(name)-archived\(suffix).jsonl"
      if link(currentPath, place) == 0 { return place }
      let failure = errno
      // A save that was killed between its two steps gave the name already.
      if failure == EEXIST, isSameFile(currentPath, place) { return place }
      guard failure == EEXIST else {
        throw InputError(place: place, message: String(cString: strerror(failure)))
      }
    }
    throw InputError(place: path, message: "10000 archived baselines of commit \(name)")
  }

  private func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }

  /// The first twelve letters and digits of a commit; a file may say anything.
  package static func fileName(ofCommit commit: String) -> String {
    let safe = commit.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
    }
    return safe.isEmpty ? "unknown" : String(String.UnicodeScalarView(safe.prefix(12)))
  }

  /// Paths of the archived baselines, by name.
  package func archivedPaths() throws -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasPrefix("baseline-") && $0.contains("-archived") && $0.hasSuffix(".jsonl") }
      .sorted().map { "\(path)/\($0)" }
  }

  /// The archived baseline that was saved last of those whose commit begins with `commit`.
  package func archivedPath(ofCommit commit: String) throws -> String {
    let name = BaselineFolder.fileName(ofCommit: commit)
    let matching = try archivedPaths().filter {
      $0.dropFirst(path.count + 1).hasPrefix("baseline-\(name)")
    }
    // "-10" comes after "-2": by number, not by text.
    guard let last = matching.max(by: { BaselineFolder.rank($0) < BaselineFolder.rank($1) }) else {
      throw InputError(place: path, message: "no archived baseline of commit \(commit)")
    }
    return last
  }

  private static func rank(_ path: String) -> Int {
    Int(path.dropLast(".jsonl".count).split(separator: "-").last ?? "") ?? 1
  }
}

extension BaselineFolder {
  /// Names of the runners that have a folder.
  package static func runners(in root: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue
    else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: root).filter {
      FileManager.default.fileExists(atPath: "\(root)/\($0)", isDirectory: &isFolder)
        && isFolder.boolValue
    }.sorted()
  }

  /// Ids of the runs in the baseline files below a folder.
  package static func runIDs(below folder: String) throws(InputError) -> Set<String> {
    var ids: Set<String> = []
    guard let files = FileManager.default.enumerator(atPath: folder) else { return ids }
    for case let file as String in files {
      let name = (file as NSString).lastPathComponent
      guard name.hasPrefix("baseline-"), name.hasSuffix(".jsonl") || name.hasSuffix(".jsonl.gz")
      else { continue }
      ids.formUnion(try loadRuns(["\(folder)/\(file)"]).runs.map(\.id))
    }
    return ids
  }

  /// Refuses what is no baseline: nothing, half a measurement (it would hide the other half's
  /// regressions for good), or jobs of several runners.
  ///
  /// - Returns: the runner of the jobs.
  package static func check(_ loaded: LoadedRuns, place: String) throws(InputError) -> Runner {
    if let rejected = loaded.rejected.first { throw rejected.error }
    guard let first = loaded.runs.first else {
      throw InputError(place: place, message: "no job in it")
    }
    if let empty = loaded.runs.first(where: \.measurements.isEmpty) {
      throw InputError(place: place, message: "job \(empty.id) has no benchmark")
    }
    if let other = loaded.runs.first(where: { $0.runner.machine != first.runner.machine }) {
      throw InputError(
        place: place,
        message: "expected jobs of one runner, found \(first.runner.slug) and "
          + "\(other.runner.slug)")
    }
    return first.runner
  }

  /// The baselines of a runner, the current one first.
  package func paths() throws -> [String] {
    (hasCurrent ? [currentPath] : []) + (try archivedPaths())
  }
}
