/// Reproducible numbers for tests.
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

  /// Any bit pattern of a double, with special values as in ``anything()``.
  mutating func anyDouble() -> Double {
    let special: [Double] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
      .leastNormalMagnitude,
    ]
    let choice = bits()
    if choice % 4 == 0 { return special[Int(choice >> 8) % special.count] }
    return Double(bitPattern: UInt64(bits()) << 32 | UInt64(bits()))
  }

  /// From [-range, range), all digits used.
  mutating func uniformDouble(_ range: Double = 1) -> Double {
    Double(Int64(bitPattern: UInt64(bits()) << 32 | UInt64(bits())) >> 10) * 0x1p-53 * range
  }

  mutating func uniformDoubles(_ count: Int, _ range: Double = 1) -> [Double] {
    (0..<count).map { _ in uniformDouble(range) }
  }
}

/// Whether both are the same value, zeros by their sign, or both NaN of any payload.
func same<Number: BinaryFloatingPoint>(_ a: Number, _ b: Number) -> Bool {
  a.isNaN ? b.isNaN : a == b && a.sign == b.sign
}

/// `minimum` of IEEE 754-2019.
func standardMinimum<Number: BinaryFloatingPoint>(_ a: Number, _ b: Number) -> Number {
  if a.isNaN || b.isNaN { return .nan }
  if a == b { return a.sign == .minus ? a : b }
  return a < b ? a : b
}

/// `maximum` of IEEE 754-2019.
func standardMaximum<Number: BinaryFloatingPoint>(_ a: Number, _ b: Number) -> Number {
  if a.isNaN || b.isNaN { return .nan }
  if a == b { return a.sign == .plus ? a : b }
  return a > b ? a : b
}
