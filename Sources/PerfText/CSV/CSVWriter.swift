/// Builds comma-separated text (RFC 4180): LF line ends, fields with a comma, quote or line
/// end in quotes, quotes doubled, `.` as decimal sign, nothing for what is absent.
///
/// A text is never altered. One that does not begin with an ASCII letter is put in quotes too:
/// it is what a spreadsheet might take for a formula, a number or a date, and what a
/// spreadsheet leaves alone once it is told that quoted fields are text.
package struct CSVWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var first = true

  package init() {}

  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if first { first = false } else { bytes.append(UInt8(ascii: ",")) }
  }

  package mutating func field(_ text: String) {
    separate()
    CSVWriter.append(text, to: &bytes)
  }

  /// A number with the fewest digits that read back as the same double; nothing for nil,
  /// NaN and infinities.
  package mutating func field(_ value: Double?) {
    separate()
    if let value, value.isFinite { JSONWriter.append(value, to: &bytes) }
  }

  package mutating func field(_ value: Int?) {
    separate()
    if let value { bytes.append(contentsOf: String(value).utf8) }
  }

  /// A date in whatever form, as ISO 8601 in UTC to the second; nothing for what is no date.
  package mutating func field(date text: String) {
    separate()
    bytes.append(contentsOf: timestamp(text).utf8)
  }

  /// Fields that are quoted and joined already.
  package mutating func raw(_ fields: [UInt8]) {
    separate()
    bytes.append(contentsOf: fields)
  }

  package mutating func endRecord() {
    bytes.append(10)
    first = true
  }

  package mutating func record(_ texts: [String]) {
    for text in texts { field(text) }
    endRecord()
  }

  /// Comma, quote or line end.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 44, 34, 10, 13: true
    default: false
    }
  }

  static func append(_ text: String, to bytes: inout [UInt8]) {
    guard let first = text.utf8.first else { return }
    let isWord = (65...90).contains(first) || (97...122).contains(first)
    guard !isWord || text.utf8.contains(where: isSpecial) else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(34)
    for byte in text.utf8 {
      if byte == 34 { bytes.append(34) }
      bytes.append(byte)
    }
    bytes.append(34)
  }

  /// Whether a program that opens a table as a spreadsheet may take this text for a formula,
  /// in quotes or not.
  package static func looksLikeFormula(_ text: String) -> Bool {
    switch text.utf8.first {
    case 61, 43, 45, 64, 9, 13: true  // = + - @ TAB CR
    default: false
    }
  }
}
