import COpenBLAS
import CTruenoKernels

// Row-major matrices without padding. The only file of this library that talks to BLAS.

extension Kernels {
  /// The matrix product `out = a b` by this back end's own code: `a` is `rows` x `inner`, `b` is
  /// `inner` x `columns`, `out` is `rows` x `columns`. `out` shares no memory with `a` or `b`.
  ///
  /// 2 `rows` `inner` `columns` flops; at least 4 (`rows` `inner` + `inner` `columns` + `rows`
  /// `columns`) bytes. Each element is one sum in order of the inner index, so its error is at most
  /// (`inner` + 1) 2^-24 times the sum of magnitudes of its terms. An `inner` of 0 gives zeros.
  ///
  /// Throws ``KernelError/matrixSize(name:expected:found:)`` where a buffer has another length than
  /// its shape says, and ``KernelError/matrixOverlap``.
  public func multiply(
    _ a: Input, _ b: Input, rows: Int, inner: Int, columns: Int, into out: Output
  ) throws(KernelError) {
    let shape = try ProductShape(a, b, rows: rows, inner: inner, columns: columns, into: out)
    guard let shape else { return }
    multiply(shape.out, shape.a, shape.b, rows, inner, columns)
  }
}

extension Selection {
  /// The matrix product by whichever is faster for this size on this processor: the widest back end
  /// of this library, or OpenBLAS for larger products. The same as
  /// ``Kernels/multiply(_:_:rows:inner:columns:into:)`` in every other respect; OpenBLAS adds up in
  /// another order, under the same bound. A back end forced by `TRUENO_BACKEND` multiplies everything.
  public func multiply(
    _ a: Kernels.Input, _ b: Kernels.Input, rows: Int, inner: Int, columns: Int,
    into out: Kernels.Output
  ) throws(KernelError) {
    let shape = try ProductShape(a, b, rows: rows, inner: inner, columns: columns, into: out)
    guard let shape else { return }
    let size = Double(rows) * Double(inner) * Double(columns)
    let fits = max(rows, inner, columns) <= Int(Int32.max)
    if isForced || size < openBLASFrom || !fits {
      matrixKernels.multiply(shape.out, shape.a, shape.b, rows, inner, columns)
    } else {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
        shape.a, Int32(inner), shape.b, Int32(columns), 0, shape.out, Int32(columns))
    }
  }

  /// The number of multiplications from which OpenBLAS is the faster one: it rearranges both
  /// matrices first, which pays once they are large, and with AVX-512 not even that for small ones.
  /// It depends on the kernels that OpenBLAS chose when it was loaded: an older one takes ancient
  /// kernels on a processor that it does not know. Measured on square matrices by
  /// `Benchmarks/kernels/matrices.sh`; the figures are in docs/kernels.md.
  static func openBLASFrom(_ backend: Backend) -> Double {
    switch openblas_get_corename().map({ String(cString: $0) }) ?? "" {
    case "SkylakeX", "Cooperlake", "SapphireRapids":
      backend == .avx512 ? trueno_is_intel() ? 0x1p14 : 0x1p28 : 0x1p18
    case "Haswell", "Zen":
      backend == .avx512 ? trueno_is_intel() ? 0x1p23 : 0x1p28 : 0x1p18
    default:
      backend == .avx512 ? 0x1p32 : backend == .avx2 ? 0x1p28 : 0x1p18
    }
  }
}

/// The transposed matrix: `a` is `rows` x `columns`, `out` is `columns` x `rows`. `out` shares no
/// memory with `a`. Exact; O(rows columns); 8 bytes and no flops per element. OpenBLAS moves the
/// elements, at every size faster than a tiled loop.
///
/// Throws ``KernelError/matrixSize(name:expected:found:)`` and ``KernelError/matrixOverlap``.
public func transpose(
  _ a: Kernels.Input, rows: Int, columns: Int, into out: Kernels.Output
) throws(KernelError) {
  try checkSize("a", a.count, rows, columns)
  try checkSize("out", out.count, columns, rows)
  try checkApart(a, out)
  guard let from = a.baseAddress, let to = out.baseAddress, !a.isEmpty else { return }
  guard max(rows, columns) <= Int(Int32.max) else {
    // A single row or column in practice, for which transposition is a copy.
    for i in 0..<rows {
      for j in 0..<columns { to[j * rows + i] = from[i * columns + j] }
    }
    return
  }
  cblas_somatcopy(
    CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, from, Int32(columns), to,
    Int32(rows))
}

/// Three matrices whose lengths fit a product that has elements.
private struct ProductShape {
  let a: UnsafePointer<Float>
  let b: UnsafePointer<Float>
  let out: UnsafeMutablePointer<Float>

  /// Nil where nothing is left to do: no elements, or no terms, in which case zeros are written.
  init?(
    _ a: Kernels.Input, _ b: Kernels.Input, rows: Int, inner: Int, columns: Int,
    into out: Kernels.Output
  ) throws(KernelError) {
    try checkSize("a", a.count, rows, inner)
    try checkSize("b", b.count, inner, columns)
    try checkSize("out", out.count, rows, columns)
    try checkApart(a, out)
    try checkApart(b, out)
    guard let start = out.baseAddress, !out.isEmpty else { return nil }
    guard inner > 0, let a = a.baseAddress, let b = b.baseAddress else {
      out.update(repeating: 0)
      return nil
    }
    (self.a, self.b, self.out) = (a, b, start)
  }
}

private func checkSize(
  _ name: String, _ count: Int, _ rows: Int, _ columns: Int
) throws(KernelError) {
  let (expected, overflow) = rows.multipliedReportingOverflow(by: columns)
  if rows < 0 || columns < 0 || overflow || count != expected {
    throw .matrixSize(name: name, expected: "\(rows) x \(columns)", found: count)
  }
}

private func checkApart(_ a: Kernels.Input, _ out: Kernels.Output) throws(KernelError) {
  guard let x = a.baseAddress, let y = out.baseAddress else { return }
  if x < UnsafePointer(y + out.count) && UnsafePointer(y) < x + a.count { throw .matrixOverlap }
}
