#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Beside which end of a page that must not be touched.
enum Place: CaseIterable { case afterGuard, beforeGuard }

/// Numbers that begin right after, or end right before, a page that must not be touched: one byte
/// too many, read or written, kills the process.
final class GuardedBuffer<Number: BinaryFloatingPoint> {
  let elements: UnsafeMutableBufferPointer<Number>
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int

  init(_ values: [Number], _ place: Place) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let size = values.count * MemoryLayout<Number>.stride
    let pages = (size + page - 1) / page + 1
    mappedBytes = (pages + 2) * page
    mapping = mmap(nil, mappedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0)!
    precondition(mapping != MAP_FAILED)
    let inside = mapping + page
    precondition(mprotect(inside, pages * page, PROT_READ | PROT_WRITE) == 0)
    let start = place == .afterGuard ? inside : inside + pages * page - size
    elements = UnsafeMutableBufferPointer(
      start: start.bindMemory(to: Number.self, capacity: values.count), count: values.count)
    for i in values.indices { elements[i] = values[i] }
  }

  var input: UnsafeBufferPointer<Number> { UnsafeBufferPointer(elements) }

  deinit { munmap(mapping, mappedBytes) }
}
