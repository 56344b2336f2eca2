import TruenoKernels

/// The benchmarks of this project's own kernels: `operation/backend/size`.
enum BuiltInSuite: String, CaseIterable {
  /// Three element-wise operations and three reductions: small enough for every change.
  case focused
  /// Every operation.
  case full

  static let sizes = [100, 1000, 10_000, 100_000]
  /// Those of this architecture: AVX-512 on an x86 processor without it is
  /// listed as unavailable, NEON is not listed there at all.
  #if arch(x86_64)
    static let backends: [Backend] = [.scalar, .sse2, .avx2, .avx512]
  #elseif arch(arm64)
    static let backends: [Backend] = [.scalar, .neon]
  #else
    static let backends: [Backend] = [.scalar]
  #endif

  /// Every benchmark, with whether this machine can run it.
  var offers: [WorkerProtocol.Offer] {
    cases.map {
      .init(
        name: "\($0.operation)/\($0.backend)/\($0.size)", elements: $0.size,
        available: $0.backend.isSupported)
    }
  }

  /// The kernel of a benchmark with buffers of its own, nil for an unknown name.
  func call(_ name: String) throws -> KernelCall? {
    guard
      let (operation, backend, size) = cases.first(where: {
        "\($0.operation)/\($0.backend)/\($0.size)" == name
      })
    else { return nil }
    return try KernelCall(operation, backend, count: size)
  }

  private var operations: [Operation] {
    switch self {
    case .focused: [.add, .sub, .mul, .dot, .max, .min]
    case .full: Operation.allCases
    }
  }

  private var cases: [(operation: Operation, backend: Backend, size: Int)] {
    operations.flatMap { operation in
      BuiltInSuite.backends.flatMap { backend in
        BuiltInSuite.sizes.map { (operation, backend, $0) }
      }
    }
  }
}

extension Backend {
  /// Widest instruction set that this machine can run.
  static var widest: Backend { available.last ?? .scalar }
}
