import Foundation
import PerfStats
import PerfWorker

/// Measures the benchmarks of a worker program: one run per job, every sample kept.
///
/// The batch sizes are calibrated once, so that a batch takes about
/// `batchSeconds`, and used by all executions. Each execution is a fresh worker
/// process that is measured in rounds: one sample of every benchmark, in an order of
/// its own. A disturbance of some milliseconds then hits one sample of each benchmark
/// instead of all samples of one.
package struct Bench {
  var worker: [String]
  /// Benchmarks to measure, with their elements.
  package var offers: [WorkerProtocol.Offer]
  /// Executions and samples of all benchmarks that the plan does not know.
  var repetitions: MeasuringPlan.Repetitions
  var plan: MeasuringPlan?
  package var seed: UInt64
  /// Seconds that any answer of a worker may take.
  var timeout: Double
  package var interruption: Interruption

  /// Duration of one sample.
  package static let batchSeconds = 1e-3
  /// Samples of each benchmark that are thrown away before the first one that counts.
  package static let warmUpSamples = 2

  package init(
    worker: [String], offers: [WorkerProtocol.Offer], repetitions: MeasuringPlan.Repetitions,
    plan: MeasuringPlan? = nil, seed: UInt64, timeout: Double, interruption: Interruption
  ) {
    self.worker = worker
    self.offers = offers
    self.repetitions = repetitions
    self.plan = plan
    self.seed = seed
    self.timeout = timeout
    self.interruption = interruption
  }

  private func repetitions(of offer: WorkerProtocol.Offer) -> MeasuringPlan.Repetitions {
    plan?.repetitions(of: offer.name) ?? repetitions
  }

  /// Number of steps that `progress` sees for this many jobs.
  func steps(jobs: Int) -> Int {
    offers.reduce(0) { sum, offer in
      let planned = repetitions(of: offer)
      return sum + 1 + jobs * planned.executions * planned.samples
    }
  }

  /// Batch size of every benchmark, found in a worker of its own.
  func calibrate(progress: (String) -> Void) throws -> [String: Int] {
    let worker = try start()
    defer { worker.stop() }
    var iterations: [String: Int] = [:]
    for offer in offers {
      progress("calibrating \(offer.name)")
      iterations[offer.name] = try worker.calibrate(offer.name, seconds: Bench.batchSeconds)
    }
    try worker.quit()
    return iterations
  }

  /// So many jobs, one after another, each with its header.
  package func jobs(
    _ count: Int, runner: Runner, version: String, watching: Watching
  ) throws -> [Run] {
    let checkout = try GitCheckout.current(interruption: interruption)
    if let refusal = checkout.refusal { watching.warn(refusal) }
    watching.begin(steps(jobs: count))
    let iterations = try calibrate(progress: watching.step)
    return try (1...count).map { job in
      let header = JobHeader(checkout: checkout)
      let measurements = try measure(job: job, iterations: iterations) {
        watching.step("job \(job) of \(count)  \($0)")
      }
      watching.finish()
      for warning in header.conditions.warnings { watching.warn(warning) }
      return header.job(
        runner: runner,
        settings: [
          "executions": "\(repetitions.executions)", "sampleSize": "\(repetitions.samples)",
          "seed": "\(seed)", "job": "\(job)",
          "batchMilliseconds": "\(Bench.batchSeconds * 1e3)",
          "warmUpSamples": "\(Bench.warmUpSamples)", "version": version,
        ].merging(plan.map { ["plan": $0.setting] } ?? [:]) { $1 }, origin: "perfstat bench",
        measurements: measurements)
    }
  }

  /// One job: processes that are each measured in rounds.
  ///
  /// Benchmarks of fewer executions or samples than others sit out some of the processes or rounds, evenly.
  ///
  /// - Parameter job: Number of the job; with the seed it fixes every order.
  package func measure(
    job: Int, iterations: [String: Int], progress: (String) -> Void
  ) throws -> [PerfStats.Measurement] {
    var generator = SplitMix64(seed: seed, stream: job)
    var samples: [String: [Execution]] = [:]
    let executions = offers.map { repetitions(of: $0).executions }.max() ?? 0
    for execution in 1...executions {
      let measured = offers.filter {
        Self.takesPart(in: execution, of: executions, times: repetitions(of: $0).executions)
      }
      let worker = try start()
      defer { worker.stop() }
      var values: [String: [Double]] = [:]
      let rounds = measured.map { repetitions(of: $0).samples }.max() ?? 0
      for round in (1 - Bench.warmUpSamples)...rounds {
        let present = measured.filter {
          round < 1 || Self.takesPart(in: round, of: rounds, times: repetitions(of: $0).samples)
        }
        for offer in present.shuffled(using: &generator) {
          let value = try worker.sample(offer.name, iterations: iterations[offer.name] ?? 1)
          if round >= 1 {
            values[offer.name, default: []].append(value.perOperation)
            progress("execution \(execution) of \(executions)  \(offer.name)")
          }
        }
      }
      for offer in measured {
        samples[offer.name, default: []].append(
          Execution(iterations: iterations[offer.name], values: values[offer.name] ?? []))
      }
      try worker.quit()
    }
    return offers.map {
      PerfStats.Measurement(
        benchmark: $0.name, metric: .nanoseconds, elements: $0.elements,
        executions: samples[$0.name] ?? [])
    }
  }

  /// Whether turn 1...`turns` is one of `times` that are spread evenly over them, the last one among them.
  private static func takesPart(in turn: Int, of turns: Int, times: Int) -> Bool {
    turn * times / turns > (turn - 1) * times / turns
  }

  private func start() throws -> Worker {
    try Worker(command: worker, timeout: timeout, interruption: interruption)
  }
}

extension Worker {
  /// What a program offers, asked in a process of its own.
  package static func offers(
    of command: [String], timeout: Double, interruption: Interruption
  ) throws -> [WorkerProtocol.Offer] {
    let worker = try Worker(command: command, timeout: timeout, interruption: interruption)
    defer { worker.stop() }
    let offers = try worker.list()
    try worker.quit()
    return offers
  }

  /// Operations that take about `seconds` together: the batch is doubled until
  /// it is long enough to extrapolate from, then fitted to the shorter of two tries.
  func calibrate(_ name: String, seconds: Double) throws -> Int {
    let target = seconds * 1e9
    var iterations = 1
    var timing = try sample(name, iterations: iterations)
    while timing.nanoseconds < target / 4 && iterations < 1 << 40 {
      iterations *= 2
      timing = try sample(name, iterations: iterations)
    }
    let again = try sample(name, iterations: iterations)
    let perOperation = min(timing.perOperation, again.perOperation)
    return max(1, Int(min((target / perOperation).rounded(), 0x1p40)))
  }
}

/// Measuring could not begin or go on.
package struct BenchError: Error, CustomStringConvertible {
  package var description: String
  package init(_ description: String) { self.description = "bench: \(description)" }
}
