import Foundation
import PerfArchive
import PerfMeasure
import PerfStats
import PerfText

extension InputOptions {
  /// Reads archives, files and folders, and places of the form `git:REMOTE/BRANCH`, whose runs are
  /// copied to a temporary folder for as long as that takes.
  func loadKept(_ paths: [String]) throws -> LoadedRuns {
    if paths.isEmpty { return LoadedRuns() }
    var local: [String] = []
    var copies: [String] = []
    defer { for copy in copies { try? FileManager.default.removeItem(atPath: copy) } }
    for path in paths {
      guard path.hasPrefix("git:") else {
        local.append(path)
        continue
      }
      guard let place = ArchivePlace(argument: path) else {
        throw InputError(place: path, message: "expected git:REMOTE/BRANCH")
      }
      let copy = FileManager.default.temporaryDirectory
        .appendingPathComponent("perfstat-\(UUID().uuidString)").path
      copies.append(copy)
      guard try place.copy(to: copy, runner: nil).found > 0 else {
        throw InputError(place: path, message: "no run in it yet")
      }
      local.append("\(copy)/runs")
    }
    return try load(local)
  }
}

/// The jobs of an archive that a change is compared with, and where they are from.
struct AncestorJobs {
  var jobs: [Run]
  /// `baseline: main 3 commits before the merge base (0a1b2c3d4e5f), 4 jobs`.
  var description: String

  /// The jobs of the nearest ancestor that has any.
  ///
  /// - Throws: `InputError` if none of the ancestors was measured on this runner.
  init(
    among archive: [Run], of ancestry: Ancestry, besides current: [Run], runner: String,
    place: String
  ) throws(InputError) {
    let ids = Set(current.map(\.id))
    let candidates = archive.filter { $0.runner.slug == runner && !ids.contains($0.id) }
    for (distance, commit) in ancestry.commits.enumerated() {
      let found = candidates.filter { $0.commit.count >= 7 && commit.hasPrefix($0.commit) }
      if found.isEmpty { continue }
      jobs = found
      description =
        "baseline: \(ancestry.description(of: distance)) (\(commit.prefix(12))), "
        + counted(found.count, "job")
      return
    }
    throw InputError(
      place: place,
      message: "no job of runner \(runner) of any of the \(ancestry.commits.count) commits of "
        + "\(ancestry.branch) before this one; measure one of them (perfstat archive push on that "
        + "branch), or name a baseline with --baseline")
  }
}
