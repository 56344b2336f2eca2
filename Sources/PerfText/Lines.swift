/// End of the line that begins at `start`: the place of its line feed, or the end of the text.
package func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
  bytes.withUnsafeBufferPointer { all in
    var at = start
    while at < all.count, all[at] != 10 { at += 1 }
    return at
  }
}

/// Where a text begins after a byte order mark.
package func afterByteOrderMark(_ bytes: [UInt8]) -> Int {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}
