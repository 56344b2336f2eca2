import PerfStats

struct HistoryPage {
  init(_ report: HistoryReport, options: HistoryRenderOptions) {}
  var html: String { "" }
}
