import PerfStats
import PerfText

/// Which jobs of an archive are the baseline of current ones.
package struct BaselineChoice {
  package var jobs: [Run]
  /// `baseline: main 3 commits before the merge base (0a1b2c3d4e5f), 4 jobs`.
  package var description: String

  /// Ancestors of the commit in question, nearest first, and how to call one in words.
  package struct Ancestors {
    var branch: String
    var commits: [String]
    var description: (_ place: Int) -> String

    package init(
      branch: String, commits: [String], description: @escaping (_ place: Int) -> String
    ) {
      self.branch = branch
      self.commits = commits
      self.description = description
    }
  }

  /// The jobs of the nearest ancestor that has any.
  ///
  /// - Throws: `InputError` if none of the ancestors was measured on this runner.
  package init(
    among archive: [Run], of ancestors: Ancestors, besides current: [Run], runner: RunnerName,
    place: String
  ) throws(InputError) {
    let ids = Set(current.map(\.id))
    let candidates = archive.filter { runner.names($0) && !ids.contains($0.id) }
    for (distance, commit) in ancestors.commits.enumerated() {
      let found = candidates.filter { $0.commit.count >= 7 && commit.hasPrefix($0.commit) }
      if found.isEmpty { continue }
      jobs = found
      description =
        "baseline: \(ancestors.description(distance)) (\(commit.prefix(12))), "
        + counted(found.count, "job")
      return
    }
    throw InputError(
      place: place,
      message:
        "no job of runner \(runner.slug) of any of the \(ancestors.commits.count) commits of "
        + "\(ancestors.branch) before this one; measure one of them (perfstat archive push on that "
        + "branch), or name a baseline with --baseline")
  }

  /// The newest commit, where its order in git is not known.
  ///
  /// - Parameter branch: whose jobs are the baseline, nil to tell it from the current ones.
  package init(
    newestIn archive: [Run], besides current: [Run], runner: RunnerName, branch: String?
  ) {
    let line = Self.branch(of: archive, for: current, runner: runner, named: branch)
    jobs = Self.newestCommit(
      of: archive.filter { line == nil || $0.branch == line }, before: current, runner: runner)
    let whose = line.map { " of branch \($0)" } ?? ""
    description =
      "baseline: the newest commit\(whose) in the archive, as its order in git is not known here"
  }

  /// The jobs of one runner. A current job of another runner is kept where there is
  /// none of this one: it can be compared, though not failed.
  package static func chosen(_ runs: [Run], runner: String?, required: Bool) -> [Run] {
    guard let runner else { return runs }
    let own = runs.filter { $0.runner.slug == runner }
    return own.isEmpty && !required ? runs : own
  }

  /// The branch whose jobs are the baseline: the one that was named, else that of the current jobs if
  /// other commits of it are kept, else `main` or `master`; nil where none of them is in the archive.
  private static func branch(
    of archive: [Run], for current: [Run], runner: RunnerName, named: String?
  ) -> String? {
    if let named { return named }
    let commits = Set(current.map(\.commit))
    let kept = Set(
      archive.filter { runner.names($0) && !commits.contains($0.commit) }.map(\.branch))
    let own = Set(current.map(\.branch)).count == 1 ? current[0].branch : ""
    return ([own, "main", "master"]).first { !$0.isEmpty && kept.contains($0) }
  }

  /// All jobs of the commit that was measured last, other than the current one. Jobs
  /// whose commit is unknown count as jobs of one commit.
  private static func newestCommit(
    of archive: [Run], before current: [Run], runner: RunnerName
  ) -> [Run] {
    let ids = Set(current.map(\.id))
    let commits = Set(current.map(\.commit)).subtracting([""])
    let earlier = archive.filter {
      runner.names($0) && !ids.contains($0.id) && !commits.contains($0.commit)
    }
    guard let newest = earlier.max(by: { $0.date < $1.date }) else { return [] }
    return earlier.filter { $0.commit == newest.commit }
  }
}

/// The runner whose jobs are meant: by its slug, and by its machine where the slug was not asked for.
package struct RunnerName {
  package var slug: String
  private var machine: Runner?

  /// The runner that a user named.
  package init(_ slug: String) { self.slug = slug }

  /// The machine of a job, with whatever compiler.
  package init(of runner: Runner) {
    slug = runner.slug
    machine = runner.machine
  }

  func names(_ run: Run) -> Bool {
    run.runner.slug == slug || machine.map { $0 == run.runner.machine } ?? false
  }
}
