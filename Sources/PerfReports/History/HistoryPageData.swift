import Foundation
import PerfStats
import PerfText

/// What the script of the page draws when a series is opened.
extension HistoryPage {
  var data: String {
    var commits: [String: Int] = [:]
    var names: [String] = []
    // Most series have a value for the same commits: their list is written once.
    var axes: [[Int]: Int] = [:]
    var axisList: [[Int]] = []
    func axis(_ points: [SeriesHistory.Point]) -> Int {
      let numbers = points.map { point in
        let label = point.shortLabel.legible(maximum: 40)
        if let number = commits[label] { return number }
        commits[label] = names.count
        names.append(label)
        return names.count - 1
      }
      if let known = axes[numbers] { return known }
      axes[numbers] = axisList.count
      axisList.append(numbers)
      return axisList.count - 1
    }
    var json = JSONWriter()
    json.object { json in
      json.key("series")
      json.array { json in
        for s in order {
          let series = report.series[s]
          let points = series.history.points
          json.object { json in
            json.member("unit", series.history.metric.unit.legible(maximum: 24))
            json.member("axis", axis(points))
            json.key("values")
            let isLogarithm = series.trend.scale == .logarithm
            json.values(points.map { Self.rounded(isLogarithm ? exp($0.logValue) : $0.value) })
            if points.contains(where: { $0.jobs.count > 1 }) {
              json.key("jobs")
              json.array { json in
                for point in points {
                  json.values(
                    point.jobs.count > 1 ? point.values.prefix(50).map(Self.rounded) : [])
                }
              }
            }
            json.key("spans")
            json.array { json in
              for (span, _) in series.levels {
                json.value(span.lowerBound)
                json.value(span.upperBound)
              }
            }
            json.key("levels")
            json.values(series.trend.levels.map { Self.rounded(series.trend.scale.value($0)) })
            json.member("noise", isLogarithm ? Self.rounded(series.trend.noise ?? 0) : 0)
            json.key("changes")
            json.array { json in
              for (change, judgement) in zip(series.trend.changes, series.judgements)
              where options.all || judgement.reported {
                json.object { json in
                  json.member("index", change.index)
                  json.member("first", change.first)
                  json.member("last", change.last)
                  json.member("state", judgement.state.rawValue)
                  json.member(
                    "size", ChangeEntry(series.history, change, judgement).amount)
                }
              }
            }
          }
        }
      }
      json.key("commits")
      json.array { json in for name in names { json.value(name) } }
      json.key("axes")
      json.array { json in
        for numbers in axisList {
          json.array { json in for number in numbers { json.value(number) } }
        }
      }
    }
    return json.text
  }

  /// Five significant digits: enough for a drawing.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.5g", value)) ?? value
  }
}
