import PerfText

/// Reads the tags of an XML text one after another: names, attributes, ends. Text between tags,
/// comments and processing instructions are passed over; a document type declaration is refused.
struct XMLReader {
  enum Tag {
    case start(name: String, attributes: [String: String], isEmpty: Bool)
    case end(name: String)
  }

  private let bytes: [UInt8]
  private let file: String
  private var at: Int
  private(set) var line = 1

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    at = afterByteOrderMark(bytes)
  }

  var place: String { "\(file):\(line)" }

  /// The next tag; nil at the end of the text.
  ///
  /// - Throws: a tag that does not end, or a document type declaration.
  mutating func next() throws(InputError) -> Tag? {
    while let open = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
      line += bytes[at..<open].count { $0 == 10 }
      at = open
      if starts("<!--") {
        try skip(past: "-->")
      } else if starts("<![CDATA[") {
        try skip(past: "]]>")
      } else if starts("<?") {
        try skip(past: "?>")
      } else if starts("<!") {
        throw InputError(place: place, message: "expected XML without a document type")
      } else {
        return try tag()
      }
    }
    at = bytes.count
    return nil
  }

  private func starts(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return bytes[at...].starts(with: wanted)
  }

  private mutating func skip(past text: String) throws(InputError) {
    guard let end = bytes[at...].firstRange(of: Array(text.utf8)) else {
      throw InputError(place: place, message: "expected \(text), found the end of the text")
    }
    line += bytes[at..<end.upperBound].count { $0 == 10 }
    at = end.upperBound
  }

  private mutating func tag() throws(InputError) -> Tag {
    let start = at
    // A quoted value may hold `>`.
    var quote: UInt8?
    var end = at + 1
    while end < bytes.count {
      let byte = bytes[end]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      }
      end += 1
    }
    guard end < bytes.count else {
      throw InputError(
        place: place, message: "expected the end of a tag, found the end of the text")
    }
    let inside = String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    line += bytes[start..<end].count { $0 == 10 }
    at = end + 1
    if inside.hasPrefix("/") { return .end(name: inside.dropFirst().trimmed) }
    let isEmpty = inside.hasSuffix("/")
    var rest = (isEmpty ? inside.dropLast() : inside[...])
    let name = rest.prefix { !$0.isWhitespace }
    rest = rest[name.endIndex...]
    var attributes: [String: String] = [:]
    while let equals = rest.firstIndex(of: "=") {
      let key = rest[..<equals].trimmed
      rest = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
      guard let mark = rest.first, mark == "\"" || mark == "'" else { break }
      rest = rest.dropFirst()
      guard let close = rest.firstIndex(of: mark) else { break }
      attributes[key] = Self.unescaped(rest[..<close])
      rest = rest[rest.index(after: close)...]
    }
    return .start(name: String(name), attributes: attributes, isEmpty: isEmpty)
  }

  private static func unescaped(_ text: Substring) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var rest = text
    while let amp = rest.firstIndex(of: "&") {
      result += rest[..<amp]
      rest = rest[amp...]
      guard let end = rest.prefix(12).firstIndex(of: ";") else {
        result += "&"
        rest = rest.dropFirst()
        continue
      }
      let name = rest[rest.index(after: amp)..<end]
      let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
      if let plain = named[String(name)] {
        result += plain
      } else if name.hasPrefix("#"),
        let code = name.hasPrefix("#x")
          ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst()),
        let scalar = Unicode.Scalar(code)
      {
        result.unicodeScalars.append(scalar)
      } else {
        result += rest[...end]
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
