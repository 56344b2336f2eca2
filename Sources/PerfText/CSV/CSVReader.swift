/// Splits comma-separated text (RFC 4180) into records without copying: fields are
/// places in the bytes. A byte order mark, LF and CRLF line ends and empty lines are
/// accepted; a quoted field may hold separators, line ends and doubled quotes.
package struct CSVReader {
  package struct Field {
    package var start: Int
    package var end: Int
    /// Whether the field holds doubled quotes that stand for one.
    package var doubled = false

    package init(start: Int, end: Int) {
      self.start = start
      self.end = end
    }
  }

  /// Most fields of one record.
  package static let maximumFields = 10_000

  package let bytes: [UInt8]
  package let file: String
  package let separator: UInt8
  package private(set) var at: Int
  /// Line on which the last record began, from 1.
  package private(set) var line = 0
  private var nextLine = 1
  /// The fields of the last record.
  package private(set) var fields: [Field] = []

  /// - Parameter linesBefore: lines of the file before these bytes.
  package init(
    _ bytes: [UInt8], file: String, separator: UInt8 = UInt8(ascii: ","), linesBefore: Int = 0
  ) {
    nextLine = linesBefore + 1
    self.bytes = bytes
    self.file = file
    self.separator = separator
    at = afterByteOrderMark(bytes)
  }

  /// Lines of the file up to here.
  package var linesRead: Int { nextLine - 1 }

  package var place: String { "\(file):\(line)" }

  package func error(_ message: String) -> InputError { InputError(place: place, message: message) }

  /// Reads the next record into `fields`; false at the end of the text.
  ///
  /// - Throws: a quoted field without its closing quote or with text after it.
  package mutating func next() throws(InputError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    var failure: String?
    let found = bytes.withUnsafeBufferPointer { all in
      // Empty lines are no records.
      while at < all.count, all[at] == 10 || all[at] == 13 {
        if all[at] == 10 { nextLine += 1 }
        at += 1
      }
      guard at < all.count else { return false }
      line = nextLine
      while true {
        if fields.count >= Self.maximumFields {
          failure = "expected at most \(Self.maximumFields) fields"
          return true
        }
        if at < all.count, all[at] == UInt8(ascii: "\"") {
          var field = Field(start: at + 1, end: 0)
          at += 1
          while true {
            guard at < all.count else {
              failure = "expected the closing quote of a field, found the end of the text"
              return true
            }
            if all[at] == UInt8(ascii: "\"") {
              if at + 1 < all.count, all[at + 1] == UInt8(ascii: "\"") {
                field.doubled = true
                at += 2
                continue
              }
              break
            }
            if all[at] == 10 { nextLine += 1 }
            at += 1
          }
          field.end = at
          at += 1
          fields.append(field)
          guard at >= all.count || all[at] == separator || all[at] == 10 || all[at] == 13 else {
            failure = "expected a separator after a closing quote"
            return true
          }
        } else {
          let start = at
          while at < all.count, all[at] != separator, all[at] != 10, all[at] != 13 { at += 1 }
          fields.append(Field(start: start, end: at))
        }
        guard at < all.count else { return true }
        if all[at] == separator {
          at += 1
          continue
        }
        if all[at] == 13 { at += 1 }
        if at < all.count, all[at] == 10 {
          at += 1
          nextLine += 1
        }
        return true
      }
    }
    if let failure { throw error(failure) }
    return found
  }

  /// Whether the text ends within its last record, which may have been cut off there.
  package var endsWithinRecord: Bool {
    at >= bytes.count && bytes.last.map { $0 != 10 && $0 != 13 } ?? false
  }

  /// Text of a field; nothing for a field that the record does not have.
  package func text(_ number: Int) -> String {
    guard number >= 0, number < fields.count else { return "" }
    let field = fields[number]
    let raw = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
    return field.doubled
      ? raw.split(separator: "\"\"", omittingEmptySubsequences: false)
        .joined(separator: "\"") : raw
  }

  package func isEmpty(_ number: Int) -> Bool {
    number < 0 || number >= fields.count || fields[number].start == fields[number].end
  }

  /// Number in a field; nil if it is none.
  package func double(_ number: Int) -> Double? {
    guard number >= 0, number < fields.count else { return nil }
    let field = fields[number]
    return bytes.withUnsafeBufferPointer { all in
      let (value, end) = decimal(all, at: field.start)
      return end == field.end && end > field.start ? value : nil
    }
  }

  /// Whole number in a field, exact also beyond 2^53; nil if it is none.
  package func integer(_ number: Int) -> Int? {
    guard number >= 0, number < fields.count else { return nil }
    let field = fields[number]
    if let exact = Int(String(decoding: bytes[field.start..<field.end], as: UTF8.self)) {
      return exact
    }
    return double(number).flatMap { Int(exactly: $0) }
  }

  /// Whether a field has the same bytes as an earlier one.
  package func same(_ number: Int, as earlier: Field) -> Bool {
    guard number < fields.count else { return earlier.start == earlier.end }
    let field = fields[number]
    guard field.end - field.start == earlier.end - earlier.start else { return false }
    return bytes.withUnsafeBufferPointer { all in
      for k in 0..<(field.end - field.start) where all[field.start + k] != all[earlier.start + k] {
        return false
      }
      return true
    }
  }
}
