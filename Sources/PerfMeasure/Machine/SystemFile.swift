import Foundation

/// Small files in which the system describes itself. Absent ones are nil: not
/// every system has them.
enum SystemFile {
  static func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(decoding: data, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Value of the first `key : value` or `key="value"` line.
  static func field(_ key: String, in path: String) -> String? {
    guard let text = text(path) else { return nil }
    for line in text.split(separator: "\n") {
      guard let sign = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { continue }
      if line[..<sign].trimmingCharacters(in: .whitespaces) == key {
        return line[line.index(after: sign)...]
          .trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
      }
    }
    return nil
  }
}
