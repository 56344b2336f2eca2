import PerfStats
import PerfWorker

extension DuetPlay {
  /// Counts what both sides do instead of measuring their time: of each benchmark of a
  /// worker, or of a complete run of a command.
  ///
  /// - Throws: `DuetError` where the tool is not there or cannot count, and as `measured` does.
  package func counted(by tool: CountingTool) throws -> Duet {
    let name = tool.rawValue
    return switch tool {
    case .callgrind:
      try counted(
        by: Callgrind(timeout: timeout, interruption: interruption), named: name,
        [Callgrind.instructions]
      ) { [$0.total] }
    case .perf:
      try counted(
        by: PerfCounters(timeout: timeout, interruption: interruption), named: name,
        PerfCounters.metrics
      ) { $0.values }
    }
  }

  /// - Parameter counts: the count of each of `metrics`, the one that decides first.
  private func counted<Tool: Instrument>(
    by tool: Tool, named toolName: String, _ metrics: [Metric], counts: (Tool.Reading) -> [Double]
  ) throws -> Duet {
    let players = sides.players
    var names: [String] = ["whole process"]
    var operations: [String: Int] = [:]
    if harness == nil {
      let offers = DuetSides(
        base: try tool.offers(players[0].commands.base),
        head: try tool.offers(players[0].commands.head))
      func due(_ offers: [WorkerProtocol.Offer]) -> [String] {
        offers.filter { $0.available && isWanted($0.name) && isAffected($0.name) }.map(\.name)
      }
      let heads = Set(due(offers.head))
      names = due(offers.base).filter { heads.contains($0) }
      guard !names.isEmpty else { throw nothingInCommon }
      for name in names {
        operations[name] = try tool.calibrate(players[0].commands.base, name)
      }
    }
    let record = DuetRecord(
      sides: players[0], runner: runner,
      settings: settings(seed: 0, samples: 1).merging(["count": toolName]) { $1 })
    let series = prepare(
      names.flatMap { name in
        metrics.map { PerfStats.Measurement(benchmark: name, metric: $0, executions: []) }
      })
    guard !series.isEmpty else { throw nothingInCommon }
    let wanted = Set(series.map(\.key))
    let session = try session(series, rounds: names.count, record: record) {
      number, active, progress in
      let player = players[number % players.count]
      var pairs: [SeriesKey: DuetSides<Execution>] = [:]
      for name in active {
        func count(_ role: Duet.Role) throws -> [Double] {
          try DuetError.naming(role) {
            guard harness == nil else {
              return counts(try tool.run(player.commands[role], in: player.directories[role]))
            }
            var values = counts(
              try tool.operation(player.commands[role], name, operations: operations[name] ?? 16))
            values[0] = Callgrind.rounded(values[0])
            return values
          }
        }
        // In turn, for what depends on what else the machine does.
        let isBaseFirst = number.isMultiple(of: 2)
        let first = try count(isBaseFirst ? .base : .head)
        let second = try count(isBaseFirst ? .head : .base)
        for (index, metric) in metrics.enumerated() {
          let key = SeriesKey(benchmark: name, metric: metric.name)
          guard wanted.contains(key) else { continue }
          func execution(_ values: [Double]) -> Execution {
            Execution(iterations: operations[name], values: [values[index]])
          }
          pairs[key] = DuetSides(
            base: execution(isBaseFirst ? first : second),
            head: execution(isBaseFirst ? second : first))
        }
        progress(name)
      }
      return pairs
    }
    return try record.duet(series, session)
  }
}
