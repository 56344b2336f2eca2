import Foundation
import PerfStats
import PerfText

/// A folder in which `RunStore` keeps runs.
package struct RunFolder {
  private let path: String

  package init(_ path: String) { self.path = path }

  /// Paths of ours below the folder, sorted.
  package func paths() throws(InputError) -> [String] {
    guard let all = FileManager.default.enumerator(atPath: path) else {
      throw InputError(place: path, message: "no such file or folder")
    }
    return all.compactMap { $0 as? String }.filter { RunStore.isRun($0) }.sorted()
  }

  package func holds(_ file: String) -> Bool { fileExists("\(path)/\(file)") }

  /// Writes bytes that are compressed already.
  package func write(_ bytes: [UInt8], to file: String) throws(InputError) {
    let target = "\(path)/\(file)"
    do {
      try FileManager.default.createDirectory(
        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: target), options: .atomic)
    } catch {
      throw InputError(place: target, message: "cannot be written (\(error.localizedDescription))")
    }
  }

  /// Adds a file; one that is there stays as it is.
  package func add(_ bytes: [UInt8], at file: String) throws -> Archive.Added {
    guard holds(file) else {
      try write(bytes, to: file)
      return .added
    }
    return try contents(of: file) == bytes ? .present : .different
  }

  /// Copies the runs of a runner, or all, into another folder, those that it does not hold.
  ///
  /// - Returns: number of runs here, and of those that were copied.
  package func copy(to target: RunFolder, runner: String?) throws -> (found: Int, copied: Int) {
    let files = try paths().filter { RunStore.isRun($0, of: runner) }
    let missing = files.filter { !target.holds($0) }
    for file in missing { try target.write(contents(of: file), to: file) }
    return (files.count, missing.count)
  }

  /// Removes the runs that are not kept and says which.
  package func prune(dryRun: Bool, isKept: (String) -> Bool) throws -> [String] {
    let removed = try paths().filter { !isKept($0) }
    if !dryRun {
      for file in removed { try FileManager.default.removeItem(atPath: "\(path)/\(file)") }
    }
    return removed
  }

  private func contents(of file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(file)")))
  }
}
