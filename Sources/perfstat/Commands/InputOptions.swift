import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfText

/// How input files are read.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Layout of the input files. Default: recognised by content.", valueName: "layout"))
  var inputFormat: InputFormat?

  @Option(help: ArgumentHelp("Only metrics whose name matches.", valueName: "regex"))
  var metric: NamePattern?

  @Option(
    help: ArgumentHelp(
      "Which direction is better for the metrics, or benchmarks, whose name matches, as "
        + "'higher:hit-percent'. May be given several times.", valueName: "direction:regex"))
  var better: [DirectionRule] = []

  /// What reads them, and says on standard error what was understood in a way the reader should know.
  var reading: RunReading {
    RunReading(
      format: inputFormat, metrics: metric, directions: better, warn: StandardError.warn)
  }

  /// Reads archives, files and folders, and places of the form `git:REMOTE/BRANCH`, whose runs are
  /// copied to a temporary folder for as long as that takes.
  func loadKept(_ paths: [String]) throws -> LoadedRuns {
    guard paths.contains(where: { $0.hasPrefix("git:") }) else { return try reading.load(paths) }
    let copies = try TemporaryFolder(interruption: Interruption())
    let local = try paths.enumerated().map { number, path in
      guard path.hasPrefix("git:") else { return path }
      guard let place = ArchivePlace(argument: path) else {
        throw InputError(place: path, message: "expected git:REMOTE/BRANCH")
      }
      let copy = copies.file("\(number)")
      guard try place.copy(to: copy, runner: nil).found > 0 else {
        throw InputError(place: path, message: "no run in it yet")
      }
      return "\(copy)/runs"
    }
    return try reading.load(local)
  }
}

extension DirectionRule: ExpressibleByArgument {}
extension InputFormat: ExpressibleByArgument {}
