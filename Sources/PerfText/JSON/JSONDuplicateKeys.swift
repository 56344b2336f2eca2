/// A key twice in one object: which of the two values is meant, nobody can tell.
extension JSONParser {
  func rejectDuplicates(from first: Int) throws(Failure) {
    let own = keys[first...]
    if own.count <= 64, !own.contains(where: \.escaped) {
      for i in own.indices {
        for j in first..<i where keys[i].hash == keys[j].hash {
          if rawKey(keys[i].offset).elementsEqual(rawKey(keys[j].offset)) {
            return try duplicate(keys[i].offset)
          }
        }
      }
      return
    }
    var seen = Set<[UInt8]>(minimumCapacity: own.count)
    for key in own where !seen.insert(plainKey(key.offset, escaped: key.escaped)).inserted {
      return try duplicate(key.offset)
    }
  }

  private func duplicate(_ offset: Int) throws(Failure) {
    let name = String(decoding: rawKey(offset).prefix(80), as: UTF8.self)
    try fail("duplicate key \"\(name)\"", at: offset) as Void
  }

  /// The bytes between the quotes.
  private func rawKey(_ offset: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
    var end = offset + 1
    while end < limit, all[end] != UInt8(ascii: "\"") {
      end += all[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    return all[(offset + 1)..<min(end, limit)]
  }

  /// The key with its escapes resolved as far as duplicates need it.
  private func plainKey(_ offset: Int, escaped: Bool) -> [UInt8] {
    let raw = rawKey(offset)
    guard escaped else { return Array(raw) }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    quoted.append(contentsOf: raw)
    quoted.append(UInt8(ascii: "\""))
    let text = JSONDocument(bytes: quoted, file: "", tape: [], end: quoted.count)
    return text.string(at: 0, escaped: true).map { Array($0.utf8) } ?? Array(raw)
  }
}
