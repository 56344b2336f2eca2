/// Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators":
/// small, seeded, good enough to shuffle with.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// One of many generators of a seed. Each starts from a number drawn by another generator:
  /// states that are a multiple of the increment apart would repeat each other's numbers.
  package init(seed: UInt64, stream: Int) {
    var seeds = SplitMix64(seed: seed &+ UInt64(stream) &* 0x9E37_79B9_7F4A_7C15)
    state = seeds.next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
