import Dispatch

/// FNV-1a hash of 64 bits as 16 hexadecimal digits: identity of imported contents.
package func contentHash(_ bytes: some Sequence<UInt8>) -> String {
  var hash: UInt64 = 14_695_981_039_346_656_037
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The hash of a file's contents, calculated beside what else is done with them: each byte waits for
/// the multiplication before it, 4 cycles, which is as long as reading the file takes.
final class ContentHash: Sendable {
  private let bytes: [UInt8]
  private let queue = DispatchQueue(label: "perfstat.content-hash")
  // Written and read on the queue alone.
  nonisolated(unsafe) private var known: String?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Begins a calculation that is long enough for another thread.
  func begin() {
    if bytes.count >= 1 << 20 { queue.async { self.calculate() } }
  }

  /// The hash; waits for it.
  var digits: String {
    queue.sync {
      calculate()
      return known ?? ""
    }
  }

  private func calculate() {
    if known == nil { known = contentHash(bytes) }
  }
}
