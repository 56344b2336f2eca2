import Foundation
import PerfStats
import PerfText

/// A report on changes over time as JSON (`"format":"perfstat.history"`), and one series as a line.
package struct HistoryJSON {
  private let report: HistoryReport

  package init(_ report: HistoryReport) { self.report = report }

  package var text: String {
    var json = JSONWriter()
    json.object { json in
      json.member("format", "perfstat.history")
      json.member("version", 1)
      json.key("parameters")
      json.object { json in
        json.member("alpha", report.parameters.alpha)
        json.member("falseDiscoveryRate", report.rate)
        json.member("level", report.parameters.level)
        json.member("shortestSegment", report.parameters.shortestSegment)
        json.member("shortestLastSegment", report.parameters.shortestLastSegment)
        json.member("reachOfContrast", report.parameters.reachOfContrast)
        json.member("persistentShare", report.parameters.persistentShare)
      }
      json.key("series")
      json.array { json in
        for entry in report.series {
          Self.write(
            entry.history, entry.trend, judgements: entry.judgements, notes: entry.notes, to: &json)
        }
      }
      json.key("groups")
      json.array { json in
        for group in report.groups {
          json.array { json in
            for member in group {
              json.object { json in
                json.member("series", member.series)
                json.member("change", member.change)
              }
            }
          }
        }
      }
      json.key("runnerShifts")
      json.array { json in
        for shift in report.shifts { write(shift, to: &json) }
      }
    }
    return json.text + "\n"
  }

  /// One series on a line of its own, without what depends on other series.
  package static func line(_ history: SeriesHistory, _ trend: Trend) -> String {
    var json = JSONWriter()
    write(
      history, trend, judgements: nil,
      notes: history.notes + (trend.isGradual ? ["gradual"] : []), to: &json)
    return json.text + "\n"
  }

  private static func write(
    _ history: SeriesHistory, _ trend: Trend, judgements: [HistoryReport.Judgement]?,
    notes: [String], to json: inout JSONWriter
  ) {
    json.object { json in
      json.member("name", history.name)
      json.member("metric", history.metric.name)
      json.member("unit", history.metric.unit)
      json.member("better", history.metric.better.rawValue)
      json.member("runner", history.runner)
      json.member("points", history.points.count)
      json.member("status", trend.status == .analyzed ? "analyzed" : "too short")
      json.key("noise")
      trend.noise.map { json.value($0) } ?? json.null()
      json.key("rho")
      trend.autocorrelation.map { json.value($0) } ?? json.null()
      json.member("p", trend.p)
      json.key("levels")
      json.values(trend.levels.map { exp($0) })
      json.key("changes")
      json.array { json in
        for (c, change) in trend.changes.enumerated() {
          write(change, of: history, judgement: judgements.map { $0[c] }, to: &json)
        }
      }
      json.key("pending")
      if let pending = trend.pending {
        json.object { json in
          json.member("points", pending.points)
          json.member("ratio", pending.ratio)
        }
      } else {
        json.null()
      }
      json.key("notes")
      json.array { json in for note in notes { json.value(note) } }
    }
  }

  private static func write(
    _ change: Trend.Change, of history: SeriesHistory, judgement: HistoryReport.Judgement?,
    to json: inout JSONWriter
  ) {
    let points = history.points
    json.object { json in
      json.member("index", points[change.index].index)
      json.member("commit", points[change.index].commit)
      json.member("date", points[change.index].date)
      write(change.ratio, to: &json)
      json.key("place")
      json.object { json in
        json.member("first", points[change.first].index)
        json.member("last", points[change.last].index)
        json.member("good", points[change.first - 1].commit)
        json.member("bad", points[change.last].commit)
      }
      json.member("t", change.t)
      json.member("p", change.p)
      if let judgement {
        json.member("adjustedP", judgement.adjustedP)
        json.member("reported", judgement.reported)
      }
      let state = judgement?.state ?? change.state(better: history.metric.better)
      json.member(
        "direction",
        ["open", "fixed"].contains(state.rawValue)
          ? "worse"
          : state == .unknown ? "unknown" : "better")
      json.member("status", state.rawValue)
      json.member("negligible", change.isNegligible)
    }
  }

  private static func write(_ ratio: Interval, to json: inout JSONWriter) {
    json.member("ratio", ratio.estimate)
    json.member("lower", ratio.lower)
    json.member("upper", ratio.upper)
  }

  private func write(_ shift: RunnerShift, to json: inout JSONWriter) {
    json.object { json in
      json.member("runner", shift.runner)
      switch shift.kind {
      case .commonFactor(let change):
        json.member("kind", "commonFactor")
        Self.write(change.ratio, to: &json)
        json.member("p", change.p)
      case .mostBenchmarks(let changed, let count):
        json.member("kind", "mostBenchmarks")
        json.member("changed", changed)
        json.member("benchmarks", count)
      case .fingerprint(let fields):
        json.member("kind", "fingerprint")
        json.key("fields")
        json.array { json in
          for field in fields {
            json.object { json in
              json.member("field", field.field)
              json.member("before", field.before)
              json.member("after", field.after)
            }
          }
        }
      }
      json.member("good", shift.good.commit)
      json.member("bad", shift.bad.commit)
      json.member("goodDate", shift.good.date)
      json.member("badDate", shift.bad.date)
    }
  }
}
