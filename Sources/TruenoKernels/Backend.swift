import CTruenoKernels

/// An implementation of every operation for one instruction set.
///
/// The raw value is the name that users see: in benchmark names (`dot/AVX512/1000`), in
/// `TRUENO_BACKEND` and in error messages.
public enum Backend: String, CaseIterable, Sendable, CustomStringConvertible {
  /// One element at a time, never vectorised: the yardstick.
  case scalar = "Scalar"
  case sse2 = "SSE2"
  /// AVX2 together with FMA.
  case avx2 = "AVX2"
  /// AVX-512 Foundation.
  case avx512 = "AVX512"
  /// Advanced SIMD of 64-bit Arm.
  case neon = "NEON"

  /// The back end of that name, in any mixture of upper and lower case.
  public init(named name: String) throws(KernelError) {
    let wanted = name.lowercased()
    guard let backend = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
      throw .unknownBackend(name)
    }
    self = backend
  }

  /// Whether this processor and this operating system can run it. Decided at run time.
  public var isSupported: Bool { trueno_is_supported(identifier) }

  /// The back ends that can run here, the simplest first.
  public static var available: [Backend] { allCases.filter(\.isSupported) }

  /// Its name.
  public var description: String { rawValue }

  var identifier: trueno_backend {
    switch self {
    case .scalar: trueno_backend_scalar
    case .sse2: trueno_backend_sse2
    case .avx2: trueno_backend_avx2
    case .avx512: trueno_backend_avx512
    case .neon: trueno_backend_neon
    }
  }
}
