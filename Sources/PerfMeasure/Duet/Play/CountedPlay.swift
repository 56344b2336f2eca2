import PerfStats
import PerfWorker

extension DuetPlay {
  /// Counts instructions of both sides instead of measuring their time: of each benchmark of a
  /// worker, or of a complete run of a command.
  package func counted() throws -> Duet {
    let callgrind = try Callgrind(timeout: timeout, interruption: interruption)
    let players = sides.players
    var names: [String] = ["whole process"]
    var operations: [String: Int] = [:]
    if harness == nil {
      let offers = DuetSides(
        base: try callgrind.offers(players[0].commands.base),
        head: try callgrind.offers(players[0].commands.head))
      func due(_ offers: [WorkerProtocol.Offer]) -> [String] {
        offers.filter { $0.available && isWanted($0.name) && isAffected($0.name) }.map(\.name)
      }
      let heads = Set(due(offers.head))
      names = due(offers.base).filter { heads.contains($0) }
      guard !names.isEmpty else { throw nothingInCommon }
      for name in names {
        operations[name] = try callgrind.calibrate(players[0].commands.base, name)
      }
    }
    let record = DuetRecord(
      sides: players[0], runner: runner,
      settings: settings(seed: 0, samples: 1).merging(["count": "callgrind"]) { $1 })
    let series = prepare(
      names.map {
        PerfStats.Measurement(benchmark: $0, metric: Callgrind.instructions, executions: [])
      })
    guard !series.isEmpty else { throw nothingInCommon }
    let session = try session(series, rounds: names.count, record: record) {
      number, active, progress in
      let player = players[number % players.count]
      var pairs: [SeriesKey: DuetSides<Execution>] = [:]
      for name in active {
        func count(_ role: Duet.Role) throws -> Execution {
          let value =
            try harness == nil
            ? Callgrind.rounded(
              callgrind.operation(
                player.commands[role], name, operations: operations[name] ?? 16
              ).total)
            : callgrind.run(player.commands[role], in: player.directories[role]).total
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
}
