/// The jobs of both sides that were measured on one machine.
///
/// The machine is that of most jobs of both sides together, at a tie that of the newest baseline job.
/// Jobs of another machine are set aside; only if a side would have none left are all of them kept and
/// the machines' difference forbids verdicts. Another compiler is another program, not another
/// machine: it is told and no more.
struct MatchingJobs {
  struct SetAside {
    var run: Run
    var isCurrent: Bool
    /// Fields in which its machine differs.
    var fields: [String]
  }

  var baseline: [Run]
  var current: [Run]
  var setAside: [SetAside] = []
  /// The machine that the noise model must fit: the current side's as far as it is known.
  var machine: Runner
  /// Fields in which the machines of the kept jobs differ; empty if they are one.
  var conflicts: [String] = []
  /// The same with the values that occur, the baseline's first: `cpu A / B`.
  var differences: [String] = []
  /// Compilers of the kept jobs if they are several, the baseline's first.
  var compilers: [String]

  init(baseline: [Run], current: [Run]) {
    let all = baseline + current
    let fits = { (run: Run, machine: Runner) in
      run.runner.machineConflicts(with: machine).isEmpty
    }
    let newest = baseline.enumerated().max {
      ($0.element.date, $0.offset) < ($1.element.date, $1.offset)
    }?.element
    // The newest baseline job first: what it ties with does not displace it.
    let candidates = ([newest].compactMap { $0 } + all).filter { !$0.runner.isUnknown }
    var best: (runner: Runner, jobs: Int)?
    for candidate in candidates {
      let jobs = all.count { fits($0, candidate.runner) }
      if jobs > best?.jobs ?? 0 { best = (candidate.runner, jobs) }
    }
    let common = best?.runner ?? Runner()
    let kept = (
      baseline: baseline.filter { fits($0, common) }, current: current.filter { fits($0, common) }
    )
    if kept.baseline.isEmpty || kept.current.isEmpty {
      (self.baseline, self.current) = (baseline, current)
      let reference = baseline.map(\.runner).first { !$0.isUnknown } ?? common
      let differing = Set(all.flatMap { $0.runner.machineConflicts(with: reference) })
      conflicts = reference.fields.map(\.name).filter { differing.contains($0) }
      differences = conflicts.map { name in
        let values = ([reference] + all.map(\.runner)).flatMap(\.fields)
          .filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
        return "\(name) \(distinct(values).joined(separator: " / "))"
      }
    } else {
      (self.baseline, self.current) = (kept.baseline, kept.current)
      for (runs, isCurrent) in [(baseline, false), (current, true)] {
        for run in runs where !fits(run, common) {
          setAside.append(
            SetAside(
              run: run, isCurrent: isCurrent, fields: run.runner.machineConflicts(with: common)))
        }
      }
    }
    machine =
      self.current.map(\.runner).first { !$0.isUnknown }
      ?? self.baseline.map(\.runner).first { !$0.isUnknown } ?? Runner()
    let found = distinct((self.baseline + self.current).map(\.runner.compiler))
    compilers = found.count > 1 ? found : []
  }
}

/// The values that are not empty, each once, in their order.
func distinct(_ values: [String]) -> [String] {
  var seen = Set<String>()
  return values.filter { !$0.isEmpty && seen.insert($0).inserted }
}
