/// Order statistics of many numbers by counting into buckets: one pass counts, one
/// picks out the few buckets that hold a wanted rank, and only those are sorted.
///
/// O(n) for resampled statistics, which are spread smoothly; buckets crowded by
/// ties or outliers fall back to sorting them, O(n log n) at worst.
struct OrderStatistics {
  private let capacity: Int
  private let bucketCount: Int
  /// How many numbers are in each bucket; zeros between calls.
  private var counts: [Int32]
  /// 0, or `isWanted` with the place of a bucket among the wanted ones; zeros between
  /// calls.
  private var places: [UInt16]
  /// The bucket of each number.
  private var buckets: [UInt16]
  /// Which numbers are in wanted buckets.
  private var picked: [Int32]
  /// The wanted buckets' numbers, bucket after bucket.
  private var sorted: [Double]

  private static let isWanted: UInt16 = 0x8000

  /// A bucket that holds a wanted rank.
  private struct Wanted {
    var bucket: Int
    /// Numbers in the buckets below it.
    var below: Int
    /// Its part of `sorted`, to be filled up to `end`.
    var start: Int
    var end: Int
  }

  /// Scratch space for up to `capacity` numbers.
  init(capacity: Int) {
    self.capacity = capacity
    var count = 64
    while count < 16_384 && 4 * count < capacity { count *= 2 }
    bucketCount = count
    counts = Array(repeating: 0, count: count)
    places = Array(repeating: 0, count: count)
    buckets = Array(repeating: 0, count: capacity)
    picked = Array(repeating: 0, count: capacity)
    sorted = Array(repeating: 0, count: capacity)
  }

  /// Calls `use` with the sorted value of each rank of `ranks` (0-based,
  /// ascending). `values` must be finite.
  mutating func select(
    _ ranks: [Int], of values: UnsafeBufferPointer<Double>, _ use: (Int, Double) -> Void
  ) {
    precondition(values.count <= capacity)
    guard let (low, scale) = buckets(for: values) else {
      let sorted = values.sorted()
      for (position, rank) in ranks.enumerated() { use(position, sorted[rank]) }
      return
    }
    count(values, low, scale)
    var wanted = wantedBuckets(ranks)
    pick(values, &wanted)

    var place = -1
    for (position, rank) in ranks.enumerated() {
      while place < 0 || rank >= wanted[place].below + wanted[place].end - wanted[place].start {
        place += 1
        sorted.withUnsafeMutableBufferPointer {
          Self.sort(
            UnsafeMutableBufferPointer(rebasing: $0[wanted[place].start..<wanted[place].end]))
        }
      }
      use(position, sorted[wanted[place].start + rank - wanted[place].below])
    }
    for bucket in wanted { places[bucket.bucket] = 0 }
    for bucket in counts.indices { counts[bucket] = 0 }
  }

  /// Where the buckets begin, and how many of them there are to a unit of `values`:
  /// they span the first thousand. Numbers outside go to the first or last bucket.
  /// nil if those thousand do not differ (enough).
  private func buckets(
    for values: UnsafeBufferPointer<Double>
  ) -> (low: Double, scale: Double)? {
    guard var low = values.first else { return nil }
    var high = low
    for value in values.prefix(1000) {
      low = min(low, value)
      high = max(high, value)
    }
    let scale = Double(bucketCount - 1) / (high - low)
    return scale.isFinite ? (low, scale) : nil
  }

  /// Notes each number's bucket, and how many each bucket has.
  private mutating func count(
    _ values: UnsafeBufferPointer<Double>, _ low: Double, _ scale: Double
  ) {
    counts.withUnsafeMutableBufferPointer { counts in
      buckets.withUnsafeMutableBufferPointer { buckets in
        let last = Double(bucketCount - 1)
        for i in 0..<values.count {
          let place = (values[i] - low) * scale
          let inside = place > 0 ? place < last ? place : last : 0
          // With 2^52 added the rounded number stands in the low bits, which is
          // cheaper than a conversion.
          let bucket = UInt16(truncatingIfNeeded: (inside + 0x1p52).bitPattern)
          buckets[i] = bucket
          counts[Int(bucket)] &+= 1
        }
      }
    }
  }

  /// The buckets that hold `ranks`, marked in `places`.
  private mutating func wantedBuckets(_ ranks: [Int]) -> [Wanted] {
    var wanted: [Wanted] = []
    wanted.reserveCapacity(min(ranks.count, bucketCount))
    var bucket = -1
    // Numbers up to and including those of `bucket`.
    var total = 0
    var size = 0
    for rank in ranks where rank >= total {
      while rank >= total {
        bucket += 1
        total += Int(counts[bucket])
      }
      let count = Int(counts[bucket])
      wanted.append(Wanted(bucket: bucket, below: total - count, start: size, end: size))
      size += count
      places[bucket] = Self.isWanted | UInt16(truncatingIfNeeded: wanted.count - 1)
    }
    return wanted
  }

  /// Copies the wanted buckets' numbers to `sorted`, in no order yet.
  private mutating func pick(_ values: UnsafeBufferPointer<Double>, _ wanted: inout [Wanted]) {
    places.withUnsafeBufferPointer { places in
      buckets.withUnsafeBufferPointer { buckets in
        picked.withUnsafeMutableBufferPointer { picked in
          sorted.withUnsafeMutableBufferPointer { sorted in
            var count = 0
            // Few are wanted, and no branch predictor knows which: count without one.
            for i in 0..<values.count {
              picked[count] = Int32(truncatingIfNeeded: i)
              count &+= Int(places[Int(buckets[i])] >> 15)
            }
            for i in picked[..<count] {
              let place = Int(places[Int(buckets[Int(i)])] & ~Self.isWanted)
              sorted[wanted[place].end] = values[Int(i)]
              wanted[place].end += 1
            }
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
