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
        [Callgrind.instructions], enough: Callgrind.enough
      ) { [$0.total] }
    case .perf:
      try counted(
        by: PerfCounters(timeout: timeout, interruption: interruption), named: name,
        PerfCounters.metrics, enough: 10 * Callgrind.enough
      ) { $0 }
    }
  }

  /// - Parameter enough: instructions of a batch beside which the worker's own, of which a few depend
  ///   on the time it measured, do not count.
  private func counted<Tool: Instrument>(
    by tool: Tool, named toolName: String, _ metrics: [Metric], enough: Double,
    counts: (Tool.Reading) -> [Double]
  ) throws -> Duet {
    let players = sides.players
    /// Counts of one operation: what a batch of `operations` + 1 has beyond a batch of one.
    func operation(_ words: [String], _ name: String, _ operations: Int) throws -> [Double] {
      let one = counts(try tool.batch(words, name, iterations: 1))
      let many = counts(try tool.batch(words, name, iterations: 1 + operations))
      return zip(many, one).map { max(0, $0 - $1) / Double(operations) }
    }
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
        let few = try operation(players[0].commands.base, name, 16)[0]
        operations[name] = Callgrind.operations(of: few, enough: enough)
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
            var values = try operation(player.commands[role], name, operations[name] ?? 16)
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
