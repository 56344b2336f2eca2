/// A vector of floats that owns its memory: the convenient interface.
///
/// Each operation uses the back end that ``Selection/automatic()`` names for it. Copies share
/// memory until one of them is written to.
///
/// ```swift
/// let a: Vector = [1, 2, 3]
/// let b = try a.add([4, 5, 6])   // [5, 7, 9]
/// let d = try a.dot(b)           // 46
/// ```
public struct Vector: Sendable, Equatable, ExpressibleByArrayLiteral {
  /// The elements.
  public private(set) var elements: [Float]

  public init(_ elements: [Float]) { self.elements = elements }
  public init(arrayLiteral elements: Float...) { self.elements = elements }

  public var count: Int { elements.count }
  public subscript(index: Int) -> Float {
    get { elements[index] }
    set { elements[index] = newValue }
  }

  /// `self[i] + other[i]`
  public func add(_ other: Vector) throws(KernelError) -> Vector { try map(.add, other) }
  /// `self[i] - other[i]`
  public func sub(_ other: Vector) throws(KernelError) -> Vector { try map(.sub, other) }
  /// `self[i] * other[i]`
  public func mul(_ other: Vector) throws(KernelError) -> Vector { try map(.mul, other) }
  /// The sum of `self[i] * other[i]`.
  public func dot(_ other: Vector) throws(KernelError) -> Float { try reduce(.dot, other) }
  /// The greatest element; NaN if any is NaN.
  public func max() throws(KernelError) -> Float { try reduceSome(.max) }
  /// The least element; NaN if any is NaN.
  public func min() throws(KernelError) -> Float { try reduceSome(.min) }

  private func map(_ operation: Operation, _ other: Vector) throws(KernelError) -> Vector {
    let kernels = try Selection.automatic().kernels(for: operation)
    if other.count != count {
      throw .lengthMismatch(operation: operation, expected: count, found: other.count)
    }
    var failure: KernelError?
    let result = [Float](unsafeUninitializedCapacity: count) { out, initialized in
      do throws(KernelError) {
        try elements.withUnsafeBufferPointer { a throws(KernelError) in
          try other.elements.withUnsafeBufferPointer { b throws(KernelError) in
            try kernels.map(operation, a, b, into: Output(rebasing: out[..<count]))
          }
        }
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Vector(result)
  }

  private typealias Output = UnsafeMutableBufferPointer<Float>

  private func reduce(_ operation: Operation, _ other: Vector) throws(KernelError) -> Float {
    let kernels = try Selection.automatic().kernels(for: operation)
    return try elements.withUnsafeBufferPointer { a throws(KernelError) in
      try other.elements.withUnsafeBufferPointer { b throws(KernelError) in
        try kernels.reduce(operation, a, b)
      }
    }
  }

  private func reduceSome(_ operation: Operation) throws(KernelError) -> Float {
    let kernels = try Selection.automatic().kernels(for: operation)
    return try elements.withUnsafeBufferPointer { a throws(KernelError) in
      try kernels.reduceSome(operation, a)
    }
  }
}
