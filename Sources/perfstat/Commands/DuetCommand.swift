import ArgumentParser
import Foundation
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats

struct DuetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duet",
    abstract: "Measure two programs in alternation and judge them.",
    discussion: """
      Both programs are driven sample by sample in the order A B B A, so that whatever disturbs \
      the machine disturbs both. No stored baseline is needed. A program is a worker \
      (docs/worker-protocol.md); one named perfstat is started as 'perfstat worker'.

      EXAMPLES
        perfstat duet --base ./old/perfstat --head .build/release/perfstat
        perfstat duet --base-ref origin/main
        perfstat duet --base-ref origin/main --until-decided --budget 60s
        perfstat duet --base './old/worker --fast' --head './new/worker --fast'
        perfstat duet --whole-process --base ./old --head ./new -- {} --input data.txt
      """)

  @Option(
    help: ArgumentHelp("Worker to compare with. Default: this program.", valueName: "command"))
  var base: String?

  @Option(help: ArgumentHelp("Worker to judge. Default: this program.", valueName: "command"))
  var head: String?

  @Option(
    help: ArgumentHelp(
      "Build this git revision in a temporary worktree and take it as the base.",
      valueName: "revision"))
  var baseRef: String?

  @Option(
    help: ArgumentHelp("Shell command that builds, with --base-ref.", valueName: "command"))
  var buildCommand = "swift build -c release"

  @Option(
    help: ArgumentHelp(
      "Built program inside the checkout and its arguments, with --base-ref.",
      valueName: "command"))
  var program = CommandLineWords(program: ".build/release/perfstat")

  @Flag(help: "Run the command after -- to its end, with {} replaced by base and head.")
  var wholeProcess = false

  @Option(help: "Execution pairs; with --until-decided those before the first look.")
  var executions = 10

  @Option(
    help:
      "Sample pairs of each benchmark in one execution pair. Default: 10, 3 for whole processes.")
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

  @Option(help: ArgumentHelp("Seconds that a program may take to answer.", valueName: "seconds"))
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

  @Argument(parsing: .postTerminator, help: "Command of --whole-process.")
  var command: [String] = []

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var slowDown: SlowDownOptions

  func validate() throws {
    guard (1...1000).contains(executions) else {
      throw ValidationError("--executions: expected 1 to 1000, found \(executions)")
    }
    guard (1...100_000).contains(sampleSize ?? 10) else {
      throw ValidationError("--sample-size: expected 1 to 100000, found \(sampleSize ?? 10)")
    }
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout: expected more than 0 and at most 86400, found \(timeout)")
    }
    if let maxExecutions, !(executions...100_000).contains(maxExecutions) {
      throw ValidationError(
        "--max-executions: expected \(executions) to 100000, found \(maxExecutions)")
    }
    guard untilDecided || (budget == nil && maxExecutions == nil) else {
      throw ValidationError("--budget and --max-executions belong to --until-decided")
    }
    guard baseRef == nil || base == nil else {
      throw ValidationError("--base and --base-ref exclude each other")
    }
    guard baseRef == nil || !wholeProcess else {
      throw ValidationError("--base-ref and --whole-process exclude each other")
    }
    guard wholeProcess == !command.isEmpty else {
      throw ValidationError(
        wholeProcess
          ? "--whole-process: expected a command after --"
          : "a command after -- belongs to --whole-process")
    }
    guard !wholeProcess || (base != nil && head != nil) else {
      throw ValidationError("--whole-process: expected --base and --head, to stand for {}")
    }
    guard !wholeProcess || filter == nil else {
      throw ValidationError("--filter: a whole process is a single benchmark")
    }
    for (name, value) in [("--base", base), ("--head", head)] where !wholeProcess {
      guard value.map({ CommandLineWords(argument: $0) != nil }) ?? true else {
        throw ValidationError("\(name): expected a command, found \"\(value ?? "")\"")
      }
    }
    guard slowDown.slowDown.isEmpty || (head == nil && baseRef == nil) else {
      throw ValidationError("--slow-down belongs to this program as the head")
    }
    guard output.count(where: { $0.format == nil }) <= 1 else {
      throw ValidationError("--output: expected one run file")
    }
    try ReportOutput.check(output, inputs: archive)
  }

  func run() async throws {
    let interruption = try Interruption()
    let noise = try learnedNoise()
    let duet =
      try wholeProcess
      ? measurePrograms(interruption, noise: noise) : measureWorkers(interruption, noise: noise)
    try writeRuns([duet.base, duet.head])
    let report = try judged(duet, noise: noise)
    var files: [ReportFormat: String] = [:]
    for target in output { if let form = target.format { files[form] = target.path } }
    let named = format + files.keys.filter { !format.contains($0) }
    try ReportOptions.write(
      report, formats: named.isEmpty ? [.text] : named, files: files, quiet: quiet)
    throw ExitStatus(report)
  }
}

