/// A string literal of a Swift source, and what it is given to.
struct SwiftLiteral {
  /// The text as a pattern: what is interpolated is `nil`.
  var pieces: [String?]
  /// The label before it: `message` in `message: "..."`; empty if there is none.
  var label: String
  /// The calls around it within its statement, the innermost first, each with what it is called on and `throw` or `return`
  /// before it: `throw InputError`, `notes.append`.
  var calls: [String]
  var line: Int

  /// Words of letters in the fixed parts.
  var words: Int {
    pieces.compactMap { $0 }.joined(separator: " ").split(separator: " ")
      .count { $0.count > 1 && $0.allSatisfy { $0.isLetter || "',().:;-".contains($0) } }
  }

  /// `the interval, {}, lies beyond {}`
  var template: String { pieces.map { $0 ?? "{}" }.joined() }

  /// Every string literal of a source, those joined by `+` as one.
  ///
  /// - Complexity: O(n), and for each literal the length of its statement.
  static func all(in source: String) -> [SwiftLiteral] {
    var scanner = LiteralScanner(Array(source.utf8))
    return scanner.literals()
  }
}

private struct LiteralScanner {
  private let text: [UInt8]
  /// The text with its literals and comments as underscores, so that what they hold is no code.
  private var code: [UInt8]
  private var found: [(range: Range<Int>, pieces: [String?])] = []

  init(_ text: [UInt8]) {
    self.text = text
    code = text
  }

  private func begins(_ word: StaticString, at i: Int) -> Bool {
    let count = word.utf8CodeUnitCount
    return i + count <= text.count
      && word.withUTF8Buffer { zip($0, text[i...]).allSatisfy { $0 == $1 } }
  }

  mutating func literals() -> [SwiftLiteral] {
    var outer: Int?
    var i = 0
    while i < text.count {
      let start = i
      if begins("//", at: i) {
        while i < text.count, text[i] != UInt8(ascii: "\n") { i += 1 }
        blank(start..<i)
      } else if begins("/*", at: i) {
        while i < text.count, !begins("*/", at: i) { i += 1 }
        blank(start..<i)
      } else if text[i] == UInt8(ascii: "\"") || begins("#\"", at: i) || begins("##\"", at: i) {
        let position = found.count
        let pieces = literal(&i)
        blank(start..<i)
        if let outer, joins(found[outer].range.upperBound..<start) {
          found[outer] = (found[outer].range.lowerBound..<i, found[outer].pieces + pieces)
        } else {
          found.insert((start..<i, pieces), at: position)
          outer = position
        }
      } else {
        i += 1
      }
    }
    return found.map { range, pieces in
      let place = surroundings(of: range.lowerBound)
      return SwiftLiteral(
        pieces: pieces, label: place.label, calls: place.calls,
        line: text[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1)
    }
  }

  private mutating func blank(_ range: Range<Int>) {
    for i in range where text[i] != UInt8(ascii: "\n") { code[i] = UInt8(ascii: "_") }
  }

  /// Whether nothing but a plus and white space stands there.
  private func joins(_ range: Range<Int>) -> Bool {
    let middle = text[range].filter { $0 > 32 }
    return Array(middle) == [UInt8(ascii: "+")]
  }

  /// Reads the literal that begins at `i`; those within what it interpolates are found, too.
  private mutating func literal(_ i: inout Int) -> [String?] {
    var hashes = 0
    while text[i] == UInt8(ascii: "#") {
      hashes += 1
      i += 1
    }
    let quotes = begins("\"\"\"", at: i) ? 3 : 1
    i += quotes
    var pieces: [String?] = []
    var piece: [UInt8] = []
    func isClosed(_ i: Int) -> Bool {
      i + quotes + hashes <= text.count
        && text[i..<(i + quotes)].allSatisfy { $0 == UInt8(ascii: "\"") }
        && text[(i + quotes)..<(i + quotes + hashes)].allSatisfy { $0 == UInt8(ascii: "#") }
    }
    while i < text.count, !isClosed(i) {
      guard text[i] == UInt8(ascii: "\\"),
        text[(i + 1)...].prefix(hashes).allSatisfy({ $0 == UInt8(ascii: "#") })
      else {
        piece.append(text[i])
        i += 1
        continue
      }
      i += 1 + hashes
      if text[i] == UInt8(ascii: "(") {
        if !piece.isEmpty { pieces.append(String(decoding: piece, as: UTF8.self)) }
        pieces.append(nil)
        piece = []
        skipInterpolation(&i)
      } else {
        piece.append(text[i] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : text[i])
        i += 1
      }
    }
    i = min(i + quotes + hashes, text.count)
    if !piece.isEmpty { pieces.append(String(decoding: piece, as: UTF8.self)) }
    return pieces
  }

  private mutating func skipInterpolation(_ i: inout Int) {
    var depth = 0
    repeat {
      switch text[i] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "\""):
        let start = i
        let pieces = literal(&i)
        found.append((start..<i, pieces))
        continue
      default: break
      }
      i += 1
    } while depth > 0 && i < text.count
  }

  /// The label before a literal, and the calls that are open there.
  private func surroundings(of start: Int) -> (label: String, calls: [String]) {
    var calls: [String] = []
    var depth = 0
    var i = start - 1
    walk: while i >= 0 {
      switch code[i] {
      case UInt8(ascii: ")"): depth += 1
      case UInt8(ascii: "(") where depth > 0: depth -= 1
      case UInt8(ascii: "("): calls.append(name(endingAt: i))
      case UInt8(ascii: "{") where depth == 0, UInt8(ascii: "}") where depth == 0,
        UInt8(ascii: ";") where depth == 0:
        break walk
      default: break
      }
      i -= 1
    }
    let before = String(decoding: code[max(0, start - 60)..<start], as: UTF8.self)
    let label = before.firstMatch(of: #/(\w+):\s*$/#).map { String($0.1) } ?? ""
    return (label, calls)
  }

  /// What is called, with the words `throw`, `return` and `try` before it.
  private func name(endingAt end: Int) -> String {
    let before = String(decoding: code[max(0, end - 100)..<end], as: UTF8.self)
    let match = before.firstMatch(of: #/((?:throw|return|try)\s+)*[\w.?!]*$/#)
    return match.map { String($0.0) } ?? ""
  }
}
