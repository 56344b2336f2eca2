import Foundation
import PerfText

/// A file in the making: written under a temporary name in the same folder, then
/// synced and renamed, so that a failure leaves the old file as it was. A pipe or a
/// device (`/dev/null`, `/dev/stdout`) is written to, never replaced.
public final class FileWriter {
  private let path: String
  /// Nil for a pipe or a device.
  private let temporary: String?
  private let descriptor: Int32
  private let deflater: Deflater?
  private var buffer: [UInt8] = []
  private var finished = false

  /// - Parameters:
  ///   - path: the file to replace or make; its folder must exist.
  ///   - compressed: whether to write gzip; by default if the name ends in `.gz`.
  public init(_ path: String, compressed: Bool? = nil) throws(InputError) {
    self.path = path
    var info = stat()
    if stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
      throw InputError(place: path, message: "expected the name of a file, found a folder")
    }
    if stat(path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let mode = stat(path, &info) == 0 ? info.st_mode & 0o777 : 0o644
      let name = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
      temporary = name
      descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
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

  /// Appends bytes.
  public func write(_ bytes: some Collection<UInt8>) throws(InputError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 20 { try drain(last: false) }
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
    var failure: Int32 = 0
    bytes.withUnsafeBufferPointer { all in
      var at = 0
      while at < all.count {
        let done = Foundation.write(descriptor, all.baseAddress.map { $0 + at }, all.count - at)
        if done < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        at += done
      }
    }
    if failure != 0 { throw InputError(place: path, message: reason(failure)) }
  }

  /// Puts the file in its place. Nothing can be written afterwards.
  public func finish() throws(InputError) {
    try drain(last: true)
    guard let temporary else {
      finished = true
      guard close(descriptor) == 0 else { throw InputError(place: path, message: reason(errno)) }
      return
    }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
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
}

/// Refuses a place where no file can be written, before work whose result goes there. Nothing is
/// left there; `-`, a pipe and a device are not looked at.
public func checkWritable(_ path: String) throws(InputError) {
  var info = stat()
  if path == "-" { return }
  if stat(path, &info) == 0, ![S_IFREG, S_IFDIR].contains(info.st_mode & S_IFMT) { return }
  _ = try FileWriter(path)
}

/// Makes a folder with its parents, unless it is there.
public func makeFolder(_ path: String) throws(InputError) {
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

/// The folder that a file lies in.
func parentFolder(_ path: String) -> String {
  let cut = path.lastIndex(of: "/")
  return cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
}

/// Writes a whole file in one step: the old one stays as it was if anything fails.
/// Contents are compressed if the name ends in `.gz`.
public func writeFile(_ path: String, _ bytes: some Collection<UInt8>) throws(InputError) {
  let writer = try FileWriter(path)
  try writer.write(bytes)
  try writer.finish()
}
