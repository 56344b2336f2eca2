import ArgumentParser
import Foundation
import PerfMeasure
import PerfReports
import PerfStats

/// What counts instead of measuring.
enum CountingTool: String, ExpressibleByArgument, CaseIterable {
  case callgrind
}

extension DuetCommand {
  /// Counts instructions of both sides instead of measuring their time: of each benchmark of a
  /// worker, or of a complete run of a command.
  func countInstructions(
    _ sides: BuiltSides, affected: String?, noise: DuetNoise, interruption: Interruption
  ) throws -> Duet {
    let callgrind = try Callgrind(timeout: timeout, interruption: interruption)
    let players = sides.players
    var names: [String] = ["whole process"]
    var operations: [String: Int] = [:]
    if chosen == nil {
      let offers = DuetSides(
        base: try callgrind.offers(players[0].commands.base),
        head: try callgrind.offers(players[0].commands.head))
      let heads = Set(offered(offers.head, affected: affected).map(\.name))
      names = offered(offers.base, affected: affected).map(\.name).filter { heads.contains($0) }
      guard !names.isEmpty else { throw nothingInCommon }
      for name in names {
        operations[name] = try callgrind.calibrate(players[0].commands.base, name)
      }
    }
    let record = DuetRecord(
      sides: players[0], runner: .current(),
      settings: settings(sides, seed: 0, samples: 1).merging(["count": "callgrind"]) { $1 })
    let series = names.map {
      PerfStats.Measurement(benchmark: $0, metric: Callgrind.instructions, executions: [])
    }
    let session = try session(series, rounds: names.count, noise: noise, record: record) {
      number, active, progress in
      let player = players[number % players.count]
      var pairs: [SeriesKey: DuetSides<Execution>] = [:]
      for name in active {
        func count(_ role: Duet.Role) throws -> Execution {
          let value =
            try chosen == nil
            ? Callgrind.rounded(
              callgrind.operation(
                player.commands[role], name, operations: operations[name] ?? 16
              ).instructions)
            : callgrind.run(player.commands[role], in: player.directories[role]).instructions
          return Execution(iterations: operations[name], values: [value])
        }
        let key = SeriesKey(benchmark: name, metric: Callgrind.instructions.name)
        pairs[key] = DuetSides(
          base: try DuetError.naming(.base) { try count(.base) },
          head: try DuetError.naming(.head) { try count(.head) })
        progress(name)
      }
      return pairs
    }
    return try record.duet(series, session)
  }

  /// Says which functions made the failing benchmarks slower: instructions by function on both
  /// sides, the ten that changed most.
  func explain(
    _ report: Report, _ sides: BuiltSides, interruption: Interruption
  ) throws -> Report {
    var report = report
    let failing = report.benchmarks.indices.filter {
      report.benchmarks[$0].verdict == .fail && report.benchmarks[$0].estimate != nil
    }.prefix(Self.mostExplained)
    guard !failing.isEmpty else { return report }
    let callgrind = try Callgrind(timeout: max(timeout, 600), interruption: interruption)
    var progress = Progress(total: failing.count, quiet: quiet)
    defer { progress.finish() }
    for index in failing {
      let name = report.benchmarks[index].name
      progress.step("explaining \(name)")
      let (changes, what) = try changes(name, sides, callgrind)
      if changes.isEmpty {
        report.benchmarks[index].notes.append("no function executes more instructions than before")
      }
      report.benchmarks[index].notes += changes.map { change in
        let relative =
          change.base > 0 && change.head > 0
          ? String(format: "%+.1f %%", 100 * (change.head / change.base - 1))
          : change.base > 0 ? "gone" : "new"
        return
          "\(change.function): \(Self.number(change.base)) -> \(Self.number(change.head)) \(what)"
          + " (\(relative))"
      }
    }
    return report
  }

  private static let mostExplained = 5

  private static func number(_ value: Double) -> String {
    value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
  }

  private typealias Changes = [(function: String, base: Double, head: Double)]

  private func changes(
    _ name: String, _ sides: BuiltSides, _ callgrind: Callgrind
  ) throws -> (Changes, what: String) {
    let player = sides.players[0]
    guard let chosen else {
      let operations = try callgrind.calibrate(player.commands.base, name)
      let base = try callgrind.operation(player.commands.base, name, operations: operations)
      let head = try callgrind.operation(player.commands.head, name, operations: operations)
      return (base.largestChanges(to: head), "instructions")
    }
    guard let preset = chosen.preset else {
      let base = try callgrind.run(player.commands.base, in: player.directories.base)
      let head = try callgrind.run(player.commands.head, in: player.directories.head)
      return (base.largestChanges(to: head), "instructions")
    }
    // A harness runs as often as the time allows: shares of its instructions tell.
    let template = template(chosen)
    let folder = try TemporaryFolder(interruption: callgrind.interruption)
    func profile(_ role: Duet.Role) throws -> CallgrindProfile {
      let words = template.words(
        side: sides.values[0][role], filter: preset.filter.text(name) ?? preset.everything,
        results: folder.file("results-\(role.rawValue)"), seed: 1)
      return try DuetError.naming(role) {
        try callgrind.run(words, in: player.directories[role])
      }
    }
    let base = try profile(.base)
    let head = try profile(.head)
    return (
      base.largestChanges(
        to: head,
        scale: DuetSides(base: 100 / base.instructions, head: 100 / head.instructions)),
      "% of the instructions"
    )
  }
}
