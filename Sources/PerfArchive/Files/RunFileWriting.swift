import PerfStats
import PerfText

extension RunFile {
  /// The text of a run file. Keys that this version does not know are written back.
  public static func encode(_ runs: [Run]) -> [UInt8] {
    var bytes: [UInt8] = []
    write(runs) { bytes += $0 }
    return bytes
  }

  /// Name of a file for runs where nobody gave one: `run-20260131T120000Z.jsonl`.
  package static func name(_ kind: String, of runs: [Run]) -> String {
    let stamp = runs.first?.date.filter { $0 != "-" && $0 != ":" } ?? ""
    return "\(kind)-\(stamp).jsonl"
  }

  /// Writes the same text piece by piece to `sink`: memory does not grow with the runs.
  package static func write<Failure>(
    _ runs: [Run], to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var out = JSONWriter()
    func flush() throws(Failure) {
      try sink(out.bytes)
      out.removeAll()
    }
    for run in runs {
      header(run, &out)
      out.endLine()
      for measurement in run.measurements {
        line(measurement, &out)
        out.endLine()
        if out.bytes.count >= 1 << 18 { try flush() }
      }
    }
    try flush()
  }

  private static func header(_ run: Run, _ out: inout JSONWriter) {
    out.object { out in
      out.member("format", formatName)
      out.member("version", version)
      out.member("id", run.id)
      out.member("commit", run.commit)
      out.member("branch", run.branch)
      out.member("dirty", run.dirty)
      out.member("date", run.date)
      out.key("runner")
      out.object { out in
        for (name, value) in run.runner.fields where !value.isEmpty {
          if name == "cores" {
            out.member(name, run.runner.cores)
          } else {
            out.member(name, value)
          }
        }
        for key in run.unknownKeys where key.name.hasPrefix("runner.") {
          out.key(String(key.name.dropFirst("runner.".count)))
          out.raw(key.json)
        }
      }
      for (name, texts) in [("conditions", run.conditions), ("settings", run.settings)]
      where !texts.isEmpty {
        out.key(name)
        out.object { out in
          for (key, value) in texts.sorted(by: { $0.key < $1.key }) { out.member(key, value) }
        }
      }
      out.member("origin", run.origin)
      if !run.unmeasured.isEmpty {
        out.key("unmeasured")
        unmeasured(run.unmeasured, &out)
      }
      for key in run.unknownKeys where !key.name.hasPrefix("runner.") {
        out.key(key.name)
        out.raw(key.json)
      }
    }
  }

  static func unmeasured(_ list: [Unmeasured], _ out: inout JSONWriter) {
    out.array { out in
      for entry in list {
        out.object { out in
          out.member("benchmark", entry.key.benchmark)
          if !entry.key.metric.isEmpty { out.member("metric", entry.key.metric) }
          if !entry.within.isEmpty { out.member("within", entry.within) }
          out.member("reason", entry.reason)
          if entry.isSkip { out.member("skipped", true) }
        }
      }
    }
  }

  private static func line(_ measurement: Measurement, _ out: inout JSONWriter) {
    out.object { out in
      out.member("benchmark", measurement.benchmark)
      out.key("metric")
      out.object { out in
        out.member("name", measurement.metric.name)
        out.member("unit", measurement.metric.unit)
        out.member("better", measurement.metric.better.rawValue)
      }
      if !measurement.within.isEmpty { out.member("within", measurement.within) }
      if !measurement.definition.isEmpty { out.member("definition", measurement.definition) }
      if measurement.isAmbiguous { out.member("ambiguous", true) }
      if let elements = measurement.elements { out.member("elements", elements) }
      if let summary = measurement.summary {
        out.key("summary")
        out.object { out in
          out.member("estimate", summary.estimate)
          if let lower = summary.lower { out.member("lower", lower) }
          if let upper = summary.upper { out.member("upper", upper) }
          if let level = summary.level { out.member("level", level) }
        }
      }
      if !measurement.executions.isEmpty {
        out.key("executions")
        out.array { out in
          for (number, execution) in measurement.executions.enumerated() {
            let prefix = "executions[\(number)]."
            out.object { out in
              if let iterations = execution.iterations { out.member("iterations", iterations) }
              if !execution.isOrdered { out.member("ordered", false) }
              out.key("values")
              out.values(execution.values)
              for key in measurement.unknownKeys where key.name.hasPrefix(prefix) {
                out.key(String(key.name.dropFirst(prefix.count)))
                out.raw(key.json)
              }
            }
          }
        }
      }
      for key in measurement.unknownKeys where !key.name.hasPrefix("executions[") {
        out.key(key.name)
        out.raw(key.json)
      }
    }
  }
}
