/// Reads one JSON value (RFC 8259) into a tape. Beyond the standard it accepts a
/// byte order mark and the bare words `NaN`, `Infinity`, `-Infinity`, which
/// benchmark tools do write.
struct JSONParser {
  /// Deepest nesting that is read.
  static let maximumDepth = 100
  /// Longest number in bytes.
  static let maximumNumber = 1_000

  let all: UnsafeBufferPointer<UInt8>
  let limit: Int
  /// Most values of one text.
  private let mostValues = min(Limits.current.jsonValues, Int(JSONDocument.Node.mask))
  private let mostNumbers = min(Limits.current.samples, Int(JSONDocument.Node.mask))
  var at: Int
  var tape: [JSONDocument.Node] = []
  /// Hash and place of the keys of the objects that are still open.
  var keys: [(hash: UInt32, offset: Int, escaped: Bool)] = []
  private var depth = 0

  struct Failure: Error {
    var offset: Int
    var message: String
  }

  init(_ all: UnsafeBufferPointer<UInt8>, range: Range<Int>) {
    self.all = all
    self.at = range.lowerBound
    self.limit = range.upperBound
  }

  mutating func parse() throws(Failure) {
    if limit - at >= 3, all[at] == 0xEF, all[at + 1] == 0xBB, all[at + 2] == 0xBF { at += 3 }
    skipSpace()
    try value()
  }

  mutating func skipSpace() {
    while at < limit {
      let byte = all[at]
      guard byte == 32 || byte == 10 || byte == 13 || byte == 9 else { return }
      at += 1
    }
  }

  func fail<T>(_ message: String, at offset: Int? = nil) throws(Failure) -> T {
    throw Failure(offset: min(offset ?? at, max(limit - 1, 0)), message: message)
  }

  private func unexpected<T>(_ expected: String) throws(Failure) -> T {
    if at >= limit { return try fail("expected \(expected), found the end of the text") }
    let byte = all[at]
    let found =
      byte > 32 && byte < 127
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    return try fail("expected \(expected), found \(found)")
  }

  private mutating func append(_ node: JSONDocument.Node) throws(Failure) {
    if tape.count >= mostValues {
      return try fail("expected at most \(mostValues) values \(Limits.hint("json-values"))")
    }
    tape.append(node)
  }

