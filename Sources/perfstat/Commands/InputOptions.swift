import ArgumentParser
import PerfArchive
import PerfStats
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

  /// Reads archives, files and folders; says on standard error what was understood in a way
  /// the reader should know.
  func load(_ paths: [String]) throws(InputError) -> LoadedRuns {
    var loaded = try loadRuns(paths, format: inputFormat)
    for warning in loaded.warnings { StandardError.warn("\(warning)") }
    prepare(&loaded)
    return loaded
  }

  /// Keeps the chosen metrics and gives them their directions.
  func prepare(_ loaded: inout LoadedRuns) {
    if let metric { loaded.rejected.removeAll { !metric.matches($0.key.metric) } }
    for index in loaded.runs.indices { prepare(&loaded.runs[index]) }
  }

  func prepare(_ run: inout Run) {
    if let metric { run.measurements.removeAll { !metric.matches($0.metric.name) } }
    run.orient(better.map { ($0.direction, $0.names) })
  }

  func prepared(_ series: [Measurement]) -> [Measurement] {
    var run = Run(id: "", measurements: series)
    prepare(&run)
    return run.measurements
  }
}

/// `higher:REGEX`: a direction for what matches.
struct DirectionRule: ExpressibleByArgument {
  var direction: Metric.Direction
  var names: NamePattern

  init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":"),
      let direction = Metric.Direction(rawValue: String(argument[..<colon])),
      let names = NamePattern(argument: String(argument[argument.index(after: colon)...]))
    else { return nil }
    self.direction = direction
    self.names = names
  }
}

extension InputFormat: ExpressibleByArgument {}
