/// Where the two programs of an execution pair run.
package enum DuetPin {
  /// Both on one processor, drawn anew for each pair: what slows one processor down (a neighbour on
  /// the other hardware thread, a virtual processor that waits) then slows both sides down.
  case same
  /// Wherever the system puts them.
  case anywhere
  case processor(Int)

  /// Nil for what is neither `same`, `none` nor a number from 0 on.
  package init?(argument: String) {
    switch argument {
    case "same": self = .same
    case "none": self = .anywhere
    default:
      guard let number = Int(argument), number >= 0 else { return nil }
      self = .processor(number)
    }
  }

  /// What is recorded; a system that cannot bind puts programs anywhere.
  package var text: String {
    switch self {
    case .same: Processors.allowed.isEmpty ? "none" : "same"
    case .anywhere: "none"
    case .processor(let number): "\(number)"
    }
  }

  /// Processors to draw from; none to leave the choice to the system.
  ///
  /// - Throws: a processor that this process may not use.
  package func processors() throws -> [Int] {
    switch self {
    case .same: return Processors.allowed
    case .anywhere: return []
    case .processor(let number):
      let allowed = Processors.allowed
      guard allowed.contains(number) else {
        let choice =
          allowed.isEmpty
          ? "this system cannot bind processes"
          : "expected one of \(allowed.map(String.init).joined(separator: ", "))"
        throw DuetError("--pin: \(choice), found \(number)")
      }
      return [number]
    }
  }
}
