import ArgumentParser
import Foundation
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
      "Built program inside the checkout and a worker's arguments. Default: .build/release/perfstat"
        + " for workers; with a harness the checkout itself stands for {}.", valueName: "command"))
  var program: CommandLineWords?

  func validate() throws {
    guard [base, baseRef, mergeBase].compactMap(\.self).count <= 1 else {
      throw ValidationError("--base, --base-ref and --merge-base exclude each other")
    }
    guard builds || (buildCommand == nil && program == nil) else {
      throw ValidationError("--build-command and --program belong to --base-ref or --merge-base")
    }
  }

  private var builds: Bool { baseRef != nil || mergeBase != nil }
  var hasDefaultHead: Bool { head == nil && !builds }
  /// Whether both sides of a harness are named.
  var isComplete: Bool { builds || (base != nil && head != nil) }

  /// Refuses commands of workers that are none.
  func checkCommands() throws {
    for (name, value) in [("--base", base), ("--head", head)] {
      guard value.map({ CommandLineWords(argument: $0) != nil }) ?? true else {
        throw ValidationError("\(name): expected a command, found \"\(value ?? "")\"")
      }
    }
  }
}

/// Both sides, ready to be measured.
struct BuiltSides {
  var players: DuetPlayers
  /// What stands for `{}`.
  var values: DuetSides<String>
  /// What is recorded of how they came about.
  var settings: [String: String] = [:]
  /// Folders that are needed for as long as the sides are.
  var worktrees: [Worktree] = []
}

extension DuetSourceOptions {
  /// Builds what is to be built.
  ///
  /// - Parameter template: the command of a harness; nil for workers.
  func sides(
    template: HarnessCommand?, slowDowns: [SlowDown], quiet: Bool, interruption: Interruption
  ) throws -> BuiltSides {
    let here = try GitCheckout.current(interruption: interruption)
    var settings: [String: String] = [:]
    var worktrees: [Worktree] = []
    var commits = DuetSides(base: GitCheckout(), head: GitCheckout())
    var values = DuetSides(base: base, head: head)
    let say: (String) -> Void = { text in
      if StandardError.isTerminal && !quiet { StandardError.write("perfstat: \(text)") }
    }
    if let revision = try revision(interruption) {
      commits = DuetSides(
        base: GitCheckout(commit: revision.commit, branch: revision.name), head: here)
      if let lacking = revision.lacking {
        settings[DuetNotes.mergeBase] = revision.name
        settings[DuetNotes.lacking] = String(lacking)
      }
      let build = buildCommand ?? (template == nil ? "swift build -c release" : nil)
      let builder = DuetBase(revision, buildCommand: build, interruption: interruption)
      let words = program?.words ?? (template == nil ? [".build/release/perfstat"] : [])
      if let path = words.first {
        values.base = try builder.program(path, progress: say)
        if values.head == nil {
          values.head = try builder.headProgram(path, progress: say)
        }
      } else {
        let tree = try builder.worktree(progress: say)
        worktrees.append(tree)
        values.base = tree.path
        if values.head == nil { values.head = try builder.buildHead(progress: say) }
      }
      if template == nil {
        let arguments = Array(words.dropFirst())
        let own =
          head.flatMap { CommandLineWords(argument: $0)?.words }
          ?? [values.head ?? ""] + arguments
        return BuiltSides(
          players: DuetPlayers(
            commands: DuetSides(
              base: DuetPlayers.worker([values.base ?? ""] + arguments),
              head: DuetPlayers.worker(own)), commits: commits),
          values: DuetSides(base: "", head: ""), settings: settings)
      }
    }
    if let template {
      let named = DuetSides(base: values.base ?? "", head: values.head ?? "")
      return BuiltSides(
        players: DuetPlayers(
          commands: DuetSides(
            base: template.words(of: named.base), head: template.words(of: named.head)),
          directories: template.namesSide
            ? DuetSides(base: nil, head: nil)
            : DuetSides(
              base: try folder(named.base, "--base"), head: try folder(named.head, "--head")),
          commits: commits), values: named, settings: settings, worktrees: worktrees)
    }
    return BuiltSides(
      players: try workers(here: here, slowDowns: slowDowns),
      values: DuetSides(base: "", head: ""))
  }

  private func revision(_ interruption: Interruption) throws -> DuetRevision? {
    if let baseRef { return try .named(baseRef, interruption: interruption) }
    if let mergeBase { return try .mergeBase(with: mergeBase, interruption: interruption) }
    return nil
  }

  private func folder(_ path: String, _ option: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw DuetError(
        "\(option): expected a folder to run the command in, or {} in the command, in place of"
          + " base and head; found \"\(path)\"")
    }
    return URL(fileURLWithPath: path).path
  }

  private func workers(here: GitCheckout, slowDowns: [SlowDown]) throws -> DuetPlayers {
    guard let this = Bundle.main.executablePath.map({ [$0, "worker"] }) else {
      throw DuetError("cannot find this program's own file")
    }
    let slow = slowDowns.flatMap { ["--slow-down", "\($0.name)=\($0.factor)"] }
    func command(_ text: String?) -> [String]? {
      text.flatMap { CommandLineWords(argument: $0)?.words }.map(DuetPlayers.worker)
    }
    // Of programs that were given, nobody knows which commit they were built from.
    return DuetPlayers(
      commands: DuetSides(base: command(base) ?? this, head: command(head) ?? this + slow),
      commits: DuetSides(
        base: base == nil ? here : GitCheckout(), head: head == nil ? here : GitCheckout()))
  }
}
