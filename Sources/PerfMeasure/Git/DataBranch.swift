import Foundation

/// Files on a branch of their own in a remote repository, without a work tree: the archive that
/// needs no server. Every change is one commit that is pushed without force, so that two writers
/// never lose each other's files and a killed one leaves the branch as it was.
package struct DataBranch {
  private let remote: String
  private let branch: String
  private let git: Git

  /// Times that a push which lost a race is repeated.
  static let mostTries = 40

  package init(_ place: Place, interruption: Interruption) {
    remote = place.remote
    branch = place.branch
    self.place = place.description
    git = Git(interruption: interruption)
  }

  /// Which branch of which remote: `git:REMOTE/BRANCH`.
  package struct Place: Hashable, Sendable, CustomStringConvertible {
    var remote: String
    var branch: String

    /// Nil for what is no such text: neither name is an option of git, nor one that git would refuse later.
    package init?(_ text: String) {
      guard text.hasPrefix("git:") else { return nil }
      let parts = text.dropFirst(4).split(
        separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.first != "-" }),
        parts[1].allSatisfy({ $0.isLetter || $0.isNumber || "._-/".contains($0) })
      else { return nil }
      remote = String(parts[0])
      branch = String(parts[1])
    }

    package var description: String { "git:\(remote)/\(branch)" }
  }

  private var reference: String { "refs/heads/\(branch)" }
  /// As messages name it.
  private let place: String

  package struct File: Hashable, Sendable {
    package var path: String
    /// Id of its contents.
    package var blob: String
  }

  /// A commit of the branch and what is in it.
  package struct Tip: Sendable {
    package var commit: String
    package var files: [File]
  }

  /// The newest commit, its objects fetched; nil where there is no such branch yet.
  ///
  /// No branch of the repository changes.
  package func tip() throws -> Tip? {
    let listed = try git.succeed(["ls-remote", "--quiet", remote, reference])
    guard let commit = listed.lines.first?.split(separator: "\t").first.map(String.init) else {
      return nil
    }
    // Already here after a push of ours, or fetched earlier.
    if try git.run(["cat-file", "-e", "\(commit)^{tree}"]).end != .exited(0) {
      _ = try git.succeed([
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", remote, reference,
      ])
    }
    let tree = try git.succeed(["ls-tree", "-r", "-z", "--full-tree", commit])
    let files = tree.text.split(separator: "\0").compactMap { entry -> File? in
      // <mode> <type> <id> TAB <path>
      let parts = entry.split(separator: "\t", maxSplits: 1)
      let fields = parts.first?.split(separator: " ") ?? []
      guard parts.count == 2, fields.count == 3, fields[0] == "100644" else { return nil }
      return File(path: String(parts[1]), blob: String(fields[2]))
    }
    return Tip(commit: commit, files: files)
  }

  /// Contents of files, in their order.
  package func contents(of files: [File]) throws -> [[UInt8]] {
    var result: [[UInt8]] = []
    for part in stride(from: 0, to: files.count, by: 500) {
      let batch = files[part..<min(part + 500, files.count)]
      let bytes = try git.succeed(["cat-file", "--batch"], input: batch.map(\.blob)).output
      var at = 0
      for file in batch {
        // <id> blob <size> LF <contents> LF
        guard let feed = bytes[at...].firstIndex(of: 10),
          let size = String(decoding: bytes[at..<feed], as: UTF8.self).split(separator: " ").last
            .flatMap({ Int($0) }), feed + 1 + size < bytes.count
        else {
          throw CommandFailure(
            command: ["git", "cat-file", "--batch"], problem: "no contents of \(file.path)")
        }
        result.append(Array(bytes[(feed + 1)..<(feed + 1 + size)]))
        at = feed + 2 + size
      }
    }
    return result
  }

  package enum Added: Hashable, Sendable {
    case added, present
    /// A file of that name with other contents is there and stays.
    case different
  }

  /// Adds files in one commit and pushes it. A file that is there stays as it is.
  package func add(_ files: [(path: String, bytes: [UInt8])], message: String) throws -> [Added] {
    let blobs = try write(files.map(\.bytes))
    return try changing(message: message) { tip in
      let there = Dictionary(
        (tip?.files ?? []).map { ($0.path, $0.blob) }, uniquingKeysWith: { first, _ in first })
      var outcomes: [Added] = []
      var lines: [String] = []
      for (file, blob) in zip(files, blobs) {
        if let old = there[file.path] {
          outcomes.append(old == blob ? .present : .different)
        } else {
          outcomes.append(.added)
          lines.append("100644 \(blob)\t\(file.path)")
        }
      }
      return (lines, outcomes)
    }
  }

  /// Replaces the branch by one commit without the files that `isKept` refuses, so that what was
  /// removed takes no room any more.
  ///
  /// - Parameter dryRun: whether only to say what would be removed.
  /// - Returns: paths of the removed files.
  package func prune(
    message: String, dryRun: Bool, isKept: (String) -> Bool
  ) throws -> [String] {
    if dryRun { return try tip()?.files.map(\.path).filter { !isKept($0) } ?? [] }
    for number in 0..<DataBranch.mostTries {
      guard let tip = try tip() else { return [] }
      let removed = tip.files.map(\.path).filter { !isKept($0) }
      if removed.isEmpty { return [] }
      let kept = tip.files.filter { isKept($0.path) }.map { "100644 \($0.blob)\t\($0.path)" }
      let commit = try self.commit(adding: kept, to: nil, message: message)
      // Only if nobody pushed meanwhile.
      let pushed = try push(commit, "--force-with-lease=\(reference):\(tip.commit)")
      if pushed { return removed }
      try git.interruption.sleep(seconds: .random(in: 0...0.05) * Double(number + 1))
    }
    throw CommandFailure(command: ["git", "push"], problem: "others kept pushing to \(place)")
  }

  private func changing<Result>(
    message: String, _ change: (Tip?) throws -> (lines: [String], result: Result)
  ) throws -> Result {
    for number in 0..<DataBranch.mostTries {
      let tip = try tip()
      let (lines, result) = try change(tip)
      if lines.isEmpty { return result }
      let commit = try self.commit(adding: lines, to: tip?.commit, message: message)
      if try push(commit) { return result }
      try git.interruption.sleep(seconds: .random(in: 0...0.05) * Double(number + 1))
    }
    throw CommandFailure(command: ["git", "push"], problem: "others kept pushing to \(place)")
  }

  /// False if somebody else was faster; any other failure is an error.
  private func push(_ commit: String, _ options: String...) throws -> Bool {
    let pushed = try git.run(
      ["push", "--quiet", "--no-verify"] + options + [remote, "\(commit):\(reference)"])
    if pushed.end == .exited(0) { return true }
    let lost = ["rejected", "cannot lock ref", "failed to update ref", "stale info", "fetch first"]
    if lost.contains(where: pushed.errors.contains) { return false }
    throw CommandFailure(
      command: ["git", "push", remote, reference], problem: "ended with \(pushed.end)",
      output: pushed.errors)
  }

  /// A commit with the tree of `parent` and the entries.
  private func commit(adding lines: [String], to parent: String?, message: String) throws -> String
  {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("perfstat-index-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var git = git
    git.environment["GIT_INDEX_FILE"] = folder.appendingPathComponent("index").path
    for role in ["AUTHOR", "COMMITTER"] {
      git.environment["GIT_\(role)_NAME"] = "perfstat"
      git.environment["GIT_\(role)_EMAIL"] = "perfstat@localhost"
    }
    if let parent { _ = try git.succeed(["read-tree", "\(parent)^{tree}"]) }
    for part in stride(from: 0, to: lines.count, by: 200) {
      _ = try git.succeed(
        ["update-index", "--add", "--index-info"],
        input: Array(lines[part..<min(part + 200, lines.count)]))
    }
    let tree = try git.succeed(["write-tree"]).lines.first ?? ""
    let parents = parent.map { ["-p", $0] } ?? []
    return try git.succeed(["commit-tree", tree, "-m", message] + parents).lines.first ?? ""
  }

  /// Writes contents as objects; their ids.
  private func write(_ contents: [[UInt8]]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("perfstat-objects-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var ids: [String] = []
    for part in stride(from: 0, to: contents.count, by: 200) {
      let batch = contents[part..<min(part + 200, contents.count)]
      let paths = try batch.enumerated().map { number, bytes in
        let file = folder.appendingPathComponent("\(number)")
        try Data(bytes).write(to: file)
        return file.path
      }
      ids += try git.succeed(
        ["hash-object", "-w", "--no-filters", "--stdin-paths"], input: paths
      ).lines
    }
    return ids
  }
}
