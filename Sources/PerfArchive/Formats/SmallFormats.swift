import PerfStats
import PerfText

/// Vitest's JSON: samples in ms where it kept them, else the mean.
enum Vitest {
  static func recognises(_ json: JSON) -> Bool {
    json["files"]?.isArray == true && json["files"]?.firstElement?["groups"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "vitest")
    let metric = Metric(name: "time", unit: "ms", better: .lower)
    for file in try source.document().member("files").elements() {
      for group in try file.member("groups").elements() {
        let prefix = try group.present("fullName")?.string() ?? ""
        for entry in try group.member("benchmarks").elements() {
          let own = try entry.member("name").string()
          var measurement = Measurement(
            benchmark: prefix.isEmpty ? own : "\(prefix) > \(own)", metric: metric, executions: [])
          let samples = entry.present("samples")
          let values = try samples?.doubles() ?? []
          if values.isEmpty {
            measurement.summary = Summary(estimate: try entry.member("mean").double())
          } else {
            // The library sorts them.
            measurement.executions = [Execution(values: values, isOrdered: false)]
          }
          harvest.add(measurement) { _, sample in
            samples?.place(ofElement: sample) ?? entry.place
          }
        }
      }
    }
    return try harvest.loaded("benchmarks in groups")
  }
}

/// Catch2's printed table: mean with its bounds on the line below each name.
enum Catch2 {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes.prefix(1 << 20), as: UTF8.self)
    return text.contains("benchmark name") && text.contains("low mean")
      && text.contains("high mean")
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "catch2")
    var inTable = false
    var name = ""
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if line.hasPrefix("benchmark name") { inTable = true }
      if line.hasPrefix("====") { inTable = false }
      guard inTable, words.count >= 4 else { return }
      if !line.hasPrefix(" "), words.count >= 5,
        timeUnit(words[words.count - 1]) != nil, Int(words[words.count - 3]) != nil,
        Int(words[words.count - 4]) != nil
      {
        name = words.dropLast(4).joined(separator: " ")
        return
      }
      // Mean, low mean, high mean; the standard deviations stand on the next line.
      guard !name.isEmpty, words.count == 6 else { return }
      let place = "\(source.name):\(number)"
      var values: [Double] = []
      for k in [0, 2, 4] {
        guard let value = parsedNumber(words[k].utf8),
          let scale = ["ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9][timeUnit(words[k + 1]) ?? ""]
        else { return }
        values.append(value * scale)
      }
      harvest.add(
        Measurement(
          benchmark: name, metric: .nanoseconds, executions: [],
          summary: Summary(estimate: values[0], lower: values[1], upper: values[2], level: 0.95))
      ) { _, _ in place }
      name = ""
    }
    return try harvest.loaded("a table of benchmarks")
  }
}
