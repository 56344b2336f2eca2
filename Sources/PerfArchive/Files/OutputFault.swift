import Foundation

/// What is wrong with files to write: one that would be written twice, or written and read; nil if
/// nothing is.
package func outputFault(_ outputs: [String], inputs: [String]) -> String? {
  let read = Set(inputs.compactMap(filePlace))
  var written: Set<String> = []
  for output in outputs {
    guard let place = filePlace(output) else { continue }
    if read.contains(place) { return "\(output) is an input" }
    if !written.insert(place).inserted { return "\(output) twice" }
  }
  return nil
}

/// Where a file lies, however its path is written; nil for `-`, a folder, a pipe or a device.
private func filePlace(_ path: String) -> String? {
  var info = stat()
  if path == "-" || stat(path, &info) == 0 && info.st_mode & S_IFMT != S_IFREG { return nil }
  return URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
}
