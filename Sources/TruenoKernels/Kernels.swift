import CTruenoKernels

/// The operations of one back end, on memory of the caller: all of them on `Float`, the most used also on `Double`.
///
/// ```swift
/// let kernels = try Kernels(.avx2)
/// try kernels.add(a, b, into: sum)
/// let product = try kernels.dot(a, b)
/// ```
///
/// No call allocates. Rules for all back ends, lengths and positions:
///
/// - All vectors of a call have the same length, otherwise ``KernelError/lengthMismatch(operation:expected:found:)``.
/// - The output may be one of the inputs (the same start and length); any other shared memory is
///   ``KernelError/overlappingBuffers(operation:)``.
/// - An element-wise operation on nothing does nothing; a sum of nothing is 0; the maximum,
///   minimum or any other value that nothing does not have is ``KernelError/emptyInput(operation:)``.
/// - No alignment is required. Nothing outside the buffers is read or written.
public struct Kernels: Sendable {
  /// Floats that a kernel reads.
  public typealias Input = UnsafeBufferPointer<Float>
  /// Floats that a kernel writes.
  public typealias Output = UnsafeMutableBufferPointer<Float>

  private let table: KernelTable

  /// The kernels of a back end, if this machine can run it.
  public init(_ backend: Backend) throws(KernelError) {
    guard let table = trueno_kernels(backend.identifier) else {
      throw .unsupportedBackend(backend)
    }
    self.init(table: KernelTable(table.pointee))
  }

  package init(table: KernelTable) { self.table = table }

  /// The matrix product, unchecked.
  @inline(__always)
  func multiply(
    _ out: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ rows: Int, _ inner: Int, _ columns: Int
  ) {
    table.multiply(out, a, b, rows, inner, columns)
  }

  /// Calls an element-wise kernel after checking the buffers.
  @inline(__always)
  package func map<Number: KernelNumber>(
    _ operation: Operation, _ a: UnsafeBufferPointer<Number>,
    _ b: UnsafeBufferPointer<Number>? = nil, _ c: UnsafeBufferPointer<Number>? = nil,
    into out: UnsafeMutableBufferPointer<Number>, p: Number = 0, q: Number = 0
  ) throws(KernelError) {
    try check(operation, a, out.count)
    if let b { try check(operation, b, out.count) }
    if let c { try check(operation, c, out.count) }
    try checkOverlap(operation, a, out)
    if let b { try checkOverlap(operation, b, out) }
    if let c { try checkOverlap(operation, c, out) }
    guard let start = out.baseAddress, out.count > 0 else { return }
    Number.map(
      table, operation, start, a.baseAddress, b?.baseAddress, c?.baseAddress, out.count, p, q)
  }

  /// Calls a reduction after checking the buffers.
  @inline(__always)
  package func reduce<Number: KernelNumber>(
    _ operation: Operation, _ a: UnsafeBufferPointer<Number>,
    _ b: UnsafeBufferPointer<Number>? = nil
  ) throws(KernelError) -> Number {
    if let b { try check(operation, b, a.count) }
    return Number.reduce(table, operation, a.baseAddress, b?.baseAddress, a.count)
  }

  /// Calls a reduction that has no value for an empty vector.
  @inline(__always)
  package func reduceSome<Number: KernelNumber>(
    _ operation: Operation, _ a: UnsafeBufferPointer<Number>,
    _ b: UnsafeBufferPointer<Number>? = nil
  ) throws(KernelError) -> Number {
    if a.isEmpty { throw .emptyInput(operation: operation) }
    return try reduce(operation, a, b)
  }

  /// Calls a search after checking that there is something to find.
  @inline(__always)
  package func search(_ operation: Operation, _ a: Input) throws(KernelError) -> Int {
    if a.isEmpty { throw .emptyInput(operation: operation) }
    return table[operation].search(a.baseAddress, a.count)
  }

  @inline(__always)
  private func check<Number>(
    _ operation: Operation, _ input: UnsafeBufferPointer<Number>, _ count: Int
  ) throws(KernelError) {
    if input.count != count {
      throw .lengthMismatch(operation: operation, expected: count, found: input.count)
    }
  }

  @inline(__always)
  private func checkOverlap<Number>(
    _ operation: Operation, _ input: UnsafeBufferPointer<Number>,
    _ out: UnsafeMutableBufferPointer<Number>
  ) throws(KernelError) {
    guard let a = input.baseAddress, let b = out.baseAddress else { return }
    let distance = UInt(bitPattern: a) &- UInt(bitPattern: b)
    let size = UInt(bitPattern: out.count) &* UInt(MemoryLayout<Number>.stride)
    if distance != 0 && (distance < size || 0 &- distance < size) {
      throw .overlappingBuffers(operation: operation)
    }
  }
}

/// The functions of one back end, by operation. The C table lives as long as the program.
package struct KernelTable: @unchecked Sendable {
  private let kernels: UnsafePointer<trueno_kernel>
  private let doubles: UnsafePointer<trueno_double_kernel>
  let multiply:
    @convention(c) (
      UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int, Int
    ) -> Void

  package init(_ table: trueno_table) {
    kernels = table.kernels
    doubles = table.doubles
    multiply = table.multiply
  }

  @inline(__always)
  package subscript(operation: Operation) -> trueno_kernel { kernels[Int(operation.rawValue)] }

  /// The kernel on `Double`, for an operation that has one.
  @inline(__always)
  func onDouble(_ operation: Operation) -> trueno_double_kernel { doubles[Int(operation.rawValue)] }
}
