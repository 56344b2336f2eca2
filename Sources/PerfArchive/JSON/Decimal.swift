import Foundation

/// Decodes the decimal number that begins at `start`: the nearest double and the
/// place just past it. A number of up to 19 digits whose value is a small integer
/// times a small power of ten is exact without further work (Clinger, How to read
/// floating-point numbers accurately, PLDI 1990); the rest goes to `strtod`, which
/// rounds correctly. `NaN`, `Infinity`, `+Inf`, `INF` in any case are read too.
///
/// What is no number at all gives NaN and the place `start`.
func decimal(
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
  // strtod wants a terminated text.
  let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: at - start + 1) { copy in
    for k in 0..<(at - start) { copy[k] = CChar(bitPattern: all[start + k]) }
    copy[at - start] = 0
    return copy.baseAddress.map { strtod($0, nil) } ?? .nan
  }
  return (value, at)
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
func parsedNumber(_ text: some Collection<UInt8>) -> Double? {
  let bytes = Array(text)
  return bytes.withUnsafeBufferPointer { all in
    let (value, end) = decimal(all, at: 0)
    return end == all.count && end > 0 ? value : nil
  }
}

/// Line of a byte, counted from 1.
func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
  var line = 1
  bytes.withUnsafeBufferPointer { all in
    for k in 0..<min(max(offset, 0), all.count) where all[k] == 10 { line += 1 }
  }
  return line
}
