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
  /// First execution of each job, and the number of executions at the end.
  private let jobStarts: [Int]
  private let executions: [Execution]
  /// `RankWeights.cumulative` of each length that occurs, one after another.
  private let tables: [Double]
  private let longest: Int

  private struct Execution {
    var length: Int
    /// First sample.
    var offset: Int
    /// First entry in `tables`.
    var table: Int
  }

  init(
    shape: ReplicateShape, side: ComparisonSide, statistic: LocationStatistic, size: Int? = nil,
    seed: UInt64, leastReplicates: Int
  ) {
    self.shape = shape
    self.leastReplicates = leastReplicates
    generator = Philox4x32(seed: seed)
    jobStream = shape.stream(side: side, level: .job)
    executionStream = shape.stream(side: side, level: .execution)
    iterationStream = shape.stream(side: side, level: .iteration)
    var ranks: [Int: (table: Int, divisor: Double)] = [:]
    var jobStarts = [0]
    var executions: [Execution] = []
    var tables: [Double] = []
    var scales: [Double] = []
    for lengths in shape.jobs {
      for length in lengths {
        if ranks[length] == nil {
          let weights = RankWeights(statistic, count: length, size: size)
          ranks[length] = (tables.count, weights.divisor)
          tables.append(contentsOf: weights.cumulative)
        }
        let (table, divisor) = ranks[length, default: (0, 1)]
        executions.append(Execution(length: length, offset: scales.count, table: table))
        let units = Double(shape.jobs.count) * Double(lengths.count)
        scales.append(contentsOf: repeatElement(1 / (units * divisor), count: length))
      }
      jobStarts.append(executions.count)
    }
    self.jobStarts = jobStarts
    self.executions = executions
    self.tables = tables
    self.scales = scales
    longest = executions.reduce(0) { max($0, $1.length) }
  }

  /// Most Philox blocks of the iterations' stream that one row takes.
  private var mostBlocks: Int {
    let blocks = executions.map { $0.length < leastReplicates ? 0 : ($0.length + 3) / 4 }
    func most(_ units: [Int]) -> Int {
      if units.count < leastReplicates { return units.reduce(0, +) }
      return units.count * units.reduce(0, max)
    }
    return most(
      zip(jobStarts, jobStarts.dropFirst()).map { start, end in most(Array(blocks[start..<end])) })
  }

  /// Writes the rows of the resamples `range`, row-major, to `weights`.
  /// O(draws + samples) a row.
  func fill(_ range: Range<Int>, into weights: UnsafeMutablePointer<Double>) {
    let columns = shape.samples
    weights.update(repeating: 0, count: range.count * columns)
    let blocks = mostBlocks
    // Rows whose draws are made at once: enough for wide vectors, little enough to
    // stay in cache.
    let rows = min(range.count, max(1, 1024 / max(1, blocks)))
    let room = rows * blocks
    // Pointers, because counting references to arrays shared by several threads
    // costs more than the draws.
    jobStarts.withUnsafeBufferPointer { jobStarts in
      executions.withUnsafeBufferPointer { executions in
        tables.withUnsafeBufferPointer { tables in
          withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 6 * room + longest) { memory in
            let blockNumbers = UnsafeMutableBufferPointer(rebasing: memory[..<room])
            let rowNumbers = UnsafeMutableBufferPointer(rebasing: memory[room..<(2 * room)])
            let words = UnsafeMutableBufferPointer(rebasing: memory[(2 * room)..<(6 * room)])
            let counts = UnsafeMutableBufferPointer(rebasing: memory[(6 * room)...])
            counts.update(repeating: 0)
            for first in stride(from: range.lowerBound, to: range.upperBound, by: rows) {
              var lane = 0
              for row in first..<(first + rows) {
                for block in 0..<blocks {
                  blockNumbers[lane] = UInt32(truncatingIfNeeded: block)
                  rowNumbers[lane] = UInt32(truncatingIfNeeded: row)
                  lane &+= 1
                }
              }
              generator.words(
                blocks: UnsafeBufferPointer(blockNumbers), rows: UnsafeBufferPointer(rowNumbers),
                stream: iterationStream, into: words)
              for resample in first..<min(first + rows, range.upperBound) {
                fillRow(
                  weights + (resample - range.lowerBound) * columns,
                  UInt32(truncatingIfNeeded: resample), jobStarts, executions, tables,
                  IterationDraws(
                    words: UnsafeBufferPointer(words), blocks: room,
                    block: (resample - first) * blocks),
                  counts)
              }
            }
          }
        }
      }
    }
  }

  private func fillRow(
    _ row: UnsafeMutablePointer<Double>, _ resample: UInt32,
    _ jobStarts: UnsafeBufferPointer<Int>, _ executions: UnsafeBufferPointer<Execution>,
    _ tables: UnsafeBufferPointer<Double>, _ draws: IterationDraws,
    _ counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    var jobDraws = UnitDraws(generator, resample: resample, stream: jobStream)
    var executionDraws = UnitDraws(generator, resample: resample, stream: executionStream)
    var iterationDraws = draws
    let jobCount = jobStarts.count - 1
    let drawsJobs = jobCount >= leastReplicates
    for drawnJob in 0..<jobCount {
      let job = drawsJobs ? jobDraws.next(below: jobCount) : drawnJob
      let start = jobStarts[job]
      let count = jobStarts[job + 1] - start
      executionDraws.beginBlock()
      let drawsExecutions =
        count >= leastReplicates
      for drawnExecution in 0..<count {
        let index = drawsExecutions ? executionDraws.next(below: count) : drawnExecution
        let execution = executions[start + index]
        let length = execution.length
        let target = row + execution.offset
        let table = UnsafeBufferPointer(rebasing: tables[execution.table...])
        if length < leastReplicates {
          for i in 0..<length { target[i] += table[i + 1] - table[i] }
          continue
        }
        iterationDraws.count(length, into: counts)
        var drawn = 0
        var before = 0.0
        for i in 0..<length {
          drawn &+= Int(counts[i])
          counts[i] = 0
          let upTo = table[drawn]
          target[i] += upTo - before
          before = upTo
        }
      }
    }
  }
}

/// Draws of jobs, or of executions, in one resample.
private struct UnitDraws {
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
      bits = generator(block, resample, stream, 0)
      block &+= 1
      lane = 0
    }
    defer { lane += 1 }
    return Philox4x32.index(bits[lane], below: count)
  }
}

/// Draws of iterations in one resample, from words made beforehand.
private struct IterationDraws {
  /// Word w of block b is `words[w * blocks + b]`.
  let words: UnsafeBufferPointer<UInt32>
  let blocks: Int
  /// The next block.
  var block: Int

  /// Adds to `counts` how often each of 0..<`length` comes up in `length` draws
  /// from fresh blocks.
  @inline(__always)
  mutating func count(_ length: Int, into counts: UnsafeMutableBufferPointer<UInt32>) {
    for next in block..<(block + length / 4) {
      counts[Philox4x32.index(words[next], below: length)] &+= 1
      counts[Philox4x32.index(words[blocks + next], below: length)] &+= 1
      counts[Philox4x32.index(words[2 * blocks + next], below: length)] &+= 1
      counts[Philox4x32.index(words[3 * blocks + next], below: length)] &+= 1
    }
    block += length / 4
    if length % 4 != 0 {
      for word in 0..<(length % 4) {
        counts[Philox4x32.index(words[word * blocks + block], below: length)] &+= 1
      }
      block += 1
    }
  }
}
