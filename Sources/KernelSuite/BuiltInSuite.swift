import PerfMeasure
import PerfStats
import PerfWorker
import TruenoKernels

/// The benchmarks of this project's own kernels: `operation/backend/size`.
package enum BuiltInSuite: String, CaseIterable, Sendable {
  /// Three element-wise operations and three reductions: small enough for every change.
  case focused
  /// Every operation, and the roofs of this machine.
  case full

  package static let sizes = [100, 1000, 10_000, 100_000]
  /// Those of this architecture: AVX-512 on an x86 processor without it is
  /// listed as unavailable, NEON is not listed there at all.
  #if arch(x86_64)
    package static let backends: [Backend] = [.scalar, .sse2, .avx2, .avx512]
  #elseif arch(arm64)
    package static let backends: [Backend] = [.scalar, .neon]
  #else
    package static let backends: [Backend] = [.scalar]
  #endif

  /// Every benchmark, with whether this machine can run it.
  package var offers: [WorkerProtocol.Offer] {
    cases.map {
      .init(
        name: "\($0.operation)/\($0.backend)/\($0.size)", elements: $0.size,
        available: $0.backend.isSupported)
    }
      + roofs.map {
        .init(name: $0.name, available: $0.backend.isSupported)
      }
  }

  private var roofs: [Roof] { self == .full ? Roof.all(of: BuiltInSuite.backends) : [] }

  /// What runs a benchmark so many times, nil for an unknown name.
  package func loop(_ name: String) throws -> ((_ iterations: Int) -> Void)? {
    if let roof = roofs.first(where: { $0.name == name }) {
      guard roof.backend.isSupported else { throw KernelError.unsupportedBackend(roof.backend) }
      return roof.run
    }
    guard
      let (operation, backend, size) = cases.first(where: {
        "\($0.operation)/\($0.backend)/\($0.size)" == name
      })
    else { return nil }
    return try KernelCall(operation, backend, count: size).run
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

extension Runner {
  /// The fingerprint of this machine.
  package static func current() -> Runner { current(cpuFeatures: Backend.widest.rawValue) }
}

extension Backend {
  /// Widest instruction set that this machine can run.
  static var widest: Backend { available.last ?? .scalar }
}
