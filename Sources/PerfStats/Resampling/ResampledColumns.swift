/// One side of the benchmarks that are resampled together: equal shapes, one
/// weight matrix.
struct ResampledSide: Sendable {
  let weights: ResamplingWeights
  /// Scaled and sorted samples, one column of `weights.shape.samples` for each
  /// benchmark, padded with zero columns to a multiple of `ResampledColumns.padding`.
  let samples: [Double]

  /// - Parameter columns: for each benchmark its samples, sorted within each
  ///   execution, in the order of the shape.
  init(weights: ResamplingWeights, columns: [[Double]]) {
    self.weights = weights
    let count = weights.shape.samples
    let padded = ResampledColumns.padded(columns.count)
    var samples: [Double] = []
    samples.reserveCapacity(count * padded)
    for column in columns {
      for (value, scale) in zip(column, weights.scales) { samples.append(value * scale) }
    }
    samples.append(contentsOf: repeatElement(0, count: count * (padded - columns.count)))
    self.samples = samples
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

  static let padding = 8
  static func padded(_ columns: Int) -> Int { (columns + padding - 1) / padding * padding }

  /// Columns multiplied at once.
  private static let tileColumns = 128
  /// Resamples multiplied at once: the products of a tile and its rows of the
  /// weights stay in the second-level cache.
  private static let tileRows = 256
  /// Doubles of a weight matrix held in memory; beyond it rows are made again for
  /// each block of columns.
  private static let weightBudget = 1 << 26
  /// Doubles of weights that are used once and stay in cache meanwhile.
  private static let cachedWeights = 1 << 18
  /// Doubles of resampled values held in memory.
  private static let valueBudget = 1 << 22

  /// Calls `use(worker, column, values)` for every column with its resampled
  /// values in the order of the resamples. Calls of different workers overlap.
  ///
  /// 2 * resamples * samples * columns flops for each side.
  func visit(_ use: (Int, Int, UnsafeBufferPointer<Double>) -> Void) {
    BLAS.useOneThread()
    let width = numerator.weights.shape.samples + (denominator?.weights.shape.samples ?? 0)
    let tileColumns = Self.padded(
      min(
        (columns + threads - 1) / threads,
        Self.tileColumns, max(1, Self.valueBudget / resamples)))
    let tiles = (columns + tileColumns - 1) / tileColumns
    let tilesAtOnce = max(threads, Self.valueBudget / (resamples * tileColumns))
    // Columns that fit in one block need every weight once: make few at a time.
    let weightsInMemory = tiles <= tilesAtOnce ? Self.cachedWeights : Self.weightBudget
    let chunkRows = min(resamples, max(threads * Self.tileRows, weightsInMemory / width))
    let wholeWeights = chunkRows == resamples

    let weightsTop = Buffer(count: chunkRows * numerator.weights.shape.samples)
    let weightsBottom = Buffer(count: chunkRows * (denominator?.weights.shape.samples ?? 0))
    let values = Buffer(count: min(tiles, tilesAtOnce) * tileColumns * resamples)
    let scratch = Buffer(count: threads * Self.tileRows * tileColumns)
    defer {
      for buffer in [weightsTop, weightsBottom, values, scratch] { buffer.free() }
    }

    for firstTile in stride(from: 0, to: tiles, by: tilesAtOnce) {
      let lastTile = min(firstTile + tilesAtOnce, tiles)
      for chunkStart in stride(from: 0, to: resamples, by: chunkRows) {
        let chunk = chunkStart..<min(chunkStart + chunkRows, resamples)
        if firstTile == 0 || !wholeWeights {
          fill(chunk, numerator.weights, into: weightsTop)
          if let denominator { fill(chunk, denominator.weights, into: weightsBottom) }
        }
        concurrently(threads: threads) { worker in
          let quotients = scratch.base + worker * Self.tileRows * tileColumns
          for tile in stride(from: firstTile + worker, to: lastTile, by: threads) {
            let first = tile * tileColumns
            let range = first..<min(first + tileColumns, columns)
            let target = values.base + (tile - firstTile) * tileColumns * resamples
            multiply(range, chunk, weightsTop, weightsBottom, quotients, into: target)
            if chunk.upperBound == resamples {
              for column in range {
                use(
                  worker, column,
                  UnsafeBufferPointer(
                    start: target + (column - first) * resamples, count: resamples))
              }
            }
          }
        }
      }
    }
  }

  /// Makes the weights of `chunk`, several threads sharing its rows.
  private func fill(_ chunk: Range<Int>, _ weights: ResamplingWeights, into buffer: Buffer) {
    let share = 256
    let samples = weights.shape.samples
    concurrently(threads: threads) { worker in
      for start in stride(
        from: chunk.lowerBound + worker * share, to: chunk.upperBound, by: threads * share)
      {
        weights.fill(
          start..<min(start + share, chunk.upperBound),
          into: buffer.base + (start - chunk.lowerBound) * samples)
      }
    }
  }

  /// Values of the columns `range` in the resamples `chunk`; `target` holds whole
  /// columns of `resamples`.
  private func multiply(
    _ range: Range<Int>, _ chunk: Range<Int>, _ weightsTop: Buffer, _ weightsBottom: Buffer,
    _ quotients: UnsafeMutablePointer<Double>, into target: UnsafeMutablePointer<Double>
  ) {
    let width = Self.padded(range.count)
    for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: Self.tileRows) {
      let rows = min(Self.tileRows, chunk.upperBound - start)
      let top = target + start
      multiply(
        numerator, weightsTop, start - chunk.lowerBound, rows, range.lowerBound, width, into: top,
        columnStride: resamples)
      guard let denominator else { continue }
      multiply(
        denominator, weightsBottom, start - chunk.lowerBound, rows, range.lowerBound, width,
        into: quotients, columnStride: rows)
      for column in 0..<range.count {
        let over = top + column * resamples
        let under = quotients + column * rows
        for row in 0..<rows { over[row] /= under[row] }
      }
    }
  }

  private func multiply(
    _ side: ResampledSide, _ weights: Buffer, _ firstRow: Int, _ rows: Int, _ column: Int,
    _ width: Int, into products: UnsafeMutablePointer<Double>, columnStride: Int
  ) {
    let samples = side.weights.shape.samples
    side.samples.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      BLAS.multiplyTransposed(
        weights.base + firstRow * samples, base + column * samples, into: products, rows: rows,
        columns: width, inner: samples, columnStride: columnStride)
    }
  }
}

/// Memory that several threads write to in disjoint parts.
private struct Buffer {
  let base: UnsafeMutablePointer<Double>

  init(count: Int) { base = .allocate(capacity: max(1, count)) }

  func free() { base.deallocate() }
}
