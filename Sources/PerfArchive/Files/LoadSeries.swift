import Foundation
import PerfStats
import PerfText

/// The series in the results of one process start, for whoever measures it. One that cannot be used is
/// left out where its benchmark has another.
///
/// - Parameters:
///   - path: a file or folder of any layout.
///   - name: what the place is called in errors, as its path says nothing to the user.
/// - Throws: results that cannot be read, or a benchmark without any usable series.
package func loadSeries(
  _ path: String, knownAs name: String, format: InputFormat?
) throws(InputError) -> [PerfStats.Measurement] {
  do throws(InputError) {
    let loaded = try loadRuns([path], format: format)
    var series: [PerfStats.Measurement] = []
    for measurement in loaded.runs.flatMap(\.measurements) {
      if let known = series.firstIndex(where: { $0.key == measurement.key }) {
        series[known].executions += measurement.executions
      } else {
        series.append(measurement)
      }
    }
    let usable = Set(series.map(\.benchmark))
    if let rejected = loaded.rejected.first(where: { !usable.contains($0.key.benchmark) }) {
      throw rejected.error
    }
    return series
  } catch {
    throw error.calling(path, name)
  }
}

/// The runs in the results of one process start.
///
/// - Parameter alias: a path that says nothing to the user, and what it is called in errors.
package func loadExecution(
  _ path: String, knownAs alias: (path: String, name: String), format: InputFormat?
) throws(InputError) -> LoadedRuns {
  do throws(InputError) {
    var loaded = try loadRuns([path], format: format)
    loaded.warnings = loaded.warnings.map { $0.calling(alias.path, alias.name) }
    for index in loaded.rejected.indices {
      loaded.rejected[index].error = loaded.rejected[index].error.calling(alias.path, alias.name)
    }
    return loaded
  } catch {
    throw error.calling(alias.path, alias.name)
  }
}

extension InputError {
  /// The error with another name for a path that the user does not know.
  fileprivate func calling(_ path: String, _ name: String) -> InputError {
    InputError(place: place.replacingOccurrences(of: path, with: name), message: message)
  }
}
