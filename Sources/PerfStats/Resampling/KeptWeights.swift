import CResampling

/// Resampling weights that are kept from call to call, for programs that compare one pair after
/// another: for one benchmark the weights cost ten times as much as what is done with them.
///
/// Weights depend on shape, statistic, resamples and seed alone, so that a result is the same with and
/// without them. Memory: a byte for each resample and sample.
package struct KeptWeights: Sendable {
  /// Most bytes that are kept; when they are full, all are made anew.
  package let capacity: Int
  private var weights: [Key: ByteWeights?] = [:]
  private var size = 0

  struct Key: Hashable {
    var shape: ReplicateShape
    var side: ComparisonSide
    var statistic: LocationStatistic
    var size: Int?
    var seed: UInt64
    var resamples: Int
  }

  package init(capacity: Int = 64 << 20) { self.capacity = max(0, capacity) }

  /// What is kept under `key`, or is made and then kept; nil if it does not fit, or not into bytes.
  mutating func bytes(_ key: Key, of weights: ResamplingWeights) -> ByteWeights? {
    if let known = self.weights[key] { return known }
    let needed = ByteWeights.size(samples: key.shape.samples, resamples: key.resamples)
    if needed > capacity { return nil }
    if size + needed > capacity {
      self.weights = [:]
      size = 0
    }
    let made = ByteWeights(weights, resamples: key.resamples)
    self.weights[key] = made
    if made != nil { size += needed }
    return made
  }
}

/// The weights of all resamples of one side as bytes, 64 resamples side by side for each sample.
struct ByteWeights: Sendable {
  private let bytes: [UInt8]
  private let samples: Int
  private let blocks: Int

  private static let block = Int(RESAMPLING_BLOCK)

  static func blocks(_ resamples: Int) -> Int { (resamples + block - 1) / block }

  static func size(samples: Int, resamples: Int) -> Int { blocks(resamples) * block * samples }

  /// nil if a weight is no whole number below 256.
  init?(_ weights: ResamplingWeights, resamples: Int) {
    let samples = weights.shape.samples
    let rows = Workspace(count: Self.block * samples)
    defer { rows.free() }
    var isWhole = true
    let size = Self.size(samples: samples, resamples: resamples)
    bytes = [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      for first in stride(from: 0, to: resamples, by: Self.block) where isWhole {
        let last = min(first + Self.block, resamples)
        weights.fill(first..<last, into: rows.base)
        for sample in 0..<samples {
          let place = first * samples + sample * Self.block
          for lane in 0..<Self.block {
            let weight = first + lane < last ? rows.base[lane * samples + sample] : 0
            let byte = UInt8(truncatingIfNeeded: Int(weight))
            if Double(byte) != weight { isWhole = false }
            bytes[place + lane] = byte
          }
        }
      }
      count = isWhole ? size : 0
    }
    if !isWhole { return nil }
    self.samples = samples
    blocks = Self.blocks(resamples)
  }

  /// The resampled values of one column, with room for whole blocks. 2 * resamples * samples flops.
  func sums(of column: UnsafePointer<Double>, into sums: UnsafeMutablePointer<Double>) {
    bytes.withUnsafeBufferPointer {
      resampling_sums($0.baseAddress, column, samples, blocks, sums)
    }
  }
}
