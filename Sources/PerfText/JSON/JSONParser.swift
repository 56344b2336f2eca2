/// Reads one JSON value (RFC 8259) into a tape. Beyond the standard it accepts a
/// byte order mark and the bare words `NaN`, `Infinity`, `-Infinity`, which
/// benchmark tools do write.
struct JSONParser {
  /// Deepest nesting that is read.
  static let maximumDepth = 100
  /// Longest number in bytes.
  static let maximumNumber = 1_000

  let base: UnsafePointer<UInt8>
  let limit: Int
  /// Most values of one text.
  private let mostValues: Int
  let mostNumbers: Int
  var at: Int
  var tape: [JSONDocument.Node] = []
  /// Hashes of the keys of the objects that are still open.
  private var keys: [UInt32] = []
  private var depth = 0

  struct Failure: Error {
    var offset: Int
    var message: String
  }

  init(_ base: UnsafePointer<UInt8>, range: Range<Int>, limits: Limits) {
    self.base = base
    at = range.lowerBound
    limit = range.upperBound
    mostValues = min(limits.jsonValues, Int(JSONDocument.Node.mask))
    mostNumbers = min(limits.samples, Int(JSONDocument.Node.mask))
    // Few texts have more than a value in 8 bytes; memory that is not used is not taken.
    tape.reserveCapacity(range.count / 8 + 8)
    keys.reserveCapacity(32)
  }

  mutating func parse() throws(Failure) {
    if limit - at >= 3, base[at] == 0xEF, base[at + 1] == 0xBB, base[at + 2] == 0xBF { at += 3 }
    skipSpace()
    try value()
  }

  mutating func skipSpace() { at = pastSpace(at) }

  /// Just past the white space that begins at `start`.
  @inline(__always)
  func pastSpace(_ start: Int) -> Int {
    var at = start
    while at < limit {
      let byte = base[at]
      guard byte <= 32, byte == 32 || byte == 10 || byte == 13 || byte == 9 else { return at }
      at &+= 1
      // Indentation.
      while at &+ 8 <= limit {
        let others = eightBytes(base, at) ^ 0x2020_2020_2020_2020
        if others == 0 {
          at &+= 8
          continue
        }
        at &+= others.trailingZeroBitCount >> 3
        break
      }
    }
    return at
  }

  func fail<T>(_ message: String, at offset: Int? = nil) throws(Failure) -> T {
    throw Failure(offset: min(offset ?? at, max(limit - 1, 0)), message: message)
  }

  func unexpected<T>(_ expected: String) throws(Failure) -> T {
    if at >= limit { return try fail("expected \(expected), found the end of the text") }
    let byte = base[at]
    let found =
      byte > 32 && byte < 127
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return try fail("expected \(expected), found \(found)")
  }

  mutating func append(_ node: JSONDocument.Node) throws(Failure) {
    if tape.count >= mostValues {
      return try fail("expected at most \(mostValues) values \(Limits.hint("json-values"))")
    }
    tape.append(node)
  }

  private mutating func value() throws(Failure) {
    guard at < limit else { return try unexpected("a value") }
    switch base[at] {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""):
      let start = at
      let escaped = try string()
      try append(.init(escaped ? .escapedString : .string, offset: start, link: at - start - 2))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"),
      UInt8(ascii: "I"):
      let start = at
      let finite = try number()
      try append(.init(finite ? .number : .notFinite, offset: start))
    case UInt8(ascii: "n"): try word("null", .null)
    case UInt8(ascii: "t"): try word("true", .yes)
    case UInt8(ascii: "f"): try word("false", .no)
    default: return try unexpected("a value")
    }
  }

  func matches(_ word: StaticString, at start: Int) -> Bool {
    guard limit - start >= word.utf8CodeUnitCount else { return false }
    for k in 0..<word.utf8CodeUnitCount where base[start + k] != word.utf8Start[k] { return false }
    return true
  }

  private mutating func word(_ word: StaticString, _ kind: JSONDocument.Kind) throws(Failure) {
    guard matches(word, at: at) else { return try unexpected("a value") }
    try append(.init(kind, offset: at))
    at += word.utf8CodeUnitCount
  }

  private mutating func array() throws(Failure) {
    let start = at
    if try numbers() { return }
    at = start + 1
    depth += 1
    if depth > Self.maximumDepth { return try fail("nested deeper than 100 levels") }
    let own = tape.count
    try append(.init(.array, offset: start))
    skipSpace()
    if at < limit, base[at] == UInt8(ascii: "]") {
      at += 1
    } else {
      while true {
        skipSpace()
        try value()
        skipSpace()
        guard at < limit else { return try unexpected("',' or ']'") }
        if base[at] == UInt8(ascii: "]") { break }
        guard base[at] == UInt8(ascii: ",") else { return try unexpected("',' or ']'") }
        at += 1
      }
      at += 1
    }
    depth -= 1
    tape[own] = .init(.array, offset: start, link: tape.count)
  }

  private mutating func object() throws(Failure) {
    let start = at
    at += 1
    depth += 1
    if depth > Self.maximumDepth { return try fail("nested deeper than 100 levels") }
    let own = tape.count
    let firstKey = keys.count
    var hasEscapes = false
    try append(.init(.object, offset: start))
    skipSpace()
    if at < limit, base[at] == UInt8(ascii: "}") {
      at += 1
    } else {
      while true {
        skipSpace()
        guard at < limit, base[at] == UInt8(ascii: "\"") else {
          return try unexpected("a key in quotes")
        }
        let keyStart = at
        let escaped = try string()
        if escaped { hasEscapes = true }
        keys.append(hash(keyStart + 1, at - keyStart - 2))
        try append(
          .init(escaped ? .escapedString : .string, offset: keyStart, link: at - keyStart - 2))
        skipSpace()
        guard at < limit, base[at] == UInt8(ascii: ":") else { return try unexpected("':'") }
        at += 1
        skipSpace()
        try value()
        skipSpace()
        guard at < limit else { return try unexpected("',' or '}'") }
        if base[at] == UInt8(ascii: "}") { break }
        guard base[at] == UInt8(ascii: ",") else { return try unexpected("',' or '}'") }
        at += 1
      }
      at += 1
    }
    tape[own] = .init(.object, offset: start, link: tape.count)
    if hasEscapes || mayRepeat(from: firstKey) { try rejectDuplicates(of: own) }
    keys.removeLast(keys.count - firstKey)
    depth -= 1
  }

  /// A hash of a key's length and of the bytes at its ends.
  @inline(__always)
  private func hash(_ start: Int, _ length: Int) -> UInt32 {
    var first: UInt64 = 0
    var last: UInt64 = 0
    if length >= 8 {
      first = eightBytes(base, start)
      last = eightBytes(base, start &+ length &- 8)
    } else {
      for k in 0..<length { first = first << 8 | UInt64(base[start &+ k]) }
    }
    let mixed =
      (first ^ UInt64(truncatingIfNeeded: length) << 56) &* 0x9E37_79B9_7F4A_7C15
      ^ last &* 0xC2B2_AE3D_27D4_EB4F
    return UInt32(truncatingIfNeeded: mixed >> 32)
  }

  /// Whether two of the keys from `first` on have one hash, or are too many to look.
  private func mayRepeat(from first: Int) -> Bool {
    let count = keys.count
    if count - first > 64 { return true }
    return keys.withUnsafeBufferPointer { keys in
      var i = first + 1
      while i < count {
        let own = keys[i]
        var isFound = false
        for j in first..<i where keys[j] == own { isFound = true }
        if isFound { return true }
        i &+= 1
      }
      return false
    }
  }
}
