import PerfStats

struct HistoryBisection {
  init(_ report: HistoryReport, commits: [String]) {}
  var text: String { "" }
}
