import Foundation
import PerfText

/// Reads a whole file or pipe. Gzip-compressed contents are inflated, whatever the name.
///
/// - Throws: a file that is missing, is a folder or a device, cannot be read, is empty, is larger
///   than `limit`, or is truncated or damaged gzip.
package func readFile(
  _ path: String, limit: Int = Limits.current.inputBytes
) throws(InputError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw InputError(place: path, message: reason(errno)) }
  defer { close(descriptor) }
  return try inflated(readAll(descriptor, name: path, limit: limit), name: path, limit: limit)
}

/// Reads standard input to its end.
package func readStandardInput() throws(InputError) -> [UInt8] {
  let name = "standard input"
  let limit = Limits.current.inputBytes
  return try inflated(readAll(0, name: name, limit: limit), name: name, limit: limit)
}

/// What a failed system call means, in words.
func reason(_ code: Int32) -> String {
  switch code {
  case ENOENT: "no such file or folder"
  case EACCES, EPERM: "permission denied"
  case EISDIR: "expected a file, found a folder"
  case ENOSPC: "the disk is full"
  case EROFS: "the file system is read-only"
  default: String(cString: strerror(code)).lowercased()
  }
}

private func readAll(
  _ descriptor: Int32, name: String, limit: Int
) throws(InputError) -> [UInt8] {
  var info = stat()
  guard fstat(descriptor, &info) == 0 else {
    throw InputError(place: name, message: reason(errno))
  }
  if info.st_mode & S_IFMT == S_IFDIR {
    throw InputError(place: name, message: reason(EISDIR))
  }
  let tooLarge = InputError(
    place: name,
    message: "expected at most \(limit) bytes, found more \(Limits.hint("input-bytes"))")
  // A device has no end; only a person at a terminal says when it is over.
  let isDevice =
    [S_IFCHR, S_IFBLK].contains(info.st_mode & S_IFMT) && isatty(descriptor) == 0
  if Int(info.st_size) > limit { throw tooLarge }
  // One more byte than expected tells the end from a file that grew.
  var bytes = try part(descriptor, name: name, most: max(Int(info.st_size), 1 << 16) + 1)
  if isDevice, !bytes.isEmpty {
    throw InputError(place: name, message: "expected a file or a pipe, found a device")
  }
  var isAtEnd = bytes.count <= max(Int(info.st_size), 1 << 16)
  while !isAtEnd {
    if bytes.count > limit { throw tooLarge }
    let size = max(1 << 20, bytes.count / 2)
    let more = try part(descriptor, name: name, most: size)
    bytes.append(contentsOf: more)
    isAtEnd = more.count < size
  }
  if bytes.count > limit { throw tooLarge }
  if bytes.isEmpty { throw InputError(place: name, message: "the file is empty") }
  return bytes
}

/// What comes next, all of it or `size` bytes.
private func part(
  _ descriptor: Int32, name: String, most size: Int
) throws(InputError) -> [UInt8] {
  var failure: Int32 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    guard let base = buffer.baseAddress else { return }
    askForHugePages(buffer)
    while count < size {
      let got = read(descriptor, base + count, size - count)
      if got < 0, errno == EINTR { continue }
      if got < 0 { failure = errno }
      if got <= 0 { break }
      count += got
    }
  }
  if failure != 0 { throw InputError(place: name, message: reason(failure)) }
  return bytes
}

/// Pages of 2 MB for large memory: of 4 kB a large file would touch tens of thousands for the first
/// time.
private func askForHugePages(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
  #if os(Linux)
    let page = 1 << 21
    guard buffer.count >= 4 * page, let base = buffer.baseAddress else { return }
    let offset = (page - Int(bitPattern: base) % page) % page
    madvise(base + offset, (buffer.count - offset) / page * page, Int32(MADV_HUGEPAGE))
  #endif
}
