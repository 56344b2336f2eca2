import Foundation
import PerfStats

/// Hands out the files that decide a comparison, and remembers where each came from.
package final class TrustedSources {
  package private(set) var list: [ReportSource] = []
  /// Copies and the names that users know them by.
  private var names: [(copy: String, name: String)] = []
  private let revision: TrustedRevision?
  private let isNamed: Bool
  private var folder: String?

  /// - Throws: a revision that git does not know.
  package init(reference: String?, interruption: Interruption) throws {
    isNamed = reference != nil
    revision =
      try reference.map { try TrustedRevision($0, interruption: interruption) }
      ?? TrustedRevision.guessed(interruption: interruption)
  }

  deinit { if let folder { try? FileManager.default.removeItem(atPath: folder) } }

  /// The files to read in place of these: themselves, or what they were in the trusted revision.
  ///
  /// - Throws: a file that only the change under test brings, where a revision is trusted.
  package func resolve(_ paths: [String], role: String) throws -> [String] {
    guard !paths.isEmpty else { return [] }
    var source = ReportSource(role: role, paths: paths)
    guard let revision else {
      list.append(source)
      return paths
    }
    var resolved: [String] = []
    for path in paths {
      switch try path == "-" || path.hasPrefix("git:") ? .outside : revision.standing(of: path) {
      case .outside, .untracked:
        resolved.append(path)
      case .inRevision(let isTouched):
        source.isTouched = (source.isTouched ?? false) || isTouched
        guard isNamed else {
          resolved.append(path)
          break
        }
        source.revision = revision.name
        let copy = try revision.copy(path, below: try scratch())
        names.append((copy, path))
        resolved.append(copy)
      case .broughtByChange:
        guard !isNamed else {
          throw TrustError(
            "\(path): is not at \(revision.name), which --trust-ref names: the change under test"
              + " brings it")
        }
        source.isTouched = true
        resolved.append(path)
      }
    }
    if source.isTouched != nil { source.changeSince = revision.name }
    list.append(source)
    return resolved
  }

  /// Whether a file is there to be read: in the trusted revision, or in the work tree where git
  /// does not track it or no revision is trusted.
  package func exists(_ path: String) throws -> Bool {
    if isNamed, let revision {
      switch try revision.standing(of: path) {
      case .inRevision: return true
      case .broughtByChange: return false
      case .outside, .untracked: break
      }
    }
    return FileManager.default.fileExists(atPath: path)
  }

  /// The file to read in place of one, nil where it is not there.
  package func file(_ path: String, role: String) throws -> String? {
    try exists(path) ? resolve([path], role: role)[0] : nil
  }

  /// Whether a file that nobody named is there to be read. Where a revision is trusted it must be in it, or
  /// outside of the repository: one that git does not track may have been written by the code under test.
  package func offers(_ path: String) throws -> Bool {
    if isNamed, let revision {
      switch try revision.standing(of: path) {
      case .inRevision: return true
      case .broughtByChange, .untracked: return false
      case .outside: break
      }
    }
    return FileManager.default.fileExists(atPath: path)
  }

  /// A message with the names that users know in place of those of copies.
  package func known(_ text: String) -> String {
    names.reduce(text) {
      $0.replacingOccurrences(of: $1.copy, with: "\($1.name) (\(revision?.name ?? ""))")
    }
  }

  private func scratch() throws -> String {
    if let folder { return folder }
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("perfstat-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    folder = path
    return path
  }
}
