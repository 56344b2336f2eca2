import PerfText

/// Texts that are read after all: in UTF-16, with a terminal's colours, JSON among other text, several
/// JSON values one after another, tables with another separator.
extension SourceFile {
  /// The text without terminal escape sequences (`ESC [ ... letter`, `ESC ( B`).
  static func withoutColour(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x1B) else { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == 0x1B {
        at += 1
        guard at < bytes.count, bytes[at] == UInt8(ascii: "[") else {
          // A character set by its letter, or a single sign.
          at += at < bytes.count && bytes[at] == UInt8(ascii: "(") ? 2 : 0
          continue
        }
        at += 1
        while at < bytes.count, !(0x40...0x7E).contains(bytes[at]), bytes[at] != 10 { at += 1 }
        if at < bytes.count, bytes[at] == 10 { continue }
      } else {
        result.append(bytes[at])
      }
      at += 1
    }
    return result
  }

  /// The text in UTF-8, if a byte order mark, or a zero beside every sign of its beginning, says that it
  /// is UTF-16.
  static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    let start = bytes.prefix(64)
    let hasZeros = (0...1).map { parity in
      start.count >= 8
        && start.indices.allSatisfy { (start[$0] == 0) == ($0 % 2 == parity) }
    }
    let isLittle = bytes.starts(with: [0xFF, 0xFE]) || hasZeros[1]
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) || hasZeros[0] else { return bytes }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var at = hasZeros.contains(true) ? 0 : 2
    while at + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      units.append(isLittle ? second << 8 | first : first << 8 | second)
      at += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// The same contents written otherwise so that they are of a known layout, in one part or several, and
  /// what to tell the reader; empty if there is no such way.
  func rewritten() -> (parts: [(format: InputFormat, source: SourceFile)], note: InputError?) {
    let values = embeddedJSON()
    if !values.parts.isEmpty { return values }
    if let (format, source, lines) = behindLines() {
      let note =
        lines == 0
        ? nil : InputError(place: name, message: "passed over: \(lines) line(s) before the table")
      return ([(format, source)], note)
    }
    if let (bytes, message) = commaSeparated() {
      let again = SourceFile(name: name, bytes: bytes, path: path)
      if let format = InputFormat.recognise(again) {
        return ([(format, again)], InputError(place: name, message: message))
      }
    }
    return ([], nil)
  }

  /// Most lines at which a JSON value is sought among other text, and most values.
  private static let candidates = 20
  private static let values = 10_000
  /// Bytes that the parts may take beyond those of the file.
  private static let most = 64 << 20

  /// The JSON values of known layouts that begin a line, or stand behind one another, each with line
  /// feeds for the text before it, so that places stay right. The text around them is passed over.
  private func embeddedJSON() -> (
    parts: [(format: InputFormat, source: SourceFile)], note: InputError?
  ) {
    if case .success? = json, !isJSONLines { return ([], nil) }
    var parts: [(format: InputFormat, source: SourceFile)] = []
    var (start, misses) = (0, 0)
    /// Lines passed over before the first value and after it.
    var (before, after) = (0, 0)
    // Line feeds up to a place, and bytes that all parts take.
    var counted = (place: 0, lines: 0)
    var taken = 0
    func isPart(_ range: Range<Int>) -> Bool {
      counted.lines += bytes[counted.place..<range.lowerBound].count { $0 == 10 }
      counted.place = range.lowerBound
      let lines = counted.lines
      guard taken + lines + range.count <= Self.most + bytes.count else {
        misses = Self.candidates
        return false
      }
      let source = SourceFile(
        name: name, bytes: [UInt8](repeating: 10, count: lines) + bytes[range], path: path)
      guard case .success? = source.json, let format = InputFormat.recognise(source) else {
        return false
      }
      taken += source.bytes.count
      parts.append((format, source))
      return true
    }
    func skipBlanks() { while start < bytes.count, bytes[start] <= 32 { start += 1 } }
    while start < bytes.count, misses < Self.candidates, parts.count < Self.values {
      if bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") {
        let found = try? JSON(
          parsing: bytes, file: name, range: start..<bytes.count, trailing: true)
        // A short list such as `[1]` begins a line of a log.
        if let found, found.isObject || found.firstElement?.isObject == true {
          let end = start + found.byteCount
          // Objects line by line that some tool writes so.
          if start > 0, parts.isEmpty, lineEnd(bytes, from: start) <= end + 1,
            isPart(start..<bytes.count)
          {
            if parts[0].format.readsJSONLines { return (parts, Self.note(name, before, 0)) }
            (parts, taken) = ([], 0)
          }
          if isPart(start..<end) {
            start = end
            skipBlanks()
            continue
          }
        }
        misses += 1
      }
      let end = min(lineEnd(bytes, from: start) + 1, bytes.count)
      if bytes[start..<end].contains(where: { $0 > 32 }) {
        if parts.isEmpty { before += 1 } else { after += 1 }
      }
      start = end
    }
    if parts.isEmpty { return ([], nil) }
    if bytes[start...].contains(where: { $0 > 32 }) { after += 1 }
    return (parts, Self.note(name, before, after))
  }

  /// A table whose header is not the first line, from there on, and how many lines before it
  /// say something.
  private func behindLines() -> (format: InputFormat, source: SourceFile, lines: Int)? {
    guard json == nil else { return nil }
    var start = afterByteOrderMark(bytes)
    var (number, said) = (0, 0)
    while start < bytes.count, number < Self.candidates {
      let end = lineEnd(bytes, from: start)
      if bytes[start..<end].contains(where: { $0 > 32 }) { said += 1 }
      start = end + 1
      number += 1
      guard start < bytes.count else { return nil }
      // A header, or the assignment of a script; the first lines tell.
      let header = bytes[start..<lineEnd(bytes, from: start)]
      guard header.contains(UInt8(ascii: ",")) || header.starts(with: Array("window.".utf8)) else {
        continue
      }
      let place = "\(name) (from line \(number + 1))"
      let head = SourceFile(name: place, bytes: Array(bytes[start...].prefix(1 << 14)))
      guard head.json == nil,
        let format = LayoutTest.all.first(where: { $0.isOfStart && $0.holds(head) })?.format
      else { continue }
      // Readers of tables begin at their first line.
      return (format, SourceFile(name: place, bytes: Array(bytes[start...]), path: path), said)
    }
    return nil
  }

  private static func note(_ name: String, _ before: Int, _ after: Int) -> InputError? {
    var passed: [String] = []
    if before > 0 { passed.append("\(before) line(s) before the JSON") }
    if after > 0 { passed.append("the text after the JSON") }
    return passed.isEmpty
      ? nil : InputError(place: name, message: "passed over: \(passed.joined(separator: " and "))")
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
