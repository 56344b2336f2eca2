import ArgumentParser
import Foundation
import KernelSuite
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfWorker

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the built-in suite in child processes.",
    discussion: """
      Every execution is a fresh process, measured in rounds: one sample of each benchmark, in \
      random order. \
      All samples go to a run file, in the order of measuring.

      EXAMPLES
        perfstat bench --output current.jsonl
        perfstat bench --filter '^dot/' --executions 10 --output dot.jsonl
        perfstat bench --jobs 5 --output baseline.jsonl
        perfstat bench --plan noise-model.json --output planned.jsonl
        perfstat bench --program './my-benchmarks --fast' --output mine.jsonl
      """)

  @Option(help: "Samples of each benchmark in one execution.")
  var sampleSize = 10

  @Option(help: "Processes in one job.")
  var executions = 5

  @Option(
    help: ArgumentHelp(
      "Measure quiet benchmarks less and noisy ones more often, by this noise model, so that the "
        + "suite finds as much as with --executions and --sample-size in less time.",
      valueName: "noise-model"))
  var plan: String?

  @Option(help: "Jobs to measure one after another.")
  var jobs = 1

  @Option(help: "Which of the built-in benchmarks: six operations, or every one.")
  var suite: BuiltInSuite = .focused

  @Option(help: ArgumentHelp("Measure only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @Flag(help: "List the benchmarks and end.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Run file to write; '-' is standard output, '.gz' compresses. Default: run-DATE.jsonl.",
      valueName: "file"))
  var output: String?

  @Option(help: "Seed of the order of measuring. Default: chosen at random.")
  var seed: UInt64?

  @Option(
    name: [.customLong("program"), .customLong("worker")],
    help: ArgumentHelp(
      "Measure another program that speaks the worker protocol, such as one written with"
        + " PerfBench.", valueName: "command"))
  var worker: CommandLineWords?

  @Option(help: ArgumentHelp("Seconds that a worker may take to answer.", valueName: "seconds"))
  var timeout = 60.0

  @Flag(name: .shortAndLong, help: "No progress, no table.")
  var quiet = false

  @OptionGroup var slowDown: SlowDownOptions
  @OptionGroup var change: AffectedOption

  func validate() throws {
    try require("--sample-size", sampleSize, in: 1...100_000)
    try require("--executions", executions, in: 1...1000)
    try require("--jobs", jobs, in: 1...1000)
    try require("--timeout", seconds: timeout, atMost: 86_400)
    try require(
      worker == nil || slowDown.slowDown.isEmpty,
      "--slow-down belongs to the built-in suite, not to --worker")
  }

  func run() async throws {
    if !list { try checkWritable(output ?? "run.jsonl") }
    let interruption = try Interruption()
    let command = try worker?.words ?? ownWorker()
    let affected = try change.pattern(interruption: interruption)
    let offers = try offered(by: command, affected: affected, interruption: interruption)
    let planned = try plan.flatMap { try measuringPlan(file: $0, offers: offers) }
    if list { return try StandardOutput.write(listing(offers, plan: planned)) }
    if Runner.isDebugBuild && worker == nil {
      throw BenchError("this is a debug build; its timings mean nothing (build with -c release)")
    }
    let bench = Bench(
      worker: command, offers: offers.filter(\.available), repetitions: repetitions,
      plan: planned, seed: seed ?? .random(in: .min ... .max), timeout: timeout,
      interruption: interruption)
    guard !bench.offers.isEmpty else { throw BenchError("no benchmark to measure") }
    if let planned, !quiet { StandardError.say(MeasuringPlanWords.summary(planned)) }
    var runs = try measure(bench)
    if let affected {
      for r in runs.indices { runs[r].settings[AffectedMap.setting] = affected }
    }
    try write(runs, to: output ?? RunFile.name("run", of: runs), quiet: quiet)
    if !quiet && output != "-" { try StandardOutput.write(KernelTable(runs: runs).text()) }
  }
}

extension BenchCommand {
  /// This very program as a worker.
  private func ownWorker() throws -> [String] {
    try ownProgram() + ["worker", "--suite", suite.rawValue]
      + slowDown.slowDown.flatMap { ["--slow-down", "\($0.name)=\($0.factor)"] }
  }

  private func offered(
    by command: [String], affected: String?, interruption: Interruption
  ) throws -> [WorkerProtocol.Offer] {
    let offers = try Worker.offers(of: command, timeout: timeout, interruption: interruption)
    var chosen = offers.filter { filter?.matches($0.name) ?? true }
    if let pattern = affected.flatMap(NamePattern.init(argument:)) {
      let all = chosen.count
      chosen.removeAll { !pattern.matches($0.name) }
      AffectedOption.report(measured: chosen.count, of: all)
    }
    guard !chosen.isEmpty else { throw BenchError("--filter matches no benchmark") }
    for slow in slowDown.slowDown where !chosen.contains(where: { $0.name == slow.name }) {
      throw BenchError("--slow-down: no benchmark \"\(slow.name)\" is measured")
    }
    return chosen
  }

  private func listing(_ offers: [WorkerProtocol.Offer], plan: MeasuringPlan?) -> String {
    offers.map { offer in
      guard offer.available else { return "\(offer.name)  (not on this machine)\n" }
      let planned = plan.map { $0.repetitions(of: offer.name) }
      return offer.name + (planned.map { "  \($0.executions) x \($0.samples)" } ?? "") + "\n"
    }.joined()
  }

  private var repetitions: MeasuringPlan.Repetitions {
    .init(executions: executions, samples: sampleSize)
  }

  private func measuringPlan(
    file: String, offers: [WorkerProtocol.Offer]
  ) throws -> MeasuringPlan? {
    let model = try NoiseModelFile.decode(readFile(file), file: file)
    let conflicts = model.runner.machineConflicts(with: .current())
    guard conflicts.isEmpty else {
      StandardError.say(MeasuringPlanWords.otherMachine(file: file, fields: conflicts))
      return nil
    }
    return try MeasuringPlan(
      model: model, names: Set(offers.filter(\.available).map(\.name)), uniform: repetitions,
      batchSeconds: Bench.batchSeconds, warmUpSamples: Bench.warmUpSamples)
  }

  private func measure(_ bench: Bench) throws -> [Run] {
    if let warning = Conditions().loadWarning { StandardError.warn(warning) }
    let watching = Watching.terminal(quiet: quiet)
    defer { watching.finish() }
    return try bench.jobs(
      jobs, runner: .current(), version: perfstatVersion, watching: watching)
  }
}
