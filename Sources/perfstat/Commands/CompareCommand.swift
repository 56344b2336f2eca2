import ArgumentParser
import Foundation
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
    let new = try input.load(current)
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
    let runner = new.runs.first?.runner.slug ?? ""
    let rules = try rules.load(
      series: new.runs.series, runner: runner, sources: sources)
    var oriented = new
    oriented.runs = rules.oriented(new.runs)
    let archived = rules.oriented(
      try input.loadKept(sources.resolve(archive, role: "archive")).runs)
    guard
      let (duet, rejected) = try oriented.duet(
        place: current.joined(separator: ", "), names: filter?.matches)
    else { return nil }
    let compared = ComparedDuet(
      duet: duet, rejected: rejected,
      noise: try archived.duetNoise(of: duet.head.runner, apart: duet, place: "--archive"))
    let report = try rules.judged(by: policyOptions.policy) { try compared.report(policy: $0) }
    let ruled = rules.applied(to: report, runner: runner)
    return duet.isUnmeasured
      ? ruled : try roles.applied(to: ruled, advising: ComparedDuet.advising(duet))
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
  private func ancestry(of runs: [Run]) throws -> BaselineChoice.Ancestors? {
    guard baseline.isEmpty, !archive.isEmpty || branch != nil else { return nil }
    let known = try Ancestry.of(
      commit: runs.first?.commit ?? "", branch: branch, interruption: Interruption())
    return known.map {
      BaselineChoice.Ancestors(
        branch: $0.branch, commits: $0.commits, description: $0.description(of:))
    }
  }

  private func judgedAsJobs(_ new: LoadedRuns, _ sources: TrustedSources) throws -> Report {
    let kept = try sources.resolve(archive, role: "archive")
    let archived = try input.loadKept(kept)
    let sides = try ComparedRuns(
      baseline: sources.resolve(baseline, role: "baseline"), current: new, currentPaths: current,
      archive: kept, kept: archived, ancestry: ancestry(of: new.runs),
      branch: branch, filter: filter, input: input, baselines: baselines, sources: sources)
    let rules = try rules.load(series: sides.series, runner: sides.runner, sources: sources)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let baseline = rules.oriented(sides.baseline)
    let current = rules.oriented(sides.current)
    let archive = rules.oriented(sides.archive)
    let model = try storedModel(for: current, sources)
    var report = try rules.judged(by: policyOptions.policy) { policy in
      try judge(
        baseline: baseline, current: current, archive: archive, storedModel: model,
        policy: policy, rejected: sides.rejected.map { ($0.key, $0.error.description) },
        distributions: reports.showDistributions, threads: threads)
    }
    report = rules.applied(to: report, runner: sides.runner)
    report.suite.findings += sides.notes
    report.recordProvenance(version: perfstatVersion, threads: threads)
    if sides.skipped > 0 {
      report.suite.findings.insert(
        "Not measured and not judged, as the change does not affect them: "
          + "\(counted(sides.skipped, "benchmark")).", at: 0)
    }
    if !sides.origin.isEmpty {
      report.provenance["baseline"] = String(sides.origin.trimmingPrefix("baseline: "))
      report.suite.findings.insert("\(sides.origin).".capitalizedSentence, at: 0)
    }
    report = try roles.applied(to: report)
    for name in also.alsoAgainst {
      let jobs = try ReferenceJobs(
        name, besides: sides, kept: archived.runs, filter: filter, input: input,
        baselines: baselines, sources: sources)
      var policy = policyOptions.policy
      // What is gone since was somebody's decision.
      policy.allowMissing = true
      let found = try rules.judged(by: policy) { policy in
        try judge(
          baseline: rules.oriented(jobs.baseline), current: current,
          archive: rules.oriented(jobs.archive), policy: policy, distributions: false,
          threads: threads)
      }
      let ruled = rules.applied(to: found, runner: sides.runner)
      report.add(
        Report.Reference(try roles.applied(to: ruled), name: name, isGating: also.alsoGates))
      report.suite.findings += jobs.notes
    }
    return report
  }
}

extension String {
  fileprivate var capitalizedSentence: String { prefix(1).uppercased() + dropFirst() }
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
