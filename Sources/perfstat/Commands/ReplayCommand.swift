import ArgumentParser
import Foundation
import PerfArchive
import PerfReports
import PerfStats
import PerfText

struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Gate the archive against itself: false-alarm rate and detection power.",
    discussion: """
      What would this gate have done on your last jobs? Draws archive, baseline and current \
      jobs of one runner again and again, judges them as they are and with slow-downs \
      injected, beside the plain rules that other gates use. Changes that really happened \
      in the archive count as false alarms: give jobs of one version, or read the rates as upper \
      bounds. Duets are replayed as duets: each one of identical programs is a gate, with the \
      others as its archive.

      EXAMPLES
        perfstat replay runs/
        perfstat replay runs/ --order time --current-jobs 3 --splits 500
        perfstat replay samples.csv.gz --runner turing --slowdowns 5%,10%,20%
      """)

  @OptionGroup var jobs: RunnerJobs

  @Option(help: "How jobs are drawn: random, or time (in their order).")
  var order = ReplayPlan.Order.random

  @Option(help: ArgumentHelp("Jobs of the baseline.", valueName: "count"))
  var baselineJobs = 5

  @Option(help: ArgumentHelp("Jobs of the current version.", valueName: "count"))
  var currentJobs = 1

  @Option(help: ArgumentHelp("Further jobs to learn the noise from.", valueName: "count"))
  var archiveJobs = 10

  @Option(help: ArgumentHelp("Draws.", valueName: "count"))
  var splits = 200

  @Option(
    help: ArgumentHelp(
      "Slow-downs to inject, separated by commas. (default: \(ShareList.standard.text))",
      valueName: "changes"), transform: ShareList.init(reading:))
  var slowdowns = ShareList.standard

  @Option(
    help: .share("Share of the benchmarks slowed down at a time.", "share", default: Share(0.1)),
    transform: Share.init(reading:))
  var share = Share(0.1)

  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions

  @Option(help: "Form of the answer.")
  var format = PictureFormat.text

  @OptionGroup var output: TextOutput

  func validate() throws {
    if jobs.sources.isEmpty { throw ValidationError("expected files or folders") }
    for (name, value, least) in [
      ("--baseline-jobs", baselineJobs, 1), ("--current-jobs", currentJobs, 1),
      ("--archive-jobs", archiveJobs, 0), ("--splits", splits, 1),
    ] {
      try require(name, value, in: least...1_000_000)
    }
    try require(
      slowdowns.values.allSatisfy({ $0.value > -0.9 && $0.value <= 10 }),
      "--slowdowns: expected more than -90 % and at most 1000 %")
    try require(
      share.value > 0 && share.value <= 1, "--share: expected more than 0 % and at most 100 %")
    try output.check(inputs: jobs.sources)
  }

  func run() async throws {
    let runs = try jobs.load()
    let plan = ReplayPlan(
      order: order, baselineJobs: baselineJobs, currentJobs: currentJobs,
      archiveJobs: archiveJobs, splits: splits, slowdowns: slowdowns.values.map(\.value),
      share: share.value, seed: policyOptions.seed)
    let found = try runs.duets(place: jobs.sources.joined(separator: ", "))
    guard found.duets.isEmpty || found.others.isEmpty else {
      throw InputError(
        place: jobs.sources.joined(separator: ", "),
        message: "expected jobs or duets, found \(found.others.count) jobs and"
          + " \(found.duets.count) duets; choose with --run-filter")
    }
    let progress =
      found.duets.isEmpty
      ? SharedProgress(total: splits, each: "split")
      : SharedProgress(total: found.duets.count, each: "duet")
    let policy = policyOptions.policy
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let report =
      try found.duets.isEmpty
      ? replay(runs, plan: plan, policy: policy, threads: threads, progress: progress.advance)
      : replay(
        duets: found.duets, plan: plan, policy: policy, threads: threads,
        progress: progress.advance)
    progress.finish()
    let text =
      switch format {
      case .text: replayText(report)
      case .json: replayJSON(report)
      case .svg: replayPicture(report)
      }
    try output.write(text)
  }
}

/// `5%,10%,20%`.
struct ShareList: Sendable {
  var values: [Share]

  static let standard = ShareList([0.02, 0.05, 0.08, 0.10, 0.15, 0.20, 0.33])

  init(_ values: [Double]) { self.values = values.map { Share($0) } }

  init(reading text: String) throws {
    values = try text.split(separator: ",", omittingEmptySubsequences: false)
      .map { try Share(reading: String($0)) }
  }

  /// As it is written.
  var text: String { values.map(\.text).joined(separator: ",") }
}

extension ReplayPlan.Order: ExpressibleByArgument {}
