import Foundation
import PerfStats
import PerfWorker

/// Measures two worker programs in alternation, sample by sample.
///
/// Each execution pair starts both programs afresh, in random order and each with an
/// environment of random size, because where the system places a process in memory changes its
/// speed, and both on the same processor, because neighbours slow processors down one by one.
/// It is measured in rounds: one sample of either side of every benchmark, in random order, the
/// sides in the order A B in one round and B A in the next. A disturbance then hits one sample of
/// many benchmarks instead of all samples of one. The first two rounds are thrown away. Both
/// sides time batches of the same size.
package struct DuetWorkers {
  /// The commands of each layout, which execution pairs have in turn; one where there is but one.
  var layouts: [DuetSides<[String]>]
  var sampleSize: Int
  var seed: UInt64
  /// Processors of which each execution pair draws one to bind both programs to; none to leave
  /// the choice to the system.
  var processors: [Int]
  /// Seconds that any answer may take.
  var timeout: Double
  var interruption: Interruption

  package init(
    layouts: [DuetSides<[String]>], sampleSize: Int, seed: UInt64, processors: [Int],
    timeout: Double, interruption: Interruption
  ) {
    self.layouts = layouts
    self.sampleSize = sampleSize
    self.seed = seed
    self.processors = processors
    self.timeout = timeout
    self.interruption = interruption
  }

  /// Rounds of an execution pair, each of which is a step of `progress`.
  package var rounds: Int { Bench.warmUpSamples + sampleSize }

  /// What both sides offer.
  package func offers() throws -> DuetSides<[WorkerProtocol.Offer]> {
    func list(_ role: Duet.Role) throws -> [WorkerProtocol.Offer] {
      try DuetError.naming(role) {
        let worker = try start(role, padding: 0)
        defer { worker.stop() }
        let offers = try worker.list()
        try worker.quit()
        return offers
      }
    }
    return DuetSides(base: try list(.base), head: try list(.head))
  }

  /// Batch sizes, found with one side.
  package func calibrate(
    _ names: [String], with role: Duet.Role, progress: (String) -> Void
  ) throws -> [String: Int] {
    try DuetError.naming(role) {
      let worker = try start(role, padding: 0)
      defer { worker.stop() }
      var iterations: [String: Int] = [:]
      for name in names {
        iterations[name] = try worker.calibrate(name, seconds: Bench.batchSeconds)
        progress("calibrating \(name)")
      }
      try worker.quit()
      return iterations
    }
  }

  /// Samples of one execution pair, by benchmark.
  ///
  /// - Parameters:
  ///   - number: of the execution pair, from 0; with the seed it determines every random choice.
  ///   - iterations: batch size of every benchmark to measure.
  package func executionPair(
    _ number: Int, iterations: [String: Int], progress: (String) -> Void
  ) throws -> [String: DuetSides<Execution>] {
    var random = SplitMix64(seed: seed, stream: number)
    let first: Duet.Role = Bool.random(using: &random) ? .base : .head
    let padding = DuetSides(
      base: Int.random(in: 0..<4096, using: &random),
      head: Int.random(in: 0..<4096, using: &random))
    let processor = processors.randomElement(using: &random)
    let names = iterations.keys.sorted()

    var workers: [Duet.Role: Worker] = [:]
    defer { for worker in workers.values { worker.stop() } }
    for role in [first, first.other] {
      workers[role] = try DuetError.naming(role) {
        try start(
          role, layout: number % layouts.count, padding: padding[role], processor: processor)
      }
    }
    func sample(_ role: Duet.Role, _ name: String) throws -> Double {
      guard let worker = workers[role] else { throw DuetError("no \(role.rawValue) worker") }
      return try DuetError.naming(role) {
        try worker.sample(name, iterations: iterations[name] ?? 1).perOperation
      }
    }
    var result = iterations.mapValues {
      DuetSides(
        base: Execution(iterations: $0, values: []), head: Execution(iterations: $0, values: []))
    }
    for round in 0..<rounds {
      let leading = round.isMultiple(of: 2) ? first : first.other
      for name in names.shuffled(using: &random) {
        for role in [leading, leading.other] {
          let value = try sample(role, name)
          if round >= Bench.warmUpSamples { result[name]?[role].values.append(value) }
        }
      }
      progress("round \(round + 1)")
    }
    for (role, worker) in workers { try DuetError.naming(role) { try worker.quit() } }
    return result
  }

  /// Samples of a benchmark that only one side offers.
  package func alone(_ role: Duet.Role, _ name: String) throws -> Execution {
    try DuetError.naming(role) {
      let worker = try start(role, padding: 0)
      defer { worker.stop() }
      let iterations = try worker.calibrate(name, seconds: Bench.batchSeconds)
      let values = try (0..<sampleSize).map { _ in
        try worker.sample(name, iterations: iterations).perOperation
      }
      try worker.quit()
      return Execution(iterations: iterations, values: values)
    }
  }

  private func start(
    _ role: Duet.Role, layout: Int = 0, padding: Int, processor: Int? = nil
  ) throws -> Worker {
    try Worker(
      command: layouts[layout][role],
      environment: ["PERFSTAT_PADDING": String(repeating: "x", count: padding)],
      processor: processor, timeout: timeout, interruption: interruption)
  }
}
