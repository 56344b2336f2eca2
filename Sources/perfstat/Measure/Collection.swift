import Foundation
import PerfArchive
import PerfStats

/// Runs a foreign harness several times and gathers what it reports as the executions of one job.
struct Collection {
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
  var format: InputFormat?
  var interruption: Interruption

  /// The measurements of all executions, as one run whose header is the first execution's.
  func gather(progress: (String) -> Void) throws -> Run {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("perfstat-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var job: Run?
    for number in 1...executions {
      progress("execution \(number) of \(executions)")
      if number > 1 { try interruption.sleep(seconds: cooldown) }
      for run in try execution(place: folder.appendingPathComponent("execution-\(number)").path) {
        let rejected = job?.addExecutions(of: run) ?? []
        if let first = rejected.first { throw first.error }
        if job == nil { job = run }
      }
    }
    guard let job else { throw fault("reported no benchmark") }
    return job
  }

  /// What one start of the harness reports.
  private func execution(place: String) throws -> [Run] {
    let started = Date.now
    let words = command.map { $0.replacingOccurrences(of: "{}", with: place) }
    let run = try ProcessRun(words, timeout: timeout, interruption: interruption)
    var source = place
    if words == command {
      if let results {
        try check(results, writtenSince: started)
        source = results
      } else {
        guard !run.output.isEmpty else {
          throw fault(
            "printed nothing; if it writes a file, put {} in place of its name or use --results")
        }
        try writeFile(place, run.output)
      }
    }
    do {
      let loaded = try loadRuns([source], format: format)
      for warning in loaded.warnings { StandardError.warn("\(named(warning, place))") }
      if let rejected = loaded.rejected.first { throw rejected.error }
      return loaded.runs
    } catch let error as InputError {
      throw named(error, place)
    }
  }

  /// The error with the place as the user knows it: the file itself is gone by then.
  private func named(_ error: InputError, _ place: String) -> InputError {
    let words = command.joined(separator: " ")
    let isFile = command.contains { $0.contains("{}") }
    let name = isFile ? "{} of \(words)" : "standard output of \(words)"
    return InputError(
      place: error.place.replacingOccurrences(of: place, with: name), message: error.message)
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
      throw InputError(place: path, message: "the command did not write it: it is older")
    }
  }

  private func fault(_ problem: String) -> CommandFailure {
    CommandFailure(command: command, problem: problem, output: "")
  }
}

/// Times complete runs of a command: each sample is one process, from start to end.
struct WholeProcessTiming {
  var command: [String]
  var name: String
  var executions: Int
  var samples: Int
  var cooldown: Double
  var timeout: Double
  var interruption: Interruption

  func measure(progress: (String) -> Void) throws -> PerfStats.Measurement {
    var measurement = PerfStats.Measurement(
      benchmark: name, metric: .nanoseconds, executions: [])
    for number in 1...executions {
      if number > 1 { try interruption.sleep(seconds: cooldown) }
      // One run that does not count brings the program's files into memory again.
      _ = try time()
      var values: [Double] = []
      for sample in 1...samples {
        progress("execution \(number) of \(executions), sample \(sample) of \(samples)")
        values.append(try time())
      }
      measurement.executions.append(Execution(iterations: 1, values: values))
    }
    return measurement
  }

  private func time() throws -> Double {
    try ProcessRun(command, timeout: timeout, interruption: interruption).nanoseconds
  }
}
