import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Look at the policy file: limits, waivers, unfit benchmarks.",
    discussion: "docs/policy.md explains every field, docs/policy.schema.json is the schema.",
    subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a policy file, also against the benchmarks that it speaks of.",
      discussion: """
        Exit status 2 for a key that is not known, a limit below zero, an expired waiver and, with \
        --against, a rule that matches nothing; each with file, line and key.

        EXAMPLES
          perfstat policy check
          perfstat policy check --against current.jsonl
        """)

    @Argument(help: ArgumentHelp("The policy file.", valueName: "file"))
    var file = PolicyFile.name

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Runs whose benchmarks the rules must match.", valueName: "path"))
    var against: [String] = []

    @OptionGroup var input: InputOptions

    func run() throws {
      let rules = try PolicyFile.decode(readFile(file), file: file)
      let runs = try input.loadKept(against).runs
      try PolicyFileOption.refuse(rules.faults(runs, day: PolicyFileOption.today))
      try StandardOutput.write(
        "\(file.legible()): sound, \(counted(rules.limits.count, "limit")), "
          + "\(counted(rules.waivers.count, "waiver")), \(rules.unfit.count) unfit\n")
    }
  }
}

/// The policy file of a comparison.
struct PolicyFileOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Policy file. Default: \(PolicyFile.name), if there is one.", valueName: "file"))
  var policy: String?

  /// Today in UTC, `2026-01-31`.
  static var today: String { String(Date.now.formatted(.iso8601).prefix(10)) }

  /// The rules, none of them expired; no rules where there is no file.
  ///
  /// - Throws: `InputError`, or `ExitStatus.cannotJudge` with the faults on standard error.
  func read(_ sources: TrustedSources) throws -> PolicyRules {
    let isThere = try sources.offers(PolicyFile.name)
    guard let file = policy ?? (isThere ? PolicyFile.name : nil) else { return PolicyRules() }
    let trusted = try sources.resolve([file], role: "policy")[0]
    let rules = try PolicyFile.decode(readFile(trusted), file: file)
    try Self.refuse(rules.expired(day: Self.today))
    return rules
  }

  /// The rules, found sound for what was measured.
  func load(
    series: [(key: SeriesKey, metric: Metric)], runner: String, sources: TrustedSources
  ) throws -> PolicyRules {
    let rules = try read(sources)
    try Self.refuse(rules.faults(series: series, runner: runner, day: Self.today))
    return rules
  }

  static func refuse(_ faults: [PolicyRules.Fault]) throws {
    for fault in faults { StandardError.write("\(fault.place): \(fault.message)") }
    guard faults.isEmpty else { throw ExitStatus.cannotJudge }
  }
}
