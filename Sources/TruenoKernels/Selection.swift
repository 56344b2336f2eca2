#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which back end the default interface uses for an operation.
///
/// Element-wise operations are bound by memory, where the widest registers gain nothing (and may
/// lower the clock), so they stop at AVX2. Reductions are bound by arithmetic as long as the data is in
/// cache and take the widest back end.
///
/// The environment variable `TRUENO_BACKEND` forces one back end for everything. It is read once
/// per process. A name that is unknown, or a back end that this machine lacks, is an error that
/// every call of the default interface throws.
public struct Selection: Sendable {
  private let backends: [Backend]
  private let kernels: [Kernels]
  /// Whether a single back end was asked for.
  let isForced: Bool
  /// The widest back end: what multiplies matrices.
  let matrixBackend: Backend
  let matrixKernels: Kernels

  /// The selection among these back ends. Where none of them suits, scalar.
  public init(among available: [Backend] = Backend.available) throws(KernelError) {
    for backend in available where !backend.isSupported { throw .unsupportedBackend(backend) }
    var backends: [Backend] = []
    for operation in Operation.allCases {
      let preferred = Self.preference(for: operation)
      backends.append(preferred.first(where: available.contains) ?? .scalar)
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

  /// The back end chosen for an operation.
  public func backend(for operation: Operation) -> Backend { backends[Int(operation.rawValue)] }

  /// The kernels chosen for an operation on vectors of this length.
  @inline(__always)
  public func kernels(for operation: Operation, count: Int) -> Kernels {
    kernels[Int(operation.rawValue)]
  }

  private static func preference(for operation: Operation) -> [Backend] {
    switch operation.form {
    case .elementWise: [.avx2, .sse2, .neon, .scalar]
    case .reduction, .search: [.avx512, .avx2, .sse2, .neon, .scalar]
    }
  }

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
        Array(repeating: backend, count: Operation.allCases.count), matrices: backend,
        isForced: true)
    }
  }
}
