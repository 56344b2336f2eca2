/// Optimal partitioning with squared error and a penalty per change, changes at given places
/// only (Jackson et al., 2005), by functional pruning (Maidstone et al., 2017, section 3): the
/// minimum over all pairs of places without looking at all pairs.
///
/// The cost of a last segment that began at place s, as a function of its mean mu, is
/// Q_s(mu) = F(s) + (p_t - p_s) mu^2 - 2 (c_t - c_s) mu with c the prefix sums. A list of pieces
/// tells for every mu which s is best so far; an s without a piece cannot become best again.
package struct Partition {
  /// Places of the changes, ascending.
  package let boundaries: [Int]

  /// An interval of means and the number of the place that is best there.
  private struct Piece {
    var lower: Double
    var upper: Double
    var start: Int
  }

  /// - Parameters:
  ///   - places: ascending, in 1..<sums.count.
  ///   - penalty: of each change; of several starts that differ by less than 1e-9 of it the
  ///     earliest is taken.
  /// - Complexity: O(m log m) on average for m places; few pieces stay.
  package init(_ sums: LevelSums, places: [Int], penalty: Double) {
    let ends = [0] + places + [sums.count]
    let prefix = ends.map { sums.sum(0, $0) }
    let margin = 1e-9 * penalty
    var cost = [Double](repeating: 0, count: ends.count)
    var previous = [Int](repeating: 0, count: ends.count)
    var range = (lower: Double.infinity, upper: -Double.infinity)
    for t in 1..<ends.count {
      let mean = (prefix[t] - prefix[t - 1]) / Double(ends[t] - ends[t - 1])
      range = (min(range.lower, mean), max(range.upper, mean))
    }
    var pieces = [Piece(lower: range.lower, upper: range.upper, start: 0)]
    var next: [Piece] = []
    var candidates: [(start: Int, cost: Double)] = []
    for t in 1..<ends.count {
      candidates.removeAll(keepingCapacity: true)
      for piece in pieces {
        let length = Double(ends[t] - ends[piece.start])
        let sum = prefix[t] - prefix[piece.start]
        let mean = sum / length
        // At the mean itself in the form that has the least rounding.
        let least =
          mean >= piece.lower && mean <= piece.upper
          ? cost[piece.start] - sum * sum / length
          : {
            let mu = min(max(mean, piece.lower), piece.upper)
            return cost[piece.start] + length * mu * mu - 2 * sum * mu
          }()
        candidates.append((piece.start, least))
      }
      candidates.sort { ($0.start, $0.cost) < ($1.start, $1.cost) }
      var best = Double.infinity
      for candidate in candidates where candidate.cost < best - margin {
        best = candidate.cost
        previous[t] = candidate.start
      }
      cost[t] = penalty + best
      guard t + 1 < ends.count else { break }
      next.removeAll(keepingCapacity: true)
      func append(_ lower: Double, _ upper: Double, _ start: Int) {
        guard lower <= upper else { return }
        if let last = next.last, last.start == start {
          next[next.count - 1].upper = upper
        } else {
          next.append(Piece(lower: lower, upper: upper, start: start))
        }
      }
      for piece in pieces {
        // A change at t takes over where Q_s(mu) > F(t) by more than the margin.
        let length = Double(ends[t] - ends[piece.start])
        let mean = (prefix[t] - prefix[piece.start]) / length
        let square = mean * mean - (cost[piece.start] - cost[t] - margin) / length
        guard square > 0 else {
          append(piece.lower, piece.upper, t)
          continue
        }
        let root = square.squareRoot()
        let (low, high) = (mean - root, mean + root)
        if low > piece.upper || high < piece.lower {
          append(piece.lower, piece.upper, t)
          continue
        }
        if low > piece.lower { append(piece.lower, low, t) }
        append(max(low, piece.lower), min(high, piece.upper), piece.start)
        if high < piece.upper { append(high, piece.upper, t) }
      }
      swap(&pieces, &next)
    }
    var boundaries: [Int] = []
    var t = previous[ends.count - 1]
    while t > 0 {
      boundaries.append(ends[t])
      t = previous[t]
    }
    self.boundaries = boundaries.reversed()
  }
}
