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

  @Argument(help: "Run files of one machine.")
  var files: [String]

  @Option(help: "Form of the answer.")
  var format = RooflineFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var output: TextOutput

  func validate() throws {
    try output.check(inputs: files)
  }

  func run() async throws {
    let runs = try input.reading.load(files).runs
    try output.write(rooflineText(runs, as: format, place: files.joined(separator: ", ")))
  }
}

extension RooflineFormat: ExpressibleByArgument {}
