// Operations in which every output depends on all inputs. Nothing happens for empty vectors.

extension Kernels {
  /// `e^a[i]` divided by the sum of all `e^a[j]`, without overflow. NaN everywhere if any element is
  /// NaN or +infinity. O(n), three passes; each result within 4 ulp and the error of ``sum(_:)->Float``.
  public func softmax(_ a: Input, into out: Output) throws(KernelError) {
    try map(.softmax, a, into: out)
  }

  /// The logarithm of ``softmax(_:into:)``, without underflow. O(n), three passes; the absolute error
  /// is a few units in the last place of the greatest magnitude that occurs.
  public func logSoftmax(_ a: Input, into out: Output) throws(KernelError) {
    try map(.logSoftmax, a, into: out)
  }

  /// `(a[i] - mean) / sqrt(variance + epsilon) * gamma[i] + beta[i]` with the variance of the whole
  /// vector (divided by n). O(n), four passes.
  ///
  /// Throws ``KernelError/invalidParameter(operation:expected:found:)`` unless `epsilon` is 0 or more.
  public func layerNorm(
    _ a: Input, gamma: Input, beta: Input, epsilon: Float = 1e-5, into out: Output
  ) throws(KernelError) {
    guard epsilon >= 0 else {
      throw .invalidParameter(
        operation: .layerNorm, expected: "an epsilon of 0 or more", found: epsilon)
    }
    try map(.layerNorm, a, gamma, beta, into: out, p: epsilon)
  }
}
