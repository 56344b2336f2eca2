import ArgumentParser
import PerfArchive
import PerfStats

struct RooflineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roofline",
    abstract: "How close the built-in kernels come to this machine's limits.",
    discussion: """
      Reads what `bench --suite full` measured: kernels beside the machine's own bandwidth and peak, the \
      table with its cliffs or a picture.

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
  }

  @Argument(help: "Run files of one machine.")
  var files: [String]

  @Option(help: "Form of the answer.")
  var format = Format.text

  @OptionGroup var input: InputOptions
  @OptionGroup var output: TextOutput

  func run() async throws {
    let runs = try input.load(files).runs
    let kernels = KernelBenchmark.all(in: runs)
    guard let roofline = Roofline(runs: runs), !kernels.isEmpty else {
      throw InputError(
        place: files.joined(separator: ", "),
        message:
          "expected kernels and roofs as `perfstat bench --suite full` measures them, found none")
    }
    switch format {
    case .text: try output.write(BenchTable(runs: runs).text())
    case .svg: try output.write(rooflinePicture(kernels, below: roofline))
    }
  }
}
