/// A vector of floats that owns its memory: the convenient interface.
///
/// Each operation uses the back end that ``Selection/automatic()`` names for it and this length. Copies
/// share memory until one of them is written to.
///
/// ```swift
/// let a: Vector = [1, 2, 3]
/// let b = try a.add([4, 5, 6])   // [5, 7, 9]
/// let d = try a.dot(b)           // 46
/// ```
public struct Vector: Sendable, Equatable, ExpressibleByArrayLiteral {
  /// The elements.
  public private(set) var elements: [Float]

  /// A vector of these elements. O(n).
  public init(_ elements: [Float]) { self.elements = elements }
  /// A vector of these elements.
  public init(arrayLiteral elements: Float...) { self.elements = elements }

  /// Number of elements.
  public var count: Int { elements.count }
  /// The element at an index; traps outside of the vector.
  public subscript(index: Int) -> Float {
    get { elements[index] }
    set { elements[index] = newValue }
  }

  /// Lends the elements to a body.
  func withInput<Result>(
    _ body: (Kernels.Input) throws(KernelError) -> Result
  ) throws(KernelError) -> Result {
    try elements.withUnsafeBufferPointer { a throws(KernelError) in try body(a) }
  }

  func value<Value>(
    _ operation: Operation, _ body: (Kernels, Kernels.Input) throws(KernelError) -> Value
  ) throws(KernelError) -> Value {
    let kernels = try Selection.automatic().kernels(for: operation, count: count)
    return try withInput { a throws(KernelError) in try body(kernels, a) }
  }

  func value<Value>(
    _ operation: Operation, _ other: Vector,
    _ body: (Kernels, Kernels.Input, Kernels.Input) throws(KernelError) -> Value
  ) throws(KernelError) -> Value {
    try other.withInput { b throws(KernelError) in
      try value(operation) { k, a throws(KernelError) in try body(k, a, b) }
    }
  }

  /// A new vector of the same length, filled by the body.
  func result(
    _ operation: Operation,
    _ body: (Kernels, Kernels.Input, Kernels.Output) throws(KernelError) -> Void
  ) throws(KernelError) -> Vector {
    let kernels = try Selection.automatic().kernels(for: operation, count: count)
    var failure: KernelError?
    let filled = [Float](unsafeUninitializedCapacity: count) { memory, initialized in
      do throws(KernelError) {
        try withInput { a throws(KernelError) in
          try body(kernels, a, Kernels.Output(rebasing: memory[..<count]))
        }
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Vector(filled)
  }

  func result(
    _ operation: Operation, _ other: Vector,
    _ body: (Kernels, Kernels.Input, Kernels.Input, Kernels.Output) throws(KernelError) -> Void
  ) throws(KernelError) -> Vector {
    try other.withInput { b throws(KernelError) in
      try result(operation) { k, a, out throws(KernelError) in try body(k, a, b, out) }
    }
  }
}
