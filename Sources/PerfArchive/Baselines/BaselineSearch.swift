import PerfStats
import PerfText

/// Where the jobs that current ones are compared with may lie, and how they are read.
package struct BaselineSearch {
  package var reading: RunReading
  /// Folder of all stored baselines.
  package var root: String
  /// Slug of the runner that was asked for, nil for the one of the current jobs.
  package var runner: String?
  /// Only benchmarks whose name matches.
  package var names: NamePattern?
  /// The file to read in place of one that is there, nil where it is not; the role tells what it is for.
  package var file: (_ path: String, _ role: String) throws -> String?

  package init(
    reading: RunReading, root: String, runner: String?, names: NamePattern?,
    file: @escaping (_ path: String, _ role: String) throws -> String?
  ) {
    self.reading = reading
    self.root = root
    self.runner = runner
    self.names = names
    self.file = file
  }

  /// The stored baselines of the runner that was asked for, else of this one.
  package func folder(of runner: Runner) throws -> BaselineFolder {
    try BaselineFolder(root: root, named: self.runner, else: runner)
  }

  /// The baseline that is stored for a runner.
  func stored(for runner: Runner) throws -> (loaded: LoadedRuns, place: String) {
    let place = try folder(of: runner).currentPath
    guard let file = try file(place, "baseline") else {
      throw InputError(
        place: place,
        message: "no baseline for this runner; make one with "
          + "\"perfstat baseline save --from FILE\" or name one with --baseline")
    }
    return (try reading.load([file]), place)
  }
}

/// The jobs that a fixed baseline stands for, a release beside the rolling one.
package struct ReferenceJobs {
  package var baseline: [Run]
  /// What the noise is learnt from besides: the archive and the rolling baseline.
  package var archive: [Run]
  /// What the reader should know, a sentence each.
  package var notes: [String]

  /// - Parameters:
  ///   - name: a file or folder, or a revision.
  ///   - commit: what the name is the commit of; asked where there is no such file.
  ///   - kept: jobs of the archive.
  /// - Throws: `InputError` where the name is neither a file nor a revision of which jobs are kept.
  package init(
    _ name: String, commit: () throws -> String, besides sides: ComparedRuns, kept: [Run],
    search: BaselineSearch
  ) throws {
    let place = "--also-against \(name)"
    var runs: [Run]
    var warnings: [InputError] = []
    if let file = try search.file(name, "alsoAgainst") {
      let loaded = try search.reading.load([file])
      (runs, warnings) = (loaded.runs, loaded.warnings)
    } else {
      runs = try Self.jobs(of: commit(), besides: sides, kept: kept, search: search)
    }
    if let names = search.names { runs.keep { names.matches($0) } }
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
    of commit: String, besides sides: ComparedRuns, kept: [Run], search: BaselineSearch
  ) throws -> [Run] {
    let ids = Set(sides.current.map(\.id))
    guard let runner = sides.current.first?.runner else { return [] }
    let found = kept.filter { run in
      run.commit.count >= 7 && (commit.hasPrefix(run.commit) || run.commit.hasPrefix(commit))
        && !ids.contains(run.id)
        && (search.runner.map { run.runner.slug == $0 } ?? (run.runner.machine == runner.machine))
    }
    if !found.isEmpty { return found }
    let folder = try search.folder(of: runner)
    let start = BaselineFolder.fileName(ofCommit: commit)
    guard try folder.archivedPaths().contains(where: { $0.contains("/baseline-\(start)") }) else {
      return []
    }
    return try search.reading.load([folder.archivedPath(ofCommit: commit)]).runs
  }
}