  private mutating func value() throws(Failure) {
    guard at < limit else { return try unexpected("a value") }
    switch all[at] {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""):
      let start = at
      let (_, escaped) = try string()
      try append(.init(escaped ? .escapedString : .string, offset: start))
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

  private func matches(_ word: StaticString, at start: Int) -> Bool {
    guard limit - start >= word.utf8CodeUnitCount else { return false }
    for k in 0..<word.utf8CodeUnitCount where all[start + k] != word.utf8Start[k] { return false }
    return true
  }

  private mutating func word(_ word: StaticString, _ kind: JSONDocument.Kind) throws(Failure) {
    guard matches(word, at: at) else { return try unexpected("a value") }
    try append(.init(kind, offset: at))
    at += word.utf8CodeUnitCount
  }

  /// Moves past a number; false for NaN and the infinities.
  private mutating func number() throws(Failure) -> Bool {
    let start = at
    if all[at] == UInt8(ascii: "-") { at += 1 }
    guard at < limit else { return try unexpected("a digit") }
    switch all[at] {
    case UInt8(ascii: "0"):
      at += 1
      if at < limit, isDigit(all[at]) {
        return try fail("expected no digit after a leading zero")
      }
    case UInt8(ascii: "1")...UInt8(ascii: "9"): digits()
    case UInt8(ascii: "I") where matches("Infinity", at: at):
      at += 8
      return false
    case UInt8(ascii: "N") where at == start && matches("NaN", at: at):
      at += 3
      return false
    default: return try unexpected("a number")
    }
    if at < limit, all[at] == UInt8(ascii: ".") {
      at += 1
      guard at < limit, isDigit(all[at]) else { return try unexpected("a digit") }
      digits()
    }
    if at < limit, all[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < limit, all[at] == UInt8(ascii: "+") || all[at] == UInt8(ascii: "-") { at += 1 }
      guard at < limit, isDigit(all[at]) else { return try unexpected("a digit") }
      digits()
    }
    if at - start > Self.maximumNumber {
      return try fail("expected a number of at most 1,000 characters", at: start)
    }
    return true
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  private mutating func digits() {
    while at < limit, isDigit(all[at]) { at += 1 }
  }

  /// Moves past a string; its FNV-1a hash and whether it holds escapes.
  private mutating func string() throws(Failure) -> (hash: UInt32, escaped: Bool) {
    let start = at
    at += 1
    var hash: UInt32 = 2_166_136_261
    var escaped = false
    while at < limit {
      let byte = all[at]
      if byte == UInt8(ascii: "\"") {
        at += 1
        return (hash, escaped)
      }
      if byte < 32 { return try unexpected("a string without control characters") }
      hash = (hash ^ UInt32(byte)) &* 16_777_619
      at += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      escaped = true
      guard at < limit else { break }
      switch all[at] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
        UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
        at += 1
      case UInt8(ascii: "u"):
        guard limit - at > 4, (1...4).allSatisfy({ hexDigit(all[at + $0]) != nil }) else {
          return try fail("expected four hexadecimal digits after \\u")
        }
        at += 5
      default: return try unexpected("an escape sequence")
      }
    }
    return try fail("expected the closing quote of a string, found the end of the text", at: start)
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
    if at < limit, all[at] == UInt8(ascii: "]") {
      at += 1
    } else {
      while true {
        skipSpace()
        try value()
        skipSpace()
        guard at < limit else { return try unexpected("',' or ']'") }
        if all[at] == UInt8(ascii: "]") { break }
        guard all[at] == UInt8(ascii: ",") else { return try unexpected("',' or ']'") }
        at += 1
      }
      at += 1
    }
    depth -= 1
    tape[own] = .init(.array, offset: start, link: tape.count)
  }

  /// Reads an array that holds nothing but numbers as one node; false if it is
  /// something else, with nothing written.
  private mutating func numbers() throws(Failure) -> Bool {
    let start = at
    at += 1
    var count = 0
    while true {
      skipSpace()
      guard at < limit else { return false }
      let byte = all[at]
      guard
        isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "N")
          || byte == UInt8(ascii: "I")
      else { return false }
      _ = try number()
      count += 1
      if count > mostNumbers {
        return try fail(
          "expected at most \(mostNumbers) numbers in an array \(Limits.hint("samples"))")
      }
      skipSpace()
      guard at < limit else { return false }
      if all[at] == UInt8(ascii: ",") {
        at += 1
      } else if all[at] == UInt8(ascii: "]") {
        at += 1
        try append(.init(.numbers, offset: start, link: count))
        return true
      } else {
        return false
      }
    }
  }

  private mutating func object() throws(Failure) {
    let start = at
    at += 1
    depth += 1
    if depth > Self.maximumDepth { return try fail("nested deeper than 100 levels") }
    let own = tape.count
    let firstKey = keys.count
    try append(.init(.object, offset: start))
    skipSpace()
    if at < limit, all[at] == UInt8(ascii: "}") {
      at += 1
    } else {
      while true {
        skipSpace()
        guard at < limit, all[at] == UInt8(ascii: "\"") else {
          return try unexpected("a key in quotes")
        }
        let keyStart = at
        let (hash, escaped) = try string()
        keys.append((hash, keyStart, escaped))
        try append(.init(escaped ? .escapedString : .string, offset: keyStart))
        skipSpace()
        guard at < limit, all[at] == UInt8(ascii: ":") else { return try unexpected("':'") }
        at += 1
        skipSpace()
        try value()
        skipSpace()
        guard at < limit else { return try unexpected("',' or '}'") }
        if all[at] == UInt8(ascii: "}") { break }
        guard all[at] == UInt8(ascii: ",") else { return try unexpected("',' or '}'") }
        at += 1
      }
      at += 1
    }
    try rejectDuplicates(from: firstKey)
    keys.removeSubrange(firstKey...)
    depth -= 1
    tape[own] = .init(.object, offset: start, link: tape.count)
  }
}
