import PerfReports
import PerfStats
import PerfText

/// Forms of what the kernels say of a machine.
package enum RooflineFormat: String, CaseIterable, Sendable {
  /// The table of `bench`.
  case text
  /// The picture.
  case svg
  /// The table from which TruenoKernels chooses its default back ends.
  case swift
}

/// What the kernels in some runs say of the machine, in one form.
///
/// - Parameter place: name of the files for messages.
/// - Throws: `InputError` where kernels or roofs are absent.
package func rooflineText(
  _ runs: [Run], as format: RooflineFormat, place: String
) throws -> String {
  let kernels = KernelBenchmark.all(in: runs)
  guard let roofline = Roofline(runs: runs), !kernels.isEmpty else {
    throw InputError(
      place: place,
      message:
        "expected kernels and roofs as `perfstat bench --suite full` measures them, found none")
  }
  return switch format {
  case .text: try KernelTable(runs: runs).text()
  case .svg: RooflinePicture(kernels, below: roofline).text
  case .swift: try Preferences(kernels, from: place).source(measuredOn: runs[0].runner)
  }
}
