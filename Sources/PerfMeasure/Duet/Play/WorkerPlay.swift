import PerfStats
import PerfWorker

extension DuetPlay {
  /// Measures what both workers offer.
  func measureWorkers() throws -> Duet {
    let samples = sampleSize ?? 10
    let workers = DuetWorkers(
      layouts: sides.players.map(\.commands), sampleSize: samples, seed: seed,
      processors: try pin.processors(), timeout: timeout, interruption: interruption)

    let chosen = chosen(try workers.offers(), name: \.name, isUsable: \.available)
    let common = chosen.base.filter { offer in chosen.head.contains { $0.name == offer.name } }
    let series = prepare(common.map(measurement))
    guard !series.isEmpty else { throw nothingInCommon }
    for slow in slowed where !common.contains(where: { $0.name == slow }) {
      throw DuetError("--slow-down: no benchmark \"\(slow)\" is measured")
    }

    var record = DuetRecord(
      sides: sides.players[0], runner: runner,
      settings: settings(seed: seed, samples: samples)
        .merging(["batchMilliseconds": "\(Bench.batchSeconds * 1e3)"]) { $1 })
    watching.begin(common.count)
    let iterations = try workers.calibrate(common.map(\.name), with: .base) { watching.step($0) }
    watching.finish()
    let session = try session(series, rounds: workers.rounds, record: record) {
      number, active, progress in
      let wanted = iterations.filter { active.contains($0.key) }
      let pairs = try workers.executionPair(number, iterations: wanted, progress: progress)
      return Dictionary(
        uniqueKeysWithValues: pairs.map { (SeriesKey(benchmark: $0.key), $0.value) })
    }
    // What only one program offers is a row of the report, and part of the record.
    let names = Set(common.map(\.name))
    for role in Duet.Role.allCases {
      for offer in chosen[role] where !names.contains(offer.name) {
        let execution = try workers.alone(role, offer.name)
        record.alone[role] += prepare([measurement(offer)]).map { series in
          var series = series
          series.executions = [execution]
          return series
        }
      }
    }
    warn(of: record.conditions)
    return try record.duet(series, session)
  }

  private func measurement(_ offer: WorkerProtocol.Offer) -> PerfStats.Measurement {
    PerfStats.Measurement(
      benchmark: offer.name, metric: .nanoseconds, elements: offer.elements, executions: [])
  }
}
