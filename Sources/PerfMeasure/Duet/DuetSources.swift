import Foundation
import PerfStats
import PerfWorker

/// Where the two sides of a duet come from.
package struct DuetSources {
  /// Commands of workers, or what stands for `{}` of a harness; nil for this program.
  package var base: String?
  package var head: String?
  /// A revision to build as the base; or the branch with whose merge base to compare.
  package var baseRef: String?
  package var mergeBase: String?
  /// Shell command that builds both sides.
  package var buildCommand: String?
  /// Built program inside the checkout, and a worker's arguments.
  package var program: [String]?
  /// Builds of each side.
  package var layouts = 1
  /// Benchmarks of this program as the head to slow down.
  package var slowDowns: [SlowDown] = []

  package init(
    base: String? = nil, head: String? = nil, baseRef: String? = nil, mergeBase: String? = nil,
    buildCommand: String? = nil, program: [String]? = nil, layouts: Int = 1,
    slowDowns: [SlowDown] = []
  ) {
    self.base = base
    self.head = head
    self.baseRef = baseRef
    self.mergeBase = mergeBase
    self.buildCommand = buildCommand
    self.program = program
    self.layouts = layouts
    self.slowDowns = slowDowns
  }
}

/// Both sides, ready to be measured.
package struct BuiltSides {
  /// For each layout; one where there is but one.
  package var players: [DuetPlayers]
  /// What stands for `{}`, for each layout.
  package var values: [DuetSides<String>] = []
  /// What is recorded of how they came about.
  package var settings: [String: String] = [:]
  /// Folders that are needed for as long as the sides are.
  var worktrees: [Worktree] = []
  var copies: TemporaryFolder?

  package var areIdentical: Bool { players.allSatisfy(\.areIdentical) }
}

extension DuetSources {
  /// Builds what is to be built.
  ///
  /// - Parameters:
  ///   - template: the command of a harness; nil for workers.
  ///   - say: is told what is being built.
  /// - Throws: `DuetError` for a revision, a build or a folder that there is not.
  package func sides(
    template: HarnessCommand?, say: (String) -> Void, interruption: Interruption
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
    // Of a program that is kept: in use until the last layout is built.
    var tree: Worktree?
    for layout in 1...layouts {
      let named = DuetSides(base: seeded(base, layout), head: seeded(head, layout))
      guard let revision else {
        let players =
          try template.map { template in
            try harness(
              template, DuetSides(base: named.base ?? "", head: named.head ?? ""),
              commits: DuetSides(base: GitCheckout(), head: GitCheckout()))
          } ?? workers(named, here: here)
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
      let words = program ?? (template == nil ? [".build/release/perfstat"] : [])
      var values = DuetSides(base: "", head: named.head ?? "")
      if let path = words.first {
        values.base = try builder.program(path, in: &tree, progress: say)
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
    _ named: DuetSides<String?>, here: GitCheckout
  ) throws -> DuetPlayers {
    let this = try ownProgram() + ["worker"]
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
