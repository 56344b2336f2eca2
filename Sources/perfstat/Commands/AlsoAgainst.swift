import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfStats
import PerfText

/// `--also-against`: fixed baselines beside the rolling one.
struct AlsoAgainstOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compare with this baseline as well, a release: a file or folder, or a revision whose jobs are in the "
        + "archive or among the archived baselines. May be given several times.",
      valueName: "revision"))
  var alsoAgainst: [String] = []

  @Flag(help: "Let these comparisons decide the gate too; otherwise they are told.")
  var alsoGates = false

  func validate() throws {
    if alsoGates, alsoAgainst.isEmpty {
      throw ValidationError("--also-gates: expected --also-against with it")
    }
    if let bad = alsoAgainst.first(where: { $0.isEmpty || $0.hasPrefix("-") }) {
      throw ValidationError("--also-against: expected a file or a revision, found \"\(bad)\"")
    }
  }
}

/// The jobs that a fixed baseline stands for.
struct ReferenceJobs {
  var baseline: [Run]
  /// What the noise is learnt from besides: the archive and the rolling baseline.
  var archive: [Run]
  var notes: [String]

  /// - Parameter kept: jobs of the archive.
  /// - Throws: `InputError` where the name is neither a file nor a revision of which jobs are kept.
  init(
    _ name: String, besides sides: ComparedRuns, kept: [Run], filter: NamePattern?,
    input: InputOptions, baselines: BaselineOptions, sources: TrustedSources
  ) throws {
    let place = "--also-against \(name)"
    var runs: [Run]
    var warnings: [InputError] = []
    if try sources.exists(name) {
      let loaded = try input.load(sources.resolve([name], role: "alsoAgainst"))
      (runs, warnings) = (loaded.runs, loaded.warnings)
    } else {
      runs = try Self.jobs(of: name, besides: sides, kept: kept, input: input, baselines: baselines)
    }
    if let filter { runs.keep { filter.matches($0) } }
    guard !runs.isEmpty else {
      throw InputError(
        place: place,
        message:
          "expected a file, or a revision of which this runner's jobs are in --archive or among the "
          + "archived baselines; found neither")
    }
    let matched = Sides(
      baseline: runs, current: sides.current, archive: sides.archive + sides.baseline)
    if let reason = matched.nothingInCommon { throw InputError(place: place, message: reason) }
    (baseline, archive) = (matched.baseline, matched.archive)
    notes = warnings.told
  }

  private static func jobs(
    of name: String, besides sides: ComparedRuns, kept: [Run], input: InputOptions,
    baselines: BaselineOptions
  ) throws -> [Run] {
    let revision = ["rev-parse", "--quiet", "--verify", "--end-of-options", "\(name)^{commit}"]
    let commit = try GitCheckout.git(revision, Interruption()) ?? name
    let ids = Set(sides.current.map(\.id))
    guard let runner = sides.current.first?.runner else { return [] }
    let found = kept.filter { run in
      run.commit.count >= 7 && (commit.hasPrefix(run.commit) || run.commit.hasPrefix(commit))
        && !ids.contains(run.id)
        && (baselines.runner.map { run.runner.slug == $0 } ?? (run.runner.machine == runner.machine))
    }
    if !found.isEmpty { return found }
    let folder = try baselines.folder(of: runner)
    let start = BaselineFolder.fileName(ofCommit: commit)
    guard try folder.archivedPaths().contains(where: { $0.contains("/baseline-\(start)") }) else {
      return []
    }
    return try input.load([folder.archivedPath(ofCommit: commit)]).runs
  }
}
