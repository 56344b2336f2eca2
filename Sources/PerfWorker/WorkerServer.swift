import Foundation

/// The worker's side of the protocol: answers requests until they end.
package struct WorkerServer {
  /// What is offered, in the order of the list.
  let offers: [WorkerProtocol.Offer]
  /// What times a benchmark, nil for an unknown name. Asked for once a name.
  let call: (_ name: String) async throws -> TimedCall?
  let slowDowns: [SlowDown]
  /// Next request without its line feed, nil at the end.
  let read: () -> String?
  /// Where answers go, each of whole lines.
  let write: (String) throws -> Void

  package init(
    offers: [WorkerProtocol.Offer],
    call: @escaping (_ name: String) async throws -> TimedCall?,
    slowDowns: [SlowDown] = [], read: @escaping () -> String? = { readLine() },
    write: @escaping (String) throws -> Void
  ) {
    self.offers = offers
    self.call = call
    self.slowDowns = slowDowns
    self.read = read
    self.write = write
  }

  package func serve() async throws {
    var calls: [String: TimedCall] = [:]
    while let line = read() {
      switch WorkerProtocol.Request(line: line) {
      case .greeting:
        try answer(WorkerProtocol.greeting)
      case .list:
        let lines = offers.map(\.line)
        try answer((["benchmarks \(lines.count)"] + lines).joined(separator: "\n"))
      case .sample(let iterations, let name):
        do {
          if calls[name] == nil, let made = try await call(name) {
            calls[name] = made.slower(by: slowDowns.last { $0.name == name }?.factor ?? 1)
          }
          guard let call = calls[name] else {
            try answer("error no benchmark \"\(name)\"")
            continue
          }
          let nanoseconds = try await call.time(iterations)
          try answer(
            WorkerProtocol.Timing(
              iterations: iterations, nanoseconds: Double(nanoseconds), name: name
            ).line)
        } catch let error as OperationFailure {
          try answer("error \(name): \(error.description)")
        }
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
