import Foundation
import PerfStats

/// Who plays: the commands of both sides and what they were built from.
package struct DuetPlayers {
  package var commands: DuetSides<[String]>
  package var commits: DuetSides<GitCheckout>

  package init(commands: DuetSides<[String]>, commits: DuetSides<GitCheckout>) {
    self.commands = commands
    self.commits = commits
  }

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
  let settings: [String: String]
  package let conditions = Conditions()
  /// Benchmarks that only one side offers, measured alone.
  package var alone = DuetSides<[(offer: WorkerProtocol.Offer, execution: Execution)]>(
    base: [], head: [])

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

  package func duet(_ offers: [WorkerProtocol.Offer], _ session: DuetSession) throws -> Duet {
    let schedule = try session.taken()
    return Duet(
      base: run(.base, offers, session, schedule), head: run(.head, offers, session, schedule),
      schedule: schedule)
  }

  private func run(
    _ role: Duet.Role, _ offers: [WorkerProtocol.Offer], _ session: DuetSession,
    _ schedule: LookSchedule
  ) -> Run {
    let checkout = sides.commits[role]
    var settings = self.settings
    settings[Duet.Setting.duet] = identity
    settings[Duet.Setting.role] = role.rawValue
    settings[Duet.Setting.looks] = schedule.looks.map(String.init).joined(separator: ",")
    settings[Duet.Setting.mostPairs] = String(schedule.most)
    settings[Duet.Setting.program] = sides.commands[role].joined(separator: " ")
    settings[Duet.Setting.digest] = DuetRecord.digest(ofProgram: sides.commands[role])
    var measurements = offers.map { offer in
      Measurement(
        benchmark: offer.name, metric: .nanoseconds, elements: offer.elements,
        executions: session.executions[offer.name]?[role] ?? [])
    }
    measurements += alone[role].map { offer, execution in
      Measurement(
        benchmark: offer.name, metric: .nanoseconds, elements: offer.elements,
        executions: [execution])
    }
    return Run(
      id: identities[role], commit: checkout.commit, branch: checkout.branch,
      dirty: checkout.dirty, date: date, runner: runner, conditions: conditions.recorded(),
      settings: settings, origin: "perfstat duet", measurements: measurements)
  }

  /// FNV-1a of the program's file and its arguments: equal for what is surely the same program.
  private static func digest(ofProgram command: [String]) -> String? {
    guard let path = command.first, let data = FileManager.default.contents(atPath: path) else {
      return nil
    }
    var hash: UInt64 = 14_695_981_039_346_656_037
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    }
    add(data)
    for argument in command.dropFirst() { add("\n\(argument)".utf8) }
    return String(hash, radix: 16)
  }
}
