import PerfStats
import PerfText

extension TidySamples {
  /// Writes runs as rows, one after another, to `writer`. Memory does not grow with the runs.
  package static func write(
    _ runs: some Sequence<Run>, to writer: FileWriter, header: Bool = true
  ) throws(InputError) {
    if header {
      var head = CSVWriter()
      head.record(columns)
      try writer.write(head.bytes)
    }
    for run in runs {
      for measurement in run.measurements {
        try writer.write(rows(run, measurement))
      }
      if !run.unmeasured.isEmpty { try writer.write(unmeasuredRows(run)) }
    }
  }

  /// The text of a table with all samples of `runs`.
  package static func encode(_ runs: [Run]) -> [UInt8] {
    var out = CSVWriter()
    out.record(columns)
    var bytes = out.bytes
    for run in runs {
      bytes += encode(rowsOf: run)
    }
    return bytes
  }

  /// Rows of one run, without a header.
  package static func encode(rowsOf run: Run) -> [UInt8] {
    run.measurements.reduce(into: []) { $0 += rows(run, $1) } + unmeasuredRows(run)
  }

  /// The columns that tell a run.
  private static func head(_ run: Run) -> CSVWriter {
    var head = CSVWriter()
    head.field(run.runner.isUnknown ? "" : run.runner.slug)
    head.field(run.commit)
    head.field(date: run.date)
    head.field(run.id)
    return head
  }

  private static func unmeasuredRows(_ run: Run) -> [UInt8] {
    var out = CSVWriter()
    let head = head(run)
    for entry in run.unmeasured {
      out.raw(head.bytes)
      out.field(entry.key.benchmark)
      for _ in 0..<4 { out.field("") }
      out.field(entry.key.metric)
      for _ in 0..<3 { out.field("") }
      out.field(entry.within)
      out.field("")
      out.field(entry.isSkip ? Role.skipped.rawValue : Role.failed.rawValue)
      for _ in 0..<3 { out.field("") }
      out.field(entry.reason)
      out.endRecord()
    }
    return out.bytes
  }

  private static func rows(_ run: Run, _ measurement: Measurement) -> [UInt8] {
    var head = head(run)
    head.field(measurement.benchmark)
    var tail = CSVWriter()
    tail.field(measurement.metric.unit)
    tail.field(measurement.metric.name)
    tail.field(measurement.metric.better.rawValue)
    var out = CSVWriter()
    if let summary = measurement.summary {
      var end = tail
      end.field("")
      end.field(measurement.elements)
      end.field(measurement.within)
      end.field(measurement.definition)
      end.field((measurement.isAmbiguous ? Role.ambiguousSummary : .summary).rawValue)
      end.field(summary.lower)
      end.field(summary.upper)
      end.field(summary.level)
      end.field("")
      out.raw(head.bytes)
      out.field("")
      out.field("")
      out.field(summary.estimate)
      out.raw(end.bytes)
      out.endRecord()
    }
    for (number, execution) in measurement.executions.enumerated() {
      var end = tail
      end.field(execution.iterations)
      end.field(measurement.elements)
      end.field(measurement.within)
      end.field(measurement.definition)
      end.field(measurement.isAmbiguous ? Role.ambiguous.rawValue : "")
      for _ in 0..<4 { end.field("") }
      for (iteration, value) in execution.values.enumerated() {
        out.raw(head.bytes)
        out.field(number)
        out.field(execution.isOrdered ? iteration : nil)
        out.field(value)
        out.raw(end.bytes)
        out.endRecord()
      }
    }
    return out.bytes
  }
}
