import ArgumentParser
import Foundation
import PerfArchive
import PerfStats

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
      Cells of what is absent are empty; numbers read back as the same doubles; the samples \
      and the history table are read by every command. Without --tables it is all that the \
      sources allow: comparisons, intervals and bootstrap need --baseline.

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
    help: ArgumentHelp("Keep each n-th quantile of the bootstrap distributions.", valueName: "n"))
  var thin = 1

  @Flag(help: "Compress the tables.")
  var gzip = false

  @OptionGroup(title: "Policy of the comparison") var policyOptions: PolicyOptions

  func validate() throws {
    guard (1...1000).contains(thin) else { throw ValidationError("--thin: expected 1 to 1000") }
    let compared = tables?.tables.first { Self.comparing.contains($0) }
    if let compared, baseline.isEmpty {
      throw ValidationError("table \(compared.name) needs --baseline")
    }
  }

  private static let comparing: [ExportTable] = [.comparisons, .intervals, .bootstrap]
  private static let searching: [ExportTable] = [.changes, .history]

  func run() throws {
    let wanted =
      tables?.tables
      ?? ExportTable.all.filter { !baseline.isEmpty || !Self.comparing.contains($0) }
    try FileManager.default.createFolder(output)
    let writers = try wanted.map { table in
      let writer = try FileWriter(path(of: table))
      try writer.write(table.header)
      return (table, writer)
    }
    func write(_ table: ExportTable, _ rows: @autoclosure () throws -> [UInt8]) throws {
      for (wanted, writer) in writers where wanted == table { try writer.write(rows()) }
    }

    // One pass writes what belongs to a single run; runs are kept only for what needs them all.
    let keeps = wanted.contains(.noise) || wanted.contains { Self.comparing.contains($0) }
    var runs: [Run] = []
    var count = 0
    try input.forEachRun { run in
      count += 1
      if wanted.contains(.samples) { try write(.samples, TidySamples.encode(rowsOf: run)) }
      try write(
        .locations,
        ExportTable.locationRows(run, statistic: policyOptions.statistic))
      if keeps { runs.append(run) }
    }
    guard count > 0 else {
      throw InputError(place: output, message: "the sources hold no run that matches the filters")
    }

    if wanted.contains(.noise) {
      for runner in Set(runs.map(\.runner)).sorted(by: { $0.slug < $1.slug }) {
        let own = runs.filter { $0.runner == runner }
        guard own.count >= 2 else { continue }
        let model = try NoiseModel.fit(own, statistic: policyOptions.statistic)
        try write(.noise, ExportTable.noiseRows(model))
      }
    }
    if !baseline.isEmpty {
      let reference = try input.input.load(baseline)
      let report = try judge(
        baseline: reference.runs, current: runs, policy: policyOptions.policy,
        rejected: reference.rejected.map { ($0.key, $0.error.description) },
        threads: ProcessInfo.processInfo.activeProcessorCount)
      try write(.comparisons, ExportTable.comparisonRows(report))
      try write(.intervals, ExportTable.intervalRows(report))
      try write(.bootstrap, ExportTable.bootstrapRows(report, every: thin))
    }
    if wanted.contains(where: { Self.searching.contains($0) }) {
      let parameters = TrendParameters()
      let loaded = try input.load(parameters: parameters)
      try write(.history, ExportTable.historyRows(loaded.series))
      let report = HistoryReport(
        loaded.series, parameters: parameters, shifts: loaded.shifts,
        sharedAxis: loaded.sharedAxis, threads: ProcessInfo.processInfo.activeProcessorCount)
      try write(.changes, HistoryTable(report).rows)
    }
    for (_, writer) in writers { try writer.finish() }
    try writeFile(
      "\(output)/datapackage.json", ExportTable.dataPackage(wanted, compressed: gzip))
  }

  private func path(of table: ExportTable) -> String {
    "\(output)/\(table.name).csv\(gzip ? ".gz" : "")"
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

extension FileManager {
  /// Makes a folder with its parents, unless it is there.
  fileprivate func createFolder(_ path: String) throws(InputError) {
    do {
      try createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        place: path, message: "the folder cannot be made: \(error.localizedDescription)")
    }
  }
}
