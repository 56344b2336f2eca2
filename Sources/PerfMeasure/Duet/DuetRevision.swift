/// The commit that a base is built from, and how it was named.
package struct DuetRevision: Hashable, Sendable {
  /// As it was given.
  package var name: String
  package var commit: String
  /// Of a merge base: commits of the branch that the head lacks.
  package var lacking: Int?

  /// The commit that git knows by a name.
  ///
  /// - Throws: `DuetError` if there is none; in a shallow clone it says how to get it.
  package static func named(
    _ name: String, interruption: Interruption
  ) throws -> DuetRevision {
    _ = try DuetBase.top(interruption: interruption)
    guard let commit = try commit(name, interruption) else {
      throw DuetError(
        "--base-ref: no commit named \"\(name)\"\(try shallowAdvice(interruption))")
    }
    return DuetRevision(name: name, commit: commit)
  }

  /// The last commit that the head has in common with a branch.
  ///
  /// - Throws: `DuetError` if there is no such branch or nothing in common; in a shallow clone it
  ///   says how to get what is missing.
  package static func mergeBase(
    with branch: String, interruption: Interruption
  ) throws -> DuetRevision {
    _ = try DuetBase.top(interruption: interruption)
    guard let tip = try commit(branch, interruption) else {
      throw DuetError(
        "--merge-base: no commit named \"\(branch)\"\(try shallowAdvice(interruption))")
    }
    guard let base = try GitCheckout.git(["merge-base", "HEAD", tip], interruption), !base.isEmpty
    else {
      throw DuetError(
        "--merge-base: HEAD and \"\(branch)\" have no commit in common"
          + (try shallowAdvice(interruption)))
    }
    let lacking = try GitCheckout.git(["rev-list", "--count", "HEAD..\(tip)"], interruption)
    return DuetRevision(name: branch, commit: base, lacking: lacking.flatMap { Int($0) } ?? 0)
  }

  private static func commit(_ name: String, _ interruption: Interruption) throws -> String? {
    let commit = try GitCheckout.git(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"], interruption)
    return commit?.isEmpty == false ? commit : nil
  }

  /// Why a commit may be missing, in a clone that was cut off.
  private static func shallowAdvice(_ interruption: Interruption) throws -> String {
    guard try GitCheckout.git(["rev-parse", "--is-shallow-repository"], interruption) == "true"
    else { return "" }
    return "; this clone is shallow: fetch the whole history (fetch-depth: 0 of actions/checkout, "
      + "or git fetch --unshallow)"
  }
}
