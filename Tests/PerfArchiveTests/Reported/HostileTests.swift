import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Small result files of every layout with one value replaced, or cut: reading gives runs or an
/// error with a place, and never ends the program.
@Suite struct HostileTests {
  private static let largest = 40_000
  private static let mutationsOfAFile = 60

  private func files() throws -> [String] {
    var files: [String] = []
    for root in ["Fixtures/formats", "Fixtures/reported"] {
      let url = URL(fileURLWithPath: "\(packageRoot)/\(root)")
      let walker = try #require(
        FileManager.default.enumerator(at: url, includingPropertiesForKeys: [.fileSizeKey]))
      for case let file as URL in walker {
        let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
        let endings = ["json", "jsonl", "js", "txt", "csv", "tsv", "xml"]
        guard size > 0, size < Self.largest, endings.contains(file.pathExtension) else { continue }
        files.append(file.path)
      }
    }
    return files.sorted()
  }

  /// Places of the numbers, texts and truth values in a JSON text.
  private func scalars(_ bytes: [UInt8]) -> [Range<Int>] {
    var places: [Range<Int>] = []
    var at = 0
    while at < bytes.count {
      let start = at
      if bytes[at] == UInt8(ascii: "\"") {
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
          at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        at = min(at + 1, bytes.count)
        if at == bytes.count || bytes[at] != UInt8(ascii: ":") { places.append(start..<at) }
      } else if bytes[at] == UInt8(ascii: "-") || bytes[at] &- 48 < 10 {
        while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
        places.append(start..<at)
      } else {
        at += 1
      }
    }
    return places
  }

  private let replacements = [
    "null", "\"x\"", "-1", "1e400", "1.5", "[]", "{}", "true", "NaN", "\"\"",
  ]

  @Test func oneValueOfAnotherType() throws {
    var tried = 0
    try withFolder { folder in
      for path in try files() where path.hasSuffix(".json") || path.hasSuffix(".jsonl") {
        let bytes = try readFile(path)
        let places = scalars(bytes)
        guard !places.isEmpty else { continue }
        let step = max(1, places.count / Self.mutationsOfAFile)
        for (number, place) in places.enumerated() where number % step == 0 {
          var changed = bytes
          changed.replaceSubrange(
            place, with: replacements[(number / step) % replacements.count].utf8)
          tried += 1
          try read(changed, as: (path as NSString).lastPathComponent, in: folder)
        }
      }
    }
    #expect(tried > 500)
  }

  @Test func cutAnywhere() throws {
    var tried = 0
    try withFolder { folder in
      for path in try files() {
        let bytes = try readFile(path)
        let step = max(1, bytes.count / 20)
        for end in stride(from: 1, to: bytes.count, by: step) {
          tried += 1
          try read(Array(bytes[..<end]), as: (path as NSString).lastPathComponent, in: folder)
        }
      }
    }
    #expect(tried > 500)
  }

  private func read(_ bytes: [UInt8], as name: String, in folder: String) throws {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var loaded = LoadedRuns()
    let error = inputError { () throws(InputError) in loaded = try loadRuns([path]) }
    if let error {
      #expect(!error.place.isEmpty && !error.message.isEmpty)
      return
    }
    for measurement in loaded.runs.flatMap(\.measurements) {
      let values = measurement.executions.flatMap(\.values) + [measurement.summary?.estimate ?? 0]
      #expect(values.allSatisfy { $0 >= 0 && $0.isFinite }, "\(name)")
    }
  }
}
