import ArgumentParser
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
    try require(
      target.value > 0 && target.value <= 10, "--target: expected more than 0 % and at most 1000 %")
    try require("--baseline-jobs", baselineJobs, in: 1...1000)
    try output.check(inputs: source.files)
    for (name, value) in [("--execution-cost", executionCost), ("--job-cost", jobCost)] {
      try require(value >= 0 && value.isFinite, "\(name): expected seconds, found \(value)")
    }
  }

  func run() async throws {
    // Only the jobs themselves tell how many operations a sample timed.
    let (model, runs) = try source.load()
    let plan = try SuitePlan(
      model: model, target: target.value, baselineJobs: baselineJobs,
      policy: limits.policy,
      cost: MeasuringCost(
        sample: model.sampleSeconds(runs), execution: executionCost, job: jobCost))
    try output.write(format == .json ? planJSON(plan) : planText(plan))
  }
}
