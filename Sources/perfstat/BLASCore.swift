import Foundation
import PerfStats

/// Starts this program again with the BLAS kernels that fit the processor, where the
/// loaded library chose kernels that do not (see `BLASProvenance`). Returns where
/// nothing is to be done, where the user chose a core, or where starting again is
/// impossible; results do not depend on it, only speed does.
func restartWithFittingBLASCore() {
  let variable = "OPENBLAS_CORETYPE"
  guard let core = BLASProvenance.current.recommendedCore, getenv(variable) == nil else { return }
  setenv(variable, core, 1)
  execv("/proc/self/exe", CommandLine.unsafeArgv)
}
