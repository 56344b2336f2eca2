// Numbers from vectors. The order of additions differs between back ends, so the last bits may. With
// u = 2^-24, a sum is within (min(n, 4096) + 2) u of the sum of magnitudes of its terms, much less on
// the vector back ends; see docs/kernels.md. Sums overflow where a block of 4096 does.

extension Kernels {
  /// The sum of `a[i] * b[i]`; 0 for empty vectors. O(n); 8 bytes and 2 flops per element.
  public func dot(_ a: Input, _ b: Input) throws(KernelError) -> Float {
    try reduce(.dot, a, b)
  }

  /// The sum; 0 for an empty vector. O(n); 4 bytes and 1 flop per element.
  public func sum(_ a: Input) throws(KernelError) -> Float {
    try reduce(.sum, a)
  }

  /// The sum with what the roundings lose added back: the error is 1 ulp of the result plus
  /// n 2^-46 of the sum of magnitudes. 0 for an empty vector. O(n); 4 bytes per element, several
  /// times the arithmetic of ``sum(_:)->Float``.
  public func sumCompensated(_ a: Input) throws(KernelError) -> Float {
    try reduce(.sumCompensated, a)
  }

  /// The sum of `a[i] * a[i]`; 0 for an empty vector. O(n); 4 bytes and 2 flops per element.
  public func sumOfSquares(_ a: Input) throws(KernelError) -> Float {
    try reduce(.sumOfSquares, a)
  }

  /// The sum of magnitudes; 0 for an empty vector. O(n); 4 bytes and 2 flops per element.
  public func normL1(_ a: Input) throws(KernelError) -> Float {
    try reduce(.normL1, a)
  }

  /// The square root of the sum of squares, without overflow or underflow in between; 0 for an
  /// empty vector. O(n); 4 bytes and 2 flops per element. Where squares leave the range of float a
  /// second, slower pass in double follows.
  public func normL2(_ a: Input) throws(KernelError) -> Float {
    try reduce(.normL2, a)
  }

  /// The greatest magnitude; NaN if any element is NaN; 0 for an empty vector. O(n); 4 bytes per
  /// element; exact.
  public func normLinf(_ a: Input) throws(KernelError) -> Float {
    try reduce(.normLinf, a)
  }

  /// The greatest element (IEEE 754-2019 `maximum`): NaN if any element is NaN, and +0 is greater
  /// than -0. O(n); 4 bytes and 1 flop per element; exact.
  public func max(_ a: Input) throws(KernelError) -> Float {
    try reduceSome(.max, a)
  }

  /// The least element (IEEE 754-2019 `minimum`): NaN if any element is NaN, and -0 is less than
  /// +0. O(n); 4 bytes and 1 flop per element; exact.
  public func min(_ a: Input) throws(KernelError) -> Float {
    try reduceSome(.min, a)
  }

  /// The arithmetic mean. O(n); 4 bytes and 1 flop per element.
  public func mean(_ a: Input) throws(KernelError) -> Float {
    try reduceSome(.mean, a)
  }

  /// The mean squared distance from the mean (divided by n, not n - 1). Three passes, O(n).
  public func variance(_ a: Input) throws(KernelError) -> Float {
    try reduceSome(.variance, a)
  }

  /// The square root of ``variance(_:)->Float``. O(n).
  public func standardDeviation(_ a: Input) throws(KernelError) -> Float {
    try reduceSome(.standardDeviation, a)
  }

  /// The mean product of distances from the means (divided by n). O(n).
  public func covariance(_ a: Input, _ b: Input) throws(KernelError) -> Float {
    try reduceSome(.covariance, a, b)
  }

  /// Pearson's correlation, within [-1, 1]; NaN where a vector is constant. O(n).
  public func correlation(_ a: Input, _ b: Input) throws(KernelError) -> Float {
    try reduceSome(.correlation, a, b)
  }

  /// The position of the greatest element, the first one where there are several; of the first NaN
  /// where there is one. Zeros of both signs are equal here. O(n); 4 bytes and 1 flop per element.
  public func argmax(_ a: Input) throws(KernelError) -> Int { try search(.argmax, a) }

  /// The position of the least element, the first one where there are several; of the first NaN
  /// where there is one. Zeros of both signs are equal here. O(n); 4 bytes and 1 flop per element.
  public func argmin(_ a: Input) throws(KernelError) -> Int { try search(.argmin, a) }
}
