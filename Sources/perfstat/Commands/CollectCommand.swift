import ArgumentParser
import Foundation
import KernelSuite
import PerfArchive
import PerfMeasure
import PerfStats
import PerfWorker

struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Run any benchmark harness several times; gather its results as one job.",
    discussion: """
      Each run of the command is an execution. Its results are read from standard output, from \
      the file that is named {} in the command, or from the place given with --results. With \
      --samples the command itself is the benchmark and is timed from start to end.

      EXAMPLES
        perfstat collect --output current.jsonl -- go test -bench . -benchtime 100ms
        perfstat collect --output current.jsonl -- ./bench --benchmark_out={} \
      --benchmark_repetitions=10
        perfstat collect --results target/criterion --output current.jsonl -- cargo bench
        perfstat collect --affected map.json --since origin/main --output current.jsonl -- \\
          go test -bench '{filter}'
        perfstat collect --samples 10 --name grep --output current.jsonl -- grep -r main src
      """)

  @Option(help: "Times that the harness is run.")
  var executions = 5

  @Option(help: ArgumentHelp("Rest between executions.", valueName: "seconds"))
  var cooldown = 0.0

  @Option(help: ArgumentHelp("Time that one run of the command may take.", valueName: "seconds"))
  var timeout = 3600.0

  @Option(help: ArgumentHelp("File or folder that the command writes.", valueName: "path"))
  var results: String?

  @Option(
    help: ArgumentHelp(
      "Time the command itself, so often in each execution.", valueName: "count"))
  var samples: Int?

  @Option(help: "Name of the benchmark, with --samples. Default: the command.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Run file to write; '-' is standard output, '.gz' compresses.", valueName: "file"))
  var output: String

  @Flag(name: .shortAndLong, help: "No progress.")
  var quiet = false

  @OptionGroup var input: InputOptions
  @OptionGroup var change: AffectedOption

  @Argument(parsing: .postTerminator, help: "The harness and its arguments, after '--'.")
  var command: [String]

  func validate() throws {
    try require("--executions", executions, in: 1...1000)
    try require(
      cooldown >= 0 && cooldown <= 86_400, "--cooldown: expected 0 to 86400, found \(cooldown)")
    try require("--timeout", seconds: timeout, atMost: 604_800)
    try require("--samples", samples, in: 1...100_000)
    try require(
      samples == nil || (results == nil && input.inputFormat == nil),
      "--samples times the command and reads no results")
    try require(
      samples == nil || (input.metric == nil && input.better.isEmpty),
      "--samples measures time alone: --metric and --better choose among results")
    try require(
      name == nil || samples != nil, "--name belongs to --samples; results name their benchmarks")
    if let name, !WorkerProtocol.Offer.isValid(name: name) {
      throw ValidationError("--name: expected text without control characters")
    }
    try require(
      results == nil || !command.contains(where: { $0.contains("{}") }),
      "--results and {} are two answers to the same question")
    try require(
      change.affected == nil || command.contains(where: { $0.contains("{filter}") }),
      "--affected: expected {filter} in the command, where the harness takes its filter")
    try checkOutputs([output], inputs: [results].compactMap(\.self))
  }

  func run() async throws {
    try checkWritable(output)
    let interruption = try Interruption()
    let affected = try change.pattern(interruption: interruption)
    let checkout = try GitCheckout.current(interruption: interruption)
    if let refusal = checkout.refusal { StandardError.warn(refusal) }
    let header = JobHeader(checkout: checkout)
    let progress = Progress(total: executions * (samples ?? 1), quiet: quiet)
    defer { progress.finish() }
    let words = command.map { $0.replacingOccurrences(of: "{filter}", with: affected ?? ".") }
    var run = try measure(words, interruption: interruption, progress: progress.step)
    progress.finish()
    header.take(
      over: &run, runner: .current(), collector: "perfstat collect", version: perfstatVersion)
    run.settings["command"] = command.joined(separator: " ")
    run.settings["cooldownSeconds"] = "\(cooldown)"
    if let affected { run.settings[AffectedMap.setting] = affected }
    try write(
      [run], to: output, quiet: quiet, note: ": \(counted(run.measurements.count, "benchmark"))")
  }

  private func measure(
    _ command: [String], interruption: Interruption, progress: (String) -> Void
  ) throws -> Run {
    guard let samples else {
      return try gather(
        Collection(
          command: command, results: results, executions: executions, cooldown: cooldown,
          timeout: timeout, interruption: interruption), progress: progress)
    }
    let title = name ?? command.joined(separator: " ")
    try require(
      WorkerProtocol.Offer.isValid(name: title),
      "the command is no name for a benchmark; give one with --name")
    let timing = WholeProcessTiming(
      command: command, name: title, executions: executions, samples: samples,
      cooldown: cooldown, timeout: timeout, interruption: interruption)
    return Run(id: "", measurements: [try timing.measure(progress: progress)])
  }

  /// The measurements of all executions, as one run whose header is the first execution's.
  private func gather(_ collection: Collection, progress: (String) -> Void) throws -> Run {
    var gathered = GatheredJob(input.reading)
    try collection.forEachExecution(progress: progress) { results in
      try gathered.add(results.path, knownAs: results.alias)
    }
    guard let job = gathered.run, !job.measurements.isEmpty else {
      throw CommandFailure(
        command: command,
        problem: input.metric == nil
          ? "reported no benchmark" : "reported no metric that --metric matches")
    }
    return job
  }
}
