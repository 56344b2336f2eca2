import Foundation

/// A 128-bit digest of bytes, for telling whether two builds are the same. It is quick and no
/// protection against forgery.
struct ContentDigest: Hashable {
  private var first: UInt64 = 0x243F_6A88_85A3_08D3
  private var second: UInt64 = 0x1319_8A2E_0370_7344

  var text: String {
    [first, second].map {
      let digits = String($0, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  mutating func add(_ number: UInt64) {
    first = (first ^ number) &* 0x9E37_79B9_7F4A_7C15
    first ^= first >> 32
    second = (second &+ number) &* 0xC2B2_AE3D_27D4_EB4F
    second ^= second >> 29
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    add(UInt64(bytes.count))
    var offset = 0
    while offset + 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    add(rest)
  }

  mutating func add(_ data: Data) { data.withUnsafeBytes { add($0) } }
  mutating func add(_ text: String) { add(Data(text.utf8)) }
}
