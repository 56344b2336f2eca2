import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Find every change over the commits: where it began, how large, still there?",
    discussion: """
      Each series is searched for changes of level with a p-value that allows for the search, a \
      false discovery rate over all series, an interval for the size of a change and a set of \
      commits in which it began. What moved all benchmarks of a runner at once is told apart.

      EXAMPLES
        perfstat history archive.sqlite --since 2026-01-01
        perfstat history runs/ --git . --format html --output history.html
        perfstat history table.csv.gz --filter '^parse/' --metric time --format json
        perfstat history archive.sqlite --branch main --fail-on open
        perfstat history archive.sqlite --git . --filter '^parse/large$' --bisect
        sort -t, -k1,1 -s rows.csv | perfstat history --stream
      """)

  @OptionGroup var input: HistoryInput

  @Option(help: "Form of the report.")
  var format: HistoryFormat = .text

  @Option(
    name: .shortAndLong, help: ArgumentHelp("File instead of standard output.", valueName: "file"))
  var output: String?

  @Option(
    help: .share("Error probability for each series.", "share", default: Share(0.02)),
    transform: Share.init(reading:))
  var alpha = Share(0.02)

  @Option(
    help: .share("False discovery rate over all series.", "share", default: Share(0.05)),
    transform: Share.init(reading:))
  var rate = Share(0.05)

  @Flag(help: "Also changes that are not significant over all series.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Address of a commit, such as 'https://example.org/repo/commit/{commit}'.",
      valueName: "template"))
  var commitUrl: String?

  @Flag(help: "Say which commits to measure next to narrow down open changes.")
  var bisect = false

  @Option(
    help: ArgumentHelp(
      "Score the changes against marks: series,annotator,change_index, or a column label.",
      valueName: "file"))
  var evaluate: String?

  @Option(
    help: ArgumentHelp(
      "Exit with status 1 if there is an open regression, of a benchmark or of the whole suite: open.",
      valueName: "what"))
  var failOn: FailOn?

  enum FailOn: String, ExpressibleByArgument, CaseIterable { case open }

  @Flag(help: "Read rows of many series on standard input, write one JSON line for each series.")
  var stream = false

  @Option(help: "Threads; the result does not depend on it. Default: all cores.")
  var threads: Int?

  func validate() throws {
    if stream {
      try require(
        input.paths.isEmpty && input.archive == nil && input.git == nil,
        "--stream reads standard input only")
      try require(failOn == nil, "--fail-on needs all series together, --stream has one at a time")
    } else {
      try require(!input.paths.isEmpty || input.archive != nil, "expected a path or --archive")
    }
    try require((1e-6...0.5).contains(alpha.value), "--alpha: expected 0.0001 % to 50 %")
    try require((1e-6...0.5).contains(rate.value), "--rate: expected 0.0001 % to 50 %")
    try require("--threads", threads, in: 1...1024)
    if let commitUrl, commitAddress("x", template: commitUrl) == nil {
      throw ValidationError("--commit-url: expected an http or https address with {commit}")
    }
    try checkOutputs(
      [output].compactMap(\.self), inputs: input.reader.paths + [evaluate].compactMap(\.self))
  }

  func run() throws {
    var parameters = TrendParameters()
    parameters.alpha = alpha.value
    if stream { return try runStream(parameters) }
    let loaded = try input.load(parameters: parameters)
    let report = try loaded.report(
      parameters: parameters, rate: rate.value, threads: threads ?? Processors.active)
    let text: String
    if let evaluate {
      text =
        HistoryEvaluation(
          report, marks: try ChangeMarks(readFile(evaluate), file: evaluate).series
        ).text
    } else if bisect {
      text = try HistoryBisection(report, commits: loaded.commits).text()
    } else {
      text = report.rendered(
        as: format,
        options: HistoryRenderOptions(
          commitURL: commitUrl ?? "", all: all, commits: loaded.commits, nonce: drawnNonce()))
    }
    try write(text, to: output)
    if failOn == .open, !report.openFindings.isEmpty || !report.openChanges.isEmpty {
      throw ExitStatus.regression
    }
  }

  private func runStream(_ parameters: TrendParameters) throws {
    let warnings = try HistoryStream.standardInput(input.reader.selection).forEachSeries { series in
      let history = input.eachJob ? series : series.joiningCommits()
      let trend = try Trend(history, parameters: parameters)
      try StandardOutput.write(HistoryJSON.line(history, trend))
    }
    for warning in warnings { StandardError.warn("\(warning)") }
  }
}

extension HistoryFormat: ExpressibleByArgument {}
