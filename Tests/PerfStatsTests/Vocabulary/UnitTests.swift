import PerfStats
import Testing

/// Sizes are those of the SI, of IEC 80000-13 and of the calendar.
@Suite struct UnitTests {
  private typealias Unit = Metric.Unit

  @Test(
    arguments: [
      ("ps", 1e-12, "ps"), ("ns", 1e-9, "ns"), ("ns/op", 1e-9, "ns"), ("ns/iter", 1e-9, "ns"),
      ("nanoseconds", 1e-9, "ns"), ("µs", 1e-6, "us"), ("\u{3BC}s", 1e-6, "us"),
      ("us/op", 1e-6, "us"), ("usec", 1e-6, "us"), ("ms/iter", 1e-3, "ms"), ("msec", 1e-3, "ms"),
      ("sec/op", 1, "s"), ("second", 1, "s"), ("s/op", 1, "s"), (" s ", 1, "s"), ("min", 60, "min"),
      ("h", 3600, "h"), ("hours", 3600, "h"), ("day/op", 86400, "day"),
    ] as [(String, Double, String)])
  func timesPerOperation(text: String, seconds: Double, symbol: String) {
    let unit = Unit(text)
    #expect(unit.dimension == .time)
    #expect(unit.subject == "")
    #expect(unit.factor == seconds)
    #expect(unit.symbol == symbol)
    #expect(unit.direction == .lower)
    #expect(unit.isTimeOrRate)
  }

  @Test(
    arguments: [
      ("ops/ns", 1e9, "op"), ("ops/us", 1e6, "op"), ("ops/ms", 1e3, "op"), ("ops/s", 1, "op"),
      ("ops/sec", 1, "op"), ("op/min", 1.0 / 60, "op"), ("ops/h", 1.0 / 3600, "op"),
      ("iter/s", 1, "op"), ("i/s", 1, "op"), ("Kops/s", 1e3, "op"), ("Melem/s", 1e6, "elem"),
      ("items/s", 1, "item"), ("req/sec", 1, "req"), ("requests per second", 1, "req"),
      ("GFLOP/s", 1e9, "FLOP"), ("MFLOPS", 1e6, "FLOP"), ("# / s", 1, ""), ("1/ms", 1e3, ""),
      ("M/s", 1e6, ""), ("widgets/s", 1, "widgets"),
    ] as [(String, Double, String)])
  func rates(text: String, perSecond: Double, subject: String) {
    let unit = Unit(text)
    #expect(unit.dimension == .rate)
    #expect(unit.subject == subject)
    #expect(unit.factor == perSecond)
    #expect(unit.direction == .higher)
    #expect(unit.isTimeOrRate)
  }

