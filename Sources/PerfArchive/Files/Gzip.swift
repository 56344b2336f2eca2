import CZlib
import PerfText

/// The inflated contents if the bytes are gzip, otherwise the bytes themselves.
///
/// - Throws: gzip that is truncated or damaged, with the place in the compressed file, that goes
///   on as something else, or that inflates to more than `limit` bytes or by more than its ratio.
func inflated(_ bytes: [UInt8], name: String, limit: Int) throws(InputError) -> [UInt8] {
  guard bytes.count >= 3, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else { return bytes }
  var stream = z_stream()
  // 16 added to the window bits asks for a gzip header.
  let opened = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  guard opened == Z_OK else { throw InputError(place: name, message: "zlib cannot be used") }
  defer { inflateEnd(&stream) }
  let ratio = Limits.current.inflation
  var out: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 18)
  var consumed = 0
  while true {
    var state = Z_OK
    // zlib counts in 32 bits.
    let piece = min(bytes.count - consumed, 1 << 26)
    bytes.withUnsafeBufferPointer { input in
      chunk.withUnsafeMutableBufferPointer { output in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + consumed })
        stream.avail_in = UInt32(piece)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        state = inflate(&stream, Z_NO_FLUSH)
      }
    }
    consumed += piece - Int(stream.avail_in)
    out.append(contentsOf: chunk[..<(chunk.count - Int(stream.avail_out))])
    if out.count > limit {
      throw InputError(
        place: name,
        message: "expected at most \(limit) bytes after decompression, found more"
          + " \(Limits.hint("input-bytes"))")
    }
    if out.count > 1 << 26, out.count / max(consumed, 1) > ratio {
      throw InputError(
        place: name,
        message: "expected gzip that grows at most \(ratio) times, found more"
          + " \(Limits.hint("inflation"))")
    }
    switch state {
    case Z_OK, Z_BUF_ERROR:
      if consumed == bytes.count, stream.avail_out > 0 {
        throw InputError(
          place: name, message: "the gzip data is truncated after \(consumed) bytes")
      }
    case Z_STREAM_END:
      // Several members may follow one another; zeros after the last are padding.
      if bytes.count == consumed || bytes[consumed...].allSatisfy({ $0 == 0 }) {
        return try notEmpty(out, name)
      }
      guard bytes[consumed...].starts(with: [0x1F, 0x8B]) else {
        throw InputError(
          place: name,
          message: "expected the end of the gzip data or another member at byte \(consumed)")
      }
      inflateReset(&stream)
    default:
      throw InputError(place: name, message: "the gzip data is damaged at byte \(consumed)")
    }
  }
}

private func notEmpty(_ bytes: [UInt8], _ name: String) throws(InputError) -> [UInt8] {
  if bytes.isEmpty { throw InputError(place: name, message: "the file is empty") }
  return bytes
}

/// Compresses a stream of bytes into gzip.
final class Deflater {
  // zlib keeps the address of its state, so the state must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)

  init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    deflateInit2_(
      stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses `bytes`, handing the output to `sink` in pieces.
  func write(
    _ bytes: some Collection<UInt8>, last: Bool,
    to sink: (ArraySlice<UInt8>) throws(InputError) -> Void
  ) throws(InputError) {
    var input = Array(bytes)
    var consumed = 0
    repeat {
      // zlib counts in 32 bits.
      let piece = min(input.count - consumed, 1 << 26)
      let flush = last && consumed + piece == input.count ? Z_FINISH : Z_NO_FLUSH
      var left = piece
      var room = 0
      repeat {
        input.withUnsafeMutableBufferPointer { source in
          chunk.withUnsafeMutableBufferPointer { output in
            stream.pointee.next_in = source.baseAddress.map { $0 + (consumed + piece - left) }
            stream.pointee.avail_in = UInt32(left)
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            _ = deflate(stream, flush)
          }
        }
        left = Int(stream.pointee.avail_in)
        room = Int(stream.pointee.avail_out)
        try sink(chunk[..<(chunk.count - room)])
      } while room == 0
      consumed += piece
    } while consumed < input.count
  }
}

/// Compresses bytes into gzip.
package func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var out: [UInt8] = []
  let deflater = Deflater()
  do throws(InputError) {
    try deflater.write(bytes, last: true) { (part) throws(InputError) in
      out.append(contentsOf: part)
    }
  } catch {
    preconditionFailure("an array cannot fail to grow: \(error)")
  }
  return out
}
