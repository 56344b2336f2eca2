import Foundation
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
    archive archivePaths: [String], kept: LoadedRuns, ancestry: Ancestry?,
    branch: String? = nil, filter: NamePattern?, input: InputOptions, baselines: BaselineOptions,
    sources: TrustedSources
  ) throws {
    current = ComparedRuns.chosen(new.runs, runner: baselines.runner, required: false)
    guard let first = current.first else {
      throw InputError(place: currentPaths.joined(separator: ", "), message: "no job in it")
    }
    let slug = baselines.runner ?? first.runner.slug
    runner = slug
    archive = ComparedRuns.chosen(kept.runs, runner: baselines.runner, required: true)

    var warnings = new.warnings + kept.warnings
    let place: String
    if !baselinePaths.isEmpty {
      place = baselinePaths.joined(separator: ", ")
      let old = try input.load(baselinePaths)
      baseline = ComparedRuns.chosen(old.runs, runner: baselines.runner, required: true)
      rejected = old.rejected + new.rejected
      warnings += old.warnings
    } else if !archivePaths.isEmpty {
      place = archivePaths.joined(separator: ", ")
      if let ancestry {
        let found = try AncestorJobs(
          among: archive, of: ancestry, besides: current, runner: slug, place: place)
        baseline = found.jobs
        origin = found.description
      } else {
        let line = ComparedRuns.branch(of: archive, for: current, runner: slug, named: branch)
        baseline = ComparedRuns.newestCommit(
          of: archive.filter { line == nil || $0.branch == line }, before: current, runner: slug)
        let whose = line.map { " of branch \($0)" } ?? ""
        origin =
          "baseline: the newest commit\(whose) in the archive, as its order in git is not known here"
      }
      rejected = new.rejected
    } else {
      let folder = baselines.folder(of: first.runner)
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
    series = ComparedRuns.series(of: baseline + current)
    if let affected = current.first?.settings[AffectedOption.setting],
      let pattern = NamePattern(argument: affected)
    {
      let all = Set(baseline.flatMap(\.measurements).map(\.key))
      for side in [\ComparedRuns.baseline, \.archive] {
        for index in self[keyPath: side].indices {
          self[keyPath: side][index].measurements.removeAll { !pattern.matches($0.benchmark) }
        }
        self[keyPath: side].removeAll(where: \.measurements.isEmpty)
      }
      skipped = all.count { !pattern.matches($0.benchmark) }
    }
    if let filter {
      for side in [\ComparedRuns.baseline, \.current, \.archive] {
        for index in self[keyPath: side].indices {
          self[keyPath: side][index].measurements.removeAll { !filter.matches($0.benchmark) }
        }
      }
      rejected.removeAll { !filter.matches($0.key.benchmark) }
      guard rejected.count + current.reduce(0, { $0 + $1.measurements.count }) > 0 else {
        throw InputError(
          place: currentPaths.joined(separator: ", "), message: "--filter matches no benchmark")
      }
    }
    notes = ComparedRuns.told(warnings)
    let sides = Sides(baseline: baseline, current: current, archive: archive, rejected: rejected)
    if let reason = sides.nothingInCommon {
      throw InputError(place: place, message: reason)
    }
    notes += sides.notes
    (baseline, current, archive) = (sides.baseline, sides.current, sides.archive)
  }

  private static let shownWarnings = 20

  /// The warnings, each once and not too many of them.
  static func told(_ warnings: [InputError]) -> [String] {
    var seen: Set<InputError> = []
    let distinct = warnings.filter { seen.insert($0).inserted }.map(\.description)
    let shown = Array(distinct.prefix(shownWarnings))
    return distinct.count > shown.count
      ? shown + ["And \(distinct.count - shown.count) more warnings, on standard error."] : shown
  }

  static func series(of runs: [Run]) -> [(key: SeriesKey, metric: Metric)] {
    var seen: Set<SeriesKey> = []
    return runs.flatMap(\.measurements).compactMap {
      seen.insert($0.key).inserted ? ($0.key, $0.metric) : nil
    }
  }

  /// The jobs of one runner. A current job of another runner is kept where there is
  /// none of this one: it can be compared, though not failed.
  private static func chosen(_ runs: [Run], runner: String?, required: Bool) -> [Run] {
    guard let runner else { return runs }
    let own = runs.filter { $0.runner.slug == runner }
    return own.isEmpty && !required ? runs : own
  }

  /// The branch whose jobs are the baseline: the one that was named, else that of the current jobs if
  /// other commits of it are kept, else `main` or `master`; nil where none of them is in the archive.
  private static func branch(
    of archive: [Run], for current: [Run], runner: String, named: String?
  ) -> String? {
    if let named { return named }
    let commits = Set(current.map(\.commit))
    let kept = Set(
      archive.filter { $0.runner.slug == runner && !commits.contains($0.commit) }.map(\.branch))
    let own = Set(current.map(\.branch)).count == 1 ? current[0].branch : ""
    return ([own, "main", "master"]).first { !$0.isEmpty && kept.contains($0) }
  }

  /// All jobs of the commit that was measured last, other than the current one. Jobs
  /// whose commit is unknown count as jobs of one commit.
  private static func newestCommit(
    of archive: [Run], before current: [Run], runner: String
  ) -> [Run] {
    let ids = Set(current.map(\.id))
    let commits = Set(current.map(\.commit)).subtracting([""])
    let earlier = archive.filter {
      $0.runner.slug == runner && !ids.contains($0.id) && !commits.contains($0.commit)
    }
    guard let newest = earlier.max(by: { $0.date < $1.date }) else { return [] }
    return earlier.filter { $0.commit == newest.commit }
  }
}
