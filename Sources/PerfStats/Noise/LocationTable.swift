/// Log locations of benchmarks (rows) in jobs (columns). A benchmark that a job did not
/// measure is NaN there and takes no part in any sum, mean or median.
package struct LocationTable: Hashable, Sendable {
  package private(set) var benchmarks: Int
  package private(set) var jobs: Int
  private var values: [Double]

  /// A table in which nothing was measured.
  package init(benchmarks: Int, jobs: Int) {
    self.benchmarks = benchmarks
    self.jobs = jobs
    values = Array(repeating: .nan, count: benchmarks * jobs)
  }

  /// - Parameter rows: one row per benchmark; shorter rows are filled with NaN.
  package init(rows: [[Double]]) {
    self.init(benchmarks: rows.count, jobs: rows.map(\.count).max() ?? 0)
    for (b, row) in rows.enumerated() {
      for (r, value) in row.enumerated() { self[b, r] = value }
    }
  }

  package subscript(benchmark: Int, job: Int) -> Double {
    get { values[benchmark * jobs + job] }
    set { values[benchmark * jobs + job] = newValue }
  }

  package func row(_ benchmark: Int) -> [Double] {
    Array(values[(benchmark * jobs)..<((benchmark + 1) * jobs)])
  }

  /// The values of a row that were measured.
  package func measured(_ benchmark: Int) -> [Double] { row(benchmark).filter { !$0.isNaN } }

  /// The jobs that measured a benchmark.
  package func jobsMeasuring(_ benchmark: Int) -> [Int] {
    (0..<jobs).filter { !self[benchmark, $0].isNaN }
  }

  /// The table with these jobs only, in this order.
  package func selecting(jobs chosen: [Int]) -> LocationTable {
    var table = LocationTable(benchmarks: benchmarks, jobs: chosen.count)
    for b in 0..<benchmarks {
      for (r, job) in chosen.enumerated() { table[b, r] = self[b, job] }
    }
    return table
  }

  /// The jobs of this table followed by those of another with the same benchmarks.
  package func appending(_ other: LocationTable) -> LocationTable {
    var table = LocationTable(benchmarks: benchmarks, jobs: jobs + other.jobs)
    for b in 0..<benchmarks {
      for r in 0..<jobs { table[b, r] = self[b, r] }
      for r in 0..<other.jobs { table[b, jobs + r] = other[b, r] }
    }
    return table
  }

  /// This table with the current jobs of a comparison as further evidence of spread: each
  /// benchmark that has two or more of them is moved so that its mean is that of this
  /// table's jobs, whatever the current version did to it.
  ///
  /// - Returns: the longer table, and which benchmarks were moved; they pay one degree of freedom.
  package func extended(
    withSpreadOf current: LocationTable
  ) -> (table: LocationTable, moved: [Bool]) {
    var columns = current
    var moved = Array(repeating: false, count: benchmarks)
    for b in 0..<benchmarks {
      let (mine, others) = (measured(b), current.measured(b))
      moved[b] = others.count >= 2 && !mine.isEmpty
      let shift = moved[b] ? Moments.mean(mine) - Moments.mean(others) : Double.nan
      for r in 0..<columns.jobs { columns[b, r] += shift }
    }
    return (moved.contains(true) ? appending(columns) : self, moved)
  }
}
