/// A tool that runs programs and says what their functions cost.
protocol Profiler {
  /// Seconds that a run may take.
  var timeout: Double { get }
  var interruption: Interruption { get }

  /// The words that run a command under the tool.
  func command(_ words: [String]) -> [String]
  /// What the last run left; its files are removed.
  func takeProfile() throws -> FunctionProfile
}

extension Profiler {
  /// A complete run of a command, which a signal to this program ends at once.
  func run(_ words: [String], in directory: String? = nil) throws -> FunctionProfile {
    _ = try ProcessRun(
      command(words), directory: directory, timeout: timeout, patience: 0,
      interruption: interruption)
    return try takeProfile()
  }

  /// A worker from its start to its end, with one batch of a benchmark.
  func batch(_ words: [String], _ name: String, iterations: Int) throws -> FunctionProfile {
    let worker = try Worker(
      command: command(words), timeout: timeout, interruption: interruption)
    defer { worker.stop() }
    _ = try worker.sample(name, iterations: iterations)
    try worker.quit()
    return try takeProfile()
  }
}
