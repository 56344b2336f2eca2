import PerfArchive
import PerfStats
import PerfText
import Testing

/// JMH's printed table by several versions, and by terminals that do not know its signs.
@Suite struct JMHTableTests {
  private static let table = """
    Benchmark                            Mode     Cnt        Score       Error   Units
    a.B.avgt                             avgt      25        1,234 ±     0,015   ns/op
    a.B.avgt:gc.alloc.rate.norm          avgt      25       24.000 ±     0.001    B/op
    a.B.avgt:gc.count                    avgt      25      100.000              counts
    a.B.avgt:stack                       avgt                  NaN                 ---
    a.B.sample                         sample  123456        0.012 ±     0.001   ms/op
    a.B.sample:p0.99                   sample                0.020               ms/op
    a.B.ss                                 ss                5.100               ms/op
    a.B.tiny                             thrpt      5       ≈ 10⁻⁶              ops/ns
    a.B.none                             thrpt      5          ≈ 0              ops/ns

    """

  private func read(_ text: String) throws -> (series: [String], loaded: LoadedRuns) {
    let loaded = try loadRuns(["-"], standardInput: { Array(text.utf8) })
    let series = loaded.runs.flatMap(\.measurements).map {
      "\($0.benchmark) \($0.metric.name) \($0.summary?.estimate ?? .nan) \($0.metric.unit)"
    }
    return (series, loaded)
  }

  private let expected = [
    "a.B.avgt time 1.234 ns", "a.B.avgt gc.alloc.rate.norm 24.0 B/op",
    "a.B.avgt gc.count 100.0 counts", "a.B.sample sample time 0.012 ms", "a.B.sample p0.99 0.02 ms",
    "a.B.ss single shot time 5.1 ms",
  ]

  @Test func theTableAsItIs() throws {
    let (series, loaded) = try read(Self.table)
    #expect(series == expected + ["a.B.none throughput 0.0 ops/ns"])
    #expect(loaded.rejected.isEmpty)
    #expect(loaded.runs[0].unmeasured.map(\.key.benchmark) == ["a.B.tiny"])
  }

  /// The error behind the sign is never taken for the score, nor the count before it. By Windows' consoles:
  /// `?` for every sign, or a byte that is no UTF-8.
  @Test(arguments: ["?", "\u{FFFD}", "+-", "┬▒"]) func signsThatALogDoesNotKnow(sign: String) throws
  {
    let text = Self.table.replacing("±", with: sign).replacing("≈", with: "?")
      .replacing("⁻⁶", with: "??")
    let (series, loaded) = try read(text)
    // "? 0" may be "about 0", and nothing else.
    #expect(series.prefix(6) == expected[...])
    #expect(loaded.rejected.isEmpty)
    #expect(loaded.runs[0].unmeasured.map(\.key.benchmark) == ["a.B.tiny"])
    let interval = try #require(loaded.runs[0].measurements[0].summary)
    #expect(interval.lower == 1.234 - 0.015 && interval.upper == 1.234 + 0.015)
  }

  /// Versions before 1.36 write a middle dot before the names of secondary metrics.
  @Test func middleDots() throws {
    let old = Self.table.replacing(":gc.", with: ":·gc.").replacing(":p0", with: ":sample·p0")
      .replacing(":stack", with: ":·stack")
    #expect(try read(old).series == read(Self.table).series)
    let json = """
      [{"benchmark":"a.B","mode":"thrpt","threads":1,"forks":1,"primaryMetric":{"score":1,"scoreUnit":"ops/s",
      "rawData":[[1,2]]},"secondaryMetrics":{"·gc.alloc.rate.norm":{"score":24,"scoreUnit":"B/op",
      "rawData":[[24,24]]},"·stack":{"score":"NaN","scoreUnit":"---","rawData":[["NaN"]]}}}]

      """
    let (series, loaded) = try read(json)
    #expect(series.count == 2 && series[1].hasPrefix("a.B gc.alloc.rate.norm "))
    #expect(loaded.rejected.isEmpty && loaded.warnings.isEmpty, "\(loaded.warnings)")
  }

  /// `-rf csv`, where the profiler `stack` has a row as well.
  @Test func profilersInCSV() throws {
    let (series, loaded) = try read(
      """
      "Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"
      "a.B","thrpt",1,5,10.5,0.5,"ops/s"
      "a.B:·gc.alloc.rate.norm","thrpt",1,5,24,0.001,"B/op"
      "a.B:·stack","thrpt",1,1,NaN,NaN,"---"
      "a.B:other","thrpt",1,1,,NaN,"B/op"

      """)
    #expect(series == ["a.B throughput 10.5 ops/s", "a.B gc.alloc.rate.norm 24.0 B/op"])
    #expect(loaded.rejected.isEmpty && loaded.warnings.count == 1, "\(loaded.warnings)")
  }

  @Test func aSecondaryMetricThatIsBroken() throws {
    let (series, loaded) = try read(Self.table.replacing("24.000 ±     0.001", with: "x"))
    #expect(series.count == 6 && loaded.rejected.isEmpty)
    #expect(loaded.warnings.contains { $0.message.hasPrefix("gc.alloc.rate.norm of \"a.B.avgt\"") })
  }
}
