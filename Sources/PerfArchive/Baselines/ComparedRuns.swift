import PerfStats
import PerfText

/// What a comparison is made of, read and filtered.
package struct ComparedRuns {
  package private(set) var baseline: [Run]
  package private(set) var current: [Run]
  package private(set) var archive: [Run]
  /// Benchmarks of either side that cannot be used.
  package private(set) var rejected: [RejectedBenchmark]
  /// Slug of the runner that is judged.
  package private(set) var runner: String
  /// Every series of both sides, before the filter.
  package private(set) var series: [(key: SeriesKey, metric: Metric)] = []
  /// What the readers warned about, and what was made of the names: sentences for the report.
  private var notes: [String] = []
  /// Series of the baseline that were not measured because the change does not affect them.
  private var skipped = 0
  /// Where a baseline that was looked for in an archive is from; empty where it was named.
  private var origin = ""

  /// What stands beside the current jobs.
  package struct Archived {
    package var paths: [String]
    package var loaded: LoadedRuns
    /// The commits that jobs in the archive may be a baseline of, nil where git does not tell.
    package var ancestors: BaselineChoice.Ancestors?
    /// Branch whose jobs are the baseline, nil to tell it from the current ones.
    package var branch: String?

    package init(
      paths: [String], loaded: LoadedRuns, ancestors: BaselineChoice.Ancestors?, branch: String?
    ) {
      self.paths = paths
      self.loaded = loaded
      self.ancestors = ancestors
      self.branch = branch
    }
  }

  /// The baseline is what was named, else what the archive has of the commits before, else what is stored
  /// for the runner.
  ///
  /// - Parameters:
  ///   - baselinePaths: files of the baseline, none to look for it.
  ///   - new: the current jobs, and what they were read from.
  /// - Throws: `InputError` where a side has no job, or the two have no benchmark in common.
  package init(
    baseline baselinePaths: [String], current new: LoadedRuns, place currentPlace: String,
    archive kept: Archived, search: BaselineSearch
  ) throws {
    current = BaselineChoice.chosen(new.runs, runner: search.runner, required: false)
    guard let first = current.first else {
      throw InputError(place: currentPlace, message: "no job in it")
    }
    let named = search.runner.map { RunnerName($0) } ?? RunnerName(of: first.runner)
    runner = named.slug
    archive = BaselineChoice.chosen(kept.loaded.runs, runner: search.runner, required: true)

    var old = LoadedRuns()
    var place: String
    if !baselinePaths.isEmpty {
      place = baselinePaths.joined(separator: ", ")
      old = try search.reading.load(baselinePaths)
      old.runs = BaselineChoice.chosen(old.runs, runner: search.runner, required: true)
    } else if !kept.paths.isEmpty {
      place = kept.paths.joined(separator: ", ")
      let choice: BaselineChoice
      if let ancestors = kept.ancestors {
        choice = try BaselineChoice(
          among: archive, of: ancestors, besides: current, runner: named, place: place)
      } else {
        choice = BaselineChoice(
          newestIn: archive, besides: current, runner: named, branch: kept.branch)
      }
      (old.runs, origin) = (choice.jobs, choice.description)
    } else {
      (old, place) = try search.stored(for: first.runner)
    }
    baseline = old.runs
    rejected = old.rejected + new.rejected
    guard !baseline.isEmpty else {
      throw InputError(
        place: place, message: "expected jobs of runner \(runner) to compare with, found none")
    }
    series = (baseline + current).series
    leaveOutUnaffected()
    if let names = search.names { try keep(names, place: currentPlace) }
    let sides = Sides(baseline: baseline, current: current, archive: archive, rejected: rejected)
    if let reason = sides.nothingInCommon { throw InputError(place: place, message: reason) }
    notes = (new.warnings + kept.loaded.warnings + old.warnings).told + sides.notes
    (baseline, current, archive) = (sides.baseline, sides.current, sides.archive)
  }

  /// Of the other sides what was not measured, as the change does not affect it.
  private mutating func leaveOutUnaffected() {
    guard let affected = current.first?.settings[AffectedMap.setting],
      let pattern = NamePattern(argument: affected)
    else { return }
    skipped = Set(baseline.lazy.flatMap(\.measurements).map(\.key))
      .count { !pattern.matches($0.benchmark) }
    for side in [\ComparedRuns.baseline, \.archive] {
      self[keyPath: side].keep { pattern.matches($0) }
      self[keyPath: side].removeAll(where: \.measurements.isEmpty)
    }
  }

  private mutating func keep(_ names: NamePattern, place: String) throws(InputError) {
    for side in [\ComparedRuns.baseline, \.current, \.archive] {
      self[keyPath: side].keep { names.matches($0) }
    }
    rejected.removeAll { !names.matches($0.key.benchmark) }
    guard rejected.count + current.reduce(0, { $0 + $1.measurements.count }) > 0 else {
      throw InputError(place: place, message: "--filter matches no benchmark")
    }
  }

  /// Says in a report what became of the input: where the baseline is from, what was not measured, what
  /// the readers warned about.
  package func explain(_ report: inout Report) {
    report.suite.findings += notes
    if skipped > 0 {
      report.suite.findings.insert(
        "Not measured and not judged, as the change does not affect them: "
          + "\(counted(skipped, "benchmark")).", at: 0)
    }
    if !origin.isEmpty {
      report.provenance["baseline"] = String(origin.trimmingPrefix("baseline: "))
      report.suite.findings.insert("\(origin.prefix(1).uppercased())\(origin.dropFirst()).", at: 0)
    }
  }
}
