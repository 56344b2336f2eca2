import RealModule

/// How each benchmark's log location differs between the two sides, before anything is known
/// about noise (6.1), and which benchmarks were measured in the same jobs.
package struct LevelContrast: Hashable, Sendable {
  /// Mean current minus reference log location.
  package var differences: [Double]
  /// Log level of the baseline that each benchmark is compared with.
  package var references: [Double]
  package var baselineJobs: [[Int]]
  package var currentJobs: [[Int]]
  /// Jobs of the baseline that the reference rests on, a part of `baselineJobs`.
  package var referenceJobs: [[Int]]

  /// - Parameters: tables with one row per benchmark, each measured on both sides.
  package init(baseline: LocationTable, current: LocationTable) {
    self.init(baseline: baseline, current: current, reference: nil)
  }

  /// - Parameter reference: the jobs since each benchmark's last level shift; nil for all jobs.
  package init(baseline: LocationTable, current: LocationTable, reference: ReferenceLevel?) {
    let rows = 0..<baseline.benchmarks
    baselineJobs = rows.map { baseline.jobsMeasuring($0) }
    currentJobs = rows.map { current.jobsMeasuring($0) }
    referenceJobs = reference?.jobs ?? baselineJobs
    let references = reference?.means ?? rows.map { Moments.mean(baseline.measured($0)) }
    self.references = references
    differences = rows.map { Moments.mean(current.measured($0)) - references[$0] }
  }

  package var benchmarks: Int { differences.count }

  /// 1/R_b + 1/R_c, the variance of a difference of means of independent jobs.
  package func jobFactor(_ benchmark: Int) -> Double {
    1 / Double(baselineJobs[benchmark].count) + 1 / Double(currentJobs[benchmark].count)
  }

  /// Benchmarks measured in the same jobs, by position; largest group first.
  var groups: [[Int]] {
    var members: [Pattern: [Int]] = [:]
    for b in 0..<benchmarks {
      members[Pattern(baseline: baselineJobs[b], current: currentJobs[b]), default: []].append(b)
    }
    return members.values.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
  }

  /// Squared distance between the job weights of two benchmarks: the variance, in units of
  /// tau^2, that the common factors of one leave in the other.
  func mismatch(_ a: Int, _ b: Int) -> Double {
    func distance(_ x: [Int], _ y: [Int]) -> Double {
      let shared = Double(Set(x).intersection(y).count)
      let (p, q) = (Double(x.count), Double(y.count))
      return 1 / p + 1 / q - 2 * shared / (p * q)
    }
    return distance(baselineJobs[a], baselineJobs[b]) + distance(currentJobs[a], currentJobs[b])
  }

  private struct Pattern: Hashable {
    var baseline: [Int]
    var current: [Int]
  }
}
