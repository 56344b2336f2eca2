import Foundation
import PerfStats

extension DuetPlay {
  /// Says which functions made the failing benchmarks slower: the own cost of each on both sides, of
  /// which the ten that changed most.
  ///
  /// What was measured as time is explained as time, by perf in short runs of both sides in turn;
  /// counts, and all where perf cannot sample, by callgrind's instructions.
  package func explained(_ report: Report) throws -> Report {
    var report = report
    let failing = report.benchmarks.indices.filter {
      report.benchmarks[$0].verdict == .fail && report.benchmarks[$0].estimate != nil
    }.prefix(Self.mostExplained)
    guard !failing.isEmpty else { return report }
    let patience = max(timeout, 600)
    let sampling = try PerfRecord(timeout: patience, interruption: interruption)
    watching.begin(failing.count)
    defer { watching.finish() }
    for index in failing {
      let row = report.benchmarks[index]
      watching.step("explaining \(row.name)")
      let isCount = row.metric == Callgrind.instructions
      let functions: [FunctionCost]
      if !isCount, let sampling {
        functions = try sampled(row, sampling)
      } else {
        functions = try counted(
          row.name, Callgrind(timeout: patience, interruption: interruption))
      }
      report.benchmarks[index].functions = functions
      if functions.isEmpty {
        report.benchmarks[index].notes.append(
          !isCount && sampling != nil
            ? "no function's own time differs clearly"
            : "no function executes more instructions than before")
      }
    }
    return report
  }

  private static let mostExplained = 5
  /// Runs of either side under perf, and how long each measures: some thousand samples together.
  private static let sampledPairs = 8
  private static let sampledSeconds = 0.25
  /// Share of the whole below which a function's change is not told.
  private static let negligible = 0.005

  /// Own time: each function's share of the samples, of what the whole took on that side; in per
  /// cent where something else than time was measured.
  private func sampled(_ row: BenchmarkResult, _ perf: PerfRecord) throws -> [FunctionCost] {
    let player = sides.players[0]
    let isTime = row.metric.name == "time"
    // Each side its own, so that both are looked at for as long.
    var iterations = DuetSides(base: 0, head: 0)
    if harness == nil {
      for role in [Duet.Role.base, .head] {
        iterations[role] = try perf.iterations(
          player.commands[role], row.name, seconds: Self.sampledSeconds)
      }
    }
    let folder = try TemporaryFolder(interruption: interruption)
    func profile(_ role: Duet.Role) throws -> FunctionProfile {
      try DuetError.naming(role) {
        if harness == nil {
          return try perf.batch(player.commands[role], row.name, iterations: iterations[role])
        }
        return try perf.run(
          slice(of: role, row.name, seconds: Self.sampledSeconds, in: folder)
            ?? player.commands[role], in: player.directories[role])
      }
    }
    var pairs: [DuetSides<FunctionProfile>] = []
    for number in 0..<Self.sampledPairs {
      var pair = DuetSides(base: FunctionProfile(), head: FunctionProfile())
      let roles: [Duet.Role] = number.isMultiple(of: 2) ? [.base, .head] : [.head, .base]
      for role in roles {
        let whole = isTime ? (role == .base ? row.baseline : row.current)?.value : nil
        pair[role] = try profile(role).scaled(to: whole ?? 100)
      }
      // A run too short for a sample says nothing of either side.
      if pair.base.total > 0, pair.head.total > 0 { pairs.append(pair) }
    }
    return FunctionProfile.largestChanges(
      pairs, unit: isTime ? row.metric.unit : "%", negligible: Self.negligible)
  }

  /// Instructions: of one operation of a worker, of a whole run of a command, and as shares where a
  /// harness runs as often as the time allows.
  private func counted(_ name: String, _ callgrind: Callgrind) throws -> [FunctionCost] {
    let player = sides.players[0]
    let folder = try TemporaryFolder(interruption: interruption)
    var pair = DuetSides(base: FunctionProfile(), head: FunctionProfile())
    var unit = "instructions"
    let operations = harness == nil ? try callgrind.calibrate(player.commands.base, name) : 0
    for role in [Duet.Role.base, .head] {
      pair[role] = try DuetError.naming(role) {
        if harness == nil {
          return try callgrind.operation(player.commands[role], name, operations: operations)
        }
        guard let words = slice(of: role, name, in: folder) else {
          return try callgrind.run(player.commands[role], in: player.directories[role])
        }
        unit = "%"
        return try callgrind.run(words, in: player.directories[role]).scaled(to: 100)
      }
    }
    return FunctionProfile.largestChanges([pair], unit: unit)
  }

  /// The command of one slice of a harness, for one benchmark where it can be named; nil for whole
  /// processes, which are no slices.
  private func slice(
    of role: Duet.Role, _ name: String, seconds: Double? = nil, in folder: TemporaryFolder
  ) -> [String]? {
    guard let preset = harness?.preset, var template else { return nil }
    if let seconds { template.seconds = max(template.seconds, seconds) }
    return template.words(
      side: sides.values[0][role], filter: preset.filter.text(name) ?? preset.everything,
      results: folder.file("results-\(role.rawValue)"), seed: 1)
  }
}
