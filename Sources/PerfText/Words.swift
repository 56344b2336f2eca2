import Foundation

extension StringProtocol {
  /// Without white space at both ends.
  ///
  /// - Complexity: O(n)
  package var trimmed: String {
    var bytes = Substring(self).utf8
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    // Beyond ASCII there are further blanks.
    guard (bytes.first ?? 0) | (bytes.last ?? 0) >= 0x80 else { return String(Substring(bytes)) }
    var scalars = Substring(bytes).unicodeScalars
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  /// Whether the bytes of `text` stand in it, which is what a reader of files means.
  ///
  /// Foundation's own search, which this hides, compares letters that are composed in several ways as equal, at
  /// a twentieth of the speed.
  ///
  /// - Complexity: O(n), and for each byte that is the first of `text` its length.
  package func contains(_ text: String) -> Bool {
    utf8.withBytes { whole in
      text.utf8.withBytes { part in
        guard let start = part.baseAddress, let first = part.first else { return true }
        guard var place = whole.baseAddress, whole.count >= part.count else { return false }
        let end = place + (whole.count - part.count + 1)
        while let found = memchr(place, Int32(first), end - place) {
          if memcmp(found, start, part.count) == 0 { return true }
          place += UnsafeRawPointer(found) - UnsafeRawPointer(place) + 1
        }
        return false
      }
    }
  }
}

extension Collection where Element == UInt8 {
  /// The bytes in one piece, copied if they are not.
  fileprivate func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    withContiguousStorageIfAvailable(body) ?? Array(self).withUnsafeBufferPointer(body)
  }
}

/// Unicode's white space in ASCII: tab to carriage return, and space.
private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }
