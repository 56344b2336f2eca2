import Foundation
import PerfArchive
import PerfStats

/// Changes over time as one HTML page: every series with a small drawing of its levels, what is
/// broken now first. Opening a series shows its changes, and a script draws its points.
struct HistoryPage {
  private let report: HistoryReport
  private let options: HistoryRenderOptions
  /// Series in the order of the page.
  private let order: [Int]

  init(_ report: HistoryReport, options: HistoryRenderOptions) {
    self.report = report
    self.options = options
    let ranks = report.series.map(Self.rank)
    order = report.series.indices.sorted { a, b in
      let (x, y) = (ranks[a], ranks[b])
      return x.group != y.group
        ? x.group < y.group
        : x.size != y.size
          ? x.size > y.size
          : report.series[a].history.title < report.series[b].history.title
    }
  }

  var html: String {
    Page(
      title: "perfstat: \(headline)",
      body: [header, controls, list, method].joined(separator: "\n"),
      style: Self.style, script: Self.script, data: data
    ).html
  }

  /// What is broken now, then what is better, then what was broken once, then the rest.
  private static func rank(_ series: HistoryReport.Series) -> (group: Int, size: Double) {
    let groups: [Trend.State: Int] = [
      .open: 0, .unknown: 2, .improvement: 2, .fixed: 3, .lost: 3,
    ]
    var best = (group: series.trend.pending == nil ? 4 : 1, size: 0.0)
    for (change, judgement) in zip(series.trend.changes, series.judgements)
    where judgement.reported {
      let group = groups[judgement.state] ?? 4
      if group < best.group {
        best = (group, abs(change.shift))
      } else if group == best.group {
        best.size = max(best.size, abs(change.shift))
      }
    }
    return best
  }

  private static let groupNames = ["open", "pending", "changed", "past", "calm"]

  // MARK: Head

  private var openSeries: Int { order.count { Self.rank(report.series[$0]).group == 0 } }

  private var headline: String {
    openSeries == 0
      ? "Nothing is slower than it was"
      : "\(openSeries) series \(openSeries == 1 ? "has" : "have") an open regression"
  }

  private var header: String {
    var html = """
      <header>
      <p class="kicker">perfstat · changes over time</p>
      <h1 class="\(openSeries == 0 ? "improved" : "fail")">\(escapeHTML(headline)).</h1>
      <p>\(escapeHTML(report.summary)).</p>

      """
    if !report.shifts.isEmpty {
      html += "<ul class=\"findings\">\n"
      for shift in report.shifts.prefix(100) {
        html += "<li>\(escapeHTML(shift.sentence, maximum: 2000))</li>\n"
      }
      html += "</ul>\n"
    }
    return html + "</header>"
  }

  private var controls: String {
    """
    <form class="controls" role="search">
    <label>Filter <input id="filter" type="search" autocomplete="off" placeholder="part of a name"></label>
    <label>Show <select id="show">
    <option value="">all series</option>
    <option value="open">open regressions</option>
    <option value="changed">with any change</option>
    </select></label>
    <span id="count" class="muted" role="status">\(report.series.count) series</span>
    </form>
    """
  }

  // MARK: Series

  private var list: String {
    "<div class=\"series\">\n"
      + order.enumerated().map { item(report.series[$1], place: $0) }.joined(separator: "\n")
      + "\n</div>"
  }

  private func item(_ series: HistoryReport.Series, place: Int) -> String {
    let group = Self.rank(series).group
    let changes = zip(series.trend.changes, series.judgements).enumerated()
      .filter { options.all || $0.element.1.reported }
    let newest = changes.last { Self.matters($0.element.1.state, group: group) } ?? changes.last
    var html = "<details class=\"\(Self.groupNames[group])\" data-place=\"\(place)\"><summary>"
    html += "<span class=\"name\">\(escapeHTML(series.history.title))</span>"
    html += sparkline(series)
    if let newest {
      let entry = ChangeEntry(series.history, newest.element.0, newest.element.1)
      html += "<span class=\"size\">\(escapeHTML(percent(entry.change.ratio.estimate - 1)))</span>"
      html += "<span class=\"since\">\(escapeHTML(entry.state)), "
      html += "\(escapeHTML(entry.place(commits: options.commits)))</span>"
    } else {
      html += "<span class=\"size\"></span><span class=\"since\">"
      html += series.trend.status == .tooShort ? "too short" : "no change"
      html += "</span>"
    }
    html += "</summary>\n<div class=\"figure-place\"></div>\n"
    if !changes.isEmpty {
      html += "<ul class=\"changes\">\n"
      for (_, (change, judgement)) in changes.reversed() {
        html += "<li>\(sentence(ChangeEntry(series.history, change, judgement)))</li>\n"
      }
      html += "</ul>\n"
    }
    var notes = series.notes
    if let pending = series.trend.pending {
      notes.append(
        "newest \(pending.points) at \(percent(pending.ratio - 1)): measure again, "
          + "too few to tell from a spike")
    }
    if !notes.isEmpty {
      html += "<p class=\"muted\">\(escapeHTML(notes.joined(separator: "; "), maximum: 1000))</p>\n"
    }
    return html + "</details>"
  }

