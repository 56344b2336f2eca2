import Foundation
import PerfReports
import PerfStats

/// What was measured, for the eye: for the kernels of the built-in suite their throughput too
/// (beside the machine's roofs, where those were measured), and below the table their cliffs.
package struct KernelTable {
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
    var head = kernels.isEmpty ? [] : ["ns/element", "GB/s", "GFLOP/s"]
    if roofline != nil { head.append("% of roof") }
    let cells = Dictionary(kernels.map { ($0.name, throughput($0)) }) { first, _ in first }
    return BenchTable(runs: runs, head: head, cells: cells).text
      + list(
        "cliff: more than 10 % slower per element", try Cliff.find(among: kernels, below: roofline))
      + list("default slower than a simpler back end", try Cliff.ofDefaults(among: kernels))
  }

  private func throughput(_ kernel: KernelBenchmark) -> [String] {
    [
      String(format: "%.4f", kernel.nanosecondsPerElement),
      String(format: "%.1f", kernel.gigabytesPerSecond),
      String(format: "%.1f", kernel.gigaflopsPerSecond),
    ] + (roofline.map { [String(format: "%.0f", 100 * $0.share(of: kernel))] } ?? [])
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
