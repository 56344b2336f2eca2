import ArgumentParser
import PerfArchive
import PerfReports
import PerfStats
import PerfText

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turn the results of other tools into a run file.",
    discussion: """
      Reads what every other command reads too; importing is needed only to keep results, to \
      name their commit or to keep files apart as jobs of their own.

      EXAMPLES
        perfstat import target/criterion --output run.jsonl --commit "$(git rev-parse HEAD)"
        go test -bench . -count 10 | perfstat import - --output run.jsonl
        perfstat import results.json --input-format jmh --output run.jsonl.gz
      """)

  @Argument(help: "Files or folders; '-' for standard input.")
  var sources: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Run file to write; '-' for standard output.", valueName: "file"))
  var output: String = "-"

  @Option(help: ArgumentHelp("Commit of all runs.", valueName: "id"))
  var commit: String?

  @Option(help: ArgumentHelp("Branch of all runs.", valueName: "name"))
  var branch: String?

  @Option(help: ArgumentHelp("Date of all runs, ISO 8601.", valueName: "date"))
  var date: String?

  @Option(help: ArgumentHelp("Name of the machine class of all runs.", valueName: "label"))
  var label: String?

  @Option(help: ArgumentHelp("Keep only names that match.", valueName: "regex"))
  var filter: NamePattern?

  @OptionGroup var input: InputOptions

  func validate() throws {
    try checkOutputs([output], inputs: sources)
    if let date, isoDate(date) == nil {
      throw ValidationError("--date: expected an ISO 8601 date, found \"\(date)\"")
    }
  }

  func run() throws {
    var loaded = try input.reading.load(sources)
    if let filter { loaded.keep(filter) }
    for rejected in loaded.rejected {
      StandardError.warn("\(rejected.error) (\(rejected.key.benchmark) is left out)")
    }
    // What failed is kept as well, so that a comparison of what was imported says so.
    guard loaded.runs.contains(where: { !$0.measurements.isEmpty || !$0.unmeasured.isEmpty }) else {
      throw InputError(
        place: sources.joined(separator: ", "), message: "no benchmark in it")
    }
    for index in loaded.runs.indices {
      loaded.runs[index].rename(commit: commit, branch: branch, date: date, label: label)
    }
    try write(loaded.runs, to: output)
  }
}
