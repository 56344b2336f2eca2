import ArgumentParser
import Foundation
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

  /// A row for each goal of each case.
  private func writeCases() throws {
    try StandardOutput.write(
      "\(suites) suites for each row; \(policyOptions.policy.resamples) resamples, seed "
        + "\(policyOptions.seed)\n\n" + CalibrationTable.caseHead)
    for one in CalibrationCase.all where only.isEmpty || one.title.contains(only) {
      let outcomes = try one.measure(
        suites: suites, policy: policyOptions.policy, seed: policyOptions.seed,
        threads: ProcessInfo.processInfo.activeProcessorCount)
      try StandardOutput.write(CalibrationTable.rows(one, outcomes))
    }
  }

  func run() async throws {
    if cases { return try writeCases() }
    let slowdowns = [0.049, 0.10, 0.15, 0.20]
    try StandardOutput.write(
      """
      \(suites) suites of \(benchmarks) benchmarks for each row; \(baselineJobs) baseline and \
      \(archiveJobs) archived jobs of \(executions) executions of \(samples) samples; a tenth of the \
      benchmarks slowed down at a time; \(policyOptions.policy.resamples) resamples, seed \
      \(policyOptions.seed)


      """ + CalibrationTable.head(slowdowns))
    let machines = [SimulatedMachine.quiet, .shared, .hosted]
    let progress = SharedProgress(
      total: suites * machines.count * currentJobs.count, each: "suite")
    for machine in machines {
      for jobs in currentJobs {
        let plan = ReplayPlan(
          baselineJobs: baselineJobs, currentJobs: jobs, archiveJobs: archiveJobs,
          splits: suites, slowdowns: slowdowns, share: 0.1, seed: policyOptions.seed)
        let report = try calibrate(
          machine, plan: plan, benchmarks: benchmarks, executions: executions,
          samples: samples, policy: policyOptions.policy,
          threads: ProcessInfo.processInfo.activeProcessorCount, progress: progress.advance)
        progress.finish()
        try StandardOutput.write(CalibrationTable.rows(machine, report))
      }
    }
  }
}
