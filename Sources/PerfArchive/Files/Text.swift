/// Whether a text holds a control character, which no name may.
func hasControlCharacter(_ text: String) -> Bool {
  if text.utf8.allSatisfy({ $0 &- 32 < 95 }) { return false }
  return text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

/// A name without leading and trailing white space and with a space for every control
/// character, so that it is a valid benchmark name; nil if nothing is left.
func cleanName(_ text: String) -> String? {
  if let first = text.utf8.first, first != 32, text.utf8.last != 32,
    text.utf8.allSatisfy({ $0 &- 32 < 95 })
  {
    return text
  }
  let isControl = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .control }
  var scalars = Substring(text).unicodeScalars
  while let first = scalars.first, isControl(first) || first == " " { scalars.removeFirst() }
  while let last = scalars.last, isControl(last) || last == " " { scalars.removeLast() }
  if scalars.isEmpty { return nil }
  guard scalars.contains(where: isControl) else { return String(scalars) }
  var result = String.UnicodeScalarView()
  for scalar in scalars { result.append(isControl(scalar) ? " " : scalar) }
  return String(result)
}

/// FNV-1a hash of 64 bits as 16 hexadecimal digits: identity of imported contents.
func contentHash(_ bytes: some Sequence<UInt8>) -> String {
  var hash: UInt64 = 14_695_981_039_346_656_037
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The unit symbol of a time per operation (`ns`, `us`, `ms`, `s`, ...) from the ways
/// tools write it (`ns/op`, `nanoseconds`, `µs`); nil if it is no time.
func timeUnit(_ text: String) -> String? {
  var name = text
  for suffix in ["/op", "/iter"] where name.hasSuffix(suffix) {
    name.removeLast(suffix.count)
  }
  switch name {
  case "ps", "picoseconds": return "ps"
  case "ns", "nanosecond", "nanoseconds": return "ns"
  // Micro sign and Greek letter mu.
  case "us", "\u{B5}s", "\u{3BC}s", "microsecond", "microseconds": return "us"
  case "ms", "millisecond", "milliseconds": return "ms"
  case "s", "sec", "second", "seconds": return "s"
  case "min", "minute", "minutes": return "min"
  case "h", "hr", "hour", "hours": return "h"
  case "days", "day": return "day"
  default: return nil
  }
}