  private static func matters(_ state: Trend.State, group: Int) -> Bool {
    switch group {
    case 0: state == .open
    case 2: state == .improvement || state == .unknown
    default: true
    }
  }

  private func sentence(_ entry: ChangeEntry) -> String {
    func commit(_ point: SeriesHistory.Point) -> String {
      let label = "<code>\(escapeHTML(point.shortLabel))</code>"
      guard let url = commitAddress(point.commit, template: options.commitURL) else { return label }
      return "<a href=\"\(escapeHTML(url, maximum: 2000))\" rel=\"noreferrer\">\(label)</a>"
    }
    let mark = entry.judgement.reported ? "" : ", not significant over all series"
    let small = entry.change.isNegligible ? ", negligible" : ""
    return "<strong>\(escapeHTML(entry.size))</strong> \(entry.direction), after "
      + "\(commit(entry.good)) and up to \(commit(entry.bad)), \(entry.pText.replacing("<", with: "&lt;")), "
      + "\(entry.state)\(small)\(mark)"
  }

  /// Levels as a line over a haze of points; at most 120 places across.
  private func sparkline(_ series: HistoryReport.Series) -> String {
    let points = series.history.points.map(\.logValue)
    var svg = SVG()
    let (width, height) = (180.0, 34.0)
    guard points.count > 1 else {
      return svg.element(width: width, height: height, label: "no points", class: "spark")
    }
    let sorted = points.sorted()
    let low = sorted[sorted.count / 50]
    let high = sorted[sorted.count - 1 - sorted.count / 50]
    let margin = max((high - low) * 0.15, 0.01)
    let x = Scale(.linear, domain: (0, Double(points.count)), range: 1...(width - 1))
    let y = Scale(.linear, domain: (low - margin, high + margin), range: 2...(height - 2))
    func flipped(_ value: Double) -> Double { height - y(value) }
    let buckets = min(120, points.count)
    var haze: [(x: Double, y: Double)] = []
    for bucket in 0..<buckets {
      let from = bucket * points.count / buckets
      let to = max(from + 1, (bucket + 1) * points.count / buckets)
      let part = points[from..<to]
      let middle = x(Double(from + to) / 2)
      haze.append((middle, flipped(part.max() ?? 0)))
      if part.count > 1 { haze.append((middle, flipped(part.min() ?? 0))) }
    }
    svg.path(haze, class: "haze")
    let bounds = series.trend.bounds
    for (j, level) in series.trend.levels.enumerated() {
      svg.line(
        x(Double(bounds[j])), flipped(level), x(Double(bounds[j + 1])), flipped(level),
        class: "level")
    }
    for (change, judgement) in zip(series.trend.changes, series.judgements)
    where judgement.reported {
      svg.line(
        x(Double(change.index)), 1, x(Double(change.index)), height - 1,
        class: "mark \(judgement.state.rawValue)")
    }
    let count = series.trend.changes.count
    return svg.element(
      width: width, height: height,
      label: "\(points.count) points, \(count) change\(count == 1 ? "" : "s")", class: "spark")
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

  // MARK: Data of the script

  private var data: String {
    var commits: [String: Int] = [:]
    var names: [String] = []
    var json = JSONWriter()
    json.object { json in
      json.key("series")
      json.array { json in
        for s in order {
          let series = report.series[s]
          let points = series.history.points
          json.object { json in
            json.member("unit", series.history.metric.unit.legible(maximum: 24))
            json.key("commits")
            json.array { json in
              for point in points {
                let label = point.shortLabel.legible(maximum: 40)
                let number = commits[label] ?? names.count
                if commits[label] == nil {
                  commits[label] = number
                  names.append(label)
                }
                json.value(number)
              }
            }
            json.key("values")
            json.values(points.map { Self.rounded(exp($0.logValue)) })
            json.key("jobs")
            json.array { json in
              for point in points {
                json.values(
                  point.jobs.count > 1 ? point.jobs.prefix(50).map { Self.rounded(exp($0)) } : [])
              }
            }
            json.key("bounds")
            json.array { json in for bound in series.trend.bounds { json.value(bound) } }
            json.key("levels")
            json.values(series.trend.levels.map { Self.rounded(exp($0)) })
            json.member("noise", Self.rounded(series.trend.noise ?? 0))
            json.key("changes")
            json.array { json in
              for (change, judgement) in zip(series.trend.changes, series.judgements)
              where options.all || judgement.reported {
                json.object { json in
                  json.member("index", change.index)
                  json.member("first", change.first)
                  json.member("last", change.last)
                  json.member("state", judgement.state.rawValue)
                  json.member("size", percent(change.ratio.estimate - 1))
                }
              }
            }
          }
        }
      }
      json.key("commits")
      json.array { json in for name in names { json.value(name) } }
    }
    return json.text
  }

  /// Five significant digits: enough for a drawing.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.5g", value)) ?? value
  }
}

