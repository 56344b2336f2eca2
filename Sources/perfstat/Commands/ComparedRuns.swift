import PerfArchive
import PerfMeasure
import PerfStats
import PerfText

/// What a comparison is made of, read and filtered.
struct ComparedRuns {
  var baseline: [Run]
  var current: [Run]
  var archive: [Run]
  /// Benchmarks of either side that cannot be used.
  var rejected: [RejectedBenchmark]
  /// What the readers warned about, and what was made of the names: sentences for the report.
  var notes: [String] = []
  /// Series of the baseline that were not measured because the change does not affect them.
  var skipped = 0
  /// Slug of the runner that is judged.
  var runner: String
  /// Every series of both sides, before the filter.
  var series: [(key: SeriesKey, metric: Metric)] = []
  /// Where a baseline that was looked for in an archive is from; empty where it was named.
  var origin = ""

  init(
    baseline baselinePaths: [String], current new: LoadedRuns, currentPaths: [String],
    archive archivePaths: [String], kept: LoadedRuns, ancestry: BaselineChoice.Ancestors?,
    branch: String? = nil, filter: NamePattern?, input: InputOptions, baselines: BaselineOptions,
    sources: TrustedSources
  ) throws {
    current = BaselineChoice.chosen(new.runs, runner: baselines.runner, required: false)
    guard let first = current.first else {
      throw InputError(place: currentPaths.joined(separator: ", "), message: "no job in it")
    }
    let named = baselines.runner.map { RunnerName($0) } ?? RunnerName(of: first.runner)
    let slug = named.slug
    runner = slug
    archive = BaselineChoice.chosen(kept.runs, runner: baselines.runner, required: true)

    var warnings = new.warnings + kept.warnings
    let place: String
    if !baselinePaths.isEmpty {
      place = baselinePaths.joined(separator: ", ")
      let old = try input.load(baselinePaths)
      baseline = BaselineChoice.chosen(old.runs, runner: baselines.runner, required: true)
      rejected = old.rejected + new.rejected
      warnings += old.warnings
    } else if !archivePaths.isEmpty {
      place = archivePaths.joined(separator: ", ")
      let choice: BaselineChoice
      if let ancestry {
        choice = try BaselineChoice(
          among: archive, of: ancestry, besides: current, runner: named, place: place)
      } else {
        choice = BaselineChoice(
          newestIn: archive, besides: current, runner: named, branch: branch)
      }
      (baseline, origin) = (choice.jobs, choice.description)
      rejected = new.rejected
    } else {
      let folder = try baselines.folder(of: first.runner)
      place = folder.currentPath
      guard try sources.exists(place) else {
        throw InputError(
          place: place,
          message: "no baseline for this runner; make one with "
            + "\"perfstat baseline save --from FILE\" or name one with --baseline")
      }
      let old = try input.load(sources.resolve([place], role: "baseline"))
      baseline = old.runs
      rejected = old.rejected + new.rejected
      warnings += old.warnings
    }
    guard !baseline.isEmpty else {
      throw InputError(
        place: place, message: "expected jobs of runner \(slug) to compare with, found none")
    }
    series = (baseline + current).series
    if let affected = current.first?.settings[AffectedOption.setting],
      let pattern = NamePattern(argument: affected)
    {
      skipped = Set(baseline.lazy.flatMap(\.measurements).map(\.key))
        .count { !pattern.matches($0.benchmark) }
      for side in [\ComparedRuns.baseline, \.archive] {
        self[keyPath: side].keep { pattern.matches($0) }
        self[keyPath: side].removeAll(where: \.measurements.isEmpty)
      }
    }
    if let filter {
      for side in [\ComparedRuns.baseline, \.current, \.archive] {
        self[keyPath: side].keep { filter.matches($0) }
      }
      rejected.removeAll { !filter.matches($0.key.benchmark) }
      guard rejected.count + current.reduce(0, { $0 + $1.measurements.count }) > 0 else {
        throw InputError(
          place: currentPaths.joined(separator: ", "), message: "--filter matches no benchmark")
      }
    }
    notes = warnings.told
    let sides = Sides(baseline: baseline, current: current, archive: archive, rejected: rejected)
    if let reason = sides.nothingInCommon {
      throw InputError(place: place, message: reason)
    }
    notes += sides.notes
    (baseline, current, archive) = (sides.baseline, sides.current, sides.archive)
  }
}
