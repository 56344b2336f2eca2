import Foundation
import PerfStats
import PerfText

extension HistoryFormat {
  package static let json = HistoryFormat("json") { report, _ in HistoryJSON(report).text }
}

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
            entry.history, entry.trend, judgements: entry.judgements, notes: entry.notes,
            status: report.status, to: &json)
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
      json.member("familyScale", report.familyScale)
      json.key("suiteFindings")
      json.array { json in
        for finding in report.findings { Self.write(finding, to: &json) }
      }
      json.key("runnerShifts")
      json.array { json in
        for shift in report.takeovers { Self.write(shift, to: &json) }
      }
      json.key("open")
      json.object { json in
        json.member("suite", report.openFindings.count)
        json.member("single", report.openChanges.count)
      }
    }
    return json.line()
  }

  /// One series on a line of its own, without what depends on other series.
  package static func line(_ history: SeriesHistory, _ trend: Trend) -> String {
    var json = JSONWriter()
    write(
      history, trend, judgements: nil,
      notes: history.notes + trend.notes(history.points), status: { $0.state.rawValue },
      to: &json)
    return json.line()
  }

  private static func write(
    _ history: SeriesHistory, _ trend: Trend, judgements: [HistoryReport.Judgement]?,
    notes: [String], status: (HistoryReport.Judgement) -> String, to json: inout JSONWriter
  ) {
    json.object { json in
      json.member("name", history.name)
      json.member("metric", history.metric.name)
      json.member("unit", history.metric.unit)
      json.member("better", history.metric.better.rawValue)
      json.member("runner", history.runner)
      json.member("points", history.points.count)
      json.member("status", trend.status == .analyzed ? "analyzed" : "too short")
      json.member("scale", trend.scale.name)
      json.key("noise")
      trend.noise.map { json.value($0) } ?? json.null()
      json.key("rho")
      trend.autocorrelation.map { json.value($0) } ?? json.null()
      json.key("resemblance")
      json.value(orNull: trend.resemblance)
      json.member("p", trend.p)
      json.key("levels")
      json.values(trend.levels.map(trend.scale.value))
      json.key("changes")
      json.array { json in
        for (c, change) in trend.changes.enumerated() {
          let judgement = judgements.map { $0[c] }
          write(
            change, of: history, judgement: judgement,
            status: judgement.map(status) ?? change.state(better: history.metric.better).rawValue,
            to: &json)
        }
      }
      json.key("pending")
      if let pending = trend.pending {
        json.object { json in
          json.member("points", pending.points)
          json.key("ratio")
          json.value(orNull: pending.ratio)
          json.member("valueBefore", pending.before)
          json.member("valueAfter", pending.after)
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
    status: String, to json: inout JSONWriter
  ) {
    let points = history.points
    json.object { json in
      json.member("kind", change.ramp == nil ? "step" : "ramp")
      json.member("index", points[change.index].index)
      json.member("commit", points[change.index].commit)
      json.member("date", points[change.index].date)
      json.key("ratio")
      json.value(orNull: change.size.ratio)
      json.key("lower")
      json.value(orNull: change.size.interval?.lower)
      json.key("upper")
      json.value(orNull: change.size.interval?.upper)
      if case .values(let before, let after) = change.size {
        json.member("difference", after - before)
        json.member("valueBefore", before)
        json.member("valueAfter", after)
      }
      json.member("exact", change.isExact)
      json.key("place")
      json.object { json in
        json.member("first", points[change.first].index)
        json.member("last", points[change.last].index)
        json.member("good", points[change.first - 1].commit)
        json.member("bad", points[change.last].commit)
      }
      if let ramp = change.ramp { write(ramp, of: points, to: &json) }
      json.key("t")
      json.value(orNull: change.t)
      json.key("p")
      json.value(orNull: change.p)
      if let judgement {
        json.key("adjustedP")
        json.value(orNull: judgement.adjustedP)
        json.member("reported", judgement.reported)
        json.key("partOf")
        judgement.partOf.map { json.value($0) } ?? json.null()
      }
      let state = judgement?.state ?? change.state(better: history.metric.better)
      json.member(
        "direction",
        ["open", "fixed"].contains(state.rawValue)
          ? "worse"
          : state == .unknown ? "unknown" : "better")
      json.member("status", status)
      json.member("negligible", change.isNegligible)
    }
  }

  private static func write(
    _ ramp: Trend.Ramp, of points: [SeriesHistory.Point], to json: inout JSONWriter
  ) {
    json.member("before", points[ramp.before].index)
    json.member("full", points[ramp.full].index)
    json.member("commits", ramp.commits)
    json.member("beforeFirst", points[ramp.beforeSet.lowerBound].index)
    json.member("beforeLast", points[ramp.beforeSet.upperBound].index)
    json.member("fullFirst", points[ramp.fullSet.lowerBound].index)
    json.member("fullLast", points[ramp.fullSet.upperBound].index)
    json.member("stillRising", ramp.stillRising)
  }

  private static func write(_ finding: SuiteFinding, to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", finding.kind.rawValue)
      json.member("runner", finding.runner)
      json.member("metric", finding.metric.name)
      json.member("index", finding.index)
      json.member("first", finding.first)
      json.member("last", finding.last)
      json.key("commits")
      json.object { json in
        json.member("good", finding.good.commit)
        json.member("bad", finding.bad.commit)
        json.member("goodDate", finding.good.date)
        json.member("badDate", finding.bad.date)
      }
      json.member("ratio", finding.ratio)
      json.key("ratioLow")
      json.value(orNull: finding.interval?.lower)
      json.key("ratioHigh")
      json.value(orNull: finding.interval?.upper)
      json.member("p", finding.p)
      json.key("members")
      json.array { json in for member in finding.members { json.value(member) } }
      json.member("of", finding.of)
      json.member("direction", finding.state.direction)
      json.member("state", finding.state.rawValue)
      json.key("conditions")
      write(finding.conditions, to: &json)
    }
  }

  private static func write(_ shift: RunnerShift, to json: inout JSONWriter) {
    json.object { json in
      json.member("runner", shift.runner)
      json.member("kind", shift.isUpgrade ? "compiler" : "fingerprint")
      json.key("fields")
      write(shift.fields, to: &json)
      json.member("good", shift.good.commit)
      json.member("bad", shift.bad.commit)
      json.member("goodDate", shift.good.date)
      json.member("badDate", shift.bad.date)
    }
  }

  private static func write(_ fields: [RunnerShift.Difference], to json: inout JSONWriter) {
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
}

extension JSONWriter {
  fileprivate mutating func value(orNull value: Double?) {
    if let value { self.value(value) } else { null() }
  }
}

extension TrendScale {
  fileprivate var name: String {
    switch self {
    case .logarithm: "logarithm"
    case .squareRoot: "squareRoot"
    case .linear: "linear"
    case .exact: "exact"
    }
  }
}
