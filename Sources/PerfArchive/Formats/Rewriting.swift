import PerfText

/// Texts that are read after all: in UTF-16, JSON among other text, tables with another separator.
extension SourceFile {
  /// The text in UTF-8, if a byte order mark says that it is UTF-16.
  static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var at = 2
    while at + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      units.append(isLittle ? second << 8 | first : first << 8 | second)
      at += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// The same contents written otherwise so that they are of a known layout, and what to tell the
  /// reader; nil if there is no such way.
  func rewritten() -> (format: InputFormat, source: SourceFile, note: InputError)? {
    for (bytes, message) in [embeddedJSON(), commaSeparated()].compactMap(\.self) {
      let again = SourceFile(name: name, bytes: bytes, path: path)
      if let format = InputFormat.recognise(again) {
        return (format, again, InputError(place: name, message: message))
      }
    }
    return nil
  }

  /// Most lines at which a JSON value is sought among other text.
  private static let candidates = 20

  /// The first JSON value that begins a line, with blanks for the text before it, so that places
  /// stay right, and without the text after it.
  private func embeddedJSON() -> ([UInt8], String)? {
    if case .success? = json { return nil }
    var start = 0
    var tried = 0
    while start < bytes.count, tried < Self.candidates {
      if bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") {
        tried += 1
        let found = try? JSON(
          parsing: bytes, file: name, range: start..<bytes.count, trailing: true)
        // A short list such as `[1]` begins a line of a log.
        if let found, found.isObject || found.firstElement?.isObject == true {
          let value = Array(found.text.utf8)
          let before = bytes[..<start].count { $0 == 10 }
          let blanks = bytes[..<start].map { $0 == 10 ? $0 : 32 }
          let isLast = bytes[min(start + value.count, bytes.count)...].allSatisfy { $0 <= 32 }
          var parts: [String] = []
          if before > 0 { parts.append("\(before) line(s) before the JSON") }
          if !isLast { parts.append("the text after the JSON") }
          return (blanks + value, "passed over: \(parts.joined(separator: " and "))")
        }
      }
      start = lineEnd(bytes, from: start) + 1
    }
    return nil
  }

  /// A table separated by `;` or tabs as one separated by commas, with decimal points for decimal
  /// commas.
  private func commaSeparated() -> ([UInt8], String)? {
    let header = firstLine
    guard !header.contains(UInt8(ascii: ",")) else { return nil }
    let semicolons = header.count { $0 == UInt8(ascii: ";") }
    let tabs = header.count { $0 == 9 }
    guard max(semicolons, tabs) > 0 else { return nil }
    let separator = semicolons >= tabs ? UInt8(ascii: ";") : 9
    var reader = CSVReader(bytes, file: name, separator: separator)
    var out = CSVWriter()
    var names: [String] = []
    var decimals = false
    do {
      while try reader.next() {
        let cells = reader.fields.indices.map { reader.text($0) }
        if names.isEmpty { names = cells.map(\.trimmed) }
        for (column, cell) in cells.enumerated() {
          let isText = column < names.count && Self.texts.contains(names[column].lowercased())
          if !isText, let number = Self.decimalPoint(cell) {
            decimals = true
            out.field(number)
          } else {
            out.field(cell)
          }
        }
        out.endRecord()
      }
    } catch {
      return nil
    }
    let what = separator == 9 ? "tabs" : "\";\""
    return (
      out.bytes, "read as a table separated by \(what)\(decimals ? ", with decimal commas" : "")"
    )
  }

  private static let texts: Set<String> = [
    "benchmark", "series", "name", "run", "commit", "runner",
  ]

  /// `12,5` as `12.5`; nil for any other text.
  private static func decimalPoint(_ cell: String) -> String? {
    guard cell.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 1 else { return nil }
    let point = cell.replacing(",", with: ".").trimmed
    return parsedNumber(Array(point.utf8)) == nil ? nil : point
  }
}
