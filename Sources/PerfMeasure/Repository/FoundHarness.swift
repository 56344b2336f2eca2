/// A benchmark harness that a repository uses, and the commands that run it.
package struct FoundHarness: Hashable, Sendable {
  /// A word for it: `go`, `criterion`.
  package var name: String
  /// What it is, for people.
  package var title: String
  /// File in which it was found, and what stands there.
  package var file: String
  package var evidence: String
  /// Installs what building and measuring need, once.
  package var setup = ""
  /// Builds, in each version's tree.
  package var build = ""
  /// Measures, in each version's tree.
  package var measure: String
  /// File or folder that `measure` writes; empty if it prints its results.
  package var results = ""
  /// What nobody but a person can know, if there is something.
  package var note = ""

  package init(
    name: String, title: String, file: String, evidence: String, setup: String = "",
    build: String = "", measure: String, results: String = "", note: String = ""
  ) {
    self.name = name
    self.title = title
    self.file = file
    self.evidence = evidence
    self.setup = setup
    self.build = build
    self.measure = measure
    self.results = results
    self.note = note
  }

  /// A command that was given, in place of what is found.
  package init(command: String) {
    self.init(name: "benchmarks", title: "benchmarks", file: "", evidence: "", measure: command)
  }

  /// A name from a file of strangers that can stand in a command as it is; nil for any other.
  static func plain(_ name: some StringProtocol) -> String? {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-/".unicodeScalars.contains($0))
    }
    return isPlain && !name.isEmpty && name.count <= 100 && !name.hasPrefix("-")
      && !name.split(separator: "/").contains("..") ? String(name) : nil
  }

  /// The same in the folder of a file; nil where its name cannot stand in a command.
  func inFolder(of path: String) -> FoundHarness? {
    guard let slash = path.lastIndex(of: "/") else { return self }
    guard let folder = Self.plain(path[..<slash]) else { return nil }
    var moved = self
    moved.measure = "cd \(folder) && \(measure)"
    if !build.isEmpty { moved.build = "cd \(folder) && \(build)" }
    if !results.isEmpty { moved.results = "\(folder)/\(results)" }
    return moved
  }

  /// What of every ecosystem is found in a repository, one harness of a name.
  ///
  /// - Complexity: the files that are read, at most 256 KiB each.
  package static func all(in files: RepositoryFiles) -> [FoundHarness] {
    [swift, go, rust, cmake, java, python, javaScript, dotnet].flatMap { $0(files) }
  }
}
