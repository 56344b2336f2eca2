import PerfBench
import Synchronization
import Testing

/// What a benchmark program answers, without a process around it.
@Suite("Benchmark programs")
struct BenchmarkSuiteTests {
  /// Answers to the requests, one string a line, teardown included.
  private func answers(_ requests: [String], _ benchmarks: [Benchmark]) async throws -> [String] {
    var left = requests[...]
    var text = ""
    let suite = BenchmarkSuite(benchmarks)
    try await suite.serve(read: { left.popFirst() }, write: { text += $0 })
    try await suite.end()
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// Counts calls from closures that may run anywhere.
  private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  private struct Broken: Error {}

  @Test("The list names every benchmark with its elements")
  func list() async throws {
    let lines = try await answers(
      ["perfstat-worker 1", "list", "quit"],
      [Benchmark("a b", elements: 16) {}, Benchmark("none") {}])
    #expect(lines == ["perfstat-worker 1", "benchmarks 2", "benchmark 16 a b", "benchmark - none"])
  }

  @Test("A batch runs the operation as often as asked, after a sixteenth of it to warm up")
  func batch() async throws {
    let calls = Counter()
    let lines = try await answers(["sample 32 op", "quit"], [Benchmark("op") { calls.add() }])
    #expect(lines.count == 1)
    #expect(lines[0].hasPrefix("sample 32 ") && lines[0].hasSuffix(" op"))
    #expect(calls.value == 34)
  }

  @Test("State is made once, changed by every operation and torn down once")
  func state() async throws {
    let setups = Counter()
    let seen = Mutex(0)
    let benchmark = Benchmark(
      "sum",
      setup: {
        setups.add()
        return 0
      }, teardown: { end in seen.withLock { $0 = end } }, operation: { $0 += 1 })
    _ = try await answers(["sample 16 sum", "sample 16 sum", "quit"], [benchmark])
    #expect(setups.value == 1)
    #expect(seen.withLock { $0 } == 34)
  }

  @Test("Nothing is set up that is not asked for")
  func lazy() async throws {
    let setups = Counter()
    let benchmark = Benchmark("never", setup: { setups.add() }, operation: { _ in })
    _ = try await answers(["list", "quit"], [benchmark])
    #expect(setups.value == 0)
  }

  @Test("An input that is used up is made anew for each operation, also beyond one group")
  func input() async throws {
    let made = Counter()
    let benchmark = Benchmark(
      "drain",
      input: {
        made.add()
        return [1, 2, 3]
      },
      operation: { (array: inout [Int]) in
        #expect(array.count == 3)
        array.removeAll()
      })
    _ = try await answers(["sample 600 drain", "quit"], [benchmark])
    #expect(made.value == 600 + 37)
  }

  @Test("Operations that suspend are awaited one after another")
  func suspending() async throws {
    let calls = Counter()
    let benchmark = Benchmark("yield") {
      await Task.yield()
      calls.add()
    }
    let lines = try await answers(["sample 16 yield", "quit"], [benchmark])
    #expect(lines.first?.hasPrefix("sample 16 ") == true)
    #expect(calls.value == 17)
  }

  @Test("What an operation throws is answered in one line with the benchmark's name")
  func throwing() async throws {
    let lines = try await answers(
      ["sample 1 bad", "sample 1 good", "quit"],
      [Benchmark("bad") { throw Broken() }, Benchmark("good") {}])
    #expect(lines.count == 2)
    #expect(lines[0] == "error bad: Broken()")
    #expect(lines[1].hasPrefix("sample 1 "))
  }

  @Test("Unknown names and requests are answered with an error")
  func unknown() async throws {
    let lines = try await answers(["sample 1 x", "sample 0 op", "dance"], [Benchmark("op") {}])
    #expect(lines.allSatisfy { $0.hasPrefix("error ") } && lines.count == 3)
  }

  @Test("Loops and conditions make lists of benchmarks")
  func builder() {
    @BenchmarkBuilder func build(_ extra: Bool) -> [Benchmark] {
      for size in [1, 2] { Benchmark("size/\(size)") {} }
      if extra { Benchmark("extra") {} }
    }
    #expect(build(true).map(\.name) == ["size/1", "size/2", "extra"])
    #expect(build(false).count == 2)
  }
}
