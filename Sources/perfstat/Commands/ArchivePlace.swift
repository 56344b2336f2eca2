import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfStats

/// Where runs are kept as files: `git:REMOTE/BRANCH` or a folder.
enum ArchivePlace: ExpressibleByArgument, Hashable, Sendable {
  case git(DataBranch.Place)
  case folder(String)

  init?(argument: String) {
    if let place = DataBranch.Place(argument) {
      self = .git(place)
    } else if argument.isEmpty || argument.hasPrefix("git:") {
      return nil
    } else {
      self = .folder(argument)
    }
  }

  var defaultValueDescription: String { description }
  var description: String {
    switch self {
    case .git(let place): place.description
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
    case .git(let place):
      let data = try DataBranch(place, interruption: Interruption())
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
  func add(_ runs: [Run]) throws -> [Archive.Added] {
    let files = runs.map { (path: RunStore.path(of: $0), bytes: RunStore.encode($0)) }
    switch self {
    case .git(let place):
      let message = "perfstat: \(counted(runs.count, "run"))"
      return try DataBranch(place, interruption: Interruption()).add(files, message: message).map {
        switch $0 {
        case .added: .added
        case .present: .present
        case .different: .different
        }
      }
    case .folder(let path):
      return try files.map { try RunFolder(path).add($0.bytes, at: $0.path) }
    }
  }

  /// Removes files of runs and says which: those that `isKept` does not want, and on a branch what
  /// is none of ours too, as the branch is replaced by one commit.
  func prune(dryRun: Bool, isKept: (String) -> Bool) throws -> [String] {
    switch self {
    case .git(let place):
      try DataBranch(place, interruption: Interruption())
        .prune(message: "perfstat: pruned", dryRun: dryRun, isKept: isKept)
    case .folder(let path): try RunFolder(path).prune(dryRun: dryRun, isKept: isKept)
    }
  }

  /// Paths of the runs in the place.
  func paths() throws -> [String] {
    switch self {
    case .git(let place):
      try DataBranch(place, interruption: Interruption()).tip()?.files.map(\.path)
        .filter { RunStore.isRun($0) } ?? []
    case .folder(let path): try RunFolder(path).paths()
    }
  }
}
