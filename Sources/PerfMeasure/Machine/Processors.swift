import CMachine
import Foundation

/// Processors of this machine.
package enum Processors {
  /// How many can work at once.
  package static var active: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Those that this process may use and be bound to, ascending; none where the system cannot bind (macOS).
  static let allowed: [Int] = {
    var list = [Int32](repeating: 0, count: 1024)
    let count = machine_processors(&list, Int32(list.count))
    return list.prefix(Int(count)).map(Int.init)
  }()

  /// Starts a process that stays, with everything it starts, on one processor.
  ///
  /// A process inherits the binding of the thread that starts it, so it is bound before its first
  /// instruction, threads and all.
  static func starting<Value>(
    on processor: Int?, _ start: () throws -> Value
  ) throws -> Value {
    guard let processor else { return try start() }
    try bind([processor])
    defer { try? bind(allowed) }
    return try start()
  }

  private static func bind(_ processors: [Int]) throws {
    let code = machine_bind_thread(processors.map(Int32.init), Int32(processors.count))
    if code != 0 {
      throw SystemError(
        "binding to processor \(processors.map(String.init).joined(separator: ","))", code: code)
    }
  }
}
