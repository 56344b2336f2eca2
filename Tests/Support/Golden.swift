import Foundation
import Testing

/// Compares a rendering with `Fixtures/reports/NAME`. On a difference the new text is left
/// beside it as `NAME.got` and the first differing line is shown; with `RECORD_GOLDENS`
/// set the file is written instead.
package func expectGolden(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = fixtures.appending(path: "reports").appending(path: name)
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return
  }
  let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  if golden == text { return }
  let got = file.appendingPathExtension("got")
  try Data(text.utf8).write(to: got)
  let old = golden.split(separator: "\n", omittingEmptySubsequences: false)
  let new = text.split(separator: "\n", omittingEmptySubsequences: false)
  let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
  let index = line ?? min(old.count, new.count)
  Issue.record(
    """
    \(name) differs at line \(index + 1) (see \(got.lastPathComponent)):
    - \(index < old.count ? String(old[index].prefix(300)) : "(end)")
    + \(index < new.count ? String(new[index].prefix(300)) : "(end)")
    """, sourceLocation: sourceLocation)
}

/// The folder of the package.
package let packageFolder: URL = {
  var folder = URL(filePath: #filePath).deletingLastPathComponent()
  while folder.path.count > 1,
    !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
  {
    folder.deleteLastPathComponent()
  }
  return folder
}()

package let fixtures = packageFolder.appending(path: "Fixtures")
