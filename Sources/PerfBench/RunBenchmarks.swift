import Foundation

/// Serves the benchmarks of this program to perfstat; the last thing a benchmark program does.
///
/// ```swift
/// import PerfBench
///
/// try await runBenchmarks {
///   Benchmark("parse/small", elements: text.utf8.count) { blackHole(parse(text)) }
/// }
/// ```
///
/// Built with `swift build -c release`, such a program is measured by
/// `perfstat bench --program`, alternated with its older self by `perfstat duet --base-ref`,
/// and judged: see `docs/perfbench.md`. Started by hand on a terminal, it times each benchmark a
/// few times and prints what it saw, which is a look and not a measurement.
///
/// - Parameter benchmarks: In the order of the list; their names differ.
/// - Throws: What a benchmark's setup or teardown throws while nobody asks. What an operation
///   throws is answered to perfstat, which ends with status 2 and the benchmark's name.
public func runBenchmarks(@BenchmarkBuilder _ benchmarks: () throws -> [Benchmark]) async throws {
  let suite = BenchmarkSuite(try benchmarks())
  if isatty(STDIN_FILENO) == 1 {
    try await suite.look(write: writeAll)
  } else {
    try await suite.serve(read: { readLine() }, write: writeAll)
  }
  try await suite.end()
}

private func writeAll(_ text: String) throws {
  try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
}
