import ArgumentParser
import Foundation
import PerfArchive
import PerfStats

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

  @Option(help: ArgumentHelp("Judge only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Baselines") var baselines: BaselineOptions
  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions
  @OptionGroup(title: "Report") var reports: ReportOptions
  @OptionGroup(title: "Report") var notification: NotifyOption

  func run() async throws {
    let sides = try ComparedRuns(
      baseline: baseline, current: current, archive: archive, filter: filter, input: input,
      baselines: baselines)
    let threads = ProcessInfo.processInfo.activeProcessorCount
    var report = try judge(
      baseline: sides.baseline, current: sides.current, archive: sides.archive,
      policy: policyOptions.policy,
      rejected: sides.rejected.map { ($0.key, $0.error.description) },
      threads: threads)
    report.recordProvenance(threads: threads)
    try reports.write(report)
    await notification.send(report)
    throw ExitStatus(report)
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
