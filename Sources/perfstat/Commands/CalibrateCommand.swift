import ArgumentParser
import PerfMeasure
import PerfReports
import PerfStats

/// Measures the gate on simulated machines whose truth is known: `make calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Coverage, false alarms and power of the gate on simulated machines.",
    shouldDisplay: false)

  @Option(help: ArgumentHelp("Simulated suites per machine.", valueName: "count"))
  var suites = 400

  @Option(help: ArgumentHelp("Benchmarks of a suite.", valueName: "count"))
  var benchmarks = 100

  @Option(help: ArgumentHelp("Executions of a job.", valueName: "count"))
  var executions = 5

  @Option(help: ArgumentHelp("Samples of an execution.", valueName: "count"))
  var samples = 10

  @Option(help: ArgumentHelp("Jobs of the baseline.", valueName: "count"))
  var baselineJobs = 10

  @Option(help: ArgumentHelp("Further jobs to learn the noise from.", valueName: "count"))
  var archiveJobs = 20

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Numbers of current jobs.", valueName: "count"))
  var currentJobs = [1, 3]

  @Flag(help: "Measure the cases with goals instead: gates that must bark, gates that must not.")
  var cases = false

  @Option(help: ArgumentHelp("Of the cases only those whose title holds this.", valueName: "text"))
  var only = ""

  @OptionGroup(title: "Policy") var policyOptions: PolicyOptions

  func validate() throws {
    for (name, value) in [
      ("--benchmarks", benchmarks), ("--executions", executions), ("--samples", samples),
    ] {
      try require(name, value, in: 1...100_000)
    }
  }

  func run() async throws {
    let policy = policyOptions.policy
    if cases {
      return try CalibrationTable.write(
        CalibrationCase.all.filter { only.isEmpty || $0.title.contains(only) }, suites: suites,
        policy: policy, seed: policyOptions.seed, threads: Processors.active
      ) { try StandardOutput.write($0) }
    }
    let machines = [SimulatedMachine.quiet, .shared, .hosted]
    let progress = Progress(
      total: suites * machines.count * currentJobs.count, each: "suite")
    try CalibrationTable.write(
      machines,
      plan: ReplayPlan(
        baselineJobs: baselineJobs, currentJobs: 1, archiveJobs: archiveJobs, splits: suites,
        slowdowns: [0.049, 0.10, 0.15, 0.20], share: 0.1, seed: policyOptions.seed),
      currentJobs: currentJobs, benchmarks: benchmarks, executions: executions, samples: samples,
      policy: policy, threads: Processors.active, progress: progress.advance,
      finish: progress.finish
    ) { try StandardOutput.write($0) }
  }
}
