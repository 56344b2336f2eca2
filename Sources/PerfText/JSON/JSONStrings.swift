/// Strings, eight bytes at a time.
extension JSONParser {
  /// Moves past a string; whether it holds escapes.
  mutating func string() throws(Failure) -> Bool {
    let start = at
    var escaped = false
    at = pastPlainText(at + 1)
    while at < limit {
      let byte = base[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        return escaped
      }
      if byte < 32 { return try unexpected("a string without control characters") }
      at += 1
      escaped = true
      guard at < limit else { break }
      switch base[at] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
        UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        at += 1
      case UInt8(ascii: "u"):
        guard limit - at > 4, (1...4).allSatisfy({ hexDigit(base[at + $0]) != nil }) else {
          return try fail("expected four hexadecimal digits after \\u")
        }
        at += 5
      default: return try unexpected("an escape sequence")
      }
      at = pastPlainText(at)
    }
    return try fail("expected the closing quote of a string, found the end of the text", at: start)
  }

  /// The first quote, backslash or control character from `start` on.
  @inline(__always)
  private func pastPlainText(_ start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at &+ 8 <= limit {
      let bytes = eightBytes(base, at)
      let quotes = bytes ^ 0x2222_2222_2222_2222
      let slashes = bytes ^ 0x5C5C_5C5C_5C5C_5C5C
      // The lowest of these bits is right; a borrow may set higher ones.
      let found =
        ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        | ((bytes &- 0x2020_2020_2020_2020) & ~bytes)
      let stops = found & 0x8080_8080_8080_8080
      if stops != 0 { return at &+ stops.trailingZeroBitCount >> 3 }
      at &+= 8
    }
    while at < limit, base[at] >= 32, base[at] != UInt8(ascii: "\""), base[at] != UInt8(ascii: "\\")
    {
      at &+= 1
    }
    return at
  }
}
