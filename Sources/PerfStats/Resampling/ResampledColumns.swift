/// One side of the benchmarks that are resampled together: equal shapes, one
/// weight matrix.
struct ResampledSide: Sendable {
  let weights: ResamplingWeights
  /// The weights of all resamples, where they are kept and the columns are too few for a matrix
  /// product to pay.
  let bytes: ByteWeights?
  /// Scaled and sorted samples, one column of `samplesOfColumn` for each benchmark,
  /// then columns of zeros, so that any columns can be widened to whole kernels.
  let samples: [Double]

  var samplesOfColumn: Int { weights.shape.samples }

  /// - Parameter columns: for each benchmark its samples, sorted within each
  ///   execution, in the order of the shape.
  init(weights: ResamplingWeights, bytes: ByteWeights? = nil, columns: [[Double]]) {
    self.weights = weights
    self.bytes = bytes
    let count = weights.shape.samples
    var samples: [Double] = []
    samples.reserveCapacity(count * (columns.count + ResampledColumns.padding))
    for column in columns {
      for (value, scale) in zip(column, weights.scales) { samples.append(value * scale) }
    }
    samples.append(contentsOf: repeatElement(0, count: count * ResampledColumns.padding))
    self.samples = samples
  }

  /// Products of `rows` rows of weights with `width` columns from `column` on.
  func multiply(
    _ weights: UnsafePointer<Double>, rows: Int, column: Int, width: Int,
    into products: UnsafeMutablePointer<Double>, columnStride: Int
  ) {
    samples.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      BLAS.multiplyTransposed(
        weights, base + column * samplesOfColumn, into: products, rows: rows, columns: width,
        inner: samplesOfColumn, columnStride: columnStride)
    }
  }
}

/// Resampled values of many benchmarks: weights times samples by dgemm, in tiles
/// that stay in cache, on several threads.
///
/// A column's values depend on that column and the weights alone. (Whether the
/// last bit does is up to BLAS; products are padded to whole kernels so that it
/// does with those known.)
struct ResampledColumns {
  let numerator: ResampledSide
  /// The value is numerator / denominator, or the numerator itself if nil.
  let denominator: ResampledSide?
  let columns: Int
  let resamples: Int
  let threads: Int

  /// Columns of one kernel of the matrix product.
  static let padding = 8
  static func padded(_ columns: Int) -> Int { (columns + padding - 1) / padding * padding }

  /// Resamples and columns multiplied at once: their products and weights stay in
  /// the second-level cache.
  private static let tileRows = 256
  private static let tileColumns = 128
  /// Doubles held in memory for the weights, or for the values, whichever is chosen.
  private static let memory = 1 << 26
  /// Doubles of the values of one thread while the weights are held.
  private static let valuesOfThread = 1 << 22

  /// Calls `use(worker, column, values)` for every column with its resampled
  /// values in the order of the resamples. Calls of different workers overlap.
  ///
  /// 2 * resamples * samples * columns flops for each side. Either the values of all
  /// columns are held in memory or all weights are, whichever are fewer.
  func visit(_ use: (Int, Int, UnsafeBufferPointer<Double>) -> Void) {
    if let over = numerator.bytes {
      guard let denominator else { return useBytes(over, nil, use) }
      if let under = denominator.bytes { return useBytes(over, under, use) }
    }
    BLAS.useOneThread()
    let samples = numerator.samplesOfColumn + (denominator?.samplesOfColumn ?? 0)
    if columns <= samples || samples * resamples > Self.memory {
      holdValues(use)
    } else {
      holdWeights(use)
    }
  }

  /// Most columns for which kept weights are faster than a matrix product.
  static let mostOfBytes = 4

  /// One column after another with kept weights, on the thread that calls: starting others would take
  /// longer.
  private func useBytes(
    _ over: ByteWeights, _ under: ByteWeights?,
    _ use: (Int, Int, UnsafeBufferPointer<Double>) -> Void
  ) {
    let room = ByteWeights.size(samples: 1, resamples: resamples)
    let values = Workspace(count: 2 * room)
    defer { values.free() }
    let divisors = values.base + room
    func sums(
      _ side: ResampledSide, _ bytes: ByteWeights, _ column: Int,
      _ target: UnsafeMutablePointer<Double>
    ) {
      side.samples.withUnsafeBufferPointer {
        guard let base = $0.baseAddress else { return }
        bytes.sums(of: base + column * side.samplesOfColumn, into: target)
      }
    }
    for column in 0..<columns {
      sums(numerator, over, column, values.base)
      if let under, let denominator {
        sums(denominator, under, column, divisors)
        for row in 0..<resamples { values.base[row] /= divisors[row] }
      }
      use(0, column, UnsafeBufferPointer(start: values.base, count: resamples))
    }
  }

