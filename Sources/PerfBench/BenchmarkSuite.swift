import Foundation
import PerfWorker

/// The benchmarks of one process, each prepared when it is named for the first time.
package final class BenchmarkSuite {
  private let benchmarks: [Benchmark]
  private var prepared: [Benchmark.Prepared] = []

  package init(_ benchmarks: [Benchmark]) {
    let repeated = Dictionary(grouping: benchmarks, by: \.name).filter { $1.count > 1 }.keys.min()
    precondition(repeated == nil, "two benchmarks are named \"\(repeated ?? "")\"")
    self.benchmarks = benchmarks
  }

  /// Answers perfstat's requests.
  package func serve(
    read: @escaping () -> String?, write: @escaping (String) throws -> Void
  ) async throws {
    try await WorkerServer(
      offers: benchmarks.map { .init(name: $0.name, elements: $0.elements) }, call: call,
      read: read, write: write
    ).serve()
  }

  /// Five batches of about a millisecond each: the least and the greatest time of an operation.
  package func look(write: (String) throws -> Void) async throws {
    try write("A look at each benchmark; to measure: perfstat bench --program PROGRAM\n")
    for benchmark in benchmarks {
      guard let call = try await call(benchmark.name) else { continue }
      var count = 1
      while try await call.time(count) < 500_000, count < 1 << 40 { count *= 2 }
      var times: [Double] = []
      for _ in 0..<5 { times.append(Double(try await call.time(count)) / Double(count)) }
      times.sort()
      let range = String(format: "%12.1f .. %.1f ns  ", times[0], times[4])
      try write(range + benchmark.name + "\n")
    }
  }

  /// Tears down what was set up.
  package func end() async throws {
    for each in prepared { try await each.end() }
    prepared = []
  }

  private func call(_ name: String) async throws -> TimedCall? {
    guard let benchmark = benchmarks.first(where: { $0.name == name }) else { return nil }
    let ready = try await benchmark.prepare()
    prepared.append(ready)
    return ready.call
  }
}