// MARK: Judging

extension DuetCommand {
  private func judged(_ duet: Duet, noise: DuetNoise) throws -> Report {
    try ComparedDuet(duet: duet, noise: noise).report(policy: policy.policy)
  }

  private func learnedNoise() throws -> DuetNoise {
    guard !archive.isEmpty else { return .coldStart }
    let loaded = try loadRuns(archive)
    for warning in loaded.warnings { StandardError.warn("\(warning)") }
    return try ComparedDuet.noise(loaded.runs, runner: .current())
  }

  private var schedule: LookSchedule {
    untilDecided
      ? .doubling(first: executions, most: maxExecutions ?? 8 * executions) : .single(executions)
  }
}

// MARK: Measuring

extension DuetCommand {
  private func measureWorkers(_ interruption: Interruption, noise: DuetNoise) throws -> Duet {
    let sides = try programs(interruption)
    let samples = sampleSize ?? 10
    let processors = try place.processors()
    let seed = orderSeed ?? .random(in: .min ... .max)
    let workers = DuetWorkers(
      commands: sides.commands, sampleSize: samples, seed: seed, processors: processors,
      timeout: timeout, interruption: interruption)

    let offers = try workers.offers()
    let chosen = DuetSides(base: offered(offers.base), head: offered(offers.head))
    let common = chosen.base.filter { offer in chosen.head.contains { $0.name == offer.name } }
    guard !common.isEmpty else {
      throw DuetError(
        filter == nil
          ? "base and head have no benchmark in common"
          : "--filter matches no benchmark that base and head have in common")
    }
    for slow in slowDown.slowDown where !common.contains(where: { $0.name == slow.name }) {
      throw DuetError("--slow-down: no benchmark \"\(slow.name)\" is measured")
    }

    var record = DuetRecord(
      sides: sides, runner: .current(), settings: settings(seed: seed, samples: samples))
    var progress = Progress(total: common.count, quiet: quiet)
    let iterations = try workers.calibrate(common.map(\.name), with: .base) { progress.step($0) }
    var session = DuetSession(schedule: schedule, budget: limit)
    try session.run(
      common.map(\.name),
      begin: { pairs in
        progress.finish()
        progress = Progress(total: pairs * workers.rounds, quiet: quiet)
      },
      measure: { number, active in
        let wanted = iterations.filter { active.contains($0.key) }
        return try workers.executionPair(number, iterations: wanted) {
          progress.step("pair \(number + 1)  \($0)")
        }
      },
      undecided: { session in
        let duet = try record.duet(common, session)
        return Set(try judged(duet, noise: noise).undecided.map(\.benchmark))
      })
    progress.finish()
    // What only one program offers is a row of the report, and part of the record.
    let names = Set(common.map(\.name))
    for role in Duet.Role.allCases {
      for offer in chosen[role] where !names.contains(offer.name) {
        record.alone[role].append((offer, try workers.alone(role, offer.name)))
      }
    }
    warn(of: record.conditions)
    return try record.duet(common, session)
  }

  private func measurePrograms(_ interruption: Interruption, noise: DuetNoise) throws -> Duet {
    let variants = DuetSides(
      base: try DuetPrograms.command(command, argument: base ?? ""),
      head: try DuetPrograms.command(command, argument: head ?? ""))
    let samples = sampleSize ?? 3
    let processors = try place.processors()
    let seed = orderSeed ?? .random(in: .min ... .max)
    let programs = DuetPrograms(
      commands: variants, sampleSize: samples, seed: seed, processors: processors, timeout: timeout,
      interruption: interruption)
    let label = command.joined(separator: " ")
    let offer = WorkerProtocol.Offer(
      name: WorkerProtocol.Offer.isValid(name: label) ? label : "whole process")
    let sides = DuetPlayers(
      commands: variants, commits: DuetSides(base: GitCheckout(), head: GitCheckout()))
    let record = DuetRecord(
      sides: sides, runner: .current(), settings: settings(seed: seed, samples: samples))
    var progress = Progress(total: executions * samples, quiet: quiet)
    var session = DuetSession(schedule: schedule, budget: limit)
    try session.run(
      [offer.name],
      begin: { pairs in
        progress.finish()
        progress = Progress(total: pairs * samples, quiet: quiet)
      },
      measure: { number, _ in
        let pair = try programs.executionPair(number) {
          progress.step("pair \(number + 1)  \($0)")
        }
        return [offer.name: pair]
      },
      undecided: { session in
        let duet = try record.duet([offer], session)
        return Set(try judged(duet, noise: noise).undecided.map(\.benchmark))
      })
    progress.finish()
    warn(of: record.conditions)
    return try record.duet([offer], session)
  }

