// Elementary functions and activations. NaN gives NaN. The stated errors are upper bounds in units in
// the last place, measured over all floats; docs/kernels.md has the figures. Back ends with fused
// multiply-add and those without may differ within these bounds.

extension Kernels {
  /// e to the power of `a[i]`: infinity above 88.72284, subnormal numbers and 0 below -87.33655.
  /// O(n); 8 bytes per element; within 1 ulp.
  public func exp(_ a: Input, into out: Output) throws(KernelError) {
    try map(.exp, a, into: out)
  }

  /// The natural logarithm: NaN for negative numbers, -infinity for zeros of either sign.
  /// O(n); 8 bytes per element; within 2 ulp.
  public func ln(_ a: Input, into out: Output) throws(KernelError) {
    try map(.ln, a, into: out)
  }

  /// The logarithm to base 2: NaN for negative numbers, -infinity for zeros of either sign.
  /// O(n); 8 bytes per element; within 2 ulp.
  public func log2(_ a: Input, into out: Output) throws(KernelError) {
    try map(.log2, a, into: out)
  }

  /// The logarithm to base 10: NaN for negative numbers, -infinity for zeros of either sign.
  /// O(n); 8 bytes per element; within 2 ulp.
  public func log10(_ a: Input, into out: Output) throws(KernelError) {
    try map(.log10, a, into: out)
  }

  /// `a[i]` to the power of `b[i]`, with the special cases of C's `pow` (so `pow(x, 0)` and
  /// `pow(1, y)` are 1 even for NaN; NaN for a negative number to a power that is no integer).
  /// O(n); 12 bytes per element; within 2 ulp. Bases that are negative, zero, subnormal or not finite
  /// take a slower path.
  public func pow(_ a: Input, _ b: Input, into out: Output) throws(KernelError) {
    try map(.pow, a, b, into: out)
  }

  /// The sine of an angle in radians; NaN for infinities. Any magnitude is reduced exactly; beyond
  /// 2^19 on a slower path. O(n); 8 bytes per element; within 1 ulp.
  public func sin(_ a: Input, into out: Output) throws(KernelError) {
    try map(.sin, a, into: out)
  }

  /// The cosine of an angle in radians; NaN for infinities. Any magnitude is reduced exactly; beyond
  /// 2^19 on a slower path. O(n); 8 bytes per element; within 1 ulp.
  public func cos(_ a: Input, into out: Output) throws(KernelError) {
    try map(.cos, a, into: out)
  }

  /// The tangent of an angle in radians; NaN for infinities. Any magnitude is reduced exactly; beyond
  /// 2^19 on a slower path. O(n); 8 bytes per element; within 2 ulp.
  public func tan(_ a: Input, into out: Output) throws(KernelError) {
    try map(.tan, a, into: out)
  }

  /// The hyperbolic tangent. O(n); 8 bytes per element; within 2 ulp.
  public func tanh(_ a: Input, into out: Output) throws(KernelError) {
    try map(.tanh, a, into: out)
  }

  /// The logistic function `1 / (1 + e^-x)`. O(n); 8 bytes per element; within 2 ulp.
  public func sigmoid(_ a: Input, into out: Output) throws(KernelError) {
    try map(.sigmoid, a, into: out)
  }

  /// The Gaussian error linear unit in its tanh form,
  /// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))`.
  /// O(n); 8 bytes per element; within 2 ulp.
  public func gelu(_ a: Input, into out: Output) throws(KernelError) {
    try map(.gelu, a, into: out)
  }

  /// `x * sigmoid(x)`, also called SiLU. O(n); 8 bytes per element; within 2 ulp.
  public func swish(_ a: Input, into out: Output) throws(KernelError) {
    try map(.swish, a, into: out)
  }

  /// `a[i]` where it is positive, else +0, but -0 stays -0 and NaN stays NaN. O(n); 8 bytes per
  /// element; exact.
  public func relu(_ a: Input, into out: Output) throws(KernelError) {
    try map(.relu, a, into: out)
  }

  /// `a[i]` where it is not negative, else `slope * a[i]`. O(n); 8 bytes per element; correctly
  /// rounded.
  public func leakyReLU(_ a: Input, slope: Float, into out: Output) throws(KernelError) {
    try map(.leakyReLU, a, into: out, p: slope)
  }

  /// `a[i]` where it is positive, else `alpha * (e^a[i] - 1)`. O(n); 8 bytes per element; within
  /// 2 ulp (the multiplication by alpha included).
  public func elu(_ a: Input, alpha: Float = 1, into out: Output) throws(KernelError) {
    try map(.elu, a, into: out, p: alpha)
  }
}
