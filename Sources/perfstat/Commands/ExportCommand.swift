import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfReports
import PerfStats
import PerfText

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Tables for other programs.",
    subcommands: [ExportCSVCommand.self, ExportDictionaryCommand.self])
}

/// Prints the data dictionary, so that documentation is made from the code.
struct ExportDictionaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dictionary", abstract: "The meaning of every column, as Markdown.")

  func run() throws { try StandardOutput.write(ExportTable.dictionary) }
}

struct ExportCSVCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Tidy tables: samples, locations, comparisons, intervals, noise, changes, ...",
    discussion: """
      Writes one file per table and a datapackage.json that says what every column means. \
      Cells of what is absent are empty; numbers read back as the same doubles. Every command \
      reads the samples again, and perfstat history the history table. Without --tables it is all that the \
      sources allow: comparisons, intervals and bootstrap need --baseline. Compared with it are \
      all runs of files and folders, and of an archive those of the commit measured last.

      EXAMPLES
        perfstat export csv runs/ --output tables
        perfstat export csv archive.sqlite --output tables --tables samples,noise --gzip
        perfstat export csv current.jsonl --baseline baseline.jsonl --output tables
      """)

  @OptionGroup var input: HistoryInput

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("Tables to write, separated by commas.", valueName: "names"))
  var tables: TableNames?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Jobs that the sources are compared with.", valueName: "path"))
  var baseline: [String] = []

  @Option(
    help: ArgumentHelp(
      "Keep every n-th of the hundred quantiles of each bootstrap distribution.", valueName: "n"))
  var thin = 1

  @Flag(help: "Compress the tables.")
  var gzip = false

  @OptionGroup(title: "Policy of the comparison") var policyOptions: PolicyOptions

  func validate() throws {
    try require("--thin", thin, in: 1...1000)
    let compared = tables?.tables.first { TableExport.comparing.contains($0) }
    if let compared, baseline.isEmpty {
      throw ValidationError("table \(compared.name) needs --baseline")
    }
  }

  func run() throws { try withFolder(output, writeTables) }

  private func writeTables() throws {
    let wanted =
      tables?.tables
      ?? ExportTable.all.filter { !baseline.isEmpty || !TableExport.comparing.contains($0) }
    let needsBaseline = wanted.contains { TableExport.comparing.contains($0) }
    let reference = needsBaseline ? try input.input.reading.load(baseline) : LoadedRuns()
    var writers: [ExportTable: FileWriter] = [:]
    for table in wanted {
      writers[table] = try FileWriter("\(output)/\(table.name).csv\(gzip ? ".gz" : "")")
      try writers[table]?.write(table.header)
    }
    var export = TableExport(wanted, statistic: policyOptions.statistic) {
      [writers] (table, rows) throws(InputError) in try writers[table]?.write(rows)
    }
    var isEmpty = true
    var compared = ComparedSide()
    var gathered = HistoryReader.Gathered()
    let reader = input.reader
    try reader.forEachSource(together: true) { (source) throws(InputError) in
      switch source {
      case .table(let table):
        isEmpty = false
        if export.searches { gathered.tables += table.series }
      case .run(let run, let archived):
        if export.searches { gathered.jobs.append(run) }
        if run.measurements.isEmpty && run.unmeasured.isEmpty { return }
        isEmpty = false
        if let writer = writers[.samples] {
          try TidySamples.write([run], to: writer, header: false)
        }
        if export.compares { compared.append(run, archived: archived) }
        if run.measurements.isEmpty { return }
        try export.add(run)
      }
    }
    guard !isEmpty else {
      throw InputError(
        place: input.reader.paths.joined(separator: ", "),
        message: "the sources hold no run that matches the filters")
    }
    if let warning = export.warning { StandardError.warn(warning) }
    try export.writeNoise()
    if export.compares {
      let sides = Sides(
        baseline: reference.runs, current: compared.runs, rejected: reference.rejected)
      let report = try judge(
        baseline: sides.baseline, current: sides.current, policy: policyOptions.policy,
        rejected: sides.rejected.reasons, threads: Processors.active)
      try export.write(report, thin: thin)
    }
    if export.searches {
      let histories = try input.histories(
        gathered, by: reader, parameters: TrendParameters())
      try export.write(histories.series, histories.report(threads: Processors.active))
    }
    for table in wanted { try writers[table]?.finish() }
    try writeFile(
      "\(output)/datapackage.json", ExportTable.dataPackage(wanted, compressed: gzip))
  }
}

extension TableNames: ExpressibleByArgument {}
