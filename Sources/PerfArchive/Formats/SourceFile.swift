import PerfText

/// One input as the importers see it.
package struct SourceFile: Sendable {
  /// Name for messages.
  package let name: String
  /// Contents, inflated, in UTF-8.
  package let bytes: [UInt8]
  /// Path if it is a file, nil for standard input.
  let path: String?
  /// The contents as JSON if they begin like it; an error if they only begin like it.
  let json: Result<JSON, InputError>?
  /// Identity of the contents.
  let hash: ContentHash
  /// Whether `json` is the first of several objects, one a line.
  let isJSONLines: Bool

  package init(name: String, bytes: [UInt8], path: String? = nil) {
    let bytes = SourceFile.withoutStamps(SourceFile.withoutColour(SourceFile.utf8(bytes)))
    self.name = name
    self.bytes = bytes
    self.path = path
    hash = ContentHash(bytes)
    (json, isJSONLines) = SourceFile.json(in: bytes, name: name, hash)
  }

  /// The JSON value that the file is, or the first of its lines.
  private static func json(
    in bytes: [UInt8], name: String, _ hash: ContentHash
  ) -> (Result<JSON, InputError>?, isLines: Bool) {
    var start = afterByteOrderMark(bytes)
    while start < bytes.count, isJSONSpace(bytes[start]) { start += 1 }
    guard start < bytes.count else { return (nil, false) }
    guard bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") else {
      return (nil, false)
    }
    let line = start..<lineEnd(bytes, from: start)
    // JSON lines are read by their own importers, line by line.
    if line.upperBound + 1 < bytes.count,
      bytes[line.upperBound + 1] == UInt8(ascii: "{")
    {
      if let first = try? JSON(parsing: bytes, file: name, range: line), first.isObject {
        return (.success(first), true)
      }
    }
    // One value is another tool's file, whose contents will be asked for their identity.
    hash.begin()
    do {
      return (.success(try JSON(parsing: bytes, file: name, range: start..<bytes.count)), false)
    } catch {
      return (.failure(error), false)
    }
  }

  private static func isJSONSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
  }

  func document() throws(InputError) -> JSON {
    switch json {
    case .success(let value): return value
    case .failure(let error): throw error
    case nil: throw InputError(place: name, message: "expected JSON")
    }
  }

  /// The first line, without a byte order mark.
  var firstLine: ArraySlice<UInt8> {
    let start = afterByteOrderMark(bytes)
    return bytes[start..<lineEnd(bytes, from: start)]
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The lines of the text with their numbers from 1; CR, CRLF and LF end a line, so that
  /// what a terminal overwrites becomes lines of its own.
  package func forEachLine(
    _ body: (_ line: ArraySlice<UInt8>, _ number: Int) throws(InputError) -> Void
  ) throws(InputError) {
    var start = afterByteOrderMark(bytes)
    var number = 1
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      var part = start
      while part <= end {
        let stop = bytes[part..<end].firstIndex(of: 13) ?? end
        if stop > part || part == start { try body(bytes[part..<stop], number) }
        part = stop + 1
      }
      start = end + 1
      number += 1
    }
  }
}
