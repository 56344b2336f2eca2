import PerfStats
import PerfText

/// Which benchmarks a change of which files can affect:
/// `{"format":"perfstat.affected","version":1,"map":[{"paths":["src/parse/**"],"benchmarks":["^parse/"]}]}`.
///
/// A path that no entry knows affects everything; an entry without benchmarks affects none.
package struct AffectedMap: Hashable, Sendable {
  package static let format = "perfstat.affected"
  package static let version = 1
  /// Setting of a run in which only some benchmarks were measured: their regular expression.
  package static let setting = "affected"

  struct Entry: Hashable, Sendable {
    var paths: [String]
    var benchmarks: [String]
  }

  let entries: [Entry]

  /// - Throws: text that is no map, an unknown key, a pattern that is no regular expression.
  package init(decoding bytes: [UInt8], file: String) throws(InputError) {
    let json = try JSON(parsing: bytes, file: file)
    try Self.check(json, keys: ["format", "version", "map"])
    try json.check(format: Self.format, version: Self.version)
    var entries: [Entry] = []
    for entry in try json.member("map").elements() {
      try Self.check(entry, keys: ["paths", "benchmarks"])
      var paths: [String] = []
      for path in try entry.member("paths").elements() { paths.append(try path.string()) }
      var benchmarks: [String] = []
      for pattern in try entry.member("benchmarks").elements() {
        let text = try pattern.string()
        do {
          _ = try Regex(text)
        } catch {
          throw pattern.error("expected a regular expression, found \(pattern.description)")
        }
        benchmarks.append(text)
      }
      entries.append(Entry(paths: paths, benchmarks: benchmarks))
    }
    self.entries = entries
  }

  private static func check(_ json: JSON, keys: [String]) throws(InputError) {
    for (key, value) in try json.members() where !keys.contains(key) {
      throw value.error(
        "expected one of the keys \(keys.joined(separator: ", ")), found \"\(key)\"")
    }
  }

  /// What changed files can affect.
  package enum Effect: Hashable, Sendable {
    /// Everything, because of a file that the map does not know.
    case all(unknown: String)
    /// The benchmarks that one of the regular expressions matches; none of them, none.
    case benchmarks([String])

    /// One regular expression, `.` for all; nil where nothing is affected.
    package var pattern: String? {
      switch self {
      case .all: "."
      case .benchmarks(let patterns):
        patterns.isEmpty ? nil : patterns.joined(separator: "|")
      }
    }
  }

  package func effect(of paths: [String]) -> Effect {
    var patterns: [String] = []
    for path in paths {
      let known = entries.filter { $0.paths.contains { Self.matches(path[...], $0[...]) } }
      if known.isEmpty { return .all(unknown: path) }
      for pattern in known.flatMap(\.benchmarks) where !patterns.contains(pattern) {
        patterns.append(pattern)
      }
    }
    return .benchmarks(patterns)
  }

  /// Whether a path matches a glob: `*` and `?` within one folder, `**` across folders.
  ///
  /// Complexity: at most the product of both lengths for each `*`.
  static func matches(_ path: Substring, _ glob: Substring) -> Bool {
    guard let first = glob.first else { return path.isEmpty }
    if glob.hasPrefix("**") {
      var rest = glob.dropFirst(2)
      // `**/` also stands for no folder at all.
      if rest.hasPrefix("/") {
        if matches(path, rest.dropFirst()) { return true }
        rest = rest.dropFirst()
        return path.indices.contains {
          path[$0] == "/" && matches(path[path.index(after: $0)...], rest)
        }
      }
      return path.indices.contains { matches(path[$0...], rest) } || matches("", rest)
    }
    if first == "*" {
      let rest = glob.dropFirst()
      var tail = path
      while true {
        if matches(tail, rest) { return true }
        guard let next = tail.first, next != "/" else { return false }
        tail = tail.dropFirst()
      }
    }
    guard let next = path.first, next == first || (first == "?" && next != "/") else {
      return false
    }
    return matches(path.dropFirst(), glob.dropFirst())
  }
}
