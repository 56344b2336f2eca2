#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Floats that begin right after, or end right before, a page that must not be touched: one byte
/// too many, read or written, kills the process.
final class GuardedBuffer {
  enum Place: CaseIterable { case afterGuard, beforeGuard }

  let floats: UnsafeMutableBufferPointer<Float>
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int

  init(_ values: [Float], _ place: Place) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = values.count * MemoryLayout<Float>.stride
    let pages = (size + page - 1) / page + 1
    mappedBytes = (pages + 2) * page
    mapping = mmap(nil, mappedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)!
    precondition(mapping != MAP_FAILED)
    let inside = mapping + page
    precondition(mprotect(inside, pages * page, PROT_READ | PROT_WRITE) == 0)
    let start = place == .afterGuard ? inside : inside + pages * page - size
    floats = UnsafeMutableBufferPointer(
      start: start.bindMemory(to: Float.self, capacity: values.count), count: values.count)
    for i in values.indices { floats[i] = values[i] }
  }

  var input: UnsafeBufferPointer<Float> { UnsafeBufferPointer(floats) }

  deinit { munmap(mapping, mappedBytes) }
}
