import Foundation

/// Files that differ from a revision.
package enum ChangedFiles {
  /// Paths, from the root of the repository, of what was committed since the merge base with a
  /// revision, of what is changed in the work tree, and of untracked files; old and new name of
  /// what was renamed.
  ///
  /// - Throws: `CommandFailure` where git does not know the revision or there is no repository.
  package static func since(_ revision: String, interruption: Interruption) throws -> [String] {
    let git = Git(interruption: interruption)
    let commit =
      try git.succeed([
        "rev-parse", "--verify", "--end-of-options", "\(revision)^{commit}",
      ]).lines.first ?? ""
    guard let base = try git.run(["merge-base", commit, "HEAD"]).lines.first else {
      throw CommandFailure(
        command: ["git", "merge-base", revision, "HEAD"],
        problem: "no common ancestor; a shallow clone needs its history (fetch-depth: 0)")
    }
    // Whatever .gitmodules says, another commit of a submodule is a change.
    let tracked = try git.succeed([
      "diff", "--name-only", "--no-renames", "--ignore-submodules=none", "-z", base, "--",
    ])
    let untracked = try git.succeed([
      "ls-files", "--full-name", "--others", "--exclude-standard", "-z", "--", ":/",
    ])
    return (tracked.text + untracked.text).split(separator: "\0").map(String.init)
  }
}
