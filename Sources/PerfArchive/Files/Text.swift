import PerfStats
import PerfText

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

/// The unit symbol of a time per operation (`ns`, `us`, `ms`, `s`, ...) from the ways
/// tools write it (`ns/op`, `nanoseconds`, `µs`); nil if it is no such time.
func timeUnit(_ text: String) -> String? {
  let unit = Metric.Unit(text)
  return unit.dimension == .time && unit.subject.isEmpty ? unit.symbol : nil
}

/// Whether a number can be a sample: a finite one, zero or more.
func isSample(_ value: Double) -> Bool { value >= 0 && value.isFinite }

/// A commit or branch as a tool names it, without the words that mean that it knows none.
func knownRevision(_ text: String) -> String {
  ["unversioned", "unknown", "(unknown)", "none", "null", "n/a", "HEAD"].contains(text) ? "" : text
}
