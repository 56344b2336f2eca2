import Foundation

/// End of the line that begins at `start`: the place of its line feed, or the end of the text.
package func lineEnd(_ bytes: [UInt8], from start: Int) -> Int {
  bytes.withUnsafeBufferPointer { lineEnd($0, from: start) }
}

/// The same of bytes in place.
package func lineEnd(_ all: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  guard start < all.count, let base = all.baseAddress,
    let found = memchr(base + start, 10, all.count - start)
  else { return all.count }
  return UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// Where a text begins after a byte order mark.
package func afterByteOrderMark(_ bytes: [UInt8]) -> Int {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}

/// Whether two parts of a text are the same bytes.
package func isSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  guard let left = a.baseAddress, let right = b.baseAddress else { return true }
  return memcmp(left, right, a.count) == 0
}
