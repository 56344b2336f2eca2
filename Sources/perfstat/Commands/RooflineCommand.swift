import ArgumentParser
import KernelSuite
import PerfArchive
import PerfReports
import PerfStats
import PerfText

struct RooflineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roofline",
    abstract: "How close the built-in kernels come to this machine's limits.",
    discussion: """
      Reads what `bench --suite full` measured: kernels beside the machine's own bandwidth and peak, the \
      table with its cliffs, a picture, or the source of TruenoKernels' table of default back ends.

      EXAMPLES
        perfstat bench --suite full --output full.jsonl
        perfstat roofline full.jsonl
        perfstat roofline full.jsonl --format svg --output roofline.svg
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    /// The table of `bench`.
    case text
    /// The picture.
    case svg
    /// The table from which TruenoKernels chooses its default back ends.
    case swift
  }

  @Argument(help: "Run files of one machine.")
  var files: [String]

  @Option(help: "Form of the answer.")
  var format = Format.text

  @OptionGroup var input: InputOptions
  @OptionGroup var output: TextOutput

  func validate() throws {
    try output.check(inputs: files)
  }

  func run() async throws {
    let runs = try input.load(files).runs
    let kernels = KernelBenchmark.all(in: runs)
    let place = files.joined(separator: ", ")
    guard let roofline = Roofline(runs: runs), !kernels.isEmpty else {
      throw InputError(
        place: place,
        message:
          "expected kernels and roofs as `perfstat bench --suite full` measures them, found none")
    }
    switch format {
    case .text: try output.write(KernelTable(runs: runs).text())
    case .svg: try output.write(RooflinePicture(kernels, below: roofline).text)
    case .swift:
      try output.write(Preferences(kernels, from: place).source(measuredOn: runs[0].runner))
    }
  }
}
