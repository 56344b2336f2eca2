/// A value of a JSON text: a place in it, from which typed contents are asked for.
///
/// Asking for what is not there throws an error with file, line and key path
/// (`old.json:12: benchmarks[3].name: expected a string, found a number`).
package struct JSON: Sendable {
  let document: JSONDocument
  let index: Int
  /// Place in an array of numbers, -1 for a node of its own.
  let element: Int
  let offset: Int

  init(document: JSONDocument, index: Int, element: Int = -1, offset: Int? = nil) {
    self.document = document
    self.index = index
    self.element = element
    self.offset = offset ?? Int(document.tape[index].offset)
  }

  /// Reads one JSON text. Complexity: linear in the text.
  ///
  /// - Parameters:
  ///   - file: name for messages.
  ///   - range: the part of `bytes` that holds the text, all of it by default.
  ///   - linesBefore: lines of the file before `bytes`.
  ///   - trailing: whether other text may follow the value (log lines after the data).
  /// - Throws: text that is not JSON, nested deeper than 100 levels, with a key twice in
  ///   an object, or longer than 4 GB.
  package init(
    parsing bytes: [UInt8], file: String, range: Range<Int>? = nil, linesBefore: Int = 0,
    trailing: Bool = false
  ) throws(InputError) {
    let range = range ?? 0..<bytes.count
    guard bytes.count < Int(UInt32.max) else {
      throw InputError(place: file, message: "expected at most 4 GB of JSON")
    }
    do {
      let limits = Limits.current
      let parsed = try bytes.withUnsafeBufferPointer {
        (all) throws(JSONParser.Failure) -> ([JSONDocument.Node], Int) in
        guard let base = all.baseAddress else {
          throw JSONParser.Failure(
            offset: 0, message: "expected a value, found the end of the text")
        }
        var parser = JSONParser(base, range: range, limits: limits)
        try parser.parse()
        let end = parser.at
        parser.skipSpace()
        if parser.at < range.upperBound, !trailing {
          throw JSONParser.Failure(
            offset: parser.at, message: "expected the end of the text after the value")
        }
        return (parser.tape, end)
      }
      self.init(
        document: JSONDocument(
          bytes: bytes, file: file, linesBefore: linesBefore, tape: parsed.0, end: parsed.1),
        index: 0)
    } catch {
      let line = linesBefore + lineNumber(of: error.offset, in: bytes)
      throw InputError(place: "\(file):\(line)", message: error.message)
    }
  }

  var kind: JSONDocument.Kind { element >= 0 ? .number : document.tape[index].kind }

  package var isNull: Bool { kind == .null }
  package var isObject: Bool { kind == .object }
  package var isArray: Bool { kind == .array || kind == .numbers }
  /// Whether it is an array of numbers alone, at least one.
  package var isNumbers: Bool { kind == .numbers }
  package var isString: Bool { kind == .string || kind == .escapedString }
  package var isNumber: Bool { kind == .number || kind == .notFinite }

  /// What the value is, with its article, for messages.
  package var description: String {
    switch kind {
    case .null: "null"
    case .no: "false"
    case .yes: "true"
    case .number, .notFinite: "the number \(String(text.prefix(40)))"
    case .string, .escapedString: "the string \(String(text.prefix(60)))"
    case .array, .numbers: "an array"
    case .object: "an object"
    }
  }

  /// The value as it stands in the text; invalid UTF-8 repaired.
  package var text: String {
    String(decoding: document.bytes[offset..<document.endOfValue(at: offset)], as: UTF8.self)
  }

  /// Number of bytes of the value as it stands in the text.
  package var byteCount: Int { document.endOfValue(at: offset) - offset }

  // MARK: Places

  /// `file:line`.
  package var line: String { "\(document.file):\(document.line(of: offset))" }

  /// `file:line: key path`, the path left out for the whole text.
  package var place: String {
    let path = keyPath
    return path.isEmpty ? line : "\(line): \(path)"
  }

  package func error(_ message: String) -> InputError {
    InputError(place: place, message: message)
  }

  func expected<T>(_ what: String) throws(InputError) -> T {
    throw error("expected \(what), found \(description)")
  }

  /// Keys and indices from the whole text to this value: `benchmarks[3].values[0]`.
  package var keyPath: String {
    var path = ""
    var node = 0
    while node < index, node < document.tape.count {
      let container = document.tape[node]
      let isObject = container.kind == .object
      guard isObject || container.kind == .array else { break }
      var child = node + 1
      var count = 0
      while child < container.target {
        let key = child
        if isObject { child += 1 }
        let next = document.next(child)
        if index < next {
          if isObject {
            path += keyStep(document.string(key) ?? "?", first: path.isEmpty)
          } else {
            path += "[\(count)]"
          }
          break
        }
        child = next
        count += 1
      }
      if child >= container.target || child <= node { break }
      node = child
    }
    return element >= 0 ? path + "[\(element)]" : path
  }

  private func keyStep(_ name: String, first: Bool) -> String {
    let plain = name.utf8.allSatisfy {
      ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || $0 == 95 || $0 == 45
    }
    if plain, !name.isEmpty { return first ? name : ".\(name)" }
    return "[\"\(name.prefix(80))\"]"
  }

  // MARK: Scalars

  package func string() throws(InputError) -> String {
    guard isString else { return try expected("a string") }
    guard let text = document.string(index) else {
      throw error("expected a string in UTF-8")
    }
    return text
  }

  package func bool() throws(InputError) -> Bool {
    switch kind {
    case .yes: true
    case .no: false
    default: try expected("true or false")
    }
  }

  /// The nearest double; NaN and infinities where the text says so, infinity on overflow.
  package func double() throws(InputError) -> Double {
    guard isNumber else { return try expected("a number") }
    return document.bytes.withUnsafeBufferPointer { decimal($0, at: offset).value }
  }

  /// A number without a fractional part that an `Int` holds.
  package func int() throws(InputError) -> Int {
    guard kind == .number else { return try expected("an integer") }
    if let exact = Int(text) { return exact }
    guard let exact = Int(exactly: try double()) else { return try expected("an integer") }
    return exact
  }
}
