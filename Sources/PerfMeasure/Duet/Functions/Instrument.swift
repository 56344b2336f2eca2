import PerfWorker

/// What a run cost, of which that of another can be taken off.
protocol RunCost {
  /// The sum that decides: instructions, samples.
  var total: Double { get }
  /// What this one has beyond another, divided.
  func beyond(_ other: Self, per divisor: Double) -> Self
}

/// A tool that runs programs and says what they or their functions cost.
protocol Instrument {
  /// What it says of a run.
  associatedtype Reading: RunCost

  /// Seconds that a run may take.
  var timeout: Double { get }
  var interruption: Interruption { get }
  /// What a batch costs beside which the worker's own, of which a little depends on the time it
  /// measured, does not count.
  var enough: Double { get }

  /// The words that run a command under the tool.
  func command(_ words: [String]) -> [String]
  /// What the last run left; its files are removed.
  func takeReading() throws -> Reading
}

extension Instrument {
  var enough: Double { 1e7 }

  /// A complete run of a command, which a signal to this program ends at once.
  func run(_ words: [String], in directory: String? = nil) throws -> Reading {
    _ = try ProcessRun(
      command(words), directory: directory, timeout: timeout, patience: 0,
      interruption: interruption)
    return try takeReading()
  }

  /// A worker from its start to its end, with one batch of a benchmark.
  func batch(_ words: [String], _ name: String, iterations: Int) throws -> Reading {
    let worker = try Worker(
      command: command(words), timeout: timeout, interruption: interruption)
    defer { worker.stop() }
    _ = try worker.sample(name, iterations: iterations)
    try worker.quit()
    return try takeReading()
  }

  /// What a worker offers under the tool, which may hide something of the processor.
  func offers(_ words: [String]) throws -> [WorkerProtocol.Offer] {
    let worker = try Worker(
      command: command(words), timeout: timeout, interruption: interruption)
    defer { worker.stop() }
    let offers = try worker.list()
    try worker.quit()
    _ = try takeReading()
    return offers
  }

  /// One operation of a worker's benchmark: what a batch of `operations` + 1 has beyond a batch of one, so that
  /// the worker's own start does not count.
  func operation(_ words: [String], _ name: String, operations: Int) throws -> Reading {
    let one = try batch(words, name, iterations: 1)
    return try batch(words, name, iterations: 1 + operations)
      .beyond(one, per: Double(operations))
  }

  /// Operations of a worker's benchmark that cost `enough` together.
  func calibrate(_ words: [String], _ name: String) throws -> Int {
    let few = try operation(words, name, operations: 16).total
    return max(16, Int(min((enough / max(few, 1)).rounded(.up), 1e6)))
  }
}
