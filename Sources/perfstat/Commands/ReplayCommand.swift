import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats

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

  private static let standardSlowdowns = ShareList(ReplayPlan().slowdowns)

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
      "Slow-downs to inject, separated by commas. (default: \(standardSlowdowns.text))",
      valueName: "changes"), transform: ShareList.init(reading:))
  var slowdowns = standardSlowdowns

  @Option(
    help: .share("Share of the benchmarks slowed down at a time.", "share", default: Share(0.1)),
    transform: Share.init(reading:))
  var share = Share(0.1)

  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions

  @Option(help: "Form of the answer.")
  var format = PictureFormat.text

  @OptionGroup var output: TextOutput

  func validate() throws {
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
    try jobs.check(output)
  }

  func run() async throws {
    let runs = try jobs.load()
    let plan = ReplayPlan(
      order: order, baselineJobs: baselineJobs, currentJobs: currentJobs,
      archiveJobs: archiveJobs, splits: splits, slowdowns: slowdowns.values.map(\.value),
      share: share.value, seed: policyOptions.seed)
    let place = jobs.sources.joined(separator: ", ")
    let duets = try runs.duetsAlone(place: place, remedy: "choose with --run-filter")
    let progress =
      duets.isEmpty
      ? Progress(total: splits, each: "split") : Progress(total: duets.count, each: "duet")
    let policy = policyOptions.policy
    let report =
      try duets.isEmpty
      ? replay(
        runs, plan: plan, policy: policy, threads: Processors.active, progress: progress.advance)
      : replay(
        duets: duets, plan: plan, policy: policy, threads: Processors.active,
        progress: progress.advance)
    progress.finish()
    try output.write(replayed(report, as: format))
  }
}

extension ReplayPlan.Order: ExpressibleByArgument {}
