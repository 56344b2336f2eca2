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
      be judged, 3 if it stayed open and --strict was given, otherwise 0.

      Files are run files, samples CSV, or the output of a known benchmark tool; a folder \
      stands for all files in it, '-' for standard input. Several files are several jobs. \
      Without --baseline it is this runner's stored baseline, or with --archive the newest \
      commit in the archive that is not the one in question.

      EXAMPLES
        perfstat compare --current current.jsonl
        perfstat compare --baseline old.jsonl --current new.jsonl --threshold 10%
        perfstat compare --current current.jsonl --format text --format html --output html=r.html
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
    help: ArgumentHelp("Other jobs, to learn the runner's noise from.", valueName: "path"))
  var archive: [String] = []

  @Option(
    help: ArgumentHelp(
      "Stored noise model of the runner. Default: noise-model.json beside its baseline.",
      valueName: "file"))
  var noiseModel: String?

  @Option(help: ArgumentHelp("Judge only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Baselines") var baselines: BaselineOptions
  @OptionGroup var trust: TrustOptions
  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions
  @OptionGroup(title: "Report") var reports: ReportOptions
  @OptionGroup(title: "Report") var notification: NotifyOption

  func validate() throws {
    try ReportOutput.check(
      reports.output, inputs: baseline + current + archive + [noiseModel].compactMap(\.self))
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
    try reports.write(report)
    await notification.send(report)
    throw ExitStatus(report)
  }

  /// The report on a duet, if that is what was given.
  private func judgedInPairs(_ new: LoadedRuns, _ sources: TrustedSources) throws -> Report? {
    guard baseline.isEmpty, new.runs.contains(where: { $0.settings[Duet.Setting.duet] != nil })
    else { return nil }
    let archived =
      archive.isEmpty ? [] : try input.load(sources.resolve(archive, role: "archive")).runs
    let duet = try ComparedDuet(
      among: new, place: current.joined(separator: ", "), archive: archived, filter: filter)
    return try duet?.report(policy: policyOptions.policy)
  }

  /// The model that was named, or the one that lies beside the runner's baseline.
  private func storedModel(
    for current: [Run], _ sources: TrustedSources
  ) throws -> NoiseModel? {
    var path = noiseModel
    if path == nil, let runner = current.first?.runner {
      let beside = baselines.folder(of: runner).noiseModelPath
      if try sources.exists(beside) { path = beside }
    }
    guard let path else { return nil }
    let file = try sources.resolve([path], role: "noiseModel")[0]
    return try NoiseModelFile.decode(readFile(file), file: file)
  }

  private func judgedAsJobs(_ new: LoadedRuns, _ sources: TrustedSources) throws -> Report {
    let sides = try ComparedRuns(
      baseline: sources.resolve(baseline, role: "baseline"), current: new, currentPaths: current,
      archive: sources.resolve(archive, role: "archive"), filter: filter, input: input,
      baselines: baselines, sources: sources)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    var report = try judge(
      baseline: sides.baseline, current: sides.current, archive: sides.archive,
      storedModel: storedModel(for: sides.current, sources), policy: policyOptions.policy,
      rejected: sides.rejected.map { ($0.key, $0.error.description) },
      threads: threads)
    report.suite.findings += sides.notes
    report.recordProvenance(threads: threads)
    return report
  }
}

extension ExitStatus {
  /// The status that a report's decision stands for.
  package init(_ report: Report) {
    switch report.decision {
    case .pass, .warn: self = .success
    case .fail: self = .regression
    case .error: self = .cannotJudge
    case .inconclusive: self = report.policy.strict ? .inconclusive : .success
    }
  }
}
