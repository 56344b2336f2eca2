import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfStats
import PerfText

/// Where runs are kept as files: `git:REMOTE/BRANCH` or a folder.
enum ArchivePlace: ExpressibleByArgument, Hashable, Sendable {
  case git(remote: String, branch: String)
  case folder(String)

  init?(argument: String) {
    guard argument.hasPrefix("git:") else {
      if argument.isEmpty { return nil }
      self = .folder(argument)
      return
    }
    let parts = argument.dropFirst(4).split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    // No option of git, and no name that git would refuse later.
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.first != "-" }),
      parts[1].allSatisfy({ $0.isLetter || $0.isNumber || "._-/".contains($0) })
    else { return nil }
    self = .git(remote: String(parts[0]), branch: String(parts[1]))
  }

  var defaultValueDescription: String { description }
  var description: String {
    switch self {
    case .git(let remote, let branch): "git:\(remote)/\(branch)"
    case .folder(let path): path
    }
  }

  /// Copies the runs into a folder, those of one runner if one is named; files that are there
  /// already are taken to be the same, as their names hold the run's id.
  ///
  /// - Returns: number of runs that are in the place, and of those that were copied.
  func copy(to folder: String, runner: String?) throws -> (found: Int, copied: Int) {
    let wanted = { (path: String) in
      RunStore.parts(of: path).map { runner == nil || $0.runner == runner } ?? false
    }
    switch self {
    case .git(let remote, let branch):
      let data = DataBranch(remote: remote, branch: branch, interruption: try Interruption())
      let files = try data.tip()?.files.filter { wanted($0.path) } ?? []
      let missing = files.filter { !FileManager.default.fileExists(atPath: "\(folder)/\($0.path)") }
      for (file, bytes) in zip(missing, try data.contents(of: missing)) {
        try Self.write(bytes, to: "\(folder)/\(file.path)")
      }
      return (files.count, missing.count)
    case .folder(let path):
      let files = try Self.files(in: path).filter(wanted)
      let missing = files.filter { !FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
      for file in missing {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)"))
        try Self.write([UInt8](bytes), to: "\(folder)/\(file)")
      }
      return (files.count, missing.count)
    }
  }

  /// Adds runs; those that are there stay as they are.
  func add(_ runs: [Run]) throws -> [DataBranch.Added] {
    let files = runs.map { (path: RunStore.path(of: $0), bytes: RunStore.encode($0)) }
    switch self {
    case .git(let remote, let branch):
      let data = DataBranch(remote: remote, branch: branch, interruption: try Interruption())
      return try data.add(files, message: "perfstat: \(counted(runs.count, "run"))")
    case .folder(let path):
      return try files.map { file in
        let target = "\(path)/\(file.path)"
        guard FileManager.default.fileExists(atPath: target) else {
          try Self.write(file.bytes, to: target)
          return .added
        }
        let old = try Data(contentsOf: URL(fileURLWithPath: target))
        return [UInt8](old) == file.bytes ? .present : .different
      }
    }
  }

  /// Removes files of runs and says which: those that `isKept` does not want, and on a branch what
  /// is none of ours too, as the branch is replaced by one commit.
  func prune(dryRun: Bool, isKept: (String) -> Bool) throws -> [String] {
    switch self {
    case .git(let remote, let branch):
      let data = DataBranch(remote: remote, branch: branch, interruption: try Interruption())
      if dryRun { return try data.tip()?.files.map(\.path).filter { !isKept($0) } ?? [] }
      return try data.prune(message: "perfstat: pruned") { isKept($0.path) }.map(\.path)
    case .folder(let path):
      let removed = try Self.files(in: path).filter { !isKept($0) }
      if !dryRun {
        for file in removed { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
      }
      return removed
    }
  }

  /// Paths of the runs in the place.
  func paths() throws -> [String] {
    switch self {
    case .git(let remote, let branch):
      let data = DataBranch(remote: remote, branch: branch, interruption: try Interruption())
      return try data.tip()?.files.map(\.path).filter { RunStore.parts(of: $0) != nil } ?? []
    case .folder(let path): return try Self.files(in: path)
    }
  }

  /// Paths of ours below a folder, sorted.
  static func files(in folder: String) throws -> [String] {
    guard let all = FileManager.default.enumerator(atPath: folder) else {
      throw InputError(place: folder, message: "no such file or folder")
    }
    return all.compactMap { $0 as? String }.filter { RunStore.parts(of: $0) != nil }.sorted()
  }

  /// Writes bytes that are compressed already.
  private static func write(_ bytes: [UInt8], to path: String) throws {
    let parent = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw InputError(place: path, message: "cannot be written (\(error.localizedDescription))")
    }
  }
}
