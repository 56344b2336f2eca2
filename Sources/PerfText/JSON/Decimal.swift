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
  guard let base = all.baseAddress else { return (.nan, start) }
  let limit = all.count
  var at = start
  var negative = false
  if at < limit, base[at] == UInt8(ascii: "-") || base[at] == UInt8(ascii: "+") {
    negative = base[at] == UInt8(ascii: "-")
    at &+= 1
  }
  var mantissa: UInt64 = 0
  let whole = at
  at = appendDigits(base, at, limit, to: &mantissa)
  var digits = at &- whole
  var scale = 0
  if at < limit, base[at] == UInt8(ascii: ".") {
    let fraction = at &+ 1
    at = appendDigits(base, fraction, limit, to: &mantissa)
    scale = fraction &- at
    digits &-= scale
  }
  if digits == 0 { return notFinite(all, at: start) }
  if at < limit, base[at] | 0x20 == UInt8(ascii: "e") {
    var digit = at &+ 1
    var minus = false
    if digit < limit, base[digit] == UInt8(ascii: "-") || base[digit] == UInt8(ascii: "+") {
      minus = base[digit] == UInt8(ascii: "-")
      digit &+= 1
    }
    if digit < limit, base[digit] &- 48 < 10 {
      var exponent = 0
      while digit < limit, base[digit] &- 48 < 10 {
        if exponent < 100_000 { exponent = exponent &* 10 &+ Int(base[digit] &- 48) }
        digit &+= 1
      }
      scale &+= minus ? 0 &- exponent : exponent
      at = digit
    }
  }
  // 19 digits fit into 64 bits.
  if digits <= 19 {
    if mantissa <= 1 << 53, scale >= -22, scale <= 22 {
      let whole = Double(mantissa)
      let value = scale < 0 ? whole / powersOfTen[0 &- scale] : whole * powersOfTen[scale]
      return (negative ? -value : value, at)
    }
    if mantissa > 0, scale < 0, scale >= -27 {
      let value = quotient(mantissa, scale: 0 &- scale)
      return (negative ? -value : value, at)
    }
  }
  // strtod wants a terminated text.
  let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: at - start + 1) { copy in
    for k in 0..<(at - start) { copy[k] = CChar(bitPattern: base[start + k]) }
    copy[at - start] = 0
    return copy.baseAddress.map { strtod($0, nil) } ?? .nan
  }
  return (value, at)
}

/// Appends the digits from `start` on to a number, eight at a time, and returns the place just past
/// them. The number is right for up to 19 digits in all.
@inline(__always)
private func appendDigits(
  _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int, to mantissa: inout UInt64
) -> Int {
  var at = start
  while at &+ 8 <= limit {
    let digits = eightBytes(base, at) ^ 0x3030_3030_3030_3030
    let others = bytesAboveNine(digits)
    if others == 0 {
      mantissa = mantissa &* 100_000_000 &+ number(ofDigits: digits)
      at &+= 8
      continue
    }
    let count = others.trailingZeroBitCount >> 3
    if count > 0 {
      // Zeros before them make eight.
      mantissa =
        mantissa &* wholePowersOfTen[count]
        &+ number(ofDigits: digits << UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }
    return at &+ count
  }
  while at < limit, base[at] &- 48 < 10 {
    mantissa = mantissa &* 10 &+ UInt64(base[at] &- 48)
    at &+= 1
  }
  return at
}

/// Just past the digits that begin at `start`.
@inline(__always)
func pastDigits(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
  var at = start
  while at &+ 8 <= limit {
    let others = bytesAboveNine(eightBytes(base, at) ^ 0x3030_3030_3030_3030)
    if others != 0 { return at &+ others.trailingZeroBitCount >> 3 }
    at &+= 8
  }
  while at < limit, base[at] &- 48 < 10 { at &+= 1 }
  return at
}

/// Eight bytes of a text, the first one lowest.
@inline(__always)
func eightBytes(_ base: UnsafePointer<UInt8>, _ at: Int) -> UInt64 {
  UInt64(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self))
}

