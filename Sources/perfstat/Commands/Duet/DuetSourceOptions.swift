import ArgumentParser
import PerfMeasure
import PerfWorker

/// Where the two sides of a duet come from.
struct DuetSourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Worker to compare with (default: this program); with a harness what stands for {}.",
      valueName: "command"))
  var base: String?

  @Option(
    help: ArgumentHelp(
      "Worker to judge (default: this program); with a harness what stands for {}.",
      valueName: "command"))
  var head: String?

  @Option(
    help: ArgumentHelp(
      "Build this git revision in a temporary worktree and take it as the base.",
      valueName: "revision"))
  var baseRef: String?

  @Option(
    help: ArgumentHelp(
      "Likewise the last commit that HEAD has in common with this branch.", valueName: "branch"))
  var mergeBase: String?

  @Option(
    help: ArgumentHelp(
      "Shell command that builds both sides, with --base-ref or --merge-base. Default: swift build"
        + " -c release for workers, nothing with a harness.", valueName: "command"))
  var buildCommand: String?

  @Option(
    help: ArgumentHelp(
      "Built program inside the checkout and a worker's arguments (default: .build/release/perfstat);"
        + " with a harness and without it the checkout itself stands for {}.", valueName: "command")
  )
  var program: CommandLineWords?

  @Option(
    help: ArgumentHelp(
      "Builds of each side, each with another number from 1 on for {seed} in the build command (or"
        + " in --base and --head): a program's layout in memory is then part of the noise.",
      valueName: "count"))
  var layouts = 1

  func validate() throws {
    try require("--layouts", layouts, in: 1...64)
    if layouts > 1 {
      let built = builds ? [buildCommand] : [base, head]
      try require(
        built.allSatisfy({ $0?.contains("{seed}") ?? false }),
        "--layouts: expected {seed} in \(builds ? "--build-command" : "--base and --head")")
    }
    try require(
      [base, baseRef, mergeBase].compactMap(\.self).count <= 1,
      "--base, --base-ref and --merge-base exclude each other")
    try require(
      builds || (buildCommand == nil && program == nil),
      "--build-command and --program belong to --base-ref or --merge-base")
  }

  private var builds: Bool { baseRef != nil || mergeBase != nil }
  var hasDefaultHead: Bool { head == nil && !builds }
  /// Whether both sides of a harness are named.
  var isComplete: Bool { builds || (base != nil && head != nil) }

  /// Refuses commands of workers that are none.
  func checkCommands() throws {
    for (name, value) in [("--base", base), ("--head", head)] {
      try require(
        value.map({ CommandLineWords(argument: $0) != nil }) ?? true,
        "\(name): expected a command, found \"\(value ?? "")\"")
    }
  }

  /// - Parameter slowDowns: of this program as the head.
  func sources(slowDowns: [SlowDown]) -> DuetSources {
    DuetSources(
      base: base, head: head, baseRef: baseRef, mergeBase: mergeBase, buildCommand: buildCommand,
      program: program?.words, layouts: layouts, slowDowns: slowDowns)
  }
}

extension Seconds: ExpressibleByArgument {}
extension HarnessChoice: ExpressibleByArgument {}
extension DuetPin: ExpressibleByArgument {}
extension CountingTool: ExpressibleByArgument {}
