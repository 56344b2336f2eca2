/// Writes JSON text, compact, keys in the order they are given.
///
/// Doubles are written with the fewest digits that read back as the same double;
/// NaN and infinities, which JSON does not have, as null.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Whether a comma is due before the next value.
  private var comma = false
  private let indentation: Int
  private var depth = 0

  /// - Parameter indentation: spaces per level; 0 writes everything on one line.
  package init(indentation: Int = 0) {
    self.indentation = indentation
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// What was written and the end of its line.
  package mutating func line() -> String {
    bytes.append(10)
    return text
  }

  private mutating func begin() {
    if comma { bytes.append(UInt8(ascii: ",")) }
    if depth > 0 { breakLine() }
    comma = true
  }

  private mutating func breakLine() {
    guard indentation > 0 else { return }
    bytes.append(10)
    bytes.append(contentsOf: repeatElement(32, count: indentation * depth))
  }

  /// Writes `"name":`; the value follows.
  package mutating func key(_ name: String) {
    begin()
    JSONWriter.append(quoted: name, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    if indentation > 0 { bytes.append(32) }
    comma = false
    afterKey = true
  }
  private var afterKey = false

  private mutating func beginValue() {
    if afterKey {
      afterKey = false
      comma = true
    } else {
      begin()
    }
  }

  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  package mutating func array(_ body: (inout JSONWriter) -> Void) {
    container(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  private mutating func container(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    beginValue()
    bytes.append(open)
    comma = false
    depth += 1
    let before = bytes.count
    body(&self)
    depth -= 1
    if bytes.count > before { breakLine() }
    bytes.append(close)
    comma = true
  }

  package mutating func null() {
    beginValue()
    bytes.append(contentsOf: "null".utf8)
  }

  package mutating func value(_ value: String) {
    beginValue()
    JSONWriter.append(quoted: value, to: &bytes)
  }

  package mutating func value(_ value: Bool) {
    beginValue()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  package mutating func value(_ value: Int) {
    beginValue()
    bytes.append(contentsOf: String(value).utf8)
  }

  package mutating func value(_ value: Double) {
    beginValue()
    if value.isFinite {
      JSONWriter.append(value, to: &bytes)
    } else {
      bytes.append(contentsOf: "null".utf8)
    }
  }

  package mutating func values(_ values: [Double]) {
    beginValue()
    bytes.append(UInt8(ascii: "["))
    for (k, value) in values.enumerated() {
      if k > 0 { bytes.append(UInt8(ascii: ",")) }
      if value.isFinite {
        JSONWriter.append(value, to: &bytes)
      } else {
        bytes.append(contentsOf: "null".utf8)
      }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes a value that is JSON text already.
  package mutating func raw(_ json: String) {
    beginValue()
    bytes.append(contentsOf: json.utf8)
  }

  /// Ends a line of JSON lines; the next value begins a text of its own.
  package mutating func endLine() {
    bytes.append(10)
    comma = false
  }

  /// Forgets what was written and keeps the memory for what follows.
  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
  }

  // MARK: Members

  package mutating func member(_ name: String, _ value: String) {
    key(name)
    self.value(value)
  }
  package mutating func member(_ name: String, _ value: Bool) {
    key(name)
    self.value(value)
  }
  package mutating func member(_ name: String, _ value: Int) {
    key(name)
    self.value(value)
  }
  package mutating func member(_ name: String, _ value: Double) {
    key(name)
    self.value(value)
  }

  // MARK: Pieces

  /// Appends the shortest text that reads back as the same finite double.
  package static func append(_ value: Double, to bytes: inout [UInt8]) {
    if let whole = Int(exactly: value), whole.magnitude < 1_000_000_000_000_000 {
      if whole == 0, value.sign == .minus { bytes.append(UInt8(ascii: "-")) }
      bytes.append(contentsOf: String(whole).utf8)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  package static func append(quoted text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 10: bytes.append(contentsOf: "\\n".utf8)
      case 13: bytes.append(contentsOf: "\\r".utf8)
      case 9: bytes.append(contentsOf: "\\t".utf8)
      case 0..<32, 127:
        let hex = String(byte, radix: 16)
        bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.count))\(hex)".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
