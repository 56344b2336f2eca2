import PerfStats
import PerfText

/// The runs of all files: those of one-execution layouts joined into jobs, repeated ones dropped.
func joined(
  _ files: [(format: InputFormat, file: String, loaded: LoadedRuns)]
) throws(InputError) -> LoadedRuns {
  var result = LoadedRuns()
  var ids: [String: (index: Int, file: String)] = [:]
  var jobs: [JobKey: Int] = [:]
  for (format, file, loaded) in files {
    result.rejected += loaded.rejected
    result.warnings += loaded.warnings
    for run in loaded.runs {
      if let known = ids[run.id] {
        guard format.isOneExecution || result.runs[known.index] == run else {
          throw conflict(run.id, in: file, and: known.file)
        }
        result.warnings.append(repetition(run.id))
        continue
      }
      let job = JobKey(
        format: format, commit: run.commit, date: run.commit.isEmpty ? run.date : "",
        runner: run.runner, baseline: run.settings["baseline"])
      if format.isOneExecution, let known = jobs[job] {
        ids[run.id] = (known, file)
        result.rejected += result.runs[known].addExecutions(of: run)
      } else {
        ids[run.id] = (result.runs.count, file)
        if format.isOneExecution { jobs[job] = result.runs.count }
        result.runs.append(run)
      }
    }
  }
  return result
}

/// The runs seen so far by id, each with a hash of its contents: what tells a run given twice
/// from two runs of one identity without keeping either.
struct KnownRuns {
  private var contents: [String: (hash: Int, file: String)] = [:]

  /// - Returns: nil for a new run; for one that was there, what to tell the reader.
  /// - Throws: another run of the same identity.
  mutating func add(_ run: Run, from file: String) throws(InputError) -> InputError? {
    let hash = run.hashValue
    guard let known = contents[run.id] else {
      contents[run.id] = (hash, file)
      return nil
    }
    guard known.hash == hash else { throw conflict(run.id, in: file, and: known.file) }
    return repetition(run.id)
  }
}

private func conflict(_ id: String, in file: String, and earlier: String) -> InputError {
  InputError(
    place: file,
    message: "run \(id): expected every run once, found another one of this identity in \(earlier)")
}

private func repetition(_ id: String) -> InputError {
  InputError(place: "run \(id)", message: "given more than once, used once")
}

private struct JobKey: Hashable {
  var format: InputFormat
  var commit: String
  /// Tells runs of unknown commits apart.
  var date: String
  var runner: Runner
  /// Name under which the tool keeps the result, nil where it keeps none.
  var baseline: String?
}

extension Run {
  /// Appends another process start of the same suite. What a file holds only as a summary
  /// becomes the one value of its execution.
  ///
  /// - Returns: the benchmarks of `other` whose dimension, direction or definition is not that of
  ///   this run.
  package mutating func addExecutions(of other: Run) -> [RejectedBenchmark] {
    var rejected: [RejectedBenchmark] = []
    let tool = origin.replacing("import ", with: "").replacing(" ", with: "-")
    id = "\(tool)-\(contentHash((id + other.id).utf8))"
    unmeasured += other.unmeasured.filter { !unmeasured.contains($0) }
    var places: [Identity: Int] = [:]
    for index in measurements.indices {
      measurements[index].summaryToExecution()
      places[Identity(measurements[index])] = index
    }
    func reject(_ measurement: Measurement, _ message: String) {
      let (key, within) = (measurement.key, measurement.within)
      let error = InputError(place: other.id, message: message)
      rejected.append(RejectedBenchmark(key: key, within: within, error: error))
      unmeasured.append(Unmeasured(key: key, within: within, reason: error.description))
    }
    for var measurement in other.measurements {
      measurement.summaryToExecution()
      let identity = Identity(measurement)
      guard let place = places[identity] else {
        places[identity] = measurements.count
        measurements.append(measurement)
        continue
      }
      let metric = measurements[place].metric
      guard metric.better == measurement.metric.better,
        let converted = measurement.converted(to: metric.unit)
      else {
        reject(
          measurement,
          "expected \(metric.unit), \(metric.better) as in the files before, found"
            + " \(measurement.metric.unit), \(measurement.metric.better)")
        continue
      }
      guard measurements[place].definition == measurement.definition else {
        reject(
          measurement,
          "expected the benchmark of the files before (\(measurements[place].definition)), found"
            + " another one of its name (\(measurement.definition))")
        continue
      }
      measurements[place].executions += converted.executions
    }
    nameApart()
    return rejected
  }
}

/// What makes measurements of several executions one benchmark's.
private struct Identity: Hashable {
  var name: String
  var within: String
  var metric: String

  init(_ measurement: Measurement) {
    name = measurement.plainName
    within = measurement.within
    metric = measurement.metric.name
  }
}

extension Measurement {
  fileprivate mutating func summaryToExecution() {
    guard let estimate = summary?.estimate else { return }
    executions = [Execution(values: [estimate])]
    summary = nil
  }
}
