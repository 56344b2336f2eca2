import PerfStats

extension Report {
  /// The report in which a note of every benchmark that was compared, how many looks a duet took for
  /// instance, is a finding of the suite instead of standing in each row.
  var sayingSharedNotesOnce: Report {
    let compared = benchmarks.indices.filter { benchmarks[$0].estimate != nil }
    guard compared.count > 1, let first = compared.first else { return self }
    let shared = benchmarks[first].notes.filter { note in
      compared.allSatisfy { benchmarks[$0].notes.contains(note) }
    }
    if shared.isEmpty { return self }
    var report = self
    for index in compared { report.benchmarks[index].notes.removeAll { shared.contains($0) } }
    report.suite.findings += shared.map { "Every benchmark: \($0)" }
    return report
  }
}
