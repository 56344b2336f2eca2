import CResampling

/// Counter-based generator Philox4x32-10: a bijection of the counter under a
/// key, so that any draw can be had without the draws before it and no result
/// depends on the order or the thread in which draws are made.
///
/// Source: J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3,
/// SC 2011.
package struct Philox4x32: Hashable, Sendable {
  package let keyLow: UInt32
  package let keyHigh: UInt32

  /// The key is the seed's low and high half.
  package init(seed: UInt64) {
    self.init(
      keyLow: UInt32(truncatingIfNeeded: seed), keyHigh: UInt32(truncatingIfNeeded: seed >> 32))
  }

  package init(keyLow: UInt32, keyHigh: UInt32) {
    self.keyLow = keyLow
    self.keyHigh = keyHigh
  }

  /// Four uniform 32-bit numbers for one counter.
  @inline(__always)
  package func callAsFunction(
    _ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32
  ) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (c0, c1, c2, c3)
    var (k0, k1) = (keyLow, keyHigh)
    for _ in 0..<10 {
      let left = UInt64(x0) &* 0xD251_1F53
      let right = UInt64(x2) &* 0xCD9E_8D57
      x0 = UInt32(truncatingIfNeeded: right >> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: right)
      x2 = UInt32(truncatingIfNeeded: left >> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: left)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }

  /// The numbers of many counters (blocks[i], rows[i], stream, 0) at once: word w of
  /// the i-th is `words[w * blocks.count + i]`.
  package func words(
    blocks: UnsafeBufferPointer<UInt32>, rows: UnsafeBufferPointer<UInt32>, stream: UInt32,
    into words: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(rows.count == blocks.count && words.count == 4 * blocks.count)
    philox_words(
      blocks.baseAddress, rows.baseAddress, stream, keyLow, keyHigh, blocks.count,
      words.baseAddress)
  }

  /// A number in 0..<`count` from 32 uniform bits: (bits * count) >> 32. The
  /// bias is below count / 2^32.
  @inline(__always)
  package static func index(_ bits: UInt32, below count: Int) -> Int {
    Int((UInt64(bits) &* UInt64(truncatingIfNeeded: count)) >> 32)
  }
}
