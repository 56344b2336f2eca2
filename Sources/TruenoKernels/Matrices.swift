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
  /// The matrix product by the widest back end of this library where it is small (up to 2^18
  /// multiplications), else by OpenBLAS. The same as
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
    if isForced || size <= ownProductLimit || !fits {
      matrixKernels.multiply(shape.out, shape.a, shape.b, rows, inner, columns)
    } else {
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
        shape.a, Int32(inner), shape.b, Int32(columns), 0, shape.out, Int32(columns))
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
