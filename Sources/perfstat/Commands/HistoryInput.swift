import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfStats

/// Histories from wherever runs are kept: archives, run files and folders of them, the files of
/// other tools, and tidy history tables.
struct HistoryInput: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Archives, run files, folders, results of other tools, or tidy history tables.",
      valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("An archive of runs.", valueName: "path"))
  var archive: String?

  @Option(help: ArgumentHelp("Only series whose name matches.", valueName: "regex"))
  var filter: NamePattern?

  @Option(help: ArgumentHelp("Only runs of this runner.", valueName: "slug"))
  var runner: String?

  @Option(
    help: ArgumentHelp(
      "Only runs of this branch; '*' for all. Default: where runs name several and --git does not "
        + "say which commits belong together, main, master or trunk, else the one with most runs.",
      valueName: "name"))
  var branch: String?

  @Option(help: ArgumentHelp("Only from this date on (2026-01-31).", valueName: "date"))
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Order of commits from the first-parent log of this repository, which is only read.",
      valueName: "path"))
  var git: String?

  @Flag(help: "Every job is a point, also several of one commit.")
  var eachJob = false

  @OptionGroup var input: InputOptions

  func validate() throws {
    try checkDate(since, option: "--since")
  }

  /// What reads the sources.
  var reader: HistoryReader {
    HistoryReader(
      paths: paths + [archive].compactMap(\.self), runner: runner,
      branch: branch == "*" ? nil : branch, since: since, names: filter, reading: input.reading,
      joinsCommits: !eachJob)
  }

  func load(parameters: TrendParameters) throws -> HistoryReader.Histories {
    // What is exported is everything; what is searched is one line of development.
    var reader = reader
    reader.followsOneBranch = branch == nil && git == nil
    return try histories(reader.gathered(), by: reader, parameters: parameters)
  }

  func histories(
    _ gathered: HistoryReader.Gathered, by reader: HistoryReader, parameters: TrendParameters
  ) throws -> HistoryReader.Histories {
    let parents = try git.map { try FirstParents(of: $0, interruption: Interruption()) }
    let order = parents.map { CommitOrder($0.commits) }
    if let order { try parents?.checkDepth(missing: gathered.missing(from: order)) }
    return try reader.histories(
      gathered, order: order, repository: git ?? "the repository", parameters: parameters)
  }
}
