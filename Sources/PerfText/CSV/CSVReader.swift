import Foundation

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
  private var nextLine: Int
  /// The fields of the last record.
  package private(set) var fields: [Field] = []

  // Records mostly repeat the one before but for a few fields in their middle: two comparisons of
  // bytes then take the place of a search for separators.
  /// The fields of the record before the last.
  private var previous: [Field] = []
  /// Where the last record is, with its line end.
  private var record = 0..<0
  /// Whether the last record has no quoted field, and a line end.
  private var isPlain = false
  /// The fields that are not those of the record before; empty at the beginning.
  private var changed = 0..<0
  private var isRepetition = false

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
    var failure: String?
    let found = bytes.withUnsafeBufferPointer { all in
      // Empty lines are no records.
      while at < all.count, all[at] == 10 || all[at] == 13 {
        if all[at] == 10 { nextLine += 1 }
        at += 1
      }
      guard at < all.count else { return false }
      line = nextLine
      if isRepetition, nextRepetition(all) { return true }
      nextRecord(all, &failure)
      return true
    }
    guard found else {
      fields.removeAll(keepingCapacity: true)
      return false
    }
    if let failure { throw error(failure) }
    return true
  }

  /// Reads a record of any kind.
  private mutating func nextRecord(_ all: UnsafeBufferPointer<UInt8>, _ failure: inout String?) {
    let start = at
    let wasPlain = isPlain
    isPlain = false
    isRepetition = false
    changed = 0..<Self.maximumFields
    swap(&fields, &previous)
    fields.removeAll(keepingCapacity: true)
    var hasQuotes = false
    while true {
      if fields.count >= Self.maximumFields {
        failure = "expected at most \(Self.maximumFields) fields"
        return
      }
      if at < all.count, all[at] == UInt8(ascii: "\"") {
        hasQuotes = true
        guard quoted(all, &failure) else { return }
      } else {
        let start = at
        at = fieldEnd(all, from: at)
        fields.append(Field(start: start, end: at))
      }
      guard at < all.count else { return }
      if all[at] == separator {
        at += 1
        continue
      }
      if all[at] == 13 { at += 1 }
      if at < all.count, all[at] == 10 {
        at += 1
        nextLine += 1
        isPlain = !hasQuotes
      }
      break
    }
    record = start..<at
    if isPlain, wasPlain, fields.count == previous.count { findChanges() }
  }

  private mutating func quoted(
    _ all: UnsafeBufferPointer<UInt8>, _ failure: inout String?
  ) -> Bool {
    var field = Field(start: at + 1, end: 0)
    at += 1
    while true {
      guard at < all.count else {
        failure = "expected the closing quote of a field, found the end of the text"
        return false
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
      return false
    }
    return true
  }

  /// The first separator or line end from `start` on.
  @inline(__always)
  private func fieldEnd(_ all: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    while at < all.count, all[at] != separator, all[at] != 10, all[at] != 13 { at &+= 1 }
    return at
  }

  /// Compares the last record with the one before.
  private mutating func findChanges() {
    let count = fields.count
    var head = 0
    while head < count - 1, same(head, as: previous[head]) { head += 1 }
    var tail = count
    while tail > head + 1, same(tail - 1, as: previous[tail - 1]) { tail -= 1 }
    changed = head..<tail
    isRepetition = head > 0 || tail < count
  }

  /// Reads a record that begins and ends like the last one; false, with nothing changed, if it does
  /// not.
  private mutating func nextRepetition(_ all: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = all.baseAddress else { return false }
    let start = at
    let shift = start &- record.lowerBound
    let head = fields[changed.lowerBound].start &- record.lowerBound
    guard record.count <= all.count &- start,
      memcmp(base + start, base + record.lowerBound, head) == 0
    else { return false }
    var place = start &+ head
    for number in changed {
      if place < all.count, base[place] == UInt8(ascii: "\"") { return false }
      let end = fieldEnd(all, from: place)
      previous[number] = Field(start: place, end: end)
      place = end
      if number &+ 1 < fields.count {
        guard place < all.count, base[place] == separator else { return false }
        if number &+ 1 < changed.upperBound { place &+= 1 }
      }
    }
    // From here on as before, the line end included.
    let ending = fields[changed.upperBound &- 1].end..<record.upperBound
    guard ending.count <= all.count &- place,
      memcmp(base + place, base + ending.lowerBound, ending.count) == 0
    else { return false }
    var first = changed.lowerBound
    for number in changed {
      if number == first, number < changed.upperBound &- 1, same(number, as: previous[number]) {
        first &+= 1
      }
      fields[number] = previous[number]
    }
    for number in 0..<changed.lowerBound {
      fields[number].start &+= shift
      fields[number].end &+= shift
    }
    let tailShift = place &- ending.lowerBound
    for number in changed.upperBound..<fields.count {
      fields[number].start &+= tailShift
      fields[number].end &+= tailShift
    }
    changed = first..<changed.upperBound
    at = place &+ ending.count
    record = start..<at
    nextLine += 1
    return true
  }

  /// Whether a field of the last record is known to be that of the record before.
  package func repeats(_ number: Int) -> Bool { isRepetition && !changed.contains(number) }

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
      guard let base = all.baseAddress else { return true }
      return memcmp(base + field.start, base + earlier.start, field.end - field.start) == 0
    }
  }
}
