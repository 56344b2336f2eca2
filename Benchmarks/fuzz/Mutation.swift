import PerfStats

/// Changes bytes as damage and malice do: bits, cuts, repetitions, pieces of other files, and
/// words that a format did not expect where it expected a number or a text.
struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private static let words = [
    "null", "true", "\"x\"", "\"\"", "[]", "{}", "-1", "0", "-0", "1e999", "1e-999", "NaN",
    "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.5", "0.5e1", "2e18",
    "4294967296", "\"2026-13-45T99:99:99Z\"", "::error::", "<b>", "\u{202E}", "\u{0}", ",", "\n",
    "\"\\ud800\"", "999999999999999999999999", "[1,2,3]", "{\"a\":1}", "-", "+", "e", ".", "\"",
  ].map { Array($0.utf8) }

  mutating func next(_ bound: Int) -> Int {
    // SplitMix64.
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(bound, 1)))
  }

  mutating func mutated(_ seed: [UInt8], other: [UInt8]) -> [UInt8] {
    var bytes = seed
    for _ in 0...next(4) {
      guard !bytes.isEmpty else { return other }
      let at = next(bytes.count)
      switch next(9) {
      case 0: bytes[at] ^= 1 << UInt8(next(8))
      case 1: bytes[at] = UInt8(next(256))
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + next(40)))
      case 3: bytes.removeSubrange(at...)
      case 4:
        let piece = bytes[at..<min(bytes.count, at + 1 + next(200))]
        bytes.insert(contentsOf: Array(piece), at: next(bytes.count))
      case 5:
        guard !other.isEmpty else { continue }
        let from = next(other.count)
        bytes.insert(contentsOf: other[from..<min(other.count, from + next(200))], at: at)
      default:
        let (start, end) = token(in: bytes, at: at)
        bytes.replaceSubrange(start..<end, with: Self.words[next(Self.words.count)])
      }
    }
    return bytes
  }

  /// The number, word or quoted text around a place.
  private func token(in bytes: [UInt8], at place: Int) -> (Int, Int) {
    func isInside(_ byte: UInt8) -> Bool {
      (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || [43, 45, 46, 34, 95, 47].contains(byte)
    }
    var (start, end) = (place, place)
    while start > 0, isInside(bytes[start - 1]), place - start < 60 { start -= 1 }
    while end < bytes.count, isInside(bytes[end]), end - place < 60 { end += 1 }
    return (start, max(end, start + 1))
  }
}
