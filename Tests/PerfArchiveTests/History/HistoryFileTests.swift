import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct HistoryFileTests {
  private func read(_ text: String, _ selection: HistoryFile.Selection = .init()) throws
    -> HistoryFile
  {
    try HistoryFile(Array(text.utf8), file: "t.csv", selection: selection)
  }

  /// 0.6931471805599452 lies one step below ln 2 = 0.6931471805599453.
  @Test func theExactLogarithmCounts() throws {
    let file = try read("series,value,log_value\na,2,0.6931471805599452\na,2,\n")
    #expect(file.series[0].points.map(\.logValue) == [0.6931471805599452, 0.6931471805599453])
    let error = inputError { () throws(InputError) in
      _ = try HistoryFile(Array("series,value,log_value\na,2,0.301\n".utf8), file: "t.csv")
    }
    #expect(
      error?.description
        == "t.csv:2: log_value: expected the natural logarithm of 2, found \"0.301\"")
  }

  @Test func samplesOfOneIndexAreOnePoint() throws {
    let file = try read(
      """
      series,index,commit,date,sample,value,unit,direction
      a,1,c1,2026-01-02,0,8,ms,lower
      b,0,x,,0,5,s,higher
      a,0,c0,2026-01-01,0,2,ms,lower
      a,1,c1,,1,2,ms,lower
      a,1,c1,,2,1,ms,lower

      """)
    #expect(file.series.map(\.name) == ["a", "b"])
    let a = file.series[0]
    #expect(a.points.map(\.commit) == ["c0", "c1"])
    #expect(a.points.map(\.date) == ["2026-01-01", "2026-01-02"])
    // Medians of the logarithms: of {2}, and of {8, 2, 1}.
    for point in a.points { #expect(abs(point.logValue - log(2)) < 1e-15) }
    #expect(a.metric == Metric(name: "time", unit: "ms", better: .lower))
    #expect(file.series[1].metric.better == .higher)
    #expect(file.warnings.isEmpty)
  }

  @Test func jobsOfOneCommitAreJoined() throws {
    let file = try read("series,commit,value\na,c0,1\na,c1,4\na,c0,9\na,,3\na,,3\n")
    let joined = file.series[0].joiningCommits()
    #expect(joined.points.map(\.commit) == ["c0", "c1", "", ""])
    // Median of ln 1 and ln 9 is ln 3.
    #expect(abs(joined.points[0].logValue - log(3)) < 1e-15)
  }

  @Test func valuesThatAreNoneAreLeftOutAndSaidSo() throws {
    let file = try read("series,index,value\na,0,1\na,1,0\na,2,nan\na,3,-4\na,4,5\n")
    #expect(file.series[0].points.map(\.index) == [0, 1, 4])
    #expect(file.series[0].points.map(\.value) == [1, 0, 5], "0 is a value")
    #expect(file.series[0].notes == ["2 values negative or no number, left out"])
    #expect(file.warnings.map(\.place) == ["t.csv:4"])
  }

  @Test func indicesBeyondTheDoublesAreExact() throws {
    let file = try read(
      "series,index,value\na,9007199254740993,1\na,9007199254740992,2\na,9007199254740994,3\n"
        + "a,-9223372036854775808,4\na,1e3,5\n")
    #expect(
      file.series[0].points.map(\.index) == [
        Int.min, 1000, 9_007_199_254_740_992, 9_007_199_254_740_993, 9_007_199_254_740_994,
      ])
  }

  @Test func unitsAreConvertedToTheFirst() throws {
    let file = try read(
      "series,value,unit\na,2,ms\na,1500,us\nb,1,KiB\na,3e6,ns\nb,2048,B\n")
    #expect(file.series[0].metric.unit == "ms")
    #expect(file.series[0].points.map(\.value) == [2, 1.5, 3])
    #expect(file.series[0].points.allSatisfy { abs($0.logValue - log($0.value)) < 1e-15 })
    #expect(file.series[0].notes == ["2 values converted to ms"])
    #expect(file.series[1].points.map(\.value) == [1, 2])
    let error = inputError { () throws(InputError) in
      _ = try HistoryFile(Array("series,value,unit\na,2,ms\na,3,B\n".utf8), file: "t.csv")
    }
    #expect(
      error?.description == "t.csv:3: expected a value in ms like the rows of a before, found B")
  }

  @Test func rowsWithoutIndexFollowTheirDates() throws {
    let file = try read(
      "series,date,value\na,14/10/2026,2\na,05/11/2026,3\na,13/10/2026,1\nb,x,9\nb,2026-01-01,8\n")
    #expect(file.series[0].points.map(\.value) == [1, 2, 3])
    #expect(file.series[0].notes == ["rows put into the order of their dates"])
    #expect(file.series[1].points.map(\.value) == [9, 8], "not every row has a date")
  }

  @Test func dayAndMonthAreToldByTheColumn() {
    #expect(
      CalendarDates(["04/11/2026", "14/10/2026 10:30"]).dates
        == ["2026-11-04T00:00:00Z", "2026-10-14T10:30:00Z"])
    #expect(
      CalendarDates(["04/11/2026", "10/14/2026"]).dates
        == ["2026-04-11T00:00:00Z", "2026-10-14T00:00:00Z"])
    #expect(CalendarDates(["4.11.2026"]).dates == ["2026-11-04T00:00:00Z"])
    for texts in [["04/11/2026"], ["14/10/2026", "10/14/2026"]] {
      let dates = CalendarDates(texts)
      #expect(dates.dates.allSatisfy { $0.isEmpty } && dates.ambiguous == texts[0])
    }
    #expect(CalendarDates(["", "2026-01-02", "soon"]).dates == ["", "2026-01-02T00:00:00Z", ""])
    #expect(CalendarDates(["soon"]).ambiguous == nil)
  }

  @Test func filtersByNameDateAndBranch() throws {
    let text =
      "series,index,date,branch,value\na,0,2026-01-01,main,1\na,1,2026-02-01,topic,2\n"
      + "b,0,2026-01-05,main,3\na,2,2026-03-01,main,4\n"
    let recent = try read(text, .init(since: "2026-02", names: { $0 == "a" }))
    #expect(recent.series.map(\.name) == ["a"])
    #expect(recent.series[0].points.map(\.index) == [1, 2])
    let main = try read(text, .init(branch: "main"))
    #expect(main.series[0].points.map(\.index) == [0, 2])
    #expect(throws: InputError.self) { try read("series,value\na,1\n", .init(branch: "x")) }
  }

  @Test(arguments: [
    ("series,time\na,1\n", "t.csv:1"), ("series,index,value\na,x,1\n", "t.csv:2"),
    ("series,value\na,1\na\n", "t.csv:3"), ("series,value\n\"\",1\n", "t.csv:2"),
    ("series,value,direction\na,1,up\n", "t.csv:2"), ("series,value\na\u{7},1\n", "t.csv:2"),
  ])
  func errorsNameTheirPlace(text: String, place: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.place == place)
  }

  @Test func streamGivesTheSameSeriesInPieces() throws {
    var text = "series,index,commit,value\n"
    for s in 0..<30 {
      for i in 0..<50 { text += "s\(s),\(i),c\(i),\(1 + (i * 7 + s) % 13)\n" }
    }
    let bytes = Array(text.utf8)
    let whole = try read(text).series
    for size in [1, 7, 1000] {
      var at = 0
      var streamed: [SeriesHistory] = []
      let stream = HistoryStream(file: "t.csv") { buffer in
        let count = min(size, bytes.count - at, buffer.count)
        buffer.copyBytes(from: bytes[at..<(at + count)])
        at += count
        return count
      }
      try stream.forEachSeries { streamed.append($0) }
      #expect(streamed == whole)
    }
  }

  @Test func streamRefusesASeriesThatComesAgain() {
    var parts = [Array("series,value\na,1\nb,1\na,1\n".utf8)]
    let stream = HistoryStream(file: "rows") { buffer in
      guard let part = parts.popLast() else { return 0 }
      buffer.copyBytes(from: part)
      return part.count
    }
    #expect(throws: InputError.self) { try stream.forEachSeries { _ in } }
  }

  @Test func marksOfPeopleAndLabels() throws {
    let people = try ChangeMarks(
      Array("series,annotator,change_index,length\na,1,5,90\na,1,40,90\na,2,,90\n".utf8),
      file: "m")
    #expect(people.series["a"]?.people == [[5, 40], []])
    #expect(people.series["a"]?.length == 90)
    let labels = try ChangeMarks(
      Array("series,index,value,label\na,0,1,\na,1,1,cp\na,1,2,cp\na,2,1,\nb,0,1,\n".utf8),
      file: "m")
    #expect(labels.series["a"]?.people == [[1]])
    #expect(labels.series["a"]?.length == 3)
    #expect(labels.series["b"]?.people == [[]])
  }

  @Test func commitsInTheOrderOfTheRepository() {
    let ids = ["aaaaaaa111", "bbbbbbb222", "aaaaaaa333"]
    let order = CommitOrder(ids)
    #expect(order.rank(of: "bbbbbbb") == 1)
    #expect(order.rank(of: "aaaaaaa333") == 2)
    #expect(order.rank(of: "aaaaaaa") == nil, "two begin so")
    #expect(order.rank(of: "bbb") == nil, "too short")
    let points = ["aaaaaaa333", "zzzzzzzz", "aaaaaaa111"].map {
      SeriesHistory.Point(index: 0, commit: $0, date: "", jobs: [0])
    }
    let history = SeriesHistory(name: "s", metric: .nanoseconds, points: points)
    let ordered = history.ordered(by: order)
    #expect(ordered.points.map(\.commit) == ["aaaaaaa111", "aaaaaaa333"])
    #expect(ordered.notes == ["1 point of other commits left out"])
  }

  @Test func oneBranchIsFollowedWhereATableNamesSeveral() throws {
    let text = """
      series,index,value,branch
      a,0,10,main
      a,1,20,topic
      a,2,11,
      a,3,12,main

      """
    var selection = HistoryFile.Selection()
    let all = try HistoryFile(Array(text.utf8), file: "t.csv", selection: selection)
    #expect(all.series[0].points.count == 4)
    selection.followsOneBranch = true
    let one = try HistoryFile(Array(text.utf8), file: "t.csv", selection: selection)
    #expect(one.series[0].points.map(\.index) == [0, 2, 3])
    #expect(
      one.warnings.map(\.message) == [
        "following branch main, one of 2 (--branch NAME for another one, --branch '*' for all)"
      ])
  }

  @Test(arguments: [
    (["main": 3, "topic": 9], "main"), (["origin/master": 1, "x": 2], "origin/master"),
    (["develop": 5, "x": 2], "develop"), (["b": 2, "a": 2], "a"),
  ]) func theMainLine(branches: [String: Int], name: String) {
    #expect(mainline(branches) == name)
  }

  @Test func oneBranchAloneIsNoChoice() {
    #expect(mainline([:]) == nil)
    #expect(mainline(["topic": 4]) == nil)
  }
}
