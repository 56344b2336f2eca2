import Foundation

/// Runs a foreign harness several times: each start is an execution of one job.
package struct Collection {
  /// Program and arguments. In those that hold `{}` it is replaced by the name of a
  /// file (or folder) that the harness writes, a fresh one for each execution.
  var command: [String]
  /// File or folder that the harness writes, where it has a fixed name.
  var results: String?
  var executions: Int
  /// Seconds of rest between executions.
  var cooldown: Double
  /// Seconds that one execution may take.
  var timeout: Double
  var interruption: Interruption

  package init(
    command: [String], results: String?, executions: Int, cooldown: Double, timeout: Double,
    interruption: Interruption
  ) {
    self.command = command
    self.results = results
    self.executions = executions
    self.cooldown = cooldown
    self.timeout = timeout
    self.interruption = interruption
  }

  /// Where one execution left what it reports.
  package struct Results {
    /// File or folder to read; it may be gone when the next execution begins.
    package var path: String
    /// A name of the path that a user does not know, and what to call it in a message.
    package var alias: (path: String, name: String)
  }

  /// Runs every execution and hands over what it left.
  ///
  /// - Throws: what `read` throws, `CommandFailure`, `StaleResults`, `Interrupted`.
  package func forEachExecution(
    progress: (String) -> Void, read: (Results) throws -> Void
  ) throws {
    let folder = try TemporaryFolder(interruption: interruption)
    for number in 1...executions {
      progress("execution \(number) of \(executions)")
      if number > 1 { try interruption.sleep(seconds: cooldown) }
      try read(execution(place: folder.file("execution-\(number)")))
    }
  }

  /// Starts the harness once.
  private func execution(place: String) throws -> Results {
    let started = Date.now
    let words = command.map { $0.replacingOccurrences(of: "{}", with: place) }
    let run = try ProcessRun(words, timeout: timeout, interruption: interruption)
    let line = command.joined(separator: " ")
    if words != command { return Results(path: place, alias: (place, "{} of \(line)")) }
    let alias = (path: place, name: "standard output of \(line)")
    if let results {
      try check(results, writtenSince: started)
      return Results(path: results, alias: alias)
    }
    guard !run.output.isEmpty else {
      throw CommandFailure(
        command: command,
        problem:
          "printed nothing; if it writes a file, put {} in place of its name or use --results"
      )
    }
    try Data(run.output).write(to: URL(fileURLWithPath: place))
    return Results(path: place, alias: alias)
  }

  /// A file of an earlier measurement must not pass for this one. Of a folder only
  /// the harness knows which files belong to it.
  private func check(_ path: String, writtenSince start: Date) throws {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular,
      let written = attributes?[.modificationDate] as? Date
    else { return }
    // File systems keep times as coarse as two seconds.
    if written < start.addingTimeInterval(-2) {
      throw StaleResults(path: path)
    }
  }
}

/// Results that were there before the command was run.
package struct StaleResults: Error, CustomStringConvertible {
  package var path: String
  package var description: String { "\(path): the command did not write it: it is older" }
}
