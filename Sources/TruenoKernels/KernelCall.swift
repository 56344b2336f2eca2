import CTruenoKernels

/// One operation of one back end on buffers of its own: what a benchmark runs.
///
/// The inputs hold reproducible values from [-1, 1], positive ones for logarithms and the like. The loop over the
/// iterations is in C, so that it costs well under a nanosecond per call.
public struct KernelCall: Sendable {
  /// What is computed.
  public let operation: Operation
  /// Which code computes it.
  public let backend: Backend
  /// Elements per vector.
  public let count: Int

  private let kernel: trueno_kernel
  private let buffers: CallBuffers

  /// Prepares the call. Throws ``KernelError/unsupportedBackend(_:)`` where this machine lacks the back
  /// end and ``KernelError/emptyInput(operation:)`` for a count below 1.
  public init(_ operation: Operation, _ backend: Backend, count: Int) throws(KernelError) {
    guard let table = trueno_kernels(backend.identifier) else {
      throw .unsupportedBackend(backend)
    }
    guard count > 0 else { throw .emptyInput(operation: operation) }
    self.operation = operation
    self.backend = backend
    self.count = count
    kernel = KernelTable(table.pointee)[operation]
    buffers = CallBuffers(count: count, positive: operation.wantsPositiveInput)
  }

  /// Calls the kernel so many times. Each result is kept alive against the optimiser.
  public func run(iterations: Int) {
    let a = buffers[0]
    let b = buffers[1]
    let c = buffers[2]
    let out = buffers[3]
    switch operation.form {
    case .elementWise:
      trueno_repeat_map(kernel.map, out, a, b, c, count, 0.5, 0.75, iterations)
    case .reduction:
      trueno_repeat_reduce(kernel.reduce, a, b, count, iterations)
    case .search:
      trueno_repeat_search(kernel.search, a, count, iterations)
    }
  }
}

/// Three inputs and an output in one block, each at the start of a cache line and no two at the
/// same distance modulo 4096: equal distances make loads wait for unrelated stores.
private final class CallBuffers: @unchecked Sendable {
  private let block: UnsafeMutablePointer<Float>
  private let stride: Int

  init(count: Int, positive: Bool) {
    let page = 1024  // floats in 4096 bytes
    stride = (count + page - 1) / page * page + 256
    let total = 4 * stride
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: total * MemoryLayout<Float>.stride, alignment: 4096)
    block = raw.bindMemory(to: Float.self, capacity: total)
    var state: UInt32 = 0x9E37_79B9
    for i in 0..<total {
      state = state &* 1_664_525 &+ 1_013_904_223
      let value = Float(Int32(bitPattern: state)) * 0x1p-31
      (block + i).initialize(to: positive ? Swift.max(value.magnitude, 0x1p-24) : value)
    }
  }

  subscript(index: Int) -> UnsafeMutablePointer<Float> { block + index * stride }

  deinit { block.deallocate() }
}
