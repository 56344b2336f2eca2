/// Reproducible floats for tests.
struct Values {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func bits() -> UInt32 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt32(truncatingIfNeeded: state >> 32)
  }

  /// From [-range, range).
  mutating func uniform(_ range: Float = 1) -> Float {
    Float(Int32(bitPattern: bits()) >> 7) * 0x1p-24 * range
  }

  mutating func uniforms(_ count: Int, _ range: Float = 1) -> [Float] {
    (0..<count).map { _ in uniform(range) }
  }

  /// Any bit pattern: infinities, NaN, subnormal numbers and zeros of both signs appear often.
  mutating func anything() -> Float {
    let special: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNormalMagnitude,
    ]
    let choice = bits()
    if choice % 4 == 0 { return special[Int(choice >> 8) % special.count] }
    return Float(bitPattern: bits())
  }
}

/// Whether both are the same value: the same bits, or both NaN of any payload.
func same(_ a: Float, _ b: Float) -> Bool {
  a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
}
