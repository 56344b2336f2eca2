/// A key twice in one object: which of the two values is meant, nobody can tell.
extension JSONParser {
  /// - Parameter object: node of an object that has been read.
  func rejectDuplicates(of object: Int) throws(Failure) {
    let end = tape[object].target
    var seen: Set<[UInt8]> = []
    var child = object + 1
    while child < end {
      let key = tape[child]
      guard seen.insert(plainKey(key)).inserted else {
        let name = String(decoding: rawKey(key).prefix(80), as: UTF8.self)
        return try fail("duplicate key \"\(name)\"", at: Int(key.offset))
      }
      let value = tape[child + 1]
      child = value.kind == .object || value.kind == .array ? value.target : child + 2
    }
  }

  /// The bytes between the quotes.
  private func rawKey(_ key: JSONDocument.Node) -> Slice<UnsafeBufferPointer<UInt8>> {
    let all = UnsafeBufferPointer(start: base, count: limit)
    let start = Int(key.offset) + 1
    if key.target < JSONDocument.Node.mask { return all[start..<(start + key.target)] }
    var end = start
    while end < limit, all[end] != UInt8(ascii: "\"") {
      end += all[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return all[start..<min(end, limit)]
  }

  /// The key with its escapes resolved as far as duplicates need it.
  private func plainKey(_ key: JSONDocument.Node) -> [UInt8] {
    let raw = rawKey(key)
    guard key.kind == .escapedString else { return Array(raw) }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    quoted.append(contentsOf: raw)
    quoted.append(UInt8(ascii: "\""))
    let text = JSONDocument(bytes: quoted, file: "", linesBefore: 0, tape: [], end: quoted.count)
    return text.escapedString(at: 0).map { Array($0.utf8) } ?? Array(raw)
  }
}
