import PerfStats

/// The current side of a comparison, from runs that come one by one: all runs of files, and of an archive those of the commit
/// and runner of its newest job.
package struct ComparedSide {
  private var files: [Run] = []
  private var newest: [Run] = []

  package init() {}

  package var runs: [Run] { files + newest }

  /// - Parameter run: runs of an archive come oldest first.
  package mutating func append(_ run: Run, archived: Bool) {
    guard archived else { return files.append(run) }
    newest.removeAll { $0.commit != run.commit || $0.runner != run.runner }
    newest.append(run)
  }
}