extension HistoryPage {
  private static let style = """
    .controls { display: flex; flex-wrap: wrap; gap: 0.6rem 1.4rem; align-items: baseline; margin: 1.8rem 0 0.8rem; }
    .controls input, .controls select {
      background: var(--wash); border: 1px solid var(--faint); border-radius: 4px; padding: 0.25rem 0.5rem;
    }
    .series details { border-top: 1px solid var(--faint); }
    .series details:last-child { border-bottom: 1px solid var(--faint); }
    .series summary {
      display: grid; grid-template-columns: minmax(10rem, 1fr) 180px 5.5rem minmax(12rem, 22rem);
      gap: 0.2rem 1.2rem; align-items: center; padding: 0.35rem 0.4rem; cursor: pointer; list-style: none;
    }
    .series summary::-webkit-details-marker { display: none; }
    .series summary:hover, .series details[open] > summary { background: var(--wash); }
    .series .size { text-align: right; font-weight: 600; }
    .series .since { color: var(--muted); font-size: 0.9rem; }
    .open { --hue: var(--fail); } .pending { --hue: var(--warn); } .changed { --hue: var(--improved); }
    .past, .calm { --hue: var(--calm); }
    .series .size { color: var(--hue); }
    .improvement { --hue: var(--improved); } .fixed, .lost { --hue: var(--calm); } .unknown { --hue: var(--unsure); }
    svg.spark { width: 180px; height: 34px; }
    svg .haze { fill: none; stroke: var(--faint); stroke-width: 1; }
    svg .level { stroke: var(--ink); stroke-width: 1.6; }
    svg .mark { stroke: var(--hue); stroke-width: 1.2; stroke-dasharray: 3 2; }
    svg .range { fill: var(--hue); opacity: 0.18; }
    svg .noise { fill: var(--ink); opacity: 0.07; }
    svg .job { fill: var(--reference); opacity: 0.45; }
    svg .point { fill: var(--ink); opacity: 0.75; }
    svg text.label { fill: var(--ink); font-weight: 600; }
    .figure-place { padding: 0.4rem; }
    .changes { margin: 0.2rem 0 0.8rem; padding-left: 1.6rem; }
    .series details > p { padding-left: 0.5rem; margin-bottom: 0.8rem; }
    [hidden] { display: none !important; }
    @media (max-width: 640px) {
      .series summary { grid-template-columns: 1fr auto; }
      .series .name { grid-column: 1 / -1; }
      .series .since { grid-column: 1 / -1; }
      svg.spark { width: 100%; max-width: 180px; }
    }

    """

