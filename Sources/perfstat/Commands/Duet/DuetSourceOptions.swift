import ArgumentParser
import Foundation
import PerfMeasure
import PerfStats
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
    guard (1...64).contains(layouts) else {
      throw ValidationError("--layouts: expected 1 to 64, found \(layouts)")
    }
    if layouts > 1 {
      let built = builds ? [buildCommand] : [base, head]
      guard built.allSatisfy({ $0?.contains("{seed}") ?? false }) else {
        throw ValidationError(
          "--layouts: expected {seed} in \(builds ? "--build-command" : "--base and --head")")
      }
    }
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
  /// For each layout; one where there is but one.
  var players: [DuetPlayers]
  /// What stands for `{}`, for each layout.
  var values: [DuetSides<String>] = []
  /// What is recorded of how they came about.
  var settings: [String: String] = [:]
  /// Folders that are needed for as long as the sides are.
  var worktrees: [Worktree] = []
  var copies: TemporaryFolder?

  var areIdentical: Bool { players.allSatisfy(\.areIdentical) }
}

extension DuetSourceOptions {
  /// Builds what is to be built.
  ///
  /// - Parameter template: the command of a harness; nil for workers.
  func sides(
    template: HarnessCommand?, slowDowns: [SlowDown], quiet: Bool, interruption: Interruption
  ) throws -> BuiltSides {
    let here = try GitCheckout.current(interruption: interruption)
    var sides = BuiltSides(players: [])
    if layouts > 1 {
      sides.settings[Duet.Setting.layouts] = String(layouts)
      sides.copies = try TemporaryFolder(interruption: interruption)
    }
    let revision = try revision(interruption)
    if let revision, let lacking = revision.lacking {
      sides.settings[DuetNotes.mergeBase] = revision.name
      sides.settings[DuetNotes.lacking] = String(lacking)
    }
    let say: (String) -> Void = { text in
      if StandardError.isTerminal && !quiet { StandardError.write("perfstat: \(text)") }
    }
    for layout in 1...layouts {
      let named = DuetSides(base: seeded(base, layout), head: seeded(head, layout))
      guard let revision else {
        let players =
          try template.map { template in
            try harness(
              template, DuetSides(base: named.base ?? "", head: named.head ?? ""),
              commits: DuetSides(base: GitCheckout(), head: GitCheckout()))
          } ?? workers(named, here: here, slowDowns: slowDowns)
        sides.players.append(players)
        sides.values.append(DuetSides(base: named.base ?? "", head: named.head ?? ""))
        continue
      }
      let commits = DuetSides(
        base: GitCheckout(commit: revision.commit, branch: revision.name), head: here)
      let builder = DuetBase(
        revision,
        buildCommand: buildCommand ?? (template == nil ? "swift build -c release" : nil),
        layout: layout, interruption: interruption)
      let words = program?.words ?? (template == nil ? [".build/release/perfstat"] : [])
      var values = DuetSides(base: "", head: named.head ?? "")
      if let path = words.first {
        values.base = try builder.program(path, progress: say)
        if named.head == nil {
          values.head = try builder.headProgram(path, copyIn: sides.copies, progress: say)
        }
      } else {
        guard layouts == 1 else {
          throw DuetError("--layouts: expected --program, to keep the builds apart")
        }
        let tree = try builder.worktree(progress: say)
        sides.worktrees.append(tree)
        values.base = tree.path
        if named.head == nil { values.head = try builder.buildHead(progress: say) }
      }
      sides.values.append(values)
      if let template {
        sides.players.append(try harness(template, values, commits: commits))
      } else {
        let arguments = Array(words.dropFirst())
        let own =
          named.head.flatMap { CommandLineWords(argument: $0)?.words } ?? [values.head] + arguments
        sides.players.append(
          DuetPlayers(
            commands: DuetSides(
              base: DuetPlayers.worker([values.base] + arguments), head: DuetPlayers.worker(own)),
            commits: commits))
      }
    }
    return sides
  }

  private func seeded(_ text: String?, _ layout: Int) -> String? {
    text?.replacingOccurrences(of: "{seed}", with: String(layout))
  }

  private func harness(
    _ template: HarnessCommand, _ values: DuetSides<String>, commits: DuetSides<GitCheckout>
  ) throws -> DuetPlayers {
    DuetPlayers(
      commands: DuetSides(
        base: template.words(of: values.base), head: template.words(of: values.head)),
      directories: template.namesSide
        ? DuetSides(base: nil, head: nil)
        : DuetSides(
          base: try folder(values.base, "--base"), head: try folder(values.head, "--head")),
      commits: commits)
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

  private func workers(
    _ named: DuetSides<String?>, here: GitCheckout, slowDowns: [SlowDown]
  ) throws -> DuetPlayers {
    guard let this = Bundle.main.executablePath.map({ [$0, "worker"] }) else {
      throw DuetError("cannot find this program's own file")
    }
    let slow = slowDowns.flatMap { ["--slow-down", "\($0.name)=\($0.factor)"] }
    func command(_ text: String?) -> [String]? {
      text.flatMap { CommandLineWords(argument: $0)?.words }.map(DuetPlayers.worker)
    }
    // Of programs that were given, nobody knows which commit they were built from.
    return DuetPlayers(
      commands: DuetSides(
        base: command(named.base) ?? this, head: command(named.head) ?? this + slow),
      commits: DuetSides(
        base: named.base == nil ? here : GitCheckout(),
        head: named.head == nil ? here : GitCheckout()))
  }
}
