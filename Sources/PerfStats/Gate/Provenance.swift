extension Report {
  /// Notes what computed the report: version, BLAS kernels, threads.
  package mutating func recordProvenance(version: String, threads: Int) {
    let blas = BLASProvenance.current
    // The first two words of the configuration are the library and its version.
    let library = blas.configuration.split(separator: " ").prefix(2).joined(separator: " ")
    provenance["perfstat"] = version
    provenance["BLAS"] = "\(library), \(blas.core) kernels"
    provenance["threads"] = "\(threads)"
  }
}
