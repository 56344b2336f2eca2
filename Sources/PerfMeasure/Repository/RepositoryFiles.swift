import Foundation

/// The files of a repository that may tell how it is benchmarked, by name.
///
/// The repository is a stranger's: links are never followed, and folders, files and bytes that are looked at are bounded.
package struct RepositoryFiles {
  /// Paths within the repository, in order; those nearer to its root first.
  package let paths: [String]
  /// Whether it has more entries than are looked at.
  package let isCut: Bool
  private let root: String

  static let mostEntries = 50_000
  static let deepest = 16
  static let mostBytes = 256 << 10
  /// Where others' code lies, what can be made again, or what tests read.
  private static let skipped: Set = [
    "node_modules", "target", "build", "out", "dist", "vendor", "third_party", "external", "venv",
    "Pods", "Carthage", "bower_components", "Fixtures", "fixtures", "testdata",
  ]

  package init(_ root: String) {
    self.root = root
    var paths: [String] = []
    var level = [""]
    var entries = 0
    var isCut = false
    for _ in 0...Self.deepest {
      var below: [String] = []
      for folder in level {
        let names =
          (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        for name in names.sorted() {
          entries += 1
          guard entries <= Self.mostEntries else {
            isCut = true
            break
          }
          let path = folder + name
          var info = stat()
          guard lstat("\(root)/\(path)", &info) == 0 else { continue }
          switch info.st_mode & S_IFMT {
          case S_IFDIR where !name.hasPrefix(".") && !Self.skipped.contains(name):
            below.append(path + "/")
          case S_IFREG: paths.append(path)
          default: break
          }
        }
      }
      level = below
    }
    self.paths = paths
    self.isCut = isCut || !level.isEmpty
  }

  /// The names' own: `Cargo.toml` of `core/Cargo.toml`.
  func named(_ matches: (Substring) -> Bool) -> [String] {
    paths.filter { matches($0.split(separator: "/").last ?? "") }
  }

  /// The beginning of a file, at most 256 KiB; empty where it cannot be read.
  func text(_ path: String) -> String {
    let descriptor = open("\(root)/\(path)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return "" }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    return String(decoding: (try? file.read(upToCount: Self.mostBytes)) ?? Data(), as: UTF8.self)
  }

  /// The lines of a file without the comments that `mark` begins, without white space around them. A mark within a word,
  /// as in `https://`, begins none.
  func lines(_ path: String, comment mark: String) -> [String] {
    text(path).split(whereSeparator: \.isNewline).map { line in
      let code = line.trimmingCharacters(in: .whitespaces)
      if code.hasPrefix(mark) { return "" }
      guard let comment = code.range(of: " " + mark) else { return code }
      return code[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
    }
  }
}