/// The highest bit of the first byte above 9, and of some bytes after it; 0 if all are digits' values.
@inline(__always)
private func bytesAboveNine(_ bytes: UInt64) -> UInt64 {
  ((bytes &+ 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080
}

/// The number that eight digits' values form, the first one lowest.
@inline(__always)
private func number(ofDigits digits: UInt64) -> UInt64 {
  let pairs = digits &* 10 &+ digits >> 8
  let left = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
  let right = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
  return (left &+ right) >> 32
}

/// The double nearest to mantissa / 10^scale, 0 < scale <= 27, ties to even: 64 bits of
/// mantissa / 5^scale and whether anything is left decide the rounding. The result is
/// between 1e-27 and 2e18, so always normal.
@inline(__always)
private func quotient(_ mantissa: UInt64, scale: Int) -> Double {
  let up = mantissa.leadingZeroBitCount
  let numerator = mantissa << UInt64(truncatingIfNeeded: up)
  let divisor = powersOfFive[scale]
  // The quotient has its leading bit at 63 if the high word is at least half the divisor.
  let half = numerator >= divisor ? 1 : 0
  let (quotient, hasRest) = divide(
    high: numerator >> UInt64(half), low: half == 1 ? numerator << 63 : 0, by: divisor,
    reciprocals[scale])
  let kept = quotient >> 11
  let rest = quotient & 0x7FF
  let rounds = rest > 0x400 || rest == 0x400 && (hasRest || kept & 1 == 1)
  // quotient = mantissa / 5^scale * 2^(64 - half + up - down).
  let exponent = 11 &- 64 &+ half &- up &+ powersOfFiveShifts[scale] &- scale
  return Double(kept &+ (rounds ? 1 : 0))
    * Double(bitPattern: UInt64(truncatingIfNeeded: 1023 &+ exponent) << 52)
}

/// Two words by one, high < divisor, by the divisor's reciprocal: N. Moeller, T. Granlund, Improved
/// division by invariant integers, IEEE Transactions on Computers 60 (2011), algorithm 4.
@inline(__always)
private func divide(
  high: UInt64, low: UInt64, by divisor: UInt64, _ reciprocal: UInt64
) -> (quotient: UInt64, hasRest: Bool) {
  let product = reciprocal.multipliedFullWidth(by: high)
  let (part, carry) = product.low.addingReportingOverflow(low)
  var quotient = product.high &+ high &+ (carry ? 1 : 0) &+ 1
  var rest = low &- quotient &* divisor
  if rest > part {
    quotient &-= 1
    rest &+= divisor
  }
  if rest >= divisor {
    quotient &+= 1
    rest &-= divisor
  }
  return (quotient, rest > 0)
}

/// 5^k with its leading bit at 63.
private let powersOfFive: [UInt64] = [
  0x8000_0000_0000_0000, 0xA000_0000_0000_0000, 0xC800_0000_0000_0000, 0xFA00_0000_0000_0000,
  0x9C40_0000_0000_0000, 0xC350_0000_0000_0000, 0xF424_0000_0000_0000, 0x9896_8000_0000_0000,
  0xBEBC_2000_0000_0000, 0xEE6B_2800_0000_0000, 0x9502_F900_0000_0000, 0xBA43_B740_0000_0000,
  0xE8D4_A510_0000_0000, 0x9184_E72A_0000_0000, 0xB5E6_20F4_8000_0000, 0xE35F_A931_A000_0000,
  0x8E1B_C9BF_0400_0000, 0xB1A2_BC2E_C500_0000, 0xDE0B_6B3A_7640_0000, 0x8AC7_2304_89E8_0000,
  0xAD78_EBC5_AC62_0000, 0xD8D7_26B7_177A_8000, 0x8786_7832_6EAC_9000, 0xA968_163F_0A57_B400,
  0xD3C2_1BCE_CCED_A100, 0x8459_5161_4014_84A0, 0xA56F_A5B9_9019_A5C8, 0xCECB_8F27_F420_0F3A,
]

/// By how many bits 5^k was shifted for that.
private let powersOfFiveShifts: [Int] = [
  63, 61, 59, 57, 54, 52, 50, 47, 45, 43, 40, 38, 36, 33, 31, 29, 26, 24, 22, 19, 17, 15, 12, 10,
  8, 5, 3, 1,
]

/// (2^128 - 1) / powersOfFive[k] - 2^64, rounded down.
private let reciprocals: [UInt64] = [
  0xFFFF_FFFF_FFFF_FFFF, 0x9999_9999_9999_9999, 0x47AE_147A_E147_AE14, 0x0624_DD2F_1A9F_BE76,
  0xA36E_2EB1_C432_CA57, 0x4F8B_588E_368F_0846, 0x0C6F_7A0B_5ED8_D36B, 0xAD7F_29AB_CAF4_8578,
  0x5798_EE23_08C3_9DF9, 0x12E0_BE82_6D69_4B2E, 0xB7CD_FD9D_7BDB_AB7D, 0x5FD7_FE17_9649_55FD,
  0x1979_9812_DEA1_1197, 0xC25C_2684_9768_1C26, 0x6849_B86A_12B9_B01E, 0x203A_F9EE_7561_59B2,
  0xCD2B_297D_889B_C2B6, 0x70EF_5464_6D49_6892, 0x2725_DD1D_243A_BA0E, 0xD83C_94FB_6D2A_C34A,
  0x79CA_10C9_2422_35D5, 0x2E3B_40A0_E9B4_F7DD, 0xE392_0101_75EE_5962, 0x82DB_3401_2B25_144E,
  0x357C_299A_88EA_76A5, 0xEF2D_0F5D_A7DD_8AA2, 0x8C24_0C4A_ECB1_3BB5, 0x3CE9_A36F_23C0_FC90,
]

private let wholePowersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000,
]

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
  let end = min(max(offset, 0), bytes.count)
  var line = 1
  var at = lineEnd(bytes, from: 0)
  while at < end {
    line += 1
    at = lineEnd(bytes, from: at + 1)
  }
  return line
}
