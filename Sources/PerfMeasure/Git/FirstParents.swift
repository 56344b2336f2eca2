/// The first-parent commits of a repository's current branch, oldest first. It is only read.
package struct FirstParents {
  package let commits: [String]
  private let path: String
  private let interruption: Interruption

  /// - Throws: `GitError` where there is no repository with commits.
  package init(of path: String, interruption: Interruption) throws {
    let log = try GitCheckout.git(
      ["-C", path, "rev-list", "--first-parent", "--reverse", "HEAD", "--"], interruption)
    guard let log, !log.isEmpty else {
      let refusal = try GitCheckout.refusal(of: path, interruption: interruption)
      throw GitError("\(path): \(refusal ?? "expected a git repository with commits")")
    }
    commits = log.split(separator: "\n").map(String.init)
    self.path = path
    self.interruption = interruption
  }

  /// Refuses a clone that lacks commits which a history has: it would lose changes silently.
  ///
  /// - Parameter missing: points whose commits are not here.
  package func checkDepth(missing: Int) throws {
    guard missing > 0 else { return }
    let shallow = try GitCheckout.git(
      ["-C", path, "rev-parse", "--is-shallow-repository"], interruption)
    guard shallow == "true" else { return }
    throw GitError(
      "\(path): expected the whole history of the repository, found a shallow clone, in which the"
        + " commits of \(missing) point\(missing == 1 ? "" : "s") are missing: fetch the rest"
        + " (`git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout)")
  }
}

/// A repository is not what it was said to be.
package struct GitError: Error, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}