  @Test(
    arguments: [
      ("B", 1.0), ("byte", 1), ("bytes", 1), ("B/op", 1), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6),
      ("GB", 1e9), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("megabytes", 1e6),
    ] as [(String, Double)])
  func memory(text: String, bytes: Double) {
    let unit = Unit(text)
    #expect(unit.dimension == .bytes)
    #expect(unit.factor == bytes)
    #expect(unit.direction == .lower)
    #expect(!unit.isTimeOrRate)
  }

  @Test(
    arguments: [
      ("B/s", 1.0), ("MB/s", 1e6), ("MB/sec", 1e6), ("GiB/s", 1_073_741_824), ("bytes/s", 1),
      ("Mbit/s", 125_000), ("Gbps", 125_000_000), ("B/ns", 1e9),
    ] as [(String, Double)])
  func data(text: String, bytesPerSecond: Double) {
    let unit = Unit(text)
    #expect(unit.dimension == .byteRate)
    #expect(unit.factor == bytesPerSecond)
    #expect(unit.direction == .higher)
    #expect(unit.isTimeOrRate)
  }

  @Test(
    arguments: [
      ("allocs/op", .count, .lower), ("cache-misses", .count, .lower),
      ("cycles", .count, .lower), ("instructions/op", .count, .lower), ("hits", .count, .higher),
      ("hit-percent", .ratio, .higher), ("miss-percent", .ratio, .lower),
      ("%", .ratio, .unspecified),
      ("percent", .ratio, .unspecified), ("p99-ns", .time, .lower),
      ("peak-RSS-bytes", .bytes, .lower),
      ("cache-misses/s", .rate, .unspecified), ("count", .count, .unspecified),
      ("points", .unknown, .unspecified), ("", .unknown, .unspecified),
      ("n", .unknown, .unspecified),
      ("---", .unknown, .unspecified), ("/", .unknown, .unspecified),
      ("keys/op", .unknown, .unspecified),
      ("cache hits and misses", .count, .unspecified), ("ns/key", .time, .lower),
      ("rows_per_sec", .rate, .higher), ("requests per minute", .rate, .higher),
      ("frames-per-second", .rate, .higher), ("misses_per_second", .rate, .unspecified),
      ("bytes_per_second", .byteRate, .higher), ("ns_per_op", .time, .lower),
      ("seconds-per-iteration", .time, .lower), ("allocs_per_op", .count, .lower),
      ("CacheMisses", .count, .lower), ("L1dLoadMisses", .count, .lower),
      ("hitRatio", .unknown, .higher), ("IPC", .unknown, .higher), ("fps", .unknown, .higher),
      ("instructions/cycle", .count, .higher), ("insn per cycle", .count, .higher),
      ("INSTRUCTIONS_PER_CYCLE", .count, .higher), ("cycles/instruction", .count, .lower),
    ] as [(String, Metric.Unit.Dimension, Metric.Direction)])
  func wordsAndDirections(
    text: String, dimension: Metric.Unit.Dimension, direction: Metric.Direction
  ) {
    #expect(Unit(text).dimension == dimension)
    #expect(Unit(text).direction == direction)
  }

  @Test(
    arguments: [
      ("frames", .higher), ("Bytes", .higher), ("CacheMisses", .unspecified),
      ("errors", .unspecified),
      ("hits", .higher), ("misses_per_second", .unspecified), ("frames_per_second", .higher),
    ] as [(String, Metric.Direction)])
  func ratesOfWhatIsCounted(name: String, direction: Metric.Direction) {
    #expect(Unit(name).directionOfRate == direction)
  }

  @Test func conversionsAreExactWherePossible() {
    #expect(Unit("ns").convert(2_000_000, to: Unit("ms")) == 2)
    #expect(Unit("ms").convert(2, to: Unit("ns")) == 2_000_000)
    #expect(Unit("h").convert(1.5, to: Unit("min")) == 90)
    #expect(Unit("ops/us").convert(3, to: Unit("ops/s")) == 3_000_000)
    #expect(Unit("ops/h").convert(7200, to: Unit("ops/min")) == 120)
    #expect(Unit("GiB").convert(1, to: Unit("MiB")) == 1024)
    #expect(Unit("MiB").convert(1, to: Unit("kB")) == 1048.576)
    #expect(Unit("percent").convert(45, to: Unit("ratio")) == 0.45)
    #expect(Unit("ns").convert(0, to: Unit("s")) == 0)
    // 0.1 ns is no whole number of anything; the nearest double is the answer.
    #expect(Unit("ns").convert(0.3, to: Unit("ps")) == 300)
  }

  @Test(
    arguments: [
      ("ns", "B"), ("ns", "ops/s"), ("ops/s", "items/s"), ("allocs/op", "B/op"),
      ("ns/key", "ns/op"),
      ("points", "score"), ("hit-percent", "miss-percent"), ("", "ns"), ("MB", "MB/s"),
    ] as [(String, String)])
  func differentThingsDoNotConvert(a: String, b: String) {
    #expect(Unit(a).convert(1, to: Unit(b)) == nil)
    #expect(Unit(b).convert(1, to: Unit(a)) == nil)
  }

  @Test func unknownUnitsConvertToThemselves() {
    #expect(Unit("points").convert(3, to: Unit("points")) == 3)
    #expect(Unit("allocs/op").convert(7, to: Unit("allocs/op")) == 7)
  }

  @Test func everyUnitReadsItsOwnSymbol() {
    for text in ["ns/op", "µs", "MB/s", "allocs/op", "hit-percent", "ns/key", "points", "seconds"] {
      let unit = Unit(text)
      #expect(Unit(unit.symbol) == unit)
    }
  }
}
