import ArgumentParser
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
    let target = RunFolder(folder)
    switch self {
    case .git(let remote, let branch):
      let data = try Self.data(remote, branch)
      let files = try data.tip()?.files.filter { RunStore.isRun($0.path, of: runner) } ?? []
      let missing = files.filter { !target.holds($0.path) }
      for (file, bytes) in zip(missing, try data.contents(of: missing)) {
        try target.write(bytes, to: file.path)
      }
      return (files.count, missing.count)
    case .folder(let path):
      return try RunFolder(path).copy(to: target, runner: runner)
    }
  }

  /// Adds runs; those that are there stay as they are.
  func add(_ runs: [Run]) throws -> [DataBranch.Added] {
    let files = runs.map { (path: RunStore.path(of: $0), bytes: RunStore.encode($0)) }
    switch self {
    case .git(let remote, let branch):
      return try Self.data(remote, branch).add(
        files, message: "perfstat: \(counted(runs.count, "run"))")
    case .folder(let path):
      return try files.map { file in
        switch try RunFolder(path).add(file.bytes, at: file.path) {
        case .added: .added
        case .present: .present
        case .different: .different
        }
      }
    }
  }

  /// Removes files of runs and says which: those that `isKept` does not want, and on a branch what
  /// is none of ours too, as the branch is replaced by one commit.
  func prune(dryRun: Bool, isKept: (String) -> Bool) throws -> [String] {
    switch self {
    case .git(let remote, let branch):
      let data = try Self.data(remote, branch)
      if dryRun { return try data.tip()?.files.map(\.path).filter { !isKept($0) } ?? [] }
      return try data.prune(message: "perfstat: pruned") { isKept($0.path) }.map(\.path)
    case .folder(let path): return try RunFolder(path).prune(dryRun: dryRun, isKept: isKept)
    }
  }

  /// Paths of the runs in the place.
  func paths() throws -> [String] {
    switch self {
    case .git(let remote, let branch):
      try Self.data(remote, branch).tip()?.files.map(\.path).filter { RunStore.isRun($0) } ?? []
    case .folder(let path): try RunFolder(path).paths()
    }
  }

  private static func data(_ remote: String, _ branch: String) throws -> DataBranch {
    DataBranch(remote: remote, branch: branch, interruption: try Interruption())
  }
}
