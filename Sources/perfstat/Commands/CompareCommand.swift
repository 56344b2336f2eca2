import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Judge a measurement against a baseline: the gate.",
    discussion: """
      Exit status 1 if a benchmark is slower than the threshold allows, 2 if that could not \
      be judged, 3 if it stayed open and --strict was given or if fewer benchmarks were judged than \
      --require-judged asks for, otherwise 0.

      Files are run files, samples CSV, or the output of a known benchmark tool; a folder \
      stands for all files in it, '-' for standard input. Several files are several jobs. \
      Without --baseline it is this runner's stored baseline, or with --archive the jobs of the \
      merge base with the default branch (--branch), else of its nearest ancestor that was \
      measured; outside of a repository the newest other commit of the archive.

      EXAMPLES
        perfstat compare --current current.jsonl
        perfstat compare --baseline old.jsonl --current new.jsonl --threshold 10%
        perfstat compare --current current.jsonl --format text --format html --output html=r.html
        perfstat compare --archive git:origin/perfstat-data --current current.jsonl
        perfstat compare --archive runs.sqlite --current current.jsonl --also-against v1.0
        perfstat compare --baseline target/criterion-old --current target/criterion --strict
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Jobs of the reference.", valueName: "path"))
  var baseline: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Jobs of the version in question.", valueName: "path"))
  var current: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Other jobs, to learn the runner's noise from; also git:REMOTE/BRANCH.", valueName: "path"))
  var archive: [String] = []

  @Option(
    help: ArgumentHelp(
      "Branch that the change goes to, whose jobs in the archive are the baseline. Default: the "
        + "remote's default branch.", valueName: "name"))
  var branch: String?

  @Option(
    help: ArgumentHelp(
      "Stored noise model of the runner. Default: noise-model.json beside its baseline.",
      valueName: "file"))
  var noiseModel: String?

  @Option(help: ArgumentHelp("Judge only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @OptionGroup(title: "Policy") var judged: JudgedOption
  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Policy") var rules: PolicyFileOption
  @OptionGroup(title: "Baselines") var baselines: BaselineOptions
  @OptionGroup(title: "Baselines") var also: AlsoAgainstOptions
  @OptionGroup var trust: TrustOptions
  @OptionGroup(title: "Policy") var roles: MetricRoleOptions
  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions
  @OptionGroup(title: "Report") var reports: ReportOptions
  @OptionGroup(title: "Report") var notification: NotifyOption

  func validate() throws {
    try ReportOutput.check(
      reports.output,
      inputs: baseline + current + archive.filter { !$0.hasPrefix("git:") }
        + [noiseModel].compactMap(\.self))
  }

  func run() async throws {
    try reports.checkWritable()
    let new = try input.reading.load(current)
    let sources = try trust.sources(Interruption())
    var report: Report
    do {
      report = try judgedInPairs(new, sources) ?? judgedAsJobs(new, sources)
    } catch let error as InputError {
      throw InputError(place: sources.known(error.place), message: sources.known(error.message))
    }
    report.sources = sources.list
    let isEnough = report.stateWhatWasJudged(required: judged.required)
    try reports.write(report)
    try notification.send(report)
    throw ExitStatus(report, isEnough: isEnough)
  }

  /// The report on a duet, if that is what was given.
  private func judgedInPairs(_ new: LoadedRuns, _ sources: TrustedSources) throws -> Report? {
    guard baseline.isEmpty, new.runs.contains(where: { $0.settings[Duet.Setting.duet] != nil })
    else { return nil }
    let gate = try gate(new.runs.series, runner: new.runs.first?.runner.slug ?? "", sources)
    var oriented = new
    oriented.runs = gate.rules.oriented(new.runs)
    let archived = gate.rules.oriented(
      try input.loadKept(sources.resolve(archive, role: "archive")).runs)
    guard
      let (duet, rejected) = try oriented.duet(
        place: current.joined(separator: ", "), names: filter?.matches)
    else { return nil }
    return try ComparedDuet(
      duet: duet, rejected: rejected,
      noise: archived.duetNoise(of: duet.head.runner, apart: duet, place: "--archive")
    ).report(by: gate)
  }

  private func gate(
    _ series: [(key: SeriesKey, metric: Metric)], runner: String, _ sources: TrustedSources
  ) throws -> Gate {
    Gate(
      policy: policyOptions.policy,
      rules: try rules.load(series: series, runner: runner, sources: sources),
      roles: roles.roles, runner: runner)
  }

  /// The model that was named, or the one that lies beside the runner's baseline.
  private func storedModel(
    for current: [Run], _ sources: TrustedSources
  ) throws -> NoiseModel? {
    var path = noiseModel
    if path == nil, let runner = current.first?.runner {
      let folder = try baselines.folder(of: runner)
      // Beside a baseline that is used and that git does not track it counts as much as that.
      let isUsed = try baseline.isEmpty && archive.isEmpty && !sources.offers(folder.currentPath)
      let beside = folder.noiseModelPath
      if try isUsed ? sources.exists(beside) : sources.offers(beside) { path = beside }
    }
    guard let path else { return nil }
    let file = try sources.resolve([path], role: "noiseModel")[0]
    return try NoiseModelFile.decode(readFile(file), file: file)
  }

  /// The commits that jobs in the archive may be a baseline of.
  private func ancestors(of runs: [Run]) throws -> BaselineChoice.Ancestors? {
    guard baseline.isEmpty, !archive.isEmpty || branch != nil else { return nil }
    let known = try Ancestry.of(
      commit: runs.first?.commit ?? "", branch: branch, interruption: Interruption())
    return known.map {
      BaselineChoice.Ancestors(
        branch: $0.branch, commits: $0.commits, description: $0.description(of:))
    }
  }

  private func judgedAsJobs(_ new: LoadedRuns, _ sources: TrustedSources) throws -> Report {
    let search = BaselineSearch(
      reading: input.reading, root: baselines.directory, runner: baselines.runner, names: filter,
      file: sources.file)
    let paths = try sources.resolve(archive, role: "archive")
    let kept = ComparedRuns.Archived(
      paths: paths, loaded: try input.loadKept(paths), ancestors: try ancestors(of: new.runs),
      branch: branch)
    let sides = try ComparedRuns(
      baseline: sources.resolve(baseline, role: "baseline"), current: new,
      place: current.joined(separator: ", "), archive: kept, search: search)
    var gate = try gate(sides.series, runner: sides.runner, sources)
    var report = try gate.report(
      baseline: sides.baseline, current: sides.current, archive: sides.archive,
      storedModel: storedModel(for: sides.current, sources), rejected: sides.rejected.reasons,
      distributions: reports.showDistributions, threads: Processors.active)
    report.recordProvenance(version: perfstatVersion, threads: Processors.active)
    sides.explain(&report)
    // What is gone since a release was somebody's decision.
    gate.policy.allowMissing = true
    for name in also.alsoAgainst {
      let jobs = try ReferenceJobs(
        name, commit: { try GitCheckout.commit(of: name, Interruption()) ?? name },
        besides: sides, kept: kept.loaded.runs, search: search)
      let found = try gate.report(
        baseline: jobs.baseline, current: sides.current, archive: jobs.archive,
        distributions: false, threads: Processors.active)
      report.add(Report.Reference(found, name: name, isGating: also.alsoGates))
      report.suite.findings += jobs.notes
    }
    return report
  }
}

extension ExitStatus {
  /// The status that a report's decision stands for.
  ///
  /// - Parameter isEnough: whether as much was judged as was asked for.
  package init(_ report: Report, isEnough: Bool = true) {
    switch report.decision {
    case .fail: self = .regression
    case .error: self = .cannotJudge
    case .pass, .warn: self = isEnough ? .success : .inconclusive
    case .inconclusive: self = report.policy.strict || !isEnough ? .inconclusive : .success
    }
  }
}
