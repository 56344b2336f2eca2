import ArgumentParser
import Foundation
import PerfReports
import PerfStats

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Jobs, executions and samples needed to find a slow-down, and what they cost.",
    discussion: """
      Power is 0.8: a slow-down of the target size fails the gate in four of five cases.

      EXAMPLES
        perfstat plan runs/ --target 5%
        perfstat plan --target 10% --noise-model noise-model.json --baseline-jobs 8
      """)

  @Option(
    help: ArgumentHelp("Slow-down to be found.", valueName: "change"),
    transform: Share.init(reading:))
  var target: Share

  @Option(help: ArgumentHelp("Jobs of the baseline.", valueName: "count"))
  var baselineJobs = 5

  @Option(
    help: ArgumentHelp("Seconds that starting an execution takes.", valueName: "seconds"))
  var executionCost = 0.05

  @Option(
    help: ArgumentHelp(
      "Seconds that a job takes before it measures: machine, checkout, build.",
      valueName: "seconds"))
  var jobCost = 60.0

  @OptionGroup var source: NoiseSource
  @OptionGroup(title: "Policy") var limits: PolicyLimits

  @Option(help: "Form of the answer.")
  var format = TextFormat.text

  @OptionGroup var output: TextOutput

  func validate() throws {
    guard target.value > 0, target.value <= 10 else {
      throw ValidationError("--target: expected more than 0 % and at most 1000 %")
    }
    guard (1...1000).contains(baselineJobs) else {
      throw ValidationError("--baseline-jobs: expected 1 to 1000, found \(baselineJobs)")
    }
    try output.check(inputs: source.files)
    for (name, value) in [("--execution-cost", executionCost), ("--job-cost", jobCost)] {
      guard value >= 0, value.isFinite else {
        throw ValidationError("\(name): expected seconds, found \(value)")
      }
    }
  }

  func run() async throws {
    let model = try source.model()
    // Only the jobs themselves tell how many operations a sample timed.
    let runs = source.jobs.sources.isEmpty ? [] : try source.jobs.load()
    let plan = try SuitePlan(
      model: model, target: target.value, baselineJobs: baselineJobs,
      policy: limits.policy,
      cost: MeasuringCost(
        sample: sampleSeconds(runs, model), execution: executionCost, job: jobCost))
    try output.write(format == .json ? planJSON(plan) : planText(plan))
  }

  /// Seconds of one sample of each series: value times batch, or the duration alone where
  /// the batch is unknown.
  private func sampleSeconds(_ runs: [Run], _ model: NoiseModel) -> [SeriesKey: Double] {
    var seconds: [SeriesKey: Double] = [:]
    for family in model.families {
      for benchmark in family.benchmarks {
        guard let duration = benchmark.log10Duration else { continue }
        let key = SeriesKey(benchmark: benchmark.name, metric: family.metric)
        let batches = runs.flatMap { run in
          run.measurements.filter { $0.key == key }.flatMap { $0.executions.map(\.iterations) }
        }
        let batch = batches.last.flatMap { $0 } ?? 1
        seconds[key] = pow(10, duration - 9) * Double(max(1, batch))
      }
    }
    return seconds
  }
}
