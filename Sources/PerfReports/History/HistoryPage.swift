import Foundation
import PerfStats

extension HistoryFormat {
  package static let html = HistoryFormat("html") { HistoryPage($0, options: $1).html }
}

/// Changes over time as one HTML page: every series with a small drawing of its levels, what is
/// broken now first. Opening a series shows its changes, and a script draws its points.
struct HistoryPage {
  let report: HistoryReport
  let options: HistoryRenderOptions
  /// Group of each series.
  private let groups: [Group]
  /// Series in the order of the page.
  let order: [Int]

  init(_ report: HistoryReport, options: HistoryRenderOptions) {
    self.report = report
    self.options = options
    let ranks = report.series.map { Self.rank($0, in: report) }
    groups = ranks.map(\.group)
    let places = ranks.map { Group.allCases.firstIndex(of: $0.group) ?? 0 }
    order = report.series.indices.sorted { a, b in
      let (x, y) = (ranks[a], ranks[b])
      return places[a] != places[b]
        ? places[a] < places[b]
        : x.size != y.size
          ? x.size > y.size
          : report.series[a].history.title < report.series[b].history.title
    }
  }

  var html: String {
    Page(
      title: "perfstat: \(headline.count) \(headline.rest)",
      body: [header, controls, list, method].joined(separator: "\n"),
      style: Resource.historyStyle, script: Resource.historyScript, data: data,
      nonce: options.nonce
    ).html
  }

  /// What a series is shown under, in the order of the page.
  private enum Group: String, CaseIterable {
    case open, pending, changed, past, calm

    var heading: String {
      switch self {
      case .open: "Broken now"
      case .pending: "Newest points far off: measure again"
      case .changed: "Changed, not for the worse"
      case .past: "Changed and back"
      case .calm: "No change"
      }
    }

    var chip: String {
      switch self {
      case .open: "broken now"
      case .pending: "pending"
      case .changed: "changed"
      case .past: "changed and back"
      case .calm: "calm"
      }
    }

    init(_ state: Trend.State) {
      switch state {
      case .open: self = .open
      case .unknown, .improvement: self = .changed
      case .fixed, .lost: self = .past
      }
    }
  }

  /// The group of a series and what counts within it: what is left today of an open change, the
  /// size of other changes.
  private static func rank(
    _ series: HistoryReport.Series, in report: HistoryReport
  ) -> (group: Group, size: Double) {
    var best: (group: Group, size: Double) = (series.trend.pending == nil ? .calm : .pending, 0)
    let order = Group.allCases
    for (j, change) in series.trend.changes.enumerated() where series.judgements[j].reported {
      // What the runner or its environment did is not the benchmark's.
      guard series.judgements[j].partOf.map({ report.findings[$0].kind == .suite }) ?? true
      else { continue }
      let group = Group(series.judgements[j].state)
      let size = abs(group == .open ? left(of: j, in: series.trend) : change.shift)
      if order.firstIndex(of: group) ?? 0 < order.firstIndex(of: best.group) ?? 0 {
        best = (group, size)
      } else if group == best.group {
        best.size = max(best.size, size)
      }
    }
    return best
  }

  /// The newest level against the one before change `j`, on the scale of the search.
  private static func left(of j: Int, in trend: Trend) -> Double {
    (trend.levels.last ?? 0) - trend.levels[j]
  }

  // MARK: Head

  private var openSeries: Int { groups.count { $0 == .open } }

  private var headline: (count: String, rest: String) {
    openSeries == 0
      ? ("Nothing", "is slower than it was")
      : ("\(openSeries) series", "\(openSeries == 1 ? "has" : "have") an open regression")
  }

  private var header: String {
    var html = """
      <header>
      <p class="kicker">perfstat · changes over time</p>
      <h1 class="\(openSeries == 0 ? "improved" : "fail")"><span class="decision">\
      \(escapeHTML(headline.count))</span> \(escapeHTML(headline.rest)).</h1>
      <p>\(escapeHTML(report.summary)).</p>

      """
    let findings = report.suiteSections(commits: options.commits).flatMap(\.sentences)
    if !findings.isEmpty {
      html += "<ul class=\"findings\">\n"
      for (sentence, members) in findings.prefix(100) {
        html += "<li>\(escapeHTML(sentence, maximum: 2000))"
        html += members.isEmpty ? "" : ": \(escapeHTML(members, maximum: 400))"
        html += "</li>\n"
      }
      html += "</ul>\n"
    }
    return html + "</header>"
  }

