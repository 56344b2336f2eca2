import PerfWorker

/// A tool that runs programs and says what they or their functions cost.
protocol Instrument {
  /// What it says of a run.
  associatedtype Reading

  /// Seconds that a run may take.
  var timeout: Double { get }
  var interruption: Interruption { get }

  /// The words that run a command under the tool.
  func command(_ words: [String]) -> [String]
  /// What the last run left; its files are removed.
  func takeReading() throws -> Reading
}

extension Instrument {
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
}
