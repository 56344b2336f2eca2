import PerfStats
import PerfText

/// Which jobs of one runner, and what of them.
package struct RunnerSelection {
  /// Slug or label.
  package var runner: String?
  package var commit: String?
  /// Jobs whose id matches.
  package var ids: NamePattern?
  /// Benchmarks whose name matches.
  package var names: NamePattern?
  /// Only so many of the last samples of each execution.
  package var lastSamples: Int?

  package init(
    runner: String? = nil, commit: String? = nil, ids: NamePattern? = nil,
    names: NamePattern? = nil, lastSamples: Int? = nil
  ) {
    self.runner = runner
    self.commit = commit
    self.ids = ids
    self.names = names
    self.lastSamples = lastSamples
  }

  /// - Throws: jobs of several runners, or none at all.
  package func applied(to all: [Run], place: String) throws(InputError) -> [Run] {
    var runs = all.filter { run in
      (runner.map { run.runner.slug == $0 || run.runner.label == $0 } ?? true)
        && (ids?.matches(run.id) ?? true) && (commit.map { run.commit == $0 } ?? true)
    }
    // Another compiler is another program, not another machine, as `compare` has it.
    guard Set(runs.map(\.runner.machine)).count <= 1 else {
      let slugs = Set(runs.map(\.runner.slug)).sorted()
      throw InputError(
        place: place,
        message: "expected jobs of one runner, found \(slugs.joined(separator: ", ")); "
          + "choose with --runner")
    }
    for r in runs.indices {
      if let names { runs[r].measurements.removeAll { !names.matches($0.benchmark) } }
      guard let lastSamples else { continue }
      for m in runs[r].measurements.indices {
        for e in runs[r].measurements[m].executions.indices {
          runs[r].measurements[m].executions[e].values =
            runs[r].measurements[m].executions[e].values.suffix(lastSamples)
        }
      }
    }
    runs.removeAll { $0.measurements.isEmpty }
    guard !runs.isEmpty else {
      throw InputError(
        place: place, message: "expected jobs of the runner that pass the filters, found none")
    }
    return runs
  }
}
