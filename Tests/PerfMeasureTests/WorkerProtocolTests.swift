import PerfMeasure
import PerfWorker
import Testing

@Suite("Lines of the worker protocol")
struct WorkerProtocolTests {
  @Test(
    "A request is read as it was written",
    arguments: [
      ("perfstat-worker 1", WorkerProtocol.Request.greeting),
      ("list", .list),
      ("quit", .quit),
      ("sample 4096 dot/AVX2/1000", .sample(iterations: 4096, name: "dot/AVX2/1000")),
      ("sample 1 a name  with spaces ", .sample(iterations: 1, name: "a name  with spaces ")),
    ])
  func request(line: String, request: WorkerProtocol.Request) {
    #expect(WorkerProtocol.Request(line: line) == request)
    #expect(request.line == line)
  }

  @Test(
    "Anything else is no request",
    arguments: [
      "", "perfstat-worker 2", "perfstat-worker", "List", "list ", "list all", "sample", "sample 1",
      "sample 1 ", "sample 0 a", "sample -1 a", "sample 1.5 a", "sample 99999999999999999999 a",
      "quit now",
    ])
  func noRequest(line: String) {
    #expect(WorkerProtocol.Request(line: line) == nil)
  }

  @Test("An offer is read as it was written")
  func offer() {
    let offers = [
      "benchmark 1000 dot/AVX2/1000": WorkerProtocol.Offer(name: "dot/AVX2/1000", elements: 1000),
      "benchmark - parse a file": .init(name: "parse a file"),
      "unavailable dot/AVX512/1000": .init(name: "dot/AVX512/1000", available: false),
      "unavailable two words": .init(name: "two words", available: false),
    ]
    for (line, offer) in offers {
      #expect(WorkerProtocol.Offer(line: line) == offer)
      #expect(offer.line == line)
    }
  }

  @Test(
    "Anything else is no offer",
    arguments: [
      "", "benchmark", "benchmark 1", "benchmark 1 ", "benchmark x name", "benchmark -1 name",
      "unavailable", "unavailable ", "benchmark - a\tb",
      "benchmark - \(String(repeating: "x", count: 1025))",
    ])
  func noOffer(line: String) {
    #expect(WorkerProtocol.Offer(line: line) == nil)
  }

  @Test("A timing keeps whole nanoseconds whole")
  func timing() {
    let timing = WorkerProtocol.Timing(iterations: 7, nanoseconds: 1_000_213, name: "a b")
    #expect(timing.line == "sample 7 1000213 a b")
    #expect(WorkerProtocol.Timing(line: timing.line) == timing)
    #expect(WorkerProtocol.Timing(line: "sample 7 1.5e3 a b")?.nanoseconds == 1500)
    for line in ["sample 7 1000213", "sample x 1 a", "sample 7 soon a", "timing 7 1 a"] {
      #expect(WorkerProtocol.Timing(line: line) == nil)
    }
  }

  @Test(
    "The clock's nanoseconds can be recovered from a value",
    arguments: [1, 2, 3, 7, 14, 1439, 14_222, 1_000_003, 123_456_789])
  func recoverable(iterations: Int) {
    for nanoseconds in [1, 999_999, 1_000_000, 1_000_213, 73_123_456_789] {
      let timing = WorkerProtocol.Timing(
        iterations: iterations, nanoseconds: Double(nanoseconds), name: "a")
      let recovered = (timing.perOperation * Double(iterations)).rounded()
      #expect(recovered == Double(nanoseconds))
    }
  }

  @Test("A value has no more digits than it needs")
  func shortValues() {
    // 1000213/14222 = 70.3285754...; five decimals recover the nanoseconds (14222 * 0.00001 < 0.5).
    let timing = WorkerProtocol.Timing(iterations: 14_222, nanoseconds: 1_000_213, name: "a")
    #expect("\(timing.perOperation)" == "70.32858")
    // A worker that knows fractions of a nanosecond keeps them all.
    let fraction = WorkerProtocol.Timing(iterations: 3, nanoseconds: 1.5, name: "a")
    #expect(fraction.perOperation == 0.5)
  }

  @Test("A slow-down names one benchmark and a factor from 1 to 100")
  func slowDown() {
    #expect(SlowDown("dot/AVX2/1000=1.3")?.factor == 1.3)
    #expect(SlowDown("a=b=2")?.name == "a=b")
    for bad in ["", "a", "a=", "=2", "a=0.9", "a=101", "a=nan", "a=x"] {
      #expect(SlowDown(bad) == nil)
    }
  }
}
