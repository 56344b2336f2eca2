import Foundation

/// A folder for as long as it is in use; gone also if this process is killed.
package final class TemporaryFolder {
  package let path: String

  package init(interruption: Interruption) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("perfstat-\(UUID().uuidString)").path
    interruption.watchdog.willRemove(path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Path of a file in the folder, there or not.
  package func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Removes a file or folder if it is there.
  func remove(_ name: String) { try? FileManager.default.removeItem(atPath: file(name)) }
}
