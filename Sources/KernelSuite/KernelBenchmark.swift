import PerfStats
import TruenoKernels

/// A measured benchmark of the built-in suite: what its name says and the median time of each execution.
package struct KernelBenchmark {
  package let name: String
  package let operation: Operation
  package let backend: Backend
  package let count: Int
  /// Median of each execution, ns per call, in the order of measuring.
  package let medians: [Double]

  /// All kernels of these runs; benchmarks of other programs and other metrics are left out.
  package static func all(in runs: [Run]) -> [KernelBenchmark] {
    (runs.first?.measurements ?? []).compactMap { first in
      executionMedians(of: first, in: runs).flatMap { KernelBenchmark(first, medians: $0) }
    }
  }

  private init?(_ measurement: Measurement, medians: [Double]) {
    let parts = measurement.benchmark.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, let operation = Operation(named: String(parts[0])),
      let backend = Backend(rawValue: String(parts[1])), let count = Int(parts[2]),
      (1...1 << 40).contains(count)
    else { return nil }
    name = measurement.benchmark
    self.operation = operation
    self.backend = backend
    self.count = count
    self.medians = medians
  }

  package var nanosecondsPerElement: Double { Quantiles.median(medians) / Double(count) }
  /// Bytes that the operation must move, each once, per time: 10^9 bytes per second.
  package var gigabytesPerSecond: Double {
    Double(operation.bytesPerElement) / nanosecondsPerElement
  }
  /// Operations as the textbook formula counts them, per time: 10^9 per second.
  package var gigaflopsPerSecond: Double {
    Double(operation.flopsPerElement) / nanosecondsPerElement
  }
}

/// Median of each execution of a benchmark in all runs, nanoseconds per call; nil where it is another metric or not positive.
func executionMedians(of measurement: Measurement, in runs: [Run]) -> [Double]? {
  guard measurement.metric.name == "time", measurement.metric.unit == "ns" else { return nil }
  let executions = runs.flatMap { run in
    run.measurements.first { $0.key == measurement.key }?.executions ?? []
  }
  let medians = executions.filter { !$0.values.isEmpty }.map { Quantiles.median($0.values) }
  return !medians.isEmpty && medians.allSatisfy { $0 > 0 && $0.isFinite } ? medians : nil
}
