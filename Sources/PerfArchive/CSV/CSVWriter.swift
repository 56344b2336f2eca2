/// Builds comma-separated text (RFC 4180): LF line ends, fields with a comma, quote or line
/// end in quotes, quotes doubled, `.` as decimal sign, nothing for what is absent.
///
/// A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-` or `@`)
/// is put in quotes too and otherwise left as it is.
public struct CSVWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var first = true

  public init() {}

  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if first { first = false } else { bytes.append(UInt8(ascii: ",")) }
  }

  public mutating func field(_ text: String) {
    separate()
    CSVWriter.append(text, to: &bytes)
  }

  /// A number with the fewest digits that read back as the same double; nothing for nil,
  /// NaN and infinities.
  public mutating func field(_ value: Double?) {
    separate()
    if let value, value.isFinite { JSONWriter.append(value, to: &bytes) }
  }

  public mutating func field(_ value: Int?) {
    separate()
    if let value { bytes.append(contentsOf: String(value).utf8) }
  }

  /// Fields that are quoted and joined already.
  public mutating func raw(_ fields: [UInt8]) {
    separate()
    bytes.append(contentsOf: fields)
  }

  public mutating func endRecord() {
    bytes.append(10)
    first = true
  }

  public mutating func record(_ texts: [String]) {
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
    let special = text.utf8.contains(where: isSpecial)
    let formula = text.utf8.first.map { "=+-@".utf8.contains($0) } ?? false
    guard special || formula else {
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
}
