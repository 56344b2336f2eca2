#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Uninitialised memory that several threads write to in disjoint parts.
struct Workspace {
  let base: UnsafeMutablePointer<Double>

  private static let hugePage = 1 << 21

  /// Large ones ask for pages of 2 MB: of 4 kB a large bootstrap would touch
  /// tens of thousands for the first time.
  init(count: Int) {
    let bytes = max(1, count) * MemoryLayout<Double>.stride
    let isLarge = bytes >= 2 * Self.hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? Self.hugePage : 64)
    #if os(Linux)
      if isLarge { madvise(memory, bytes, Int32(MADV_HUGEPAGE)) }
    #endif
    base = memory.assumingMemoryBound(to: Double.self)
  }

  func free() { UnsafeMutableRawPointer(base).deallocate() }
}
