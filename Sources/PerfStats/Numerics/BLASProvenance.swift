/// Which BLAS kernels compute the resamples, for the provenance of a report.
///
/// OpenBLAS chooses its kernels when it is loaded. A library older than the
/// processor does not recognise it and silently takes the oldest kernels it has,
/// 3 to 5 times slower. The choice can be set only before loading, by the environment
/// variable `OPENBLAS_CORETYPE`: a program that finds `recommendedCore` starts
/// itself again with it. Results agree to the last bits either way.
package struct BLASProvenance: Hashable, Sendable {
  /// Kernels in use, by OpenBLAS's name: `Haswell`, `Zen`, `SkylakeX`, ...
  package var core: String
  /// Configuration string of the library, with its version.
  package var configuration: String
  /// Value for `OPENBLAS_CORETYPE` that fits the processor better than `core`; nil
  /// if `core` is right or nothing better is known.
  package var recommendedCore: String?

  /// Of the library loaded in this process.
  package static var current: BLASProvenance { BLAS.provenance() }

  /// Cores without AVX2, which a processor with AVX2 and FMA should not run on.
  private static let withoutAVX2: Set<String> = [
    "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Atom", "Core2", "Penryn",
    "Dunnington", "Nehalem", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Nano",
    "Sandybridge", "Bulldozer", "Piledriver", "Steamroller", "Generic",
  ]

  init(core: String, configuration: String, hasAVX2: Bool, hasAVX512: Bool) {
    self.core = core
    self.configuration = configuration
    recommendedCore =
      Self.withoutAVX2.contains(core) && hasAVX2 ? hasAVX512 ? "SkylakeX" : "Haswell" : nil
  }
}
