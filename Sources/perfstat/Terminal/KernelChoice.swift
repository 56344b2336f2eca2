import Foundation
import PerfStats

extension BLASProvenance {
  /// Starts this program again with better BLAS kernels, if the library chose
  /// kernels that are far too old for the processor. It chooses when it is loaded,
  /// by an environment variable that only a new process can have.
  static func chooseKernels() {
    let name = "OPENBLAS_CORETYPE"
    guard getenv(name) == nil, let core = current.recommendedCore,
      let path = Bundle.main.executablePath
    else { return }
    setenv(name, core, 1)
    // Threads of its own would wait in a loop for the first milliseconds, at the cost of ours.
    setenv("OPENBLAS_NUM_THREADS", "1", 0)
    execv(path, CommandLine.unsafeArgv)
    // Not started again: slower, and right.
  }
}
