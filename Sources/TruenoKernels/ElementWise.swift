// Element-wise operations on the caller's memory. `out` may be one of the inputs. Bytes are read and
// written once each; flops are the textbook's count.

extension Kernels {
  /// `out[i] = a[i] + b[i]`. O(n); 12 bytes and 1 flop per element; correctly rounded.
  public func add(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.add, a, b, into: out)
  }

  /// `out[i] = a[i] - b[i]`. O(n); 12 bytes and 1 flop per element; correctly rounded.
  public func sub(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.sub, a, b, into: out)
  }

  /// `out[i] = a[i] * b[i]`. O(n); 12 bytes and 1 flop per element; correctly rounded.
  public func mul(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.mul, a, b, into: out)
  }

  /// `out[i] = a[i] / b[i]`. O(n); 12 bytes and 1 flop per element; correctly rounded.
  public func div(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.div, a, b, into: out)
  }

  /// The lesser of `a[i]` and `b[i]` (IEEE 754-2019 `minimum`): NaN if either is, -0 below +0.
  /// O(n); 12 bytes and 1 flop per element; exact.
  public func minimum(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.minimum, a, b, into: out)
  }

  /// The greater of `a[i]` and `b[i]` (IEEE 754-2019 `maximum`): NaN if either is, +0 above -0.
  /// O(n); 12 bytes and 1 flop per element; exact.
  public func maximum(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.maximum, a, b, into: out)
  }

  /// `out[i] = a[i] * factor`. O(n); 8 bytes and 1 flop per element; correctly rounded.
  public func scale(_ a: Input, by factor: Float, into out: Output) throws(KernelError) {
    try map(.scale, a, into: out, p: factor)
  }

  /// The magnitude of `a[i]`; also clears the sign of NaN. O(n); 8 bytes and 1 flop per element; exact.
  public func abs(_ a: Input, into out: Output) throws(KernelError) {
    try map(.abs, a, into: out)
  }

  /// `a[i]` with the opposite sign, also of zeros and NaN. O(n); 8 bytes and 1 flop per element; exact.
  public func neg(_ a: Input, into out: Output) throws(KernelError) {
    try map(.neg, a, into: out)
  }

  /// `a[i]`, or the nearer limit where it lies outside. NaN stays NaN; a zero equal to a limit keeps
  /// its own sign. O(n); 8 bytes and 2 flops per element; exact.
  ///
  /// Throws ``KernelError/invalidParameter(operation:expected:found:)`` unless `lower <= upper`.
  public func clamp(
    _ a: Input, from lower: Float, to upper: Float, into out: Output
  ) throws(KernelError) {
    guard lower <= upper else {
      throw .invalidParameter(
        operation: .clamp, expected: "an upper limit of at least \(lower)", found: upper)
    }
    try map(.clamp, a, into: out, p: lower, q: upper)
  }

  /// `out[i] = a[i] + t * (b[i] - a[i])`, each operation rounded. O(n); 12 bytes and 3 flops per
  /// element.
  public func lerp(_ a: Input, _ b: Input, at t: Float, into out: Output) throws(KernelError) {
    try map(.lerp, a, b, into: out, p: t)
  }

  /// `out[i] = a[i] * b[i] + c[i]` with a single rounding, also on back ends without such an
  /// instruction. O(n); 16 bytes and 2 flops per element; correctly rounded.
  public func fma(_ a: Input, _ b: Input, _ c: Input, into out: Output) throws(KernelError) {
    try map(.fma, a, b, c, into: out)
  }

  /// The square root; NaN below zero, -0 for -0. O(n); 8 bytes and 1 flop per element; correctly
  /// rounded. Fastest from 2^-63 on, below 2^65.
  public func sqrt(_ a: Input, into out: Output) throws(KernelError) {
    try map(.sqrt, a, into: out)
  }

  /// `1 / a[i]`. O(n); 8 bytes and 1 flop per element; correctly rounded.
  public func recip(_ a: Input, into out: Output) throws(KernelError) {
    try map(.recip, a, into: out)
  }

  /// The greatest integer not above `a[i]`; zeros keep their sign. O(n); 8 bytes and 1 flop per element; exact.
  public func floor(_ a: Input, into out: Output) throws(KernelError) {
    try map(.floor, a, into: out)
  }

  /// The least integer not below `a[i]`; `ceil(-0.5)` is -0. O(n); 8 bytes and 1 flop per element; exact.
  public func ceil(_ a: Input, into out: Output) throws(KernelError) {
    try map(.ceil, a, into: out)
  }

  /// The nearest integer, halves away from zero; keeps the sign of zero. O(n); 8 bytes and 1 flop per element; exact.
  public func round(_ a: Input, into out: Output) throws(KernelError) {
    try map(.round, a, into: out)
  }

  /// The integer part; keeps the sign of zero. O(n); 8 bytes and 1 flop per element; exact.
  public func trunc(_ a: Input, into out: Output) throws(KernelError) {
    try map(.trunc, a, into: out)
  }
}
