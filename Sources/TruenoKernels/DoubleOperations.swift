// The most used operations on `Double`: the same rules and special values as on `Float`. Bytes are read and written
// once each. With u = 2^-53, a sum is within (min(n, 4096) + 2) u of the sum of magnitudes of its terms; sums overflow
// where a block of 4096 does.

extension Kernels {
  /// Doubles that a kernel reads.
  public typealias DoubleInput = UnsafeBufferPointer<Double>
  /// Doubles that a kernel writes.
  public typealias DoubleOutput = UnsafeMutableBufferPointer<Double>

  /// `out[i] = a[i] + b[i]`. O(n); 24 bytes and 1 flop per element; correctly rounded.
  public func add(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.add, a, b, into: out)
  }

  /// `out[i] = a[i] - b[i]`. O(n); 24 bytes and 1 flop per element; correctly rounded.
  public func sub(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.sub, a, b, into: out)
  }

  /// `out[i] = a[i] * b[i]`. O(n); 24 bytes and 1 flop per element; correctly rounded.
  public func mul(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.mul, a, b, into: out)
  }

  /// `out[i] = a[i] / b[i]`. O(n); 24 bytes and 1 flop per element; correctly rounded.
  public func div(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.div, a, b, into: out)
  }

  /// The lesser of `a[i]` and `b[i]` (IEEE 754-2019 `minimum`): NaN if either is, -0 below +0.
  /// O(n); 24 bytes and 1 flop per element; exact.
  public func minimum(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput)
    throws(KernelError)
  {
    try map(.minimum, a, b, into: out)
  }

  /// The greater of `a[i]` and `b[i]` (IEEE 754-2019 `maximum`): NaN if either is, +0 above -0.
  /// O(n); 24 bytes and 1 flop per element; exact.
  public func maximum(_ a: DoubleInput, _ b: DoubleInput, into out: DoubleOutput)
    throws(KernelError)
  {
    try map(.maximum, a, b, into: out)
  }

  /// `out[i] = a[i] * factor`. O(n); 16 bytes and 1 flop per element; correctly rounded.
  public func scale(
    _ a: DoubleInput, by factor: Double, into out: DoubleOutput
  ) throws(KernelError) {
    try map(.scale, a, into: out, p: factor)
  }

  /// The magnitude of `a[i]`; also clears the sign of NaN. O(n); 16 bytes and 1 flop per element; exact.
  public func abs(_ a: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.abs, a, into: out)
  }

  /// `out[i] = a[i] * b[i] + c[i]` with a single rounding; number by number on back ends without such
  /// an instruction. O(n); 32 bytes and 2 flops per element; correctly rounded.
  public func fma(
    _ a: DoubleInput, _ b: DoubleInput, _ c: DoubleInput, into out: DoubleOutput
  ) throws(KernelError) {
    try map(.fma, a, b, c, into: out)
  }

  /// The square root; NaN below zero, -0 for -0. O(n); 16 bytes and 1 flop per element; correctly
  /// rounded.
  public func sqrt(_ a: DoubleInput, into out: DoubleOutput) throws(KernelError) {
    try map(.sqrt, a, into: out)
  }

  /// The sum of `a[i] * b[i]`; 0 for empty vectors. O(n); 16 bytes and 2 flops per element.
  public func dot(_ a: DoubleInput, _ b: DoubleInput) throws(KernelError) -> Double {
    try reduce(.dot, a, b)
  }

  /// The sum; 0 for an empty vector. O(n); 8 bytes and 1 flop per element.
  public func sum(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduce(.sum, a)
  }

  /// The square root of the sum of squares, without overflow or underflow in between; 0 for an
  /// empty vector. O(n); 8 bytes and 2 flops per element. Where squares leave the range of double a
  /// second pass over scaled elements follows.
  public func normL2(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduce(.normL2, a)
  }

  /// The greatest element (IEEE 754-2019 `maximum`): NaN if any element is NaN, and +0 is greater
  /// than -0. O(n); 8 bytes and 1 flop per element; exact.
  public func max(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduceSome(.max, a)
  }

  /// The least element (IEEE 754-2019 `minimum`): NaN if any element is NaN, and -0 is less than
  /// +0. O(n); 8 bytes and 1 flop per element; exact.
  public func min(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduceSome(.min, a)
  }

  /// The arithmetic mean. O(n); 8 bytes and 1 flop per element.
  public func mean(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduceSome(.mean, a)
  }

  /// The mean squared distance from the mean (divided by n, not n - 1). Three passes, O(n).
  public func variance(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduceSome(.variance, a)
  }

  /// The square root of the variance. O(n).
  public func standardDeviation(_ a: DoubleInput) throws(KernelError) -> Double {
    try reduceSome(.standardDeviation, a)
  }
}
