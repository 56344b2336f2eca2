import Foundation
import PerfArchive
import PerfReports
import PerfStats

// Reads two results of any known tool, judges the second against the first, prints the report
// and writes it as JSON: library-example BASELINE CURRENT REPORT.json
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  FileHandle.standardError.write(Data("expected BASELINE CURRENT REPORT.json\n".utf8))
  exit(64)
}
do {
  let baseline = try loadRuns([arguments[1]])
  let current = try loadRuns([arguments[2]])

  var policy = Policy()
  policy.threshold = 0.05
  let report = try judge(
    baseline: baseline.runs, current: current.runs, policy: policy,
    rejected: (baseline.rejected + current.rejected).map { ($0.key, "\($0.error)") })
  print(render(report, as: .text), terminator: "")

  // The published JSON (docs/report.schema.json), which `perfstat report` renders again.
  let json = try JSONEncoder().encode(report)
  try json.write(to: URL(filePath: arguments[3]))
  let again = try JSONDecoder().decode(Report.self, from: json)

  // One line for an interval of one's own samples, by Kalibera and Jones.
  let samples = again.benchmarks.compactMap { row in
    row.baseline.flatMap { old in row.current.map { (row.name, old.runs, $0.runs) } }
  }
  for (name, old, new) in samples {
    let ratio = try ratioInterval(
      baseline: old.map { $0.map(\.values) }, current: new.map { $0.map(\.values) })
    print("\(name): \(ratio.estimate) in \(ratio.lower) .. \(ratio.upper)")
  }
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(2)
}
