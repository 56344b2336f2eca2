import CTruenoKernels
import CTruenoKernelsEmulated
import Testing
import TruenoKernels

/// Something that claims to compute every operation: a back end of this machine, or one that is
/// emulated. All of them take the same tests.
struct Implementation: Sendable, CustomTestStringConvertible {
  let name: String
  let kernels: Kernels
  /// Whether multiplication and addition are fused into one rounding.
  let isFused: Bool

  var testDescription: String { name }

  static let all: [Implementation] = native + emulated

  static let native: [Implementation] = Backend.available.compactMap { backend in
    guard let kernels = try? Kernels(backend) else { return nil }
    return Implementation(
      name: backend.rawValue, kernels: kernels, isFused: backend != .scalar && backend != .sse2)
  }

  /// Empty where the emulation's headers are not installed.
  static let emulated: [Implementation] = [
    ("AVX512 (emulated)", trueno_emulated_avx512()), ("NEON (emulated)", trueno_emulated_neon()),
  ].compactMap { name, table in
    guard let table else { return nil }
    let kernels = Kernels(table: KernelTable(table.pointee))
    return Implementation(name: name, kernels: kernels, isFused: true)
  }
}
