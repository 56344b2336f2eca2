/// Order statistics of many numbers by counting into buckets: one pass counts,
/// one distributes, and only the few buckets that hold a wanted rank are sorted.
///
/// O(n) for resampled statistics, which are spread smoothly; buckets crowded by
/// ties or outliers fall back to sorting them, O(n log n) at worst.
struct OrderStatistics {
  private let capacity: Int
  private let bucketCount: Int
  private var ends: [Int32]
  private var places: [UInt16]
  private var distributed: [Double]

  /// Scratch space for up to `capacity` numbers.
  init(capacity: Int) {
    self.capacity = capacity
    var buckets = 64
    while buckets < 16_384 && 4 * buckets < capacity { buckets *= 2 }
    bucketCount = buckets
    ends = Array(repeating: 0, count: buckets + 1)
    places = Array(repeating: 0, count: capacity)
    distributed = Array(repeating: 0, count: capacity)
  }

  /// Calls `use` with the sorted value of each rank of `ranks` (0-based,
  /// ascending). `values` must be finite.
  mutating func select(
    _ ranks: [Int], of values: UnsafeBufferPointer<Double>, _ use: (Int, Double) -> Void
  ) {
    precondition(values.count <= capacity)
    guard var low = values.first else { return }
    var high = low
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
    }
    let buckets = bucketCount
    let scale = Double(buckets - 1) / (high - low)
    guard scale.isFinite else {
      let sorted = values.sorted()
      for (position, rank) in ranks.enumerated() { use(position, sorted[rank]) }
      return
    }
    ends.withUnsafeMutableBufferPointer { ends in
      places.withUnsafeMutableBufferPointer { places in
        distributed.withUnsafeMutableBufferPointer { distributed in
          ends.update(repeating: 0)
          for i in 0..<values.count {
            let bucket = Int32((values[i] - low) * scale)
            places[i] = UInt16(truncatingIfNeeded: bucket)
            ends[Int(bucket)] &+= 1
          }
          var total: Int32 = 0
          for bucket in 0..<buckets {
            let count = ends[bucket]
            ends[bucket] = total
            total &+= count
          }
          // After this pass `ends[b]` is where bucket b ends and b + 1 begins.
          for i in 0..<values.count {
            let bucket = Int(places[i])
            distributed[Int(ends[bucket])] = values[i]
            ends[bucket] &+= 1
          }
          var bucket = 0
          var sortedBucket = -1
          for (position, rank) in ranks.enumerated() {
            while Int(ends[bucket]) <= rank { bucket += 1 }
            if bucket != sortedBucket {
              let start = bucket == 0 ? 0 : Int(ends[bucket - 1])
              Self.sort(
                UnsafeMutableBufferPointer(rebasing: distributed[start..<Int(ends[bucket])]))
              sortedBucket = bucket
            }
            use(position, distributed[rank])
          }
        }
      }
    }
  }

  private static func sort(_ bucket: UnsafeMutableBufferPointer<Double>) {
    var values = bucket
    if values.count > 32 {
      values.sort()
      return
    }
    for i in 1..<max(1, values.count) {
      let value = values[i]
      var hole = i
      while hole > 0 && values[hole - 1] > value {
        values[hole] = values[hole - 1]
        hole -= 1
      }
      values[hole] = value
    }
  }
}

/// Type-7 quantiles wanted of every one of many distributions of equal size.
struct QuantilePlan: Sendable {
  let probabilities: [Double]
  /// Ranks needed, ascending, each once.
  let ranks: [Int]
  private let below: [Int]
  private let above: [Int]
  private let fractions: [Double]

  /// - Throws: `StatisticsError.quantileOutOfReach` for a probability outside
  ///   1/(count + 1) ... count/(count + 1).
  init(_ probabilities: [Double], count: Int) throws(StatisticsError) {
    self.probabilities = probabilities
    let reach = 1 / (Double(count) + 1)
    var lower: [Int] = []
    var upper: [Int] = []
    var fractions: [Double] = []
    for probability in probabilities {
      guard count > 0, probability >= reach, probability <= 1 - reach else {
        throw .quantileOutOfReach(probability: probability, resamples: count)
      }
      let position = Double(count - 1) * probability
      let rank = min(Int(position), count - 1)
      lower.append(rank)
      upper.append(min(rank + 1, count - 1))
      fractions.append(position - Double(rank))
    }
    let ranks = Set(lower + upper).sorted()
    var positions: [Int: Int] = [:]
    for (position, rank) in ranks.enumerated() { positions[rank] = position }
    self.ranks = ranks
    below = lower.compactMap { positions[$0] }
    above = upper.compactMap { positions[$0] }
    self.fractions = fractions
  }

  /// The quantiles, given the order statistics of `ranks`.
  func quantiles(from statistics: [Double]) -> [Double] {
    fractions.indices.map {
      Quantiles.interpolate(statistics[below[$0]], statistics[above[$0]], fractions[$0])
    }
  }
}
