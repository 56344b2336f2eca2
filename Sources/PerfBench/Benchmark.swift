import PerfWorker

/// A name and an operation whose time perfstat asks for.
///
/// The operation is run in batches of about a millisecond, which are timed as a whole:
/// how many operations make a batch is found out by perfstat, not written down here.
/// What an operation needs is made by `setup`, once for each process and outside of the
/// time, or, where the operation uses its input up, by `input`, once for each operation.
///
/// ```swift
/// Benchmark("sort/1000", elements: 1000, input: { shuffled(1000) }) { $0.sort() }
/// ```
public struct Benchmark: Sendable {
  /// Not empty, at most 1024 bytes, no control characters, and unique in its program.
  public let name: String
  /// Elements (bytes, items, ...) that one operation processes, for throughput; nil where
  /// that has no meaning.
  public let elements: Int?
  /// Makes what is timed. Called when the benchmark is named for the first time.
  let prepare: @Sendable () async throws -> Prepared

  /// A benchmark that is ready to be timed.
  struct Prepared {
    var call: TimedCall
    /// Undoes what `setup` did, after the last batch.
    var end: () async throws -> Void = {}
  }

  private init(
    name: String, elements: Int?, prepare: @escaping @Sendable () async throws -> Prepared
  ) {
    precondition(
      WorkerProtocol.Offer.isValid(name: name),
      "a benchmark's name is not empty, has at most 1024 bytes and no control characters: \(name)")
    precondition(elements ?? 0 >= 0, "\(name): elements are not negative")
    self.name = name
    self.elements = elements
    self.prepare = prepare
  }

  /// An operation without a state of its own.
  public init(
    _ name: String, elements: Int? = nil, operation: @escaping @Sendable () throws -> Void
  ) {
    self.init(name: name, elements: elements) {
      Prepared(call: TimedCall { count in for _ in 0..<count { try operation() } })
    }
  }

  /// An asynchronous operation. The next one begins when the one before has returned.
  public init(
    _ name: String, elements: Int? = nil,
    operation: @escaping @Sendable () async throws -> Void
  ) {
    self.init(name: name, elements: elements) {
      Prepared(call: TimedCall { count in for _ in 0..<count { try await operation() } })
    }
  }

  /// An operation on a state that is made once for each process.
  ///
  /// - Parameters:
  ///   - name: Unique among the benchmarks of the program.
  ///   - elements: What one operation processes, for the throughput.
  ///   - setup: Makes the state, untimed.
  ///   - teardown: Called untimed after the last batch, with the state.
  ///   - operation: May change the state; the next operation sees what the one before left.
  public init<State>(
    _ name: String, elements: Int? = nil, setup: @escaping @Sendable () throws -> State,
    teardown: @escaping @Sendable (State) throws -> Void = { _ in },
    operation: @escaping @Sendable (inout State) throws -> Void
  ) {
    self.init(name: name, elements: elements) {
      let kept = Kept(try setup())
      return Prepared(
        call: TimedCall { count in for _ in 0..<count { try operation(&kept.value) } },
        end: { try teardown(kept.value) })
    }
  }

  /// An asynchronous operation on a state that is made once for each process.
  public init<State>(
    _ name: String, elements: Int? = nil, setup: @escaping @Sendable () async throws -> State,
    teardown: @escaping @Sendable (State) async throws -> Void = { _ in },
    operation: @escaping @Sendable (inout State) async throws -> Void
  ) {
    self.init(name: name, elements: elements) {
      let kept = Kept(try await setup())
      return Prepared(
        call: TimedCall { count in for _ in 0..<count { try await operation(&kept.value) } },
        end: { try await teardown(kept.value) })
    }
  }

  /// An operation that uses its input up, such as sorting in place.
  ///
  /// - Parameters:
  ///   - name: Unique among the benchmarks of the program.
  ///   - elements: What one operation processes, for the throughput.
  ///   - input: Makes the input of one operation, untimed. Up to 256 of them are kept at once; the clock
  ///     is read before and after each such group.
  ///   - operation: May change its input, which is not used again.
  public init<Input>(
    _ name: String, elements: Int? = nil, input: @escaping @Sendable () throws -> Input,
    operation: @escaping @Sendable (inout Input) throws -> Void
  ) {
    self.init(name: name, elements: elements) {
      Prepared(
        call: TimedCall(groupsOf: 256) { count in
          var inputs: [Input] = []
          inputs.reserveCapacity(count)
          for _ in 0..<count { inputs.append(try input()) }
          return { for index in 0..<count { try operation(&inputs[index]) } }
        })
    }
  }
}

/// The state of one benchmark, used by one batch after another.
private final class Kept<Value> {
  var value: Value
  init(_ value: Value) { self.value = value }
}

/// Benchmarks in braces: one a line, loops and conditions around them.
///
/// ```swift
/// for size in [100, 10_000] { Benchmark("sum/\(size)") { blackHole((0..<size).reduce(0, +)) } }
/// ```
@resultBuilder
public enum BenchmarkBuilder {
  /// A benchmark in a list.
  public static func buildExpression(_ benchmark: Benchmark) -> [Benchmark] { [benchmark] }
  /// A list within a list.
  public static func buildExpression(_ benchmarks: [Benchmark]) -> [Benchmark] { benchmarks }
  /// Parts one after another.
  public static func buildBlock(_ parts: [Benchmark]...) -> [Benchmark] { parts.flatMap { $0 } }
  /// The parts of a loop.
  public static func buildArray(_ parts: [[Benchmark]]) -> [Benchmark] { parts.flatMap { $0 } }
  /// A part under a condition.
  public static func buildOptional(_ part: [Benchmark]?) -> [Benchmark] { part ?? [] }
  /// One of two parts.
  public static func buildEither(first part: [Benchmark]) -> [Benchmark] { part }
  /// The other of two parts.
  public static func buildEither(second part: [Benchmark]) -> [Benchmark] { part }
}
