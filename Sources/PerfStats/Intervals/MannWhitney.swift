import RealModule

/// Mann-Whitney U test of two independent samples, two-sided.
public struct MannWhitney: Hashable, Sendable {
  /// Number of pairs with x > y, ties counted half. (Other software reports the
  /// smaller of U and n1 n2 - U, or the rank sum U + n1 (n1 + 1)/2.)
  public let u: Double
  /// Whether some value occurs more than once.
  public let hasTies: Bool
  private let counts: (x: Int, y: Int)
  private let tieTerm: Double

  /// The exact distribution is used up to this many values a side.
  public static let exactLimit = 50

  /// - Parameters: finite values, at least one a side.
  /// - Complexity: O(n log n); the exact p-value O(n1^2 n2^2).
  public init(_ x: [Double], _ y: [Double]) throws(StatisticsError) {
    guard !x.isEmpty, !y.isEmpty else { throw .empty("Mann-Whitney test of an empty sample") }
    if let bad = (x + y).first(where: { !$0.isFinite }) {
      throw .invalidParameter(name: "value", value: bad, expected: "a finite number")
    }
    let all = (x.map { ($0, true) } + y.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var tieTerm = 0.0
    var start = 0
    while start < all.count {
      var end = start
      var ofX = 0
      while end < all.count && all[end].0 == all[start].0 {
        ofX += all[end].1 ? 1 : 0
        end += 1
      }
      rankSum += Double(ofX) * (Double(start + end + 1) / 2)
      let ties = Double(end - start)
      tieTerm += ties * ties * ties - ties
      start = end
    }
    u = rankSum - Double(x.count) * Double(x.count + 1) / 2
    hasTies = tieTerm > 0
    self.tieTerm = tieTerm
    counts = (x.count, y.count)
  }

  /// Exact without ties and with at most `exactLimit` values a side, otherwise the
  /// normal approximation.
  public var p: Double {
    !hasTies && max(counts.x, counts.y) <= Self.exactLimit ? exactP : asymptoticP
  }

  /// Normal approximation with continuity and tie correction.
  public var asymptoticP: Double {
    let (m, n) = (Double(counts.x), Double(counts.y))
    let total = m + n
    let variance = m * n / 12 * (total + 1 - tieTerm / (total * (total - 1)))
    guard variance > 0 else { return 1 }
    let z = ((u - m * n / 2).magnitude - 0.5) / variance.squareRoot()
    return min(1, 2 * StandardNormal.upperTail(z))
  }

  /// From the exact distribution of U, which assumes no ties.
  public var exactP: Double {
    let (m, n) = (min(counts.x, counts.y), max(counts.x, counts.y))
    // frequencies[i][k]: in how many orders of i values of one side and j of the
    // other k pairs are inverted; j grows by one in each round.
    // N(k; i, j) = N(k - j; i - 1, j) + N(k; i, j - 1): the largest is x or y.
    var frequencies = Array(repeating: Array(repeating: 0.0, count: m * n + 1), count: m + 1)
    for i in 0...m { frequencies[i][0] = 1 }
    for j in 1...n {
      for i in 1...m {
        for k in stride(from: i * j, through: j, by: -1) {
          frequencies[i][k] += frequencies[i - 1][k - j]
        }
      }
    }
    let total = frequencies[m].reduce(0, +)
    let extreme = max(u, Double(m * n) - u)
    var tail = 0.0
    for k in 0...(m * n) where Double(k) >= extreme { tail += frequencies[m][k] }
    return min(1, 2 * tail / total)
  }

  public static func == (a: MannWhitney, b: MannWhitney) -> Bool {
    a.u == b.u && a.counts == b.counts && a.tieTerm == b.tieTerm
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(u)
    hasher.combine(tieTerm)
    hasher.combine(counts.x)
    hasher.combine(counts.y)
  }
}
