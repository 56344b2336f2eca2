import Foundation

/// The worker's side of the protocol: reads requests from standard input until it ends.
package struct WorkerServer {
  /// What is offered, in the order of the list.
  let offers: [WorkerProtocol.Offer]
  /// What runs a benchmark so many times, nil for an unknown name.
  let loop: (_ name: String) throws -> ((_ iterations: Int) -> Void)?
  let slowDowns: [SlowDown]
  /// Where answers go, each of whole lines.
  let write: (String) throws -> Void

  package init(
    offers: [WorkerProtocol.Offer],
    loop: @escaping (_ name: String) throws -> ((_ iterations: Int) -> Void)?,
    slowDowns: [SlowDown], write: @escaping (String) throws -> Void
  ) {
    self.offers = offers
    self.loop = loop
    self.slowDowns = slowDowns
    self.write = write
  }

  package func serve() throws {
    var calls: [String: TimedCall] = [:]
    while let line = readLine() {
      switch WorkerProtocol.Request(line: line) {
      case .greeting:
        try answer(WorkerProtocol.greeting)
      case .list:
        let lines = offers.map(\.line)
        try answer((["benchmarks \(lines.count)"] + lines).joined(separator: "\n"))
      case .sample(let iterations, let name):
        if calls[name] == nil, let run = try loop(name) {
          let factor = slowDowns.last { $0.name == name }?.factor ?? 1
          calls[name] = TimedCall(run: run, factor: factor)
        }
        guard let call = calls[name] else {
          try answer("error no benchmark \"\(name)\"")
          continue
        }
        let nanoseconds = call.time(iterations: iterations)
        try answer(
          WorkerProtocol.Timing(
            iterations: iterations, nanoseconds: Double(nanoseconds), name: name
          ).line)
      case .quit:
        return
      case nil:
        try answer("error unknown request \"\(line.prefix(200))\"")
      }
    }
  }

  private func answer(_ text: String) throws {
    try write(text + "\n")
  }
}

/// One loop under the clock, optionally slower than it is.
struct TimedCall {
  let run: (_ iterations: Int) -> Void
  /// Factor by which the time of every batch is stretched; 1 leaves it alone.
  let factor: Double

  /// Nanoseconds that a batch takes. A short untimed run before it brings
  /// caches and branch predictors back after the wait for the request.
  func time(iterations: Int) -> UInt64 {
    run(max(1, iterations / 16))
    let start = TimedCall.clock()
    run(iterations)
    var elapsed = TimedCall.clock() - start
    if factor > 1 {
      let target = UInt64(Double(elapsed) * factor)
      while elapsed < target { elapsed = TimedCall.clock() - start }
    }
    return max(elapsed, 1)
  }

  /// Monotonic and never slewed.
  private static func clock() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// Makes one benchmark slower than it is, to show that the gate finds it:
/// `dot/AVX2/1000=1.3` stretches its time by 30 %.
package struct SlowDown: Hashable, Sendable {
  package var name: String
  package var factor: Double

  /// Nil unless the text is `NAME=FACTOR` with a factor from 1 to 100.
  package init?(_ text: String) {
    guard let sign = text.lastIndex(of: "="), sign != text.startIndex,
      let factor = Double(text[text.index(after: sign)...]), (1...100).contains(factor)
    else { return nil }
    name = String(text[..<sign])
    self.factor = factor
  }
}
