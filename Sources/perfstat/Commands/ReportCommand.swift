import ArgumentParser
import PerfArchive
import PerfReports
import PerfStats
import PerfText

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Render a saved JSON report again.",
    discussion: """
      Reads what "perfstat compare --format json" wrote and renders it in other forms; the raw \
      samples are in it, so nothing is measured or computed anew.

      The exit status is 0 when the report was rendered, whatever its verdict: the verdict \
      was given by the comparison.

      EXAMPLES
        perfstat report saved.json
        perfstat report saved.json --format html --output report.html
        perfstat report saved.json --format markdown >> "$GITHUB_STEP_SUMMARY"
        perfstat compare --current now.jsonl --format json | perfstat report - --format junit
      """)

  @Argument(
    help: ArgumentHelp("JSON report to read; '-' is standard input.", valueName: "saved.json"))
  var file: String

  @OptionGroup(title: "Report") var reports: ReportOptions

  func validate() throws {
    try ReportOutput.check(reports.output, inputs: [file])
  }

  func run() throws {
    let report =
      file == "-"
      ? try Report(savedAs: readStandardInput(), file: "standard input")
      : try Report(savedAs: readFile(file), file: file)
    try reports.write(report)
  }
}
