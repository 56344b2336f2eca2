import Foundation
import PerfStats
import PerfWorker

/// Who plays: the sides, the commands that measure them and what they were built from.
package struct DuetPlayers {
  package var commands: DuetSides<[String]>
  /// Folders that the commands are run in; nil for this process's own.
  package var directories: DuetSides<String?>
  package var commits: DuetSides<GitCheckout>
  /// Equal for the same program; nil where it could not be told.
  package var digests: DuetSides<String>?

  package init(
    commands: DuetSides<[String]>,
    directories: DuetSides<String?> = DuetSides(base: nil, head: nil),
    commits: DuetSides<GitCheckout>
  ) {
    self.commands = commands
    self.directories = directories
    self.commits = commits
    digests = ProgramIdentity(commits: [commits.base.commit, commits.head.commit])
      .digests(commands, in: directories)
  }

  /// Both sides are the very same program.
  package var areIdentical: Bool { digests.map { $0.base == $0.head } ?? false }

  /// A program named perfstat without arguments is started as a worker.
  package static func worker(_ words: [String]) -> [String] {
    guard words.count == 1, (words[0] as NSString).lastPathComponent == "perfstat" else {
      return words
    }
    return words + ["worker"]
  }
}

/// Turns what a session measured into the two runs of a duet.
package struct DuetRecord {
  let sides: DuetPlayers
  package var settings: [String: String]
  package let conditions = Conditions()
  /// What only one side offers, measured alone.
  package var alone = DuetSides<[PerfStats.Measurement]>(base: [], head: [])

  private let identity = UUID().uuidString.lowercased()
  private let identities = DuetSides(
    base: UUID().uuidString.lowercased(), head: UUID().uuidString.lowercased())
  private let date = Date.now.formatted(.iso8601)
  private let runner: Runner

  /// - Parameter runner: the fingerprint of this machine.
  package init(sides: DuetPlayers, runner: Runner, settings: [String: String]) {
    self.sides = sides
    self.runner = runner
    self.settings = settings
  }

  /// - Parameter common: every series that both sides measure, without executions.
  package func duet(
    _ common: [PerfStats.Measurement], _ session: DuetSession
  ) throws -> Duet {
    let schedule = try session.taken()
    return Duet(
      base: run(.base, common, session, schedule), head: run(.head, common, session, schedule),
      schedule: schedule)
  }

  /// The duet of two sides that are the same program: nothing to measure.
  package func unmeasured() throws -> Duet {
    var record = self
    record.settings[Duet.Setting.unmeasured] = "identical programs"
    return try record.duet([], DuetSession(schedule: .single(1), budget: nil, looks: [1]))
  }

  private func run(
    _ role: Duet.Role, _ common: [PerfStats.Measurement], _ session: DuetSession,
    _ schedule: LookSchedule
  ) -> Run {
    let checkout = sides.commits[role]
    var settings = self.settings
    settings[Duet.Setting.duet] = identity
    settings[Duet.Setting.role] = role.rawValue
    settings[Duet.Setting.looks] = schedule.looks.map(String.init).joined(separator: ",")
    settings[Duet.Setting.mostPairs] = String(schedule.most)
    settings[Duet.Setting.program] = sides.commands[role].joined(separator: " ")
    settings[Duet.Setting.digest] = sides.digests?[role]
    let measured = common.map { series in
      var series = series
      series.executions = session.executions[series.key]?[role] ?? []
      return series
    }
    return Run(
      id: identities[role], commit: checkout.commit, branch: checkout.branch,
      dirty: checkout.dirty, date: date, runner: runner, conditions: conditions.recorded(),
      settings: settings, origin: "perfstat duet", measurements: measured + alone[role])
  }
}
