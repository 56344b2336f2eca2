import Foundation
import PerfText

/// A file in the making: written where nobody sees it, then synced and put in its place in one
/// step, so that a failure leaves the old file as it was. A pipe or a device (`/dev/null`,
/// `/dev/stdout`) is written to, never replaced.
///
/// Where the file system can, the new file has no name until it is whole, and an end of the process
/// leaves nothing. Elsewhere it has a temporary name in the same folder; what a killed process left
/// under such a name is taken away by the next one that writes the file.
package final class FileWriter {
  private let path: String
  /// The name it has until it is whole; nil for a file without a name, a pipe or a device.
  private var temporary: String?
  private let isReplacement: Bool
  private let descriptor: Int32
  private let deflater: Deflater?
  private var buffer: [UInt8] = []
  private var finished = false

  /// - Parameters:
  ///   - path: the file to replace or make; its folder must exist.
  ///   - compressed: whether to write gzip; by default if the name ends in `.gz`.
  package init(_ path: String, compressed: Bool? = nil) throws(InputError) {
    self.path = path
    var info = stat()
    let exists = stat(path, &info) == 0
    if exists, info.st_mode & S_IFMT == S_IFDIR {
      throw InputError(place: path, message: "expected the name of a file, found a folder")
    }
    isReplacement = !exists || info.st_mode & S_IFMT == S_IFREG
    if isReplacement {
      Self.removeStale(path)
      let mode = exists ? info.st_mode & 0o777 : 0o644
      var unnamed: Int32 = -1
      #if os(Linux)
        // O_TMPFILE, a flag that C builds from two.
        unnamed = open(parentFolder(path), 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, mode)
      #endif
      if unnamed >= 0 {
        descriptor = unnamed
      } else {
        let name = Self.temporaryName(path)
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        temporary = name
      }
      // The lock says that the process lives.
      if descriptor >= 0 { flock(descriptor, LOCK_EX | LOCK_NB) }
    } else {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    }
    guard descriptor >= 0 else { throw InputError(place: path, message: reason(errno)) }
    deflater = compressed ?? path.hasSuffix(".gz") ? Deflater() : nil
  }

  deinit {
    if !finished {
      close(descriptor)
      if let temporary { unlink(temporary) }
    }
  }

  private static func temporaryName(_ path: String) -> String {
    "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
  }

  /// Takes away what killed processes left of this file: temporary names that nobody holds.
  private static func removeStale(_ path: String) {
    let folder = parentFolder(path)
    let prefix = "\(path.split(separator: "/").last ?? "")."
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(".tmp"), name.hasPrefix(prefix) else { continue }
      let middle = name.dropFirst(prefix.count).dropLast(4).split(separator: "-")
      guard middle.count == 2, middle.allSatisfy({ UInt32($0) != nil }) else { continue }
      let stale = "\(folder)/\(name)"
      let descriptor = open(stale, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var info = stat()
      // One that was made just now may not be locked yet.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &info) == 0,
        time(nil) - info.st_mtim.tv_sec > 2
      {
        unlink(stale)
      }
    }
  }

  /// Appends bytes.
  package func write(_ bytes: some Collection<UInt8>) throws(InputError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(1 << 20)
      rest = rest[piece.endIndex...]
      buffer.append(contentsOf: piece)
      if buffer.count >= 1 << 20 { try drain(last: false) }
    }
  }

  private func drain(last: Bool) throws(InputError) {
    if let deflater {
      try deflater.write(buffer, last: last) { (part) throws(InputError) in try put(part) }
    } else {
      try put(buffer[...])
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: ArraySlice<UInt8>) throws(InputError) {
    if let code = writeAll(bytes, to: descriptor) {
      throw InputError(place: path, message: reason(code))
    }
  }

  /// Puts the file in its place. Nothing can be written afterwards.
  package func finish() throws(InputError) {
    try drain(last: true)
    guard isReplacement else {
      finished = true
      guard close(descriptor) == 0 else { throw InputError(place: path, message: reason(errno)) }
      return
    }
    guard fsync(descriptor) == 0 else { throw InputError(place: path, message: reason(errno)) }
    if temporary == nil, linkat(path) != 0 {
      guard errno == EEXIST else { throw InputError(place: path, message: reason(errno)) }
      // A name that exists is replaced by way of another name.
      let name = Self.temporaryName(path)
      guard linkat(name) == 0 else { throw InputError(place: path, message: reason(errno)) }
      temporary = name
    }
    if let temporary, rename(temporary, path) != 0 {
      throw InputError(place: path, message: reason(errno))
    }
    finished = true
    guard close(descriptor) == 0 else { throw InputError(place: path, message: reason(errno)) }
    // The new name is safe once the folder is.
    let parent = open(parentFolder(path), O_RDONLY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
  }

  /// Gives the file without a name one.
  private func linkat(_ name: String) -> Int32 {
    Foundation.linkat(
      AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
  }
}

/// Refuses a place where no file can be written, before work whose result goes there. Nothing is
/// left there; `-`, a pipe and a device are not looked at.
package func checkWritable(_ path: String) throws(InputError) {
  var info = stat()
  if path == "-" { return }
  if stat(path, &info) == 0, ![S_IFREG, S_IFDIR].contains(info.st_mode & S_IFMT) { return }
  _ = try FileWriter(path)
}

/// Makes a folder with its parents, unless it is there.
package func makeFolder(_ path: String) throws(InputError) {
  if isFolder(path) { return }
  try makeFolder(parentFolder(path))
  if mkdir(path, 0o777) == 0 { return }
  let failure = errno
  guard failure != EEXIST else {
    // Another process may have made it meanwhile.
    if isFolder(path) { return }
    throw InputError(place: path, message: "expected a folder, found a file")
  }
  throw InputError(place: path, message: "the folder cannot be made: \(reason(failure))")
}

/// Makes a folder for what `body` writes. Where that fails, a folder that was made for nothing is taken away again;
/// one with files stays.
package func withFolder(_ path: String, _ body: () throws -> Void) throws {
  let isNew = !fileExists(path)
  do {
    try makeFolder(path)
    try body()
  } catch {
    if isNew { rmdir(path) }
    throw error
  }
}

/// The folder that a file lies in.
func parentFolder(_ path: String) -> String {
  let cut = path.lastIndex(of: "/")
  return cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
}

/// Writes a whole file in one step: the old one stays as it was if anything fails.
/// Contents are compressed if the name ends in `.gz`.
package func writeFile(_ path: String, _ bytes: some Collection<UInt8>) throws(InputError) {
  let writer = try FileWriter(path)
  try writer.write(bytes)
  try writer.finish()
}

/// Writes every byte, waiting where a pipe is full; the error number of the first failure, nil if there was none.
package func writeAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int32? {
  bytes.withUnsafeBytes { buffer in
    var rest = buffer[...]
    while !rest.isEmpty {
      let written = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
