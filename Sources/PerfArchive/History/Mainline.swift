/// The branch that a history follows when it is not told which: `main`, `master` or `trunk` where there is one, with
/// or without what git puts before the name of a branch, else the one with the most jobs.
///
/// - Parameter branches: how many jobs each has.
/// - Returns: nil where no job names a branch, or all name the same one.
package func mainline(_ branches: [String: Int]) -> String? {
  guard branches.count > 1 else { return nil }
  for name in ["main", "master", "trunk"] {
    for prefix in ["", "origin/", "refs/heads/", "refs/remotes/origin/"]
    where branches[prefix + name] != nil {
      return prefix + name
    }
  }
  return branches.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
}
