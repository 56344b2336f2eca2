/// p-values adjusted for the number of tests, in the order given.
///
/// All are O(m log m), keep ties tied and never exceed 1. A NaN stays NaN and
/// counts as a test.
package enum MultipleTests {
  /// Bonferroni: m p.
  package static func bonferroni(_ p: [Double]) -> [Double] {
    p.map { $0.isNaN ? $0 : Swift.min(1, Double(p.count) * $0) }
  }

  /// Holm's step-down adjustment, which controls the probability of any false
  /// rejection: max over i <= j of min(1, (m - i + 1) p(i)).
  /// Source: S. Holm, Scand. J. Stat. 6, 1979.
  package static func holm(_ p: [Double]) -> [Double] {
    var adjusted = p
    var largest = 0.0
    for (rank, index) in ascending(p).enumerated() {
      largest = Swift.max(largest, Swift.min(1, Double(p.count - rank) * p[index]))
      adjusted[index] = largest
    }
    return adjusted
  }

  /// Benjamini-Hochberg step-up adjustment, which controls the false discovery
  /// rate: min over i >= j of min(1, m p(i) / i).
  /// Source: Y. Benjamini, Y. Hochberg, JRSS B 57, 1995.
  package static func benjaminiHochberg(_ p: [Double]) -> [Double] {
    var adjusted = p
    var smallest = 1.0
    for (rank, index) in ascending(p).enumerated().reversed() {
      smallest = Swift.min(smallest, Double(p.count) * p[index] / Double(rank + 1))
      adjusted[index] = smallest
    }
    return adjusted
  }

  /// Positions of the numbers among `p`, smallest first; ties by position.
  private static func ascending(_ p: [Double]) -> [Int] {
    p.indices.filter { !p[$0].isNaN }.sorted { (p[$0], $0) < (p[$1], $1) }
  }
}