  private static let script = """
    'use strict';
    const data = JSON.parse(document.getElementById('data').textContent);
    const items = [...document.querySelectorAll('.series details')];
    const names = items.map(item => item.querySelector('.name').textContent.toLowerCase());
    const filter = document.getElementById('filter');
    const show = document.getElementById('show');

    function select() {
      const part = filter.value.toLowerCase();
      let count = 0;
      items.forEach((item, i) => {
        const kind = show.value === '' ? true
          : show.value === 'open' ? item.className === 'open'
          : item.className !== 'calm' && item.className !== 'pending';
        item.hidden = !(kind && names[i].includes(part));
        if (!item.hidden) count += 1;
      });
      document.getElementById('count').textContent = count + ' series';
    }
    filter.addEventListener('input', select);
    show.addEventListener('change', select);
    document.querySelector('.controls').addEventListener('submit', event => event.preventDefault());

    function node(name, attributes, text) {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const key in attributes) element.setAttribute(key, attributes[key]);
      if (text !== undefined) element.textContent = text;
      return element;
    }

    function draw(series, place) {
      const width = Math.max(300, place.clientWidth - 12), height = 260;
      const left = 66, right = 12, top = 22, bottom = 30;
      const n = series.values.length;
      if (n === 0) return;
      const sorted = [...series.values].sort((a, b) => a - b);
      let low = sorted[Math.floor(n / 100)], high = sorted[n - 1 - Math.floor(n / 100)];
      for (const level of series.levels) {
        low = Math.min(low, level * Math.exp(-2.5 * series.noise));
        high = Math.max(high, level * Math.exp(2.5 * series.noise));
      }
      if (!(high > low)) { low *= 0.95; high *= 1.05; }
      const x = i => left + (width - left - right) * (n === 1 ? 0.5 : i / (n - 1));
      const y = v => top + (height - top - bottom)
        * (1 - Math.min(1, Math.max(0, (v - low) / (high - low))));
      const svg = node('svg', {viewBox: `0 0 ${width} ${height}`, class: 'figure', role: 'img',
        'aria-label': n + ' commits, ' + series.changes.length + ' changes'});
      for (const change of series.changes) {
        const a = x(change.first - 0.5), b = x(change.last + 0.5);
        svg.append(node('rect', {x: a, y: top, width: Math.max(2, b - a),
          height: height - top - bottom, class: 'range ' + change.state}));
      }
      series.levels.forEach((level, j) => {
        const a = x(Math.max(0, series.bounds[j] - 0.5)), b = x(Math.min(n - 1, series.bounds[j + 1] - 0.5));
        const upper = y(level * Math.exp(2 * series.noise)), lower = y(level * Math.exp(-2 * series.noise));
        svg.append(node('rect', {x: a, y: upper, width: Math.max(0, b - a),
          height: Math.max(0, lower - upper), class: 'noise'}));
      });
      series.jobs.forEach((jobs, i) => jobs.forEach(value =>
        svg.append(node('circle', {cx: x(i), cy: y(value), r: 1.4, class: 'job'}))));
      series.values.forEach((value, i) => {
        const dot = node('circle', {cx: x(i), cy: y(value), r: n > 400 ? 1.4 : 2.2, class: 'point'});
        dot.append(node('title', {}, data.commits[series.commits[i]] + ': ' + value + ' ' + series.unit));
        svg.append(dot);
      });
      series.levels.forEach((level, j) => svg.append(node('line', {
        x1: x(Math.max(0, series.bounds[j] - 0.5)), x2: x(Math.min(n - 1, series.bounds[j + 1] - 0.5)),
        y1: y(level), y2: y(level), class: 'level'})));
      let edge = -1;
      for (const change of series.changes) {
        const at = x(change.index - 0.5);
        svg.append(node('line', {x1: at, x2: at, y1: top, y2: height - bottom, class: 'mark ' + change.state}));
        if (at > edge) {
          svg.append(node('text', {x: Math.min(at, width - 40), y: top - 6, 'text-anchor': 'middle',
            class: 'label'}, change.size));
          edge = at + 60;
        }
      }
      const step = [1, 2, 5, 10].map(m => m * 10 ** Math.floor(Math.log10((high - low) / 4)))
        .find(s => s >= (high - low) / 5) || (high - low) / 4;
      for (let v = Math.ceil(low / step) * step; v <= high; v += step) {
        svg.append(node('line', {x1: left - 4, x2: left, y1: y(v), y2: y(v), class: 'axis'}));
        svg.append(node('text', {x: left - 7, y: y(v) + 4, 'text-anchor': 'end'},
          String(Number(v.toPrecision(4)))));
      }
      svg.append(node('text', {x: 4, y: 12}, series.unit));
      svg.append(node('line', {x1: left, x2: left, y1: top, y2: height - bottom, class: 'axis'}));
      const labels = Math.max(1, Math.min(n - 1, Math.floor((width - left) / 120)));
      for (let k = 0; k <= labels; k += 1) {
        const i = Math.round(k * (n - 1) / labels);
        svg.append(node('text', {x: x(i), y: height - 10,
          'text-anchor': k === 0 ? 'start' : k === labels ? 'end' : 'middle'},
          data.commits[series.commits[i]]));
      }
      place.replaceChildren(svg);
    }

    for (const item of items) {
      item.addEventListener('toggle', () => {
        if (item.open) draw(data.series[Number(item.dataset.place)], item.querySelector('.figure-place'));
      });
    }
    window.addEventListener('resize', () => {
      for (const item of items) {
        if (item.open) draw(data.series[Number(item.dataset.place)], item.querySelector('.figure-place'));
      }
    });
    const first = items.find(item => item.className === 'open');
    if (first) first.open = true;

    """
}
