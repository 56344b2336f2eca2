import Foundation
import PerfReports
import PerfStats

/// What was measured, for the eye: the median, how far the medians of executions differ from it, for the
/// kernels of the built-in suite their throughput (beside the machine's roofs, where those were measured too), and
/// below the table their cliffs.
package struct BenchTable {
  private let runs: [Run]
  private let kernels: [KernelBenchmark]
  private let roofline: Roofline?

  package init(runs: [Run]) {
    self.runs = runs
    kernels = KernelBenchmark.all(in: runs)
    roofline = Roofline(runs: runs)
  }

  /// Fails only where a cost is no positive number.
  package func text() throws(StatisticsError) -> String {
    var head = ["benchmark", "median", "executions from", "to", "batch"]
    if !kernels.isEmpty { head += ["ns/element", "GB/s", "GFLOP/s"] }
    if roofline != nil { head.append("% of roof") }
    let byName = Dictionary(kernels.map { ($0.name, $0) }) { first, _ in first }
    return table(head, benchmarks.map { row($0) + throughput(byName[$0]) }) + (try cliffs())
  }

  private var benchmarks: [String] { runs.first?.measurements.map(\.benchmark) ?? [] }

  private func row(_ name: String) -> [String] {
    let executions = runs.flatMap { run in
      run.measurements.first { $0.benchmark == name }?.executions ?? []
    }
    let locations = executions.map { Quantiles.median($0.values) }
    let typical = Quantiles.median(locations)
    let change = { (value: Double) in String(format: "%+.1f %%", 100 * (value / typical - 1)) }
    return [
      name, String(format: "%.4g ns", typical), change(locations.min() ?? typical),
      change(locations.max() ?? typical), executions.first?.iterations.map(String.init) ?? "",
    ]
  }

  private func throughput(_ kernel: KernelBenchmark?) -> [String] {
    guard let kernel else { return [] }
    return [
      String(format: "%.4f", kernel.nanosecondsPerElement),
      String(format: "%.1f", kernel.gigabytesPerSecond),
      String(format: "%.1f", kernel.gigaflopsPerSecond),
    ] + (roofline.map { [String(format: "%.0f", 100 * $0.share(of: kernel))] } ?? [])
  }

  private func cliffs() throws(StatisticsError) -> String {
    list(
      "cliff: more than 10 % slower per element", try Cliff.find(among: kernels, below: roofline))
      + list("default slower than a simpler back end", try Cliff.ofDefaults(among: kernels))
  }

  private func list(_ title: String, _ cliffs: [Cliff]) -> String {
    if cliffs.isEmpty { return "" }
    let rows = cliffs.map { cliff in
      [cliff.slower, cliff.neighbour]
        + [cliff.ratio.estimate, cliff.ratio.lower, cliff.ratio.upper].map {
          String(format: "%.2f", $0)
        }
    }
    return "\n" + table([title, "than", "ratio", "from", "to"], rows)
  }
}