  private var controls: String {
    var html = """
      <form class="controls" role="search">
      <input id="filter" type="search" autocomplete="off" spellcheck="false" \
      placeholder="Filter by name" aria-label="Filter series by name">
      <span class="chips" role="group" aria-label="Show series">
      """
    for group in Group.allCases {
      let count = groups.count { $0 == group }
      guard count > 0 else { continue }
      html += """
        <button type="button" class="chip" data-group="\(group.rawValue)" aria-pressed="true">\
        \(count) \(group.chip)</button>
        """
    }
    return html + """
      </span>
      <button type="button" class="chip" id="tiles" aria-pressed="false">small multiples</button>
      <span id="count" class="muted" role="status">\(report.series.count) series</span>
      </form>
      """
  }

  // MARK: Series

  private var list: String {
    var html = ""
    for group in Group.allCases {
      let members = order.enumerated().filter { groups[$0.element] == group }
      guard !members.isEmpty else { continue }
      html += "<section class=\"group \(group.rawValue)\" data-group=\"\(group.rawValue)\">\n"
      html += "<h2>\(group.heading)</h2>\n<div class=\"series\">\n"
      html += members.map { item($0.element, place: $0.offset) }.joined(separator: "\n")
      html += "\n</div></section>\n"
    }
    return html
  }

  private func entry(_ series: Int, _ change: Int) -> ChangeEntry {
    ChangeEntry(report, HistoryReport.ChangeReference(series: series, change: change))
  }

  private func item(_ number: Int, place: Int) -> String {
    let series = report.series[number]
    let group = groups[number]
    let changes = zip(series.trend.changes, series.judgements).enumerated()
      .filter { options.all || $0.element.1.reported }
    let newest = changes.last { Self.matters($0.element.1.state, group: group) } ?? changes.last
    var html = "<details class=\"\(group.rawValue)\" data-place=\"\(place)\"><summary>"
    html += "<span class=\"name\">\(escapeHTML(series.history.title))</span>"
    html += series.sparkline
    if let newest {
      let entry = entry(number, newest.offset)
      html += "<span class=\"size\">\(escapeHTML(entry.amount))"
      if newest.offset + 1 < series.trend.changes.count, series.trend.scale == .logarithm {
        let now = Self.left(of: newest.offset, in: series.trend)
        html += "<small>now \(escapeHTML(percent(exp(now) - 1)))</small>"
      }
      html += "</span>"
      html += "<span class=\"since\">\(escapeHTML(entry.state)), "
      let when =
        entry.change.ramp == nil
        ? entry.place(commits: options.commits) : entry.when(commits: options.commits)
      html += "\(escapeHTML(when))</span>"
    } else {
      html += "<span class=\"size\"></span><span class=\"since\">"
      html += series.trend.status == .tooShort ? "too short" : "no change"
      html += "</span>"
    }
    html += "</summary>\n<div class=\"figure-place\"></div>\n"
    if !changes.isEmpty {
      html += "<ul class=\"changes\">\n"
      for (place, (_, judgement)) in changes.reversed() {
        html += "<li class=\"\(judgement.state.rawValue)\">"
        html += "\(sentence(entry(number, place)))</li>\n"
      }
      html += "</ul>\n"
    }
    var notes = series.notes
    if let pending = series.trend.pending {
      notes.append(
        "newest \(pending.points) at \(pending.amount): measure again, "
          + "too few to tell from a spike")
    }
    if !notes.isEmpty {
      html += "<p class=\"muted\">\(escapeHTML(notes.joined(separator: "; "), maximum: 1000))</p>\n"
    }
    return html + "</details>"
  }

  private static func matters(_ state: Trend.State, group: Group) -> Bool {
    group == .pending || group == .calm || Group(state) == group
  }

  private func sentence(_ entry: ChangeEntry) -> String {
    func commit(_ point: SeriesHistory.Point) -> String {
      let label = "<code>\(escapeHTML(point.shortLabel))</code>"
      guard let url = commitAddress(point.commit, template: options.commitURL) else { return label }
      return "<a href=\"\(escapeHTML(url, maximum: 2000))\" rel=\"noreferrer\">\(label)</a>"
    }
    let mark = entry.judgement.reported ? "" : ", not significant over all series"
    let small = entry.change.isNegligible ? ", negligible" : ""
    let took = entry.duration(commits: options.commits).map { "over \($0), " } ?? ""
    let place = "\(took)after \(commit(entry.good)) and up to \(commit(entry.bad))"
    let p = entry.pText.map { escapeHTML($0) + ", " } ?? ""
    return "<strong>\(escapeHTML(entry.size))</strong> \(entry.direction), \(place), \(p)"
      + "\(escapeHTML(entry.state))\(small)\(mark)"
  }

  private var method: String {
    """
    <footer><p>A line is the level between two changes, the band around it two standard deviations \
    of one commit, a shaded stretch the commits in which a change began \
    (\(plainPercent(report.parameters.level)) confidence set), a dot one commit: the median of its \
    jobs. Changes are those that survive a false discovery rate of \(plainPercent(report.rate)) over \
    \(report.searched) series.</p></footer>
    """
  }
}
