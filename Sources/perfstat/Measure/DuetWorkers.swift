import Foundation
import PerfStats

/// Measures two worker programs in alternation, sample by sample.
///
/// Each execution pair starts both programs afresh, in random order and each with an
/// environment of random size, because where the system places a process in memory changes its
/// speed. Each benchmark (in random order) is then sampled in the order A B B A A B B A ...,
/// after two samples of either side that are thrown away. Both sides time batches of the same
/// size.
struct DuetWorkers {
  var commands: DuetSides<[String]>
  var sampleSize: Int
  var seed: UInt64
  /// Processor that both programs are bound to, nil for none.
  var pin: Int?
  /// Seconds that any answer may take.
  var timeout: Double
  var interruption: Interruption

  /// What both sides offer.
  func offers() throws -> DuetSides<[WorkerProtocol.Offer]> {
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
  func calibrate(
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
  func executionPair(
    _ number: Int, iterations: [String: Int], progress: (String) -> Void
  ) throws -> [String: DuetSides<Execution>] {
    var random = SplitMix64(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    let first: Duet.Role = Bool.random(using: &random) ? .base : .head
    let padding = DuetSides(
      base: Int.random(in: 0..<4096, using: &random),
      head: Int.random(in: 0..<4096, using: &random))
    let order = iterations.keys.sorted().shuffled(using: &random)

    var workers: [Duet.Role: Worker] = [:]
    defer { for worker in workers.values { worker.stop() } }
    for role in [first, first.other] {
      workers[role] = try DuetError.naming(role) { try start(role, padding: padding[role]) }
    }
    func sample(_ role: Duet.Role, _ name: String) throws -> Double {
      guard let worker = workers[role] else { throw DuetError("no \(role.rawValue) worker") }
      return try DuetError.naming(role) {
        try worker.sample(name, iterations: iterations[name] ?? 1).perOperation
      }
    }
    var result: [String: DuetSides<Execution>] = [:]
    for name in order {
      for _ in 0..<Bench.warmUpSamples {
        _ = try sample(first, name)
        _ = try sample(first.other, name)
      }
      var pair = DuetSides(
        base: Execution(iterations: iterations[name], values: []),
        head: Execution(iterations: iterations[name], values: []))
      for index in 0..<sampleSize {
        let leading = index % 2 == 0 ? first : first.other
        for role in [leading, leading.other] {
          pair[role].values.append(try sample(role, name))
        }
      }
      result[name] = pair
      progress(name)
    }
    for (role, worker) in workers { try DuetError.naming(role) { try worker.quit() } }
    return result
  }

  /// Samples of a benchmark that only one side offers.
  func alone(_ role: Duet.Role, _ name: String) throws -> Execution {
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

  private func start(_ role: Duet.Role, padding: Int) throws -> Worker {
    try Worker(
      command: bound(commands[role], to: pin),
      environment: ["PERFSTAT_PADDING": String(repeating: "x", count: padding)],
      timeout: timeout, interruption: interruption)
  }
}

/// A command whose process, with all it starts, stays on one processor.
func bound(_ command: [String], to processor: Int?) -> [String] {
  processor.map { ["taskset", "--cpu-list", String($0)] + command } ?? command
}
