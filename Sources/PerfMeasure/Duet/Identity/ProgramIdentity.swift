import Foundation
import PerfStats

/// Whether both sides of a duet are the very same program, told by what is loaded when it runs.
///
/// A word of a command that names a file or folder stands for its contents: an ELF program for its
/// loaded sections and those of the libraries that it brings along, without build ids and without
/// the commits that the sides were built from; a script for itself and, where the sides lie in
/// different folders, for all that lies beside it; a folder for all files in it. What a program
/// opens by a name of its own is not seen.
package struct ProgramIdentity {
  /// Commits whose ids, full or abbreviated, do not count.
  var commits: [String]

  package init(commits: [String]) { self.commits = commits.filter { $0.count >= 12 } }

  /// More is not read: the sides are then measured.
  private static let mostFiles = 50_000
  private static let mostBytes = 4 << 30

  /// Digests of the commands of both sides; equal for the same program. Nil where there is too
  /// much to read or it cannot be read.
  ///
  /// - Parameter directories: folders that the commands are run in; nil for this process's own.
  package func digests(
    _ commands: DuetSides<[String]>, in directories: DuetSides<String?>
  ) -> DuetSides<String>? {
    var budget = Budget()
    var result = DuetSides(base: "", head: "")
    for role in Duet.Role.allCases {
      var digest = ContentDigest()
      let others = commands[role.other]
      guard let program = commands[role].first, directories[role] != nil || isThere(program) else {
        return nil
      }
      for (index, word) in commands[role].enumerated() {
        let counterpart = others.indices.contains(index) ? others[index] : ""
        // In a folder of its own, what is relative is part of that folder.
        if directories[role] != nil, !word.hasPrefix("/") {
          digest.add(word)
        } else {
          guard let own = self.digest(word: word, unlike: counterpart, &budget) else { return nil }
          digest.add(own)
        }
      }
      if let folder = directories[role], !add(folder: folder, to: &digest, &budget) { return nil }
      result[role] = digest.text
    }
    return result
  }

  private func isThere(_ program: String) -> Bool {
    let files = FileManager.default
    if program.contains("/") { return files.fileExists(atPath: program) }
    return (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { files.isExecutableFile(atPath: "\($0)/\(program)") }
  }

  /// How much may still be read.
  private struct Budget {
    var files = ProgramIdentity.mostFiles
    var bytes = ProgramIdentity.mostBytes

    mutating func read(_ path: String) -> Data? {
      guard files > 0,
        let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe),
        data.count <= bytes
      else { return nil }
      files -= 1
      bytes -= data.count
      return data
    }
  }

  private func digest(word: String, unlike other: String, _ budget: inout Budget) -> String? {
    var digest = ContentDigest()
    var info = stat()
    guard word.contains("/") || word != other, stat(word, &info) == 0 else {
      digest.add(word)
      return digest.text
    }
    if info.st_mode & S_IFMT == S_IFDIR {
      return add(folder: word, to: &digest, &budget) ? digest.text : nil
    }
    guard info.st_mode & S_IFMT == S_IFREG, let data = budget.read(word) else { return nil }
    if let image = ELFImage(data) {
      return add(image, at: word, to: &digest, &budget, depth: 0) ? digest.text : nil
    }
    digest.add(data)
    let folder = { (path: String) in
      URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
    }
    if !other.isEmpty, folder(word) != folder(other) {
      guard add(folder: folder(word), to: &digest, &budget) else { return nil }
    }
    return digest.text
  }

  private func add(
    _ image: ELFImage, at path: String, to digest: inout ContentDigest, _ budget: inout Budget,
    depth: Int
  ) -> Bool {
    for section in image.loaded {
      digest.add(section.name)
      digest.add(section.address)
      digest.add(section.size)
      let start = image.data.startIndex
      digest.add(
        withoutCommits(
          image.data[(start + section.range.lowerBound)..<(start + section.range.upperBound)]))
    }
    let origin = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
      .path
    let libraries = image.libraries
    let folders = libraries.folders.map {
      $0.replacingOccurrences(of: "${ORIGIN}", with: origin)
        .replacingOccurrences(of: "$ORIGIN", with: origin)
    }
    for name in libraries.names {
      guard
        let place = folders.map({ "\($0)/\(name)" }).first(where: {
          FileManager.default.fileExists(atPath: $0)
        })
      else { continue }
      guard depth < 8, let data = budget.read(place), let library = ELFImage(data),
        add(library, at: place, to: &digest, &budget, depth: depth + 1)
      else { return false }
    }
    return true
  }

  private func withoutCommits(_ bytes: Data) -> Data {
    var bytes = bytes
    for commit in commits {
      let short = Data(commit.prefix(7).utf8)
      var from = bytes.startIndex
      while let found = bytes.range(of: short, in: from..<bytes.endIndex) {
        var end = found.lowerBound
        for byte in commit.utf8 {
          guard end < bytes.endIndex, bytes[end] == byte else { break }
          bytes[end] = UInt8(ascii: "x")
          end += 1
        }
        from = end
      }
    }
    return bytes
  }

  /// Every file below a folder by its name and contents; what tools keep for themselves is left out.
  private func add(
    folder: String, to digest: inout ContentDigest, _ budget: inout Budget
  ) -> Bool {
    guard let names = FileManager.default.enumerator(atPath: folder) else { return false }
    var paths: [String] = []
    while let name = names.nextObject() as? String {
      if Self.leftOut.contains((name as NSString).lastPathComponent) {
        names.skipDescendants()
        continue
      }
      paths.append(name)
      guard paths.count <= budget.files else { return false }
    }
    for name in paths.sorted() {
      let path = "\(folder)/\(name)"
      var info = stat()
      guard lstat(path, &info) == 0 else { return false }
      switch info.st_mode & S_IFMT {
      case S_IFREG:
        guard let data = budget.read(path) else { return false }
        digest.add(name)
        digest.add(data)
      case S_IFLNK:
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
          return false
        }
        digest.add(name)
        digest.add(target)
      default: continue
      }
    }
    return true
  }

  private static let leftOut: Set<String> = [
    ".git", ".performance-cache", "__pycache__", ".pytest_cache", ".benchmarks",
  ]
}
