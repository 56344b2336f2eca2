/// The runs that noise models are fitted to: the newest of each runner, as many as a fit uses.
package struct RecentRuns {
  private var runs: [Runner: [Run]] = [:]

  package init() {}

  package mutating func append(_ run: Run) {
    runs[run.runner, default: []].append(run)
    if let count = runs[run.runner]?.count, count > 2 * ArchiveWindow.mostJobs { cut(run.runner) }
  }

  private mutating func cut(_ runner: Runner) {
    // Of equal dates the later run counts as the newer.
    let ordered = (runs[runner] ?? []).enumerated().sorted {
      ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
    }
    runs[runner] = ordered.suffix(ArchiveWindow.mostJobs).map(\.element)
  }

  /// In the order of the runners' slugs.
  package var byRunner: [[Run]] {
    runs.sorted { $0.key.slug < $1.key.slug }.map(\.value)
  }
}
