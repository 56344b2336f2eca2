import CTruenoKernels

/// What kernels compute with: `Float`, or `Double` for the operations that have kernels on it.
package protocol KernelNumber: BinaryFloatingPoint {
  /// Calls an element-wise kernel, unchecked.
  static func map(
    _ table: KernelTable, _ operation: Operation, _ out: UnsafeMutablePointer<Self>,
    _ a: UnsafePointer<Self>?, _ b: UnsafePointer<Self>?, _ c: UnsafePointer<Self>?, _ count: Int,
    _ p: Self, _ q: Self)

  /// Calls a reduction, unchecked.
  static func reduce(
    _ table: KernelTable, _ operation: Operation, _ a: UnsafePointer<Self>?,
    _ b: UnsafePointer<Self>?, _ count: Int
  ) -> Self
}

extension Float: KernelNumber {
  @inline(__always)
  package static func map(
    _ table: KernelTable, _ operation: Operation, _ out: UnsafeMutablePointer<Float>,
    _ a: UnsafePointer<Float>?, _ b: UnsafePointer<Float>?, _ c: UnsafePointer<Float>?,
    _ count: Int, _ p: Float, _ q: Float
  ) {
    table[operation].map(out, a, b, c, count, p, q)
  }

  @inline(__always)
  package static func reduce(
    _ table: KernelTable, _ operation: Operation, _ a: UnsafePointer<Float>?,
    _ b: UnsafePointer<Float>?, _ count: Int
  ) -> Float {
    table[operation].reduce(a, b, count)
  }
}

extension Double: KernelNumber {
  @inline(__always)
  package static func map(
    _ table: KernelTable, _ operation: Operation, _ out: UnsafeMutablePointer<Double>,
    _ a: UnsafePointer<Double>?, _ b: UnsafePointer<Double>?, _ c: UnsafePointer<Double>?,
    _ count: Int, _ p: Double, _ q: Double
  ) {
    table.onDouble(operation).map(out, a, b, c, count, p, q)
  }

  @inline(__always)
  package static func reduce(
    _ table: KernelTable, _ operation: Operation, _ a: UnsafePointer<Double>?,
    _ b: UnsafePointer<Double>?, _ count: Int
  ) -> Double {
    table.onDouble(operation).reduce(a, b, count)
  }
}
