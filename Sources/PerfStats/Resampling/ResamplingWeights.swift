/// The weight matrix of one side's resamples: row t holds, for every sample in
/// its sorted position, how much it counts in resample t.
///
/// A resample draws jobs, inside each drawn job executions, inside each drawn
/// execution iterations, each with replacement; a level with fewer than
/// `leastReplicates` is kept as it is. Row t times the scaled samples is the mean
/// over the drawn jobs of the mean over the drawn executions of the location of
/// the drawn iterations (see `RankWeights`).
///
/// A row depends on seed, side, shape, rule and t alone. Its draws come from
/// Philox blocks with the counter (block, t, stream, 0); each drawn unit begins a
/// new block of the stream of the level below it.
struct ResamplingWeights: Sendable {
  let shape: ReplicateShape
  /// Factor of each sample: 1 / (jobs * executions of its job * divisor of its
  /// statistic). Applied to the samples, so that the weights stay small integers.
  let scales: [Double]

  private let leastReplicates: Int
  private let generator: Philox4x32
  private let jobStream, executionStream, iterationStream: UInt32
  /// First sample of each execution.
  private let offsets: [[Int]]
  private let ranks: [Int: RankWeights]
  private let longest: Int

  init(
    shape: ReplicateShape, side: ComparisonSide, statistic: LocationStatistic, seed: UInt64,
    leastReplicates: Int
  ) {
    self.shape = shape
    self.leastReplicates = leastReplicates
    generator = Philox4x32(seed: seed)
    jobStream = shape.stream(side: side, level: .job)
    executionStream = shape.stream(side: side, level: .execution)
    iterationStream = shape.stream(side: side, level: .iteration)
    var offsets: [[Int]] = []
    var ranks: [Int: RankWeights] = [:]
    var scales: [Double] = []
    var longest = 0
    for executions in shape.jobs {
      var starts: [Int] = []
      for count in executions {
        starts.append(scales.count)
        let weights = ranks[count] ?? RankWeights(statistic, count: count)
        ranks[count] = weights
        let units = Double(shape.jobs.count) * Double(executions.count)
        scales.append(
          contentsOf: repeatElement(1 / (units * weights.divisor), count: count))
        longest = max(longest, count)
      }
      offsets.append(starts)
    }
    self.offsets = offsets
    self.ranks = ranks
    self.scales = scales
    self.longest = longest
  }

  /// Writes the rows of the resamples `range`, row-major, to `weights`.
  /// O(draws + samples) a row.
  func fill(_ range: Range<Int>, into weights: UnsafeMutablePointer<Double>) {
    let columns = shape.samples
    weights.update(repeating: 0, count: range.count * columns)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: longest) { counts in
      counts.update(repeating: 0)
      for resample in range {
        let row = weights + (resample - range.lowerBound) * columns
        fillRow(row, UInt32(truncatingIfNeeded: resample), counts)
      }
    }
  }

  private func fillRow(
    _ row: UnsafeMutablePointer<Double>, _ resample: UInt32,
    _ counts: UnsafeMutableBufferPointer<Int>
  ) {
    var jobs = Draws(generator, resample: resample, stream: jobStream)
    var executions = Draws(generator, resample: resample, stream: executionStream)
    var iterations = Draws(generator, resample: resample, stream: iterationStream)
    let jobCount = shape.jobs.count
    for drawnJob in 0..<jobCount {
      let job = jobCount < leastReplicates ? drawnJob : jobs.next(below: jobCount)
      let lengths = shape.jobs[job]
      executions.beginBlock()
      for drawnExecution in lengths.indices {
        let execution =
          lengths.count < leastReplicates ? drawnExecution : executions.next(below: lengths.count)
        let length = lengths[execution]
        guard let rank = ranks[length] else { continue }
        let target = row + offsets[job][execution]
        rank.cumulative.withUnsafeBufferPointer { cumulative in
          if length < leastReplicates {
            for i in 0..<length { target[i] += cumulative[i + 1] - cumulative[i] }
          } else {
            iterations.count(length, into: counts)
            var drawn = 0
            var before = 0.0
            for i in 0..<length {
              drawn &+= counts[i]
              counts[i] = 0
              let upTo = cumulative[drawn]
              target[i] += upTo - before
              before = upTo
            }
          }
        }
      }
    }
  }
}

/// Draws of one level in one resample.
private struct Draws {
  private let generator: Philox4x32
  private let resample, stream: UInt32
  private var block: UInt32 = 0
  private var bits = SIMD4<UInt32>()
  private var lane = 4

  init(_ generator: Philox4x32, resample: UInt32, stream: UInt32) {
    self.generator = generator
    self.resample = resample
    self.stream = stream
  }

  /// Drops what is left of the current block.
  mutating func beginBlock() { lane = 4 }

  /// One index in 0..<`count`.
  mutating func next(below count: Int) -> Int {
    if lane == 4 {
      bits = nextBlock()
      lane = 0
    }
    defer { lane += 1 }
    return Philox4x32.index(bits[lane], below: count)
  }

  /// Adds to `counts` how often each of 0..<`length` comes up in `length` draws
  /// from fresh blocks.
  mutating func count(_ length: Int, into counts: UnsafeMutableBufferPointer<Int>) {
    for _ in 0..<(length / 4) {
      let four = nextBlock()
      counts[Philox4x32.index(four.x, below: length)] &+= 1
      counts[Philox4x32.index(four.y, below: length)] &+= 1
      counts[Philox4x32.index(four.z, below: length)] &+= 1
      counts[Philox4x32.index(four.w, below: length)] &+= 1
    }
    if length % 4 != 0 {
      let four = nextBlock()
      for lane in 0..<(length % 4) {
        counts[Philox4x32.index(four[lane], below: length)] &+= 1
      }
    }
  }

  private mutating func nextBlock() -> SIMD4<UInt32> {
    defer { block &+= 1 }
    return generator(block, resample, stream, 0)
  }
}