  private var place: DuetPin { pin ?? (wholeProcess ? .anywhere : .same) }

  private var limit: Double? { untilDecided ? budget?.value ?? 120 : nil }

  private func offered(_ offers: [WorkerProtocol.Offer]) -> [WorkerProtocol.Offer] {
    offers.filter { $0.available && filter?.matches($0.name) ?? true }
  }

  private func settings(seed: UInt64, samples: Int) -> [String: String] {
    [
      "executions": "\(executions)", "sampleSize": "\(samples)", "seed": "\(seed)",
      "pin": place.text, "version": perfstatVersion,
      "batchMilliseconds": wholeProcess ? "" : "\(Bench.batchSeconds * 1e3)",
    ].filter { !$0.value.isEmpty }
  }

  private func warn(of conditions: Conditions) {
    if let steal = conditions.stealPercent, steal > 1 {
      StandardError.warn(
        String(format: "the hypervisor took %.1f %% of the machine's time (steal)", steal))
    }
  }

  /// The commands of both sides and the commits they were built from.
  private func programs(_ interruption: Interruption) throws -> DuetPlayers {
    let here = try GitCheckout.current(interruption: interruption)
    if let baseRef {
      let builder = DuetBase(
        reference: baseRef, buildCommand: buildCommand, program: program.words[0],
        interruption: interruption)
      let say: (String) -> Void = { text in
        if StandardError.isTerminal && !quiet { StandardError.write("perfstat: \(text)") }
      }
      let built = try builder.build(progress: say)
      let arguments = Array(program.words.dropFirst())
      let own =
        try head.flatMap { CommandLineWords(argument: $0)?.words }
        ?? [try builder.buildHead(progress: say)] + arguments
      return DuetPlayers(
        commands: DuetSides(
          base: DuetPlayers.worker([built.program] + arguments), head: DuetPlayers.worker(own)),
        commits: DuetSides(base: GitCheckout(commit: built.commit, branch: baseRef), head: here))
    }
    guard let this = Bundle.main.executablePath.map({ [$0, "worker"] }) else {
      throw DuetError("cannot find this program's own file")
    }
    let slow = slowDown.slowDown.flatMap { ["--slow-down", "\($0.name)=\($0.factor)"] }
    func command(_ text: String?) -> [String]? {
      text.flatMap { CommandLineWords(argument: $0)?.words }.map(DuetPlayers.worker)
    }
    // Of programs that were given, nobody knows which commit they were built from.
    return DuetPlayers(
      commands: DuetSides(base: command(base) ?? this, head: command(head) ?? this + slow),
      commits: DuetSides(
        base: base == nil ? here : GitCheckout(), head: head == nil ? here : GitCheckout()))
  }

  private func writeRuns(_ runs: [Run]) throws {
    let bytes = RunFile.encode(runs)
    let stamp = runs[0].date.filter { $0 != "-" && $0 != ":" }
    let path = output.first { $0.format == nil }?.path ?? "duet-\(stamp).jsonl"
    if path == "-" { return try StandardOutput.write(bytes) }
    try writeFile(path, bytes)
    if !quiet { StandardError.write("perfstat: wrote \(path)") }
  }
}

extension DuetPin: ExpressibleByArgument {}

/// A length of time: `90`, `90s`, `1.5m`, `2min`, `1h`.
struct Seconds: ExpressibleByArgument {
  var value: Double

  /// Nil unless positive and at most a week.
  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    let factor: Double
    switch argument.dropFirst(digits.count) {
    case "", "s": factor = 1
    case "m", "min": factor = 60
    case "h": factor = 3600
    default: return nil
    }
    guard let number = Double(digits), number > 0, number * factor <= 604_800 else { return nil }
    value = number * factor
  }
}
