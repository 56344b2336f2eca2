import ArgumentParser
import KernelSuite
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats

struct DuetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duet",
    abstract: "Measure two programs in alternation and judge them.",
    discussion: """
      Both sides are driven in turn, in slices as short as can be, so that whatever disturbs the \
      machine disturbs both. No stored baseline is needed. A side is a worker \
      (docs/worker-protocol.md; a program named perfstat is started as 'perfstat worker'), or with \
      --harness a program or folder of another harness, or with --whole-process any command. \
      The command after -- is told the side as {}, and what to do as {benchmark}, {results}, {time} \
      (seconds), {milliseconds} and {seed}; without {} it is run in the side's folder.

      EXAMPLES
        perfstat duet --base ./old/perfstat --head .build/release/perfstat
        perfstat duet --merge-base origin/main
        perfstat duet --base-ref origin/main --until-decided --budget 60s
        perfstat duet --harness go --base ./old.test --head ./new.test
        perfstat duet --harness google-benchmark --merge-base main \
      --build-command 'cmake -B out && cmake --build out' --program out/bench
        perfstat duet --harness pytest-benchmark --base-ref main -- python3 -m pytest -q \
      --rootdir=. --benchmark-json={results} --benchmark-max-time={time} {benchmark}
        perfstat duet --whole-process --base ./old --head ./new -- {} --input data.txt
      """)

  @OptionGroup var source: DuetSourceOptions

  @Option(
    help: ArgumentHelp(
      "What is measured: \(HarnessPreset.all.map(\.name).joined(separator: ", ")), or none for"
        + " complete runs of the command.", valueName: "harness"))
  var harness: HarnessChoice?

  @Flag(help: "Time complete runs of the command after --: --harness none.")
  var wholeProcess = false

  @Option(
    help: ArgumentHelp(
      "Measuring time of one slice of a harness: 20ms, 0.5s. Default: as short as it allows.",
      valueName: "time"))
  var slice: Seconds?

  @OptionGroup var input: InputOptions

  @Flag(help: "Measure also if both sides are the very same program.")
  var measureIdentical = false

  @Option(
    help: ArgumentHelp(
      "Count instructions instead of measuring time, of a worker's benchmarks or of whole processes:"
        + " callgrind (valgrind; needs no quiet machine), or perf (the processor's counters, where the"
        + " machine has them; cycles and branch misses beside).", valueName: "tool"))
  var count: CountingTool?

  @Flag(
    help:
      "Tell which functions made the failing benchmarks slower: own time by perf, else valgrind's instructions."
  )
  var explain = false

  @Option(
    help:
      "Execution pairs; with --until-decided those before the first look. Default: 10, 2 with callgrind."
  )
  var executions: Int?

  @Option(
    help:
      "Sample pairs of each benchmark in one execution pair. Default: 10, 3 with a harness.")
  var sampleSize: Int?

  @Flag(help: "Add execution pairs for benchmarks that are still inconclusive.")
  var untilDecided = false

  @Option(
    help: ArgumentHelp(
      "Measuring time of --until-decided: 90, 90s, 2m. Default: 120s.", valueName: "time"))
  var budget: Seconds?

  @Option(help: "Most execution pairs of --until-decided. Default: 8 times --executions.")
  var maxExecutions: Int?

  @Option(help: ArgumentHelp("Measure only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @Option(
    help: ArgumentHelp(
      "Where programs run: same (both on one processor, drawn for each pair), none (the system"
        + " chooses) or a processor's number. Default: same, for whole processes none.",
      valueName: "where"))
  var pin: DuetPin?

  @Option(help: "Seed of the order of measuring. Default: chosen at random, recorded.")
  var orderSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Seconds that a program may take to answer, or one slice to end.", valueName: "seconds"))
  var timeout = 60.0

  @Option(
    help: ArgumentHelp(
      "Files or folders of earlier duets of this runner, to learn its noise from.",
      valueName: "path"))
  var archive: [String] = []

  @Option(help: "Form of the report; may be given several times.")
  var format: [ReportFormat] = []

  @Option(
    help: ArgumentHelp(
      "Run file to write (default: duet-DATE.jsonl), or with FORMAT= a form of the report.",
      valueName: "[format=]file"))
  var output: [ReportOutput] = []

  @Flag(name: .shortAndLong, help: "No progress, nothing on standard output.")
  var quiet = false

  @Argument(
    parsing: .postTerminator, help: "Command of a harness or of --whole-process, after '--'.")
  var command: [String] = []

  @OptionGroup var trust: TrustOptions
  @OptionGroup var roles: MetricRoleOptions
  @OptionGroup var policy: PolicyOptions
  @OptionGroup var rules: PolicyFileOption
  @OptionGroup var enough: JudgedOption
  @OptionGroup var change: AffectedOption
  @OptionGroup var slowDown: SlowDownOptions

  func validate() throws {
    try require("--executions", firstPairs, in: 1...1000)
    try require(
      count == nil || chosen?.preset == nil,
      "--count: a harness decides itself how often it runs a benchmark")
    try require(
      count == nil || (!untilDecided && sampleSize == nil && pin == nil),
      "--count: counts need no --until-decided, --sample-size or --pin")
    try require("--sample-size", sampleSize, in: 1...100_000)
    try require("--timeout", seconds: timeout, atMost: 86_400)
    try require("--max-executions", maxExecutions, in: firstPairs...100_000)
    try require(
      untilDecided || (budget == nil && maxExecutions == nil),
      "--budget and --max-executions belong to --until-decided")
    try require(
      harness == nil || !wholeProcess,
      "--harness and --whole-process are two answers to the same question")
    if let choice = chosen {
      try require(
        !command.isEmpty || choice.preset?.command != nil,
        "--harness \(choice.name): expected a command after --")
      try require(
        source.isComplete,
        "--harness \(choice.name): expected --base and --head, or --base-ref or --merge-base")
      try require(
        choice.preset != nil || change.affected == nil,
        "--affected: a whole process is a single benchmark")
      try require(
        choice.preset != nil || filter == nil, "--filter: a whole process is a single benchmark")
      try require(
        choice.preset != nil || (slice == nil && input.inputFormat == nil),
        "--slice and --input-format: a whole process has no results")
    } else {
      try require(command.isEmpty, "a command after -- belongs to --harness or --whole-process")
      try require(
        slice == nil && input.inputFormat == nil, "--slice and --input-format belong to --harness")
      try source.checkCommands()
    }
    try require(
      slowDown.slowDown.isEmpty || (chosen == nil && source.hasDefaultHead),
      "--slow-down belongs to this program as the head")
    try require(output.count(where: { $0.format == nil }) <= 1, "--output: expected one run file")
    try ReportOutput.check(output, inputs: archive)
  }

  /// Execution pairs before the first look.
  var firstPairs: Int { executions ?? (count == .callgrind ? 2 : 10) }

  /// The harness, nil for workers.
  var chosen: HarnessChoice? { wholeProcess ? HarnessChoice.wholeProcess : harness }

  func run() async throws {
    let interruption = try Interruption()
    let sources = try trust.sources(interruption)
    let noise = try learnedNoise(sources)
    let rules = try rules.read(sources)
    let affected = try change.pattern(interruption: interruption)
    let sides = try source.sources(slowDowns: slowDown.slowDown).sides(
      template: template, say: { Progress.say($0, quiet: quiet) }, interruption: interruption)
    defer { withExtendedLifetime(sides) {} }
    // A build may make the folder that the outputs go to.
    try checkOutputs()
    let play = play(sides, affected: affected, noise: noise, interruption: interruption)
    let measured =
      try sides.areIdentical && !measureIdentical
      ? play.unmeasured() : count.map(play.counted(by:)) ?? play.measured()
    try write(
      [measured.base, measured.head],
      to: runFile ?? RunFile.name("duet", of: [measured.base]), quiet: quiet)
    let runner = measured.head.runner.slug
    if filter == nil, affected == nil, !measured.base.measurements.isEmpty {
      try PolicyFileOption.refuse(
        rules.faults([measured.base, measured.head], day: PolicyFileOption.today))
    }
    var report = try ComparedDuet(duet: measured, noise: noise).report(
      by: Gate(policy: policy.policy, rules: rules, roles: roles.roles, runner: runner))
    report.sources = sources.list
    if explain { report = try play.explained(report) }
    let isEnough = report.stateWhatWasJudged(required: enough.required)
    try ReportOptions.write(
      report, as: format, to: output.filter { $0.format != nil }, quiet: quiet)
    throw ExitStatus(report, isEnough: isEnough)
  }

  /// What cannot be written is found out before measuring, not after.
  private func checkOutputs() throws {
    for target in output { try checkWritable(target.path) }
    if runFile == nil { try checkWritable("duet.jsonl") }
  }

  private var runFile: String? { output.first { $0.format == nil }?.path }
}
