import RealModule

/// What the baseline of each benchmark is: the mean of its jobs since its last level shift.
///
/// A folder of the main branch's jobs mixes commits. A change that was accepted half-way through it
/// must not be charged to the next pull request, nor may an earlier gain pay for its loss. Level
/// shifts are looked for as in the noise model, in archive and baseline together:
///
///     reference_b = mean over the jobs since the shift of (L[b,r] - c_r)
///                   + mean of c_r over all baseline jobs of the benchmark
///
/// so that the common factor of all benchmarks stays that of the whole baseline.
package struct ReferenceLevel: Hashable, Sendable {
  /// Log level of each benchmark.
  package var means: [Double]
  /// Jobs that count, as positions among the baseline's jobs, ascending.
  package var jobs: [[Int]]
  /// Benchmarks whose level shifted inside the baseline.
  package var shifted: Int

  /// - Parameters:
  ///   - table: log locations of archive and baseline, in time order.
  ///   - columns: column of each baseline job.
  /// - Complexity: O(M R log (M R)).
  package init(_ table: LocationTable, baselineColumns columns: [Int], threads: Int = 1) {
    let common = CommonFactor(table)
    let searched = table.jobs >= Self.fewestJobs
    let rows = inParallel(table.benchmarks, threads: threads) { b in
      let measured = columns.indices.filter { !table[b, columns[$0]].isNaN }
      var chosen = measured
      if searched {
        let known = table.jobsMeasuring(b)
        let starts = segmentStarts(
          known.map { table[b, $0] - common.levels[b] - common.factors[$0] })
        if known.count >= Self.fewestJobs, let last = starts.last, last > 0 {
          let present = measured.filter { columns[$0] >= known[last] }
          // A baseline that ends before its benchmark's last change has no job of the new level.
          if !present.isEmpty { chosen = present }
        }
      }
      let factor = { (positions: [Int]) in
        Moments.mean(positions.map { common.factors[columns[$0]] })
      }
      let level = Moments.mean(chosen.map { table[b, columns[$0]] })
      let isWhole = chosen.count == measured.count
      return (
        mean: isWhole ? level : level - factor(chosen) + factor(measured), jobs: chosen,
        isWhole: isWhole
      )
    }
    means = rows.map(\.mean)
    jobs = rows.map(\.jobs)
    shifted = rows.count { !$0.isWhole }
  }

  /// Fewest jobs in which level shifts are looked for.
  package static let fewestJobs = 8
}
