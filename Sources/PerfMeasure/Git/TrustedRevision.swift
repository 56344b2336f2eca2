import Foundation

/// What git knows of the files that decide a comparison: their contents in a revision that the
/// change under test cannot have written, and whether the change touches them. Nothing is checked
/// out, and nothing in the repository is run.
package struct TrustedRevision {
  /// The revision as it was named, and the commit that it stands for.
  package let reference: String
  package let commit: String
  private let interruption: Interruption

  /// - Throws: no such commit.
  package init(_ reference: String, interruption: Interruption) throws {
    guard let commit = try Self.commit(reference, interruption) else {
      throw TrustError("\(reference): expected a commit of this repository, found none")
    }
    self.reference = reference
    self.commit = commit
    self.interruption = interruption
  }

  private init(reference: String, commit: String, interruption: Interruption) {
    self.reference = reference
    self.commit = commit
    self.interruption = interruption
  }

  /// What a change under test is counted from where nobody names it: the branch that the pull
  /// request goes to, as the system for continuous integration tells it, else the parent of the
  /// present commit. Nil outside of a repository.
  package static func guessed(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    interruption: Interruption
  ) throws -> TrustedRevision? {
    var candidates: [String] = []
    if let branch = environment["GITHUB_BASE_REF"], !branch.isEmpty {
      candidates.append("origin/\(branch)")
    }
    candidates += [environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"] ?? "", "HEAD^1", "HEAD"]
    for name in candidates where !name.isEmpty {
      if let commit = try commit(name, interruption) {
        return TrustedRevision(reference: name, commit: commit, interruption: interruption)
      }
    }
    return nil
  }

  private static func commit(_ name: String, _ interruption: Interruption) throws -> String? {
    try GitCheckout.git(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], interruption)
  }

  /// Name and commit, for reports.
  package var name: String {
    commit.hasPrefix(reference) ? String(commit.prefix(12)) : "\(reference) (\(commit.prefix(12)))"
  }

  /// What git knows of a path.
  package enum Standing: Hashable, Sendable {
    /// In no repository, or in another one than the current folder.
    case outside
    /// In the repository, tracked neither in the revision nor now.
    case untracked
    /// In the revision.
    case inRevision(isTouched: Bool)
    /// Not in the revision: the change under test brings it.
    case broughtByChange
  }

  /// - Parameter path: a file or folder, as a path from the current folder or an absolute one.
  package func standing(of path: String) throws -> Standing {
    guard let place = try inside(path) else { return .outside }
    // Literal, from the top: no pattern, and no path beyond the repository.
    let pathspec = ":(top,literal)\(place)"
    let isThere =
      try GitCheckout.git(["cat-file", "-e", "\(commit):\(place)"], interruption) != nil
    let tracked = try GitCheckout.git(["ls-files", "--", pathspec], interruption)
    if isThere {
      let difference = try GitCheckout.git(
        ["diff", "--name-only", "--no-ext-diff", "--no-textconv", commit, "--", pathspec],
        interruption)
      return .inRevision(isTouched: difference != "")
    }
    // Git refuses what lies beyond a symbolic link that the tree brings along.
    return tracked == "" ? .untracked : .broughtByChange
  }

  /// The path from the top of the repository, without symbolic links on the way to its folder; nil
  /// outside.
  private func inside(_ path: String) throws -> String? {
    guard let top = try GitCheckout.git(["rev-parse", "--show-toplevel"], interruption) else {
      return nil
    }
    let absolute = URL(fileURLWithPath: path).standardized.path
    let current = FileManager.default.currentDirectoryPath
    for root in [top, current] {
      if absolute == root { return root == top ? "" : try prefix() }
      if absolute.hasPrefix(root + "/") {
        let rest = String(absolute.dropFirst(root.count + 1))
        return root == top ? rest : try prefix() + rest
      }
    }
    return nil
  }

  /// The current folder as seen from the top: empty or with a slash at its end.
  private func prefix() throws -> String {
    try GitCheckout.git(["rev-parse", "--show-prefix"], interruption) ?? ""
  }

  /// Writes what a file or folder held in the revision below `folder`.
  ///
  /// - Returns: the path of the copy.
  package func copy(_ path: String, below folder: String) throws -> String {
    guard let place = try inside(path) else {
      throw TrustError("\(path): expected a path inside the repository")
    }
    let list = try GitCheckout.git(
      ["ls-tree", "-r", "-z", "--full-tree", commit, "--", place], interruption)
    var found = false
    for entry in (list ?? "").split(separator: "\0") {
      // MODE SP TYPE SP OBJECT TAB PATH
      let halves = entry.split(separator: "\t", maxSplits: 1)
      guard halves.count == 2 else { continue }
      let words = halves[0].split(separator: " ")
      // Regular files alone: a link would lead out of the revision.
      guard words.count == 3, words[0].hasPrefix("100"), words[1] == "blob" else { continue }
      guard !halves[1].split(separator: "/").contains("..") else { continue }
      let file = "\(folder)/\(halves[1])"
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      let bytes = try ProcessRun(
        ["git", "cat-file", "blob", String(words[2])], timeout: 300, interruption: interruption)
      try Data(bytes.output).write(to: URL(fileURLWithPath: file))
      found = true
    }
    guard found else { throw TrustError("\(path): expected a file at \(name), found none") }
    return place.isEmpty ? folder : "\(folder)/\(place)"
  }
}

/// Something that was to come from a trusted revision and cannot.
package struct TrustError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