  /// Threads share the resamples: each makes the weights of a few and multiplies all
  /// columns with them while they are in its cache. Columns whose values do not fit
  /// in memory have the weights made again.
  private func holdValues(_ use: (Int, Int, UnsafeBufferPointer<Double>) -> Void) {
    let held = min(columns, max(1, Self.memory / resamples))
    let values = Workspace(count: Self.padded(held) * resamples)
    defer { values.free() }
    for first in stride(from: 0, to: columns, by: held) {
      let range = first..<min(first + held, columns)
      concurrently(threads: threads) { worker in
        let weights = WeightRows(self, count: min(Self.tileRows, resamples))
        let divisors = Workspace(count: Self.tileColumns * Self.tileRows)
        defer {
          weights.free()
          divisors.free()
        }
        for rows in rowTiles(of: worker) {
          fill(rows, weights, at: 0)
          for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.tileColumns) {
            multiply(
              start..<min(start + Self.tileColumns, range.upperBound), rows, weights, at: 0,
              divisors.base, into: values.base + (start - first) * resamples)
          }
        }
      }
      concurrently(threads: threads) { worker in
        for column in stride(from: range.lowerBound + worker, to: range.upperBound, by: threads) {
          let start = values.base + (column - first) * resamples
          use(worker, column, UnsafeBufferPointer(start: start, count: resamples))
        }
      }
    }
  }

  /// Threads share the columns: the weights are made once, and each thread
  /// multiplies some columns with all of them and uses their values.
  private func holdWeights(_ use: (Int, Int, UnsafeBufferPointer<Double>) -> Void) {
    let weights = WeightRows(self, count: resamples)
    defer { weights.free() }
    concurrently(threads: threads) { worker in
      for rows in rowTiles(of: worker) { fill(rows, weights, at: rows.lowerBound) }
    }
    let budget = min(Self.valuesOfThread, Self.memory / threads)
    let most = max(1, min(Self.tileColumns, budget / resamples))
    // As many tiles for each thread.
    let tiles = (columns + most * threads - 1) / (most * threads) * threads
    let width = Self.padded((columns + tiles - 1) / tiles)
    concurrently(threads: threads) { worker in
      let values = Workspace(count: width * resamples)
      let divisors = Workspace(count: width * Self.tileRows)
      defer {
        values.free()
        divisors.free()
      }
      for tile in stride(from: worker, to: tiles, by: threads) {
        let range = (tile * columns / tiles)..<((tile + 1) * columns / tiles)
        for start in stride(from: 0, to: resamples, by: Self.tileRows) {
          multiply(
            range, start..<min(start + Self.tileRows, resamples), weights, at: start,
            divisors.base, into: values.base)
        }
        for column in range {
          let start = values.base + (column - range.lowerBound) * resamples
          use(worker, column, UnsafeBufferPointer(start: start, count: resamples))
        }
      }
    }
  }

  /// The worker's share of the resamples, in tiles.
  private func rowTiles(of worker: Int) -> some Sequence<Range<Int>> {
    stride(from: worker * Self.tileRows, to: resamples, by: threads * Self.tileRows).lazy.map {
      $0..<min($0 + Self.tileRows, resamples)
    }
  }

  /// Makes the weights of the resamples `rows`, as rows `place`... of `weights`.
  private func fill(_ rows: Range<Int>, _ weights: WeightRows, at place: Int) {
    numerator.weights.fill(
      rows, into: weights.numerator.base + place * numerator.samplesOfColumn)
    if let denominator {
      denominator.weights.fill(
        rows, into: weights.denominator.base + place * denominator.samplesOfColumn)
    }
  }

  /// Values of the columns `range` in the resamples `rows`, whose weights are the rows
  /// `place`... of `weights`; `target` holds whole columns of `resamples`, the first
  /// of `range` first, and room for `padded` columns.
  private func multiply(
    _ range: Range<Int>, _ rows: Range<Int>, _ weights: WeightRows, at place: Int,
    _ divisors: UnsafeMutablePointer<Double>, into target: UnsafeMutablePointer<Double>
  ) {
    let width = Self.padded(range.count)
    numerator.multiply(
      weights.numerator.base + place * numerator.samplesOfColumn, rows: rows.count,
      column: range.lowerBound, width: width, into: target + rows.lowerBound,
      columnStride: resamples)
    guard let denominator else { return }
    denominator.multiply(
      weights.denominator.base + place * denominator.samplesOfColumn, rows: rows.count,
      column: range.lowerBound, width: width, into: divisors, columnStride: rows.count)
    for column in 0..<range.count {
      let over = target + rows.lowerBound + column * resamples
      let under = divisors + column * rows.count
      for row in 0..<rows.count { over[row] /= under[row] }
    }
  }
}

/// Weights of some resamples, row-major, for both sides.
private struct WeightRows {
  let numerator, denominator: Workspace

  init(_ columns: ResampledColumns, count: Int) {
    numerator = Workspace(count: count * columns.numerator.samplesOfColumn)
    denominator = Workspace(count: count * (columns.denominator?.samplesOfColumn ?? 0))
  }

  func free() {
    numerator.free()
    denominator.free()
  }
}
