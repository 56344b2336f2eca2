import Foundation

/// The commits that a change can be compared with: those of the branch it goes to, from where the
/// two part, newest first.
package struct Ancestry: Hashable, Sendable {
  package var branch: String
  /// First parents, from the merge base on, or from the commit before where the commit in question
  /// is on the branch itself.
  package var commits: [String]
  package var startsAtMergeBase: Bool

  /// Commits that are looked at.
  package static let most = 10_000

  /// - Parameters:
  ///   - commit: the commit in question; empty means what is checked out.
  ///   - branch: the branch it goes to; nil means the remote's default branch.
  /// - Returns: nil where there is no git, no repository, or the commit is not in it.
  package static func of(
    commit: String, branch: String?, interruption: Interruption
  ) throws -> Ancestry? {
    let git = Git(interruption: interruption)
    func resolve(_ revision: String) throws -> String? {
      let outcome: Git.Outcome
      do {
        outcome = try git.run([
          "rev-parse", "--quiet", "--verify", "--end-of-options", "\(revision)^{commit}",
        ])
      } catch is CommandFailure {
        return nil
      }
      return outcome.end == .exited(0) ? outcome.lines.first : nil
    }
    guard let head = try resolve(commit.isEmpty ? "HEAD" : commit) else { return nil }
    var names = branch.map { ["origin/\($0)", $0] } ?? []
    if branch == nil {
      let head = try git.run(["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"])
      names = head.lines + ["origin/main", "origin/master", "main", "master"]
    }
    var tip: (name: String, commit: String)?
    for name in names where tip == nil { tip = try resolve(name).map { (name, $0) } }
    guard let tip else {
      if let branch {
        throw CommandFailure(command: ["git", "rev-parse", branch], problem: "no such branch")
      }
      return nil
    }
    let short = tip.name.hasPrefix("origin/") ? String(tip.name.dropFirst(7)) : tip.name
    let base = try git.run(["merge-base", head, tip.commit]).lines.first
    guard let base else {
      throw CommandFailure(
        command: ["git", "merge-base", head, tip.name],
        problem: "no common ancestor; a shallow clone needs its history (fetch-depth: 0)")
    }
    let log = try git.succeed([
      "rev-list", "--first-parent", "--max-count=\(most + 1)", base, "--",
    ])
    let isOnBranch = base == head
    return Ancestry(
      branch: short, commits: isOnBranch ? Array(log.lines.dropFirst()) : log.lines,
      startsAtMergeBase: !isOnBranch)
  }

  /// Where the commit at a place of the list lies, in words: `main 3 commits before the merge base`.
  package func description(of place: Int) -> String {
    func commits(_ number: Int) -> String { "\(number) commit\(number == 1 ? "" : "s")" }
    if startsAtMergeBase {
      return place == 0
        ? "the merge base with \(branch)"
        : "\(branch) \(commits(place)) before the merge base"
    }
    return "\(branch) \(commits(place + 1)) before"
  }
}
