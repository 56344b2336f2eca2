import PerfStats

/// Something that both programs of a duet have.
package struct DuetSides<Value> {
  package var base: Value
  package var head: Value

  package init(base: Value, head: Value) {
    self.base = base
    self.head = head
  }

  package subscript(role: Duet.Role) -> Value {
    get {
      switch role {
      case .base: base
      case .head: head
      }
    }
    set {
      switch role {
      case .base: base = newValue
      case .head: head = newValue
      }
    }
  }
}

extension DuetSides: Sendable where Value: Sendable {}

extension Duet.Role {
  var other: Duet.Role { self == .base ? .head : .base }
}

/// One side of a duet failed: says which, before what.
package struct DuetError: QuotingError {
  package var message: String
  package var quoted: [String]

  package init(_ message: String, quoting lines: [String] = []) {
    self.message = "duet: \(message)"
    quoted = lines
  }

  /// Runs `body` and puts the side's name before an error that belongs to it.
  package static func naming<Value>(_ role: Duet.Role, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as WorkerError {
      throw DuetError("\(role.rawValue): \(error.message)", quoting: error.quoted)
    } catch let error as CommandFailure {
      throw DuetError("\(role.rawValue): \(error.message)", quoting: error.quoted)
    } catch let error as SystemError {
      throw DuetError("\(role.rawValue): \(error)")
    }
  }
}
