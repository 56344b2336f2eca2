import PerfArchive
import PerfStats
import PerfText

extension InputFormat {
  /// What stopwatch prints.
  package static let stopwatch = InputFormat(
    "stopwatch", isOneExecution: true, decode: Stopwatch.decode)
}

/// An invented tool: after a line `stopwatch`, lines `NAME MILLISECONDS`, one a sample.
package enum Stopwatch {
  package static func recognises(_ header: String) -> Bool { header == "stopwatch" }

  package static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var samples: [(name: String, place: String, values: [Double])] = []
    try source.forEachLine { (bytes, number) throws(InputError) in
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
      if number == 1 || words.isEmpty { return }
      let place = "\(source.name):\(number)"
      guard words.count == 2, let value = Double(words[1]) else {
        throw InputError(place: place, message: "expected NAME MILLISECONDS")
      }
      if let known = samples.firstIndex(where: { $0.name == words[0] }) {
        samples[known].values.append(value)
      } else {
        samples.append((String(words[0]), place, [value]))
      }
    }
    var harvest = Harvest(source, origin: "stopwatch")
    for (name, place, values) in samples {
      harvest.add(
        Measurement(
          benchmark: name, metric: Metric(name: "time", unit: "ms", better: .lower),
          executions: [Execution(values: values)])
      ) { _, _ in place }
    }
    return try harvest.loaded("lines NAME MILLISECONDS")
  }
}
