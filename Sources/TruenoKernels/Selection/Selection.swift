#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which back end the default interface uses for an operation on vectors of a length.
///
/// The choice comes from a table of measurements on processors of the same maker (`make selection` writes it): a back end goes ahead of a simpler one
/// where the 95 % interval of the ratio of their times lies below 1, and behind it where it lies above. Where neither
/// holds, the prior decides: element-wise operations are bound by memory, where the widest registers gain
/// nothing, and stop at AVX2; reductions take the widest back end.
///
/// The environment variable `TRUENO_BACKEND` forces one back end for everything. It is read once
/// per process. A name that is unknown, or a back end that this machine lacks, is an error that
/// every call of the default interface throws.
public struct Selection: Sendable {
  /// By operation, then by class of size.
  private let backends: [Backend]
  private let kernels: [Kernels]
  /// Whether a single back end was asked for.
  let isForced: Bool
  /// The widest back end: what multiplies matrices.
  let matrixBackend: Backend
  let matrixKernels: Kernels
  /// The most multiplications of a product of this library's own, square matrices of 64; OpenBLAS
  /// rearranges both matrices first, which pays beyond. Figures: docs/kernels.md.
  package var ownProductLimit = 0x1p18

  /// The selection among these back ends. Where none of them suits, scalar.
  public init(among available: [Backend] = Backend.available) throws(KernelError) {
    for backend in available where !backend.isSupported { throw .unsupportedBackend(backend) }
    let table = SelectionTable.ofThisProcessor
    let backends = table.rows.flatMap { row in
      row.orders.map { order in
        table.orders[order].first(where: available.contains) ?? .scalar
      }
    }
    try self.init(backends, matrices: available.last ?? .scalar, isForced: false)
  }

  private init(
    _ backends: [Backend], matrices: Backend, isForced: Bool
  ) throws(KernelError) {
    var kernels: [Kernels] = []
    for backend in backends { kernels.append(try Kernels(backend)) }
    self.backends = backends
    self.kernels = kernels
    self.isForced = isForced
    matrixBackend = matrices
    matrixKernels = try Kernels(matrices)
  }

  /// The back end chosen for an operation on vectors of this length.
  public func backend(for operation: Operation, count: Int) -> Backend {
    backends[Self.index(operation, count)]
  }

  /// The kernels chosen for an operation on vectors of this length.
  @inline(__always)
  public func kernels(for operation: Operation, count: Int) -> Kernels {
    kernels[Self.index(operation, count)]
  }

  /// The back ends in the order of preference.
  package static func preference(for operation: Operation, count: Int) -> [Backend] {
    let table = SelectionTable.ofThisProcessor
    let place = index(operation, count)
    return table.orders[table.rows[place / sizes].orders[place % sizes]]
  }

  /// Classes of size meet halfway between the measured sizes 100, 1,000, 10,000 and 100,000, on a logarithmic scale.
  @inline(__always)
  private static func index(_ operation: Operation, _ count: Int) -> Int {
    let size = count < 3163 ? (count < 317 ? 0 : 1) : (count < 31_623 ? 2 : 3)
    return Int(operation.rawValue) * sizes + size
  }

  private static let sizes = 4

  /// What this process uses, decided on first use.
  public static func automatic() throws(KernelError) -> Selection { try decided.get() }

  private static let decided = decide(forced: getenv("TRUENO_BACKEND").map { String(cString: $0) })

  /// The decision for a value of `TRUENO_BACKEND`.
  package static func decide(forced name: String?) -> Result<Selection, KernelError> {
    Result { () throws(KernelError) -> Selection in
      guard let name else { return try Selection() }
      // Not a choice among one: a preference that leaves a back end out would fall back to scalar.
      let backend = try Backend(named: name)
      return try Selection(
        Array(repeating: backend, count: Operation.allCases.count * sizes), matrices: backend,
        isForced: true)
    }
  }
}
