import Foundation

/// One loop under the clock.
///
/// A short untimed run before each batch brings caches and branch predictors back after
/// the wait for the request.
package struct TimedCall {
  /// Nanoseconds, at least 1, that so many operations take together.
  package let time: (_ iterations: Int) async throws -> UInt64

  /// A loop without suspension.
  package init(loop: @escaping (_ iterations: Int) throws -> Void) {
    time = { iterations in
      try failing { try loop(max(1, iterations / 16)) }
      let start = TimedCall.clock()
      try failing { try loop(iterations) }
      return max(TimedCall.clock() - start, 1)
    }
  }

  /// A loop whose operations may suspend.
  @_disfavoredOverload
  package init(loop: @escaping (_ iterations: Int) async throws -> Void) {
    time = { iterations in
      try await failingAsync { try await loop(max(1, iterations / 16)) }
      let start = TimedCall.clock()
      try await failingAsync { try await loop(iterations) }
      return max(TimedCall.clock() - start, 1)
    }
  }

  /// A loop over inputs that it uses up.
  ///
  /// - Parameters:
  ///   - limit: Most operations that are prepared at once.
  ///   - prepare: Makes so many inputs, untimed, and returns what runs over them.
  package init(
    groupsOf limit: Int, prepare: @escaping (_ iterations: Int) throws -> () throws -> Void
  ) {
    time = { iterations in
      var elapsed: UInt64 = 0
      var left = iterations
      try failing { try prepare(max(1, min(limit, iterations / 16)))() }
      while left > 0 {
        let count = min(left, limit)
        left -= count
        let loop = try failing { try prepare(count) }
        let start = TimedCall.clock()
        try failing { try loop() }
        elapsed += TimedCall.clock() - start
      }
      return max(elapsed, 1)
    }
  }

  private init(time: @escaping (_ iterations: Int) async throws -> UInt64) { self.time = time }

  /// The same loop, the time of every batch stretched by a factor; 1 leaves it alone.
  func slower(by factor: Double) -> TimedCall {
    guard factor > 1 else { return self }
    return TimedCall { iterations in
      let elapsed = try await time(iterations)
      let target = UInt64(Double(elapsed) * factor)
      let start = TimedCall.clock()
      while TimedCall.clock() - start < target - elapsed {}
      return target
    }
  }

  /// Monotonic and never slewed.
  private static func clock() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// What a benchmark's own code threw.
struct OperationFailure: Error, CustomStringConvertible {
  var cause: any Error

  /// One line without control characters, as an answer must be.
  var description: String {
    String(
      String.UnicodeScalarView(
        "\(cause)".unicodeScalars.map {
          $0.properties.generalCategory == .control ? " " : $0
        }
      ).prefix(500))
  }
}

private func failing<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch { throw OperationFailure(cause: error) }
}

private func failingAsync<Value>(_ body: () async throws -> Value) async throws -> Value {
  do { return try await body() } catch { throw OperationFailure(cause: error) }
}
