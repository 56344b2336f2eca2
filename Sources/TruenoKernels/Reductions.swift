extension Kernels {
  /// The sum of `a[i] * b[i]`; 0 for empty vectors. O(n); 8 bytes and 2 flops per element.
  ///
  /// The order of the additions differs between back ends, so the last bits may. See
  /// `docs/kernels.md` for the error bound, which does not grow with n beyond 4096 elements.
  public func dot(_ a: Input, _ b: Input) throws(KernelError) -> Float {
    try reduce(.dot, a, b)
  }

  /// The greatest element (IEEE 754-2019 `maximum`): NaN if any element is NaN, and +0 is greater
  /// than -0. O(n); 4 bytes and 1 flop per element; exact.
  public func max(_ a: Input) throws(KernelError) -> Float { try reduceSome(.max, a) }

  /// The least element (IEEE 754-2019 `minimum`): NaN if any element is NaN, and -0 is less than
  /// +0. O(n); 4 bytes and 1 flop per element; exact.
  public func min(_ a: Input) throws(KernelError) -> Float { try reduceSome(.min, a) }
}
