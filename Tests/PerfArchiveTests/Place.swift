import Foundation
import PerfArchive
import PerfText
import Testing

/// The folder of the package, found from this file.
let packageRoot: String = {
  var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  while folder.path != "/",
    !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
  {
    folder.deleteLastPathComponent()
  }
  return folder.path
}()

/// Data beside the package; tests that need it are skipped where it is absent.
let sharedData = packageRoot + "/../shared/data"
let hasSharedData = FileManager.default.fileExists(atPath: sharedData + "/formats/EXPECTED.csv")

/// Runs `body` with a new empty folder, which is removed afterwards.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("perfstat-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// The error that reading throws, nil if it throws none.
func inputError(_ body: () throws(InputError) -> Void) -> InputError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
