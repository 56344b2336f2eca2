import ArgumentParser
import Foundation
import PerfArchive
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
    try require((1...1000).contains(thin), "--thin: expected 1 to 1000")
    let compared = tables?.tables.first { Self.comparing.contains($0) }
    if let compared, baseline.isEmpty {
      throw ValidationError("table \(compared.name) needs --baseline")
    }
  }

  private static let comparing: [ExportTable] = [.comparisons, .intervals, .bootstrap]
  private static let searching: [ExportTable] = [.changes, .history]

  func run() throws {
    let isNew = !FileManager.default.fileExists(atPath: output)
    do {
      try writeTables()
    } catch {
      // A folder that was made for nothing; one with files stays.
      if isNew { rmdir(output) }
      throw error
    }
  }

  private func writeTables() throws {
    let wanted =
      tables?.tables
      ?? ExportTable.all.filter { !baseline.isEmpty || !Self.comparing.contains($0) }
    func wants(_ tables: [ExportTable]) -> Bool { wanted.contains { tables.contains($0) } }
    let reference = wants(Self.comparing) ? try input.input.load(baseline) : LoadedRuns()
    try makeFolder(output)
    let writers = try wanted.map { table in
      let writer = try FileWriter("\(output)/\(table.name).csv\(gzip ? ".gz" : "")")
      try writer.write(table.header)
      return (table, writer)
    }
    func write(
      _ table: ExportTable, _ rows: @autoclosure () throws(InputError) -> [UInt8]
    ) throws(InputError) {
      for (wanted, writer) in writers where wanted == table { try writer.write(rows()) }
    }

    // One pass: what belongs to a single run is written at once; of the rest only what the
    // tables at the end are made from is kept.
    var isEmpty = true
    var recent = RecentRuns()
    var compared = ComparedSide()
    var gathered = HistoryReader.Gathered()
    var formulas = FormulaTexts()
    try input.reader.forEachSource(together: true) { (source) throws(InputError) in
      switch source {
      case .table(let table):
        isEmpty = false
        if wants(Self.searching) { gathered.tables += table.series }
      case .run(let run, let archived):
        if wants(Self.searching) { gathered.jobs.append(run) }
        if run.measurements.isEmpty { return }
        isEmpty = false
        formulas.look(at: run)
        for (table, writer) in writers where table == .samples {
          try TidySamples.write([run], to: writer, header: false)
        }
        try write(
          .locations, ExportTable.locationRows(run, statistic: policyOptions.statistic))
        if wanted.contains(.noise) { recent.append(run) }
        if wants(Self.comparing) { compared.append(run, archived: archived) }
      }
    }
    guard !isEmpty else {
      throw InputError(
        place: input.sources.joined(separator: ", "),
        message: "the sources hold no run that matches the filters")
    }
    if let warning = formulas.warning { StandardError.warn(warning) }
    for runs in recent.byRunner where runs.count >= 2 {
      let model = try NoiseModel.fit(runs, statistic: policyOptions.statistic)
      try write(.noise, ExportTable.noiseRows(model))
    }
    if wants(Self.comparing) {
      let sides = Sides(
        baseline: reference.runs, current: compared.runs, rejected: reference.rejected)
      let report = try judge(
        baseline: sides.baseline, current: sides.current, policy: policyOptions.policy,
        rejected: sides.rejected.map { ($0.key, $0.error.description) },
        threads: ProcessInfo.processInfo.activeProcessorCount)
      try write(.comparisons, ExportTable.comparisonRows(report))
      try write(.intervals, ExportTable.intervalRows(report))
      try write(.bootstrap, ExportTable.bootstrapRows(report, every: thin))
    }
    if wants(Self.searching) {
      let parameters = TrendParameters()
      let loaded = try input.histories(gathered, parameters: parameters)
      for series in loaded.series { try write(.history, ExportTable.historyRows(series)) }
      let report = try HistoryReport(
        loaded.series, suites: loaded.suites, takeovers: loaded.takeovers, parameters: parameters,
        sharedAxis: loaded.sharedAxis, threads: ProcessInfo.processInfo.activeProcessorCount)
      try write(.changes, HistoryTable(report).rows)
    }
    for (_, writer) in writers { try writer.finish() }
    try writeFile(
      "\(output)/datapackage.json", ExportTable.dataPackage(wanted, compressed: gzip))
  }
}

/// Names of tables, separated by commas.
struct TableNames: ExpressibleByArgument {
  var tables: [ExportTable]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    tables = ExportTable.all.filter { names.contains($0.name) }
    guard Set(names).count == names.count, tables.count == names.count else { return nil }
  }
}
