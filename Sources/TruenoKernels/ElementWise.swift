// Element-wise operations: 4 bytes read per input and 4 written per element. Each result is the
// IEEE 754 result of the same operation on the two elements, rounded to nearest even.

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
}
