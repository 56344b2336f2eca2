import COpenBLAS

/// The matrix product this library uses, and nothing else of BLAS.
///
/// Matrices are column-major. The library's own threads run whole products side
/// by side; BLAS itself is kept to one thread (see `useOneThread`).
enum BLAS {
  /// result = transpose(a) b, with `a` inner x rows and `b` inner x columns, both
  /// without padding, and `result` rows x columns with `columnStride` doubles from
  /// column to column. `a` read row by row is a row-major rows x inner matrix.
  static func multiplyTransposed(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    into result: UnsafeMutablePointer<Double>, rows: Int, columns: Int, inner: Int,
    columnStride: Int
  ) {
    guard rows > 0, columns > 0, inner > 0 else { return }
    cblas_dgemm(
      CblasColMajor, CblasTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
      Int32(inner), b, Int32(inner), 0, result, Int32(columnStride))
  }

  /// Keeps every later product on the thread that calls it.
  static func useOneThread() {
    if openblas_get_num_threads() != 1 { openblas_set_num_threads(1) }
  }

  /// What OpenBLAS says about itself.
  static func provenance() -> BLASProvenance {
    BLASProvenance(
      core: openblas_get_corename().map { String(cString: $0) } ?? "",
      configuration: openblas_get_config().map { String(cString: $0) } ?? "",
      hasAVX2: perfstat_has_avx2_fma() != 0, hasAVX512: perfstat_has_avx512() != 0)
  }
}
