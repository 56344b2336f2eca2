import Foundation
import PerfArchive
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
