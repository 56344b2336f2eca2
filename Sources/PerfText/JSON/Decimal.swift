import Foundation

/// Decodes the decimal number that begins at `start`: the nearest double and the
/// place just past it. A number of up to 19 digits whose value is a small integer
/// times a small power of ten is exact without further work (Clinger, How to read
/// floating-point numbers accurately, PLDI 1990); up to 27 places after the point one
/// exact division does; the rest goes to `strtod`. All round correctly. `NaN`, `Infinity`,
/// `+Inf`, `INF` in any case are read too.
///
/// What is no number at all gives NaN and the place `start`.
package func decimal(
  _ all: UnsafeBufferPointer<UInt8>, at start: Int
) -> (value: Double, end: Int) {
  var at = start
  let limit = all.count
  var negative = false
  if at < limit, all[at] == UInt8(ascii: "-") || all[at] == UInt8(ascii: "+") {
    negative = all[at] == UInt8(ascii: "-")
    at += 1
  }
  var mantissa: UInt64 = 0
  var digits = 0
  var seen = 0
  var scale = 0
  while at < limit, all[at] &- 48 < 10 {
    if digits < 19 {
      mantissa = mantissa &* 10 &+ UInt64(all[at] &- 48)
      if mantissa > 0 { digits += 1 }
    } else {
      digits += 1
    }
    seen += 1
    at += 1
  }
  if at < limit, all[at] == UInt8(ascii: ".") {
    at += 1
    while at < limit, all[at] &- 48 < 10 {
      if digits < 19 {
        mantissa = mantissa &* 10 &+ UInt64(all[at] &- 48)
        if mantissa > 0 { digits += 1 }
        scale &-= 1
      } else {
        digits += 1
      }
      seen += 1
      at += 1
    }
  }
  if seen == 0 { return notFinite(all, at: start) }
  if at < limit, all[at] | 0x20 == UInt8(ascii: "e") {
    var digit = at + 1
    var minus = false
    if digit < limit, all[digit] == UInt8(ascii: "-") || all[digit] == UInt8(ascii: "+") {
      minus = all[digit] == UInt8(ascii: "-")
      digit += 1
    }
    if digit < limit, all[digit] &- 48 < 10 {
      var exponent = 0
      while digit < limit, all[digit] &- 48 < 10 {
        if exponent < 100_000 { exponent = exponent * 10 + Int(all[digit] &- 48) }
        digit += 1
      }
      scale += minus ? -exponent : exponent
      at = digit
    }
  }
  if digits <= 19, mantissa <= 1 << 53, scale >= -22, scale <= 22 {
    let whole = Double(mantissa)
    let value = scale < 0 ? whole / powersOfTen[-scale] : whole * powersOfTen[scale]
    return (negative ? -value : value, at)
  }
  if digits <= 19, mantissa > 0, scale < 0, scale >= -27 {
    let value = quotient(mantissa, scale: -scale)
    return (negative ? -value : value, at)
  }
  // strtod wants a terminated text.
  let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: at - start + 1) { copy in
    for k in 0..<(at - start) { copy[k] = CChar(bitPattern: all[start + k]) }
    copy[at - start] = 0
    return copy.baseAddress.map { strtod($0, nil) } ?? .nan
  }
  return (value, at)
}

/// The double nearest to mantissa / 10^scale, 0 < scale <= 27, ties to even: 64 bits of
/// mantissa / 5^scale and whether anything is left decide the rounding. The result is
/// between 1e-27 and 2e18, so always normal.
private func quotient(_ mantissa: UInt64, scale: Int) -> Double {
  let up = mantissa.leadingZeroBitCount
  let numerator = mantissa << up
  let (divisor, down) = powersOfFive[scale]
  // The quotient has its leading bit at 63 if the high word is at least half the divisor.
  let half = numerator >= divisor ? 1 : 0
  let (quotient, remainder) = divisor.dividingFullWidth(
    (high: numerator >> half, low: half == 1 ? numerator << 63 : 0))
  let kept = quotient >> 11
  let rest = quotient & 0x7FF
  let rounds = rest > 0x400 || rest == 0x400 && (remainder > 0 || kept & 1 == 1)
  // quotient = mantissa / 5^scale * 2^(64 - half + up - down).
  let exponent = 11 - 64 + half - up + down - scale
  return Double(kept + (rounds ? 1 : 0))
    * Double(bitPattern: UInt64(1023 + exponent) << 52)
}

/// 5^k with its leading bit at 63, and by how many bits it was shifted.
private let powersOfFive: [(normalised: UInt64, shift: Int)] = (0...27).map { k in
  let power = (0..<k).reduce(UInt64(1)) { power, _ in power * 5 }
  return (power << power.leadingZeroBitCount, power.leadingZeroBitCount)
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]

private func notFinite(
  _ all: UnsafeBufferPointer<UInt8>, at start: Int
) -> (value: Double, end: Int) {
  var at = start
  var negative = false
  if at < all.count, all[at] == UInt8(ascii: "-") || all[at] == UInt8(ascii: "+") {
    negative = all[at] == UInt8(ascii: "-")
    at += 1
  }
  for (word, value) in [("infinity", Double.infinity), ("inf", .infinity), ("nan", .nan)] {
    guard all.count - at >= word.utf8.count else { continue }
    if zip(word.utf8, all[at...]).allSatisfy({ $0 == $1 | 0x20 }) {
      return (negative ? -value : value, at + word.utf8.count)
    }
  }
  return (.nan, start)
}

/// The number that a text is as a whole; nil if it is none. NaN and infinities count as numbers.
package func parsedNumber(_ text: some Collection<UInt8>) -> Double? {
  let bytes = Array(text)
  return bytes.withUnsafeBufferPointer { all in
    let (value, end) = decimal(all, at: 0)
    return end == all.count && end > 0 ? value : nil
  }
}

/// Line of a byte, counted from 1.
package func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
  var line = 1
  bytes.withUnsafeBufferPointer { all in
    for k in 0..<min(max(offset, 0), all.count) where all[k] == 10 { line += 1 }
  }
  return line
}
