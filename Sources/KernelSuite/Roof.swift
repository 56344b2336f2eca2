import CMachine
import TruenoKernels

/// A benchmark of the machine itself: the plainest loop of an instruction set, which shows what a kernel can
/// reach at best. Named `roof/read/AVX2/40000` (bytes of all arrays together) and `roof/fma/AVX2`.
package enum Roof: Hashable, Sendable {
  case stream(Stream, Backend, bytes: Int)
  case arithmetic(Backend)

  /// What a loop does with memory.
  package enum Stream: String, CaseIterable, Sendable {
    /// Reads one array.
    case read
    /// `a = f b`, as STREAM has it (McCalpin 1995).
    case scale
    /// `a = b + f c`, as STREAM has it.
    case triad

    package var arrays: Int {
      switch self {
      case .read: 1
      case .scale: 2
      case .triad: 3
      }
    }

    var loop: machine_stream {
      switch self {
      case .read: machine_read
      case .scale: machine_scale
      case .triad: machine_triad
      }
    }

    /// The stream that moves memory as this operation does: operations without an output read, those with one input
    /// scale, all others are held against the triad.
    package init(like operation: Operation) {
      switch (operation.form, operation.inputs) {
      case (.reduction, _), (.search, _): self = .read
      case (.elementWise, 1): self = .scale
      case (.elementWise, _): self = .triad
      }
    }
  }

  /// Working sets in bytes: those of the suite's kernels from 1,000 elements on, so that each is held against the stream
  /// of its own size, and one well beyond most caches.
  static func workingSets(_ stream: Stream) -> [Int] {
    let bytesPerElement =
      switch stream {
      case .read: [4, 8]
      case .scale: [8]
      case .triad: [12, 16]
      }
    let sizes = BuiltInSuite.sizes.filter { $0 >= 1000 }
    return bytesPerElement.flatMap { bytes in sizes.map { bytes * $0 } } + [beyondCaches]
  }

  fileprivate static let beyondCaches = 64 << 20

  /// Every roof of these back ends. The scalar one gets no streams: it cannot fill the way to memory.
  package static func all(of backends: [Backend]) -> [Roof] {
    backends.map(Roof.arithmetic)
      + backends.filter { $0 != .scalar }.flatMap { backend in
        Stream.allCases.flatMap { stream in
          workingSets(stream).map { .stream(stream, backend, bytes: $0) }
        }
      }
  }

  package var name: String {
    switch self {
    case .stream(let stream, let backend, let bytes): "roof/\(stream)/\(backend)/\(bytes)"
    case .arithmetic(let backend): "roof/fma/\(backend)"
    }
  }

  /// Nil for any other name.
  package init?(named name: String) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, let backend = Backend(rawValue: parts[2]) {
      self = .arithmetic(backend)
    } else if parts.count == 4, let stream = Stream(rawValue: parts[1]),
      let backend = Backend(rawValue: parts[2]), let bytes = Int(parts[3]),
      (1024...1 << 40).contains(bytes)
    {
      self = .stream(stream, backend, bytes: bytes)
    } else {
      return nil
    }
    guard self.name == name else { return nil }
  }

  var backend: Backend {
    switch self {
    case .stream(_, let backend, _), .arithmetic(let backend): backend
    }
  }

  /// Of one array: whole turns of the unrolled loop.
  private func arrayBytes(_ stream: Stream, _ bytes: Int) -> Int {
    bytes / stream.arrays / 256 * 256
  }

  /// Bytes (of a stream) or floating-point operations (of arithmetic) per call.
  package var work: Int {
    switch self {
    case .stream(let stream, _, let bytes): stream.arrays * arrayBytes(stream, bytes)
    case .arithmetic(let backend): 24 * Roof.steps * backend.registerBytes / 4
    }
  }

  private static let steps = 1000

  /// Runs the loop; the machine must have the back end, and a stream must be one of ``all(of:)``.
  func run(iterations: Int) {
    let width = Int32(backend.registerBytes)
    switch self {
    case .stream(let stream, _, let bytes):
      let array = arrayBytes(stream, bytes)
      let stride = (array + 4095) / 4096 * 4096 + 1024
      machine_repeat_stream(
        stream.loop, width, Arena.shared.start, array, stride, iterations)
    case .arithmetic:
      machine_repeat_arithmetic(width, Roof.steps * iterations)
    }
  }
}

extension Backend {
  /// Of one register; of one float where there is one at a time.
  fileprivate var registerBytes: Int {
    switch self {
    case .scalar: 4
    case .sse2, .neon: 16
    case .avx2: 32
    case .avx512: 64
    }
  }
}

/// Memory that all streams of this process share, touched once.
private final class Arena: @unchecked Sendable {
  static let shared = Arena()
  let start: UnsafeMutablePointer<CChar>

  private init() {
    // Each array may need a page and a bit more than its share.
    let bytes = Roof.beyondCaches + 3 * 8192
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
    raw.initializeMemory(as: Float.self, repeating: 1, count: bytes / 4)
    start = raw.bindMemory(to: CChar.self, capacity: bytes)
  }
}
