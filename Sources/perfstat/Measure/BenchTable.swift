import Foundation
import PerfStats

/// What was measured, for the eye: the median and how far the medians of executions differ from it.
struct BenchTable {
  var runs: [Run]

  var text: String {
    let rows = benchmarks.map { row($0) }
    let head = ["benchmark", "median", "executions from", "to", "batch"]
    let widths = head.indices.map { column in
      ([head] + rows).reduce(0) { max($0, $1[column].count) }
    }
    return ([head] + rows).map { cells in
      cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
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
}
