import Foundation
import PerfStats

/// What was measured, for the eye: the median of each benchmark and how far the medians of
/// executions differ from it, beside columns that the caller knows.
package struct BenchTable {
  private let runs: [Run]
  private let head: [String]
  private let cells: [String: [String]]

  /// - Parameters:
  ///   - runs: those with the benchmarks of the first one; values in nanoseconds.
  ///   - head: names of further columns.
  ///   - cells: texts of the further columns by benchmark; empty for one that has none.
  package init(runs: [Run], head: [String] = [], cells: [String: [String]] = [:]) {
    self.runs = runs
    self.head = head
    self.cells = cells
  }

  package var text: String {
    table(
      ["benchmark", "median", "executions from", "to", "batch"] + head,
      (runs.first?.measurements ?? []).map { row($0.benchmark) + (cells[$0.benchmark] ?? []) })
  }

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
}
