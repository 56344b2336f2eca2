import PerfStats
import PerfText

/// How files are read: in which layout, what of them is taken, and which direction is better.
package struct RunReading {
  /// Layout of the files, nil to recognise it.
  package var format: InputFormat?
  /// Only metrics whose name matches.
  package var metrics: NamePattern?
  /// Directions for the metrics, or benchmarks, whose name matches; the last that does wins.
  package var directions: [DirectionRule]
  /// Is told what was understood in a way the reader should know.
  package var warn: (String) -> Void

  package init(
    format: InputFormat? = nil, metrics: NamePattern? = nil,
    directions: [DirectionRule] = [], warn: @escaping (String) -> Void
  ) {
    self.format = format
    self.metrics = metrics
    self.directions = directions
    self.warn = warn
  }

  /// Reads archives, files and folders.
  ///
  /// - Throws: the first input that cannot be used as a whole, with its place.
  package func load(_ paths: [String]) throws(InputError) -> LoadedRuns {
    var loaded = try loadRuns(paths, format: format)
    for warning in loaded.warnings { warn("\(warning)") }
    prepare(&loaded)
    return loaded
  }

  /// Keeps the chosen metrics and gives them their directions.
  package func prepare(_ loaded: inout LoadedRuns) {
    if let metrics { loaded.rejected.removeAll { !metrics.matches($0.key.metric) } }
    for index in loaded.runs.indices { prepare(&loaded.runs[index]) }
  }

  /// The same for one run.
  package func prepare(_ run: inout Run) {
    if let metrics { run.measurements.removeAll { !metrics.matches($0.metric.name) } }
    run.orient(directions)
  }

  /// The same for single series.
  package func prepared(_ series: [Measurement]) -> [Measurement] {
    var run = Run(id: "", measurements: series)
    prepare(&run)
    return run.measurements
  }
}

/// The executions of one job, gathered one after another: what each process start left becomes an
/// execution of a run whose header is that of the first.
package struct GatheredJob {
  private let reading: RunReading
  /// Nil until an execution was added.
  package private(set) var run: Run?

  package init(_ reading: RunReading) { self.reading = reading }

  /// Adds what one process start left at a path.
  ///
  /// - Parameter alias: a path that says nothing to the user, and what it is called in errors.
  /// - Throws: results that cannot be read, or the first benchmark in them that cannot be used.
  package mutating func add(
    _ path: String, knownAs alias: (path: String, name: String)
  ) throws(InputError) {
    var loaded = try loadExecution(path, knownAs: alias, format: reading.format)
    reading.prepare(&loaded)
    for warning in loaded.warnings { reading.warn("\(warning)") }
    if let rejected = loaded.rejected.first { throw rejected.error }
    for next in loaded.runs {
      let rejected = run?.addExecutions(of: next) ?? []
      if let first = rejected.first { throw first.error }
      if run == nil { run = next }
    }
  }
}
