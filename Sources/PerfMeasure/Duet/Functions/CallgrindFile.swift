extension FunctionProfile {
  /// Instructions by function, as one of callgrind's files has them.
  ///
  /// What a line says of a call is what the called function and all that it calls cost; only a
  /// function's own lines are counted.
  ///
  /// Source: "Callgrind Format Specification", Valgrind User Manual.
  ///
  /// - Throws: `DuetError` for a file that is none of callgrind's.
  package init(callgrind text: String) throws {
    guard text.contains("events:") else {
      throw DuetError("callgrind left a file that is not its own")
    }
    var names: [Substring: String] = [:]
    var current: String?
    var isCall = false
    func name(_ rest: Substring) -> String {
      guard rest.first == "(", let close = rest.firstIndex(of: ")") else { return String(rest) }
      let number = rest[...close]
      let text = rest[rest.index(after: close)...].drop { $0 == " " }
      if !text.isEmpty { names[number] = String(text) }
      return names[number] ?? String(number)
    }
    for line in text.split(separator: "\n") {
      guard let first = line.first else { continue }
      if first.isNumber || first == "+" || first == "-" || first == "*" {
        // Position and cost; after a line about calls the cost of what was called.
        defer { isCall = false }
        guard !isCall, let current else { continue }
        let words = line.split(separator: " ")
        guard words.count >= 2, let cost = Double(words[1]) else { continue }
        functions[current, default: 0] += cost
      } else if line.hasPrefix("fn=") {
        current = name(line.dropFirst(3))
      } else if line.hasPrefix("cfn=") {
        _ = name(line.dropFirst(4))
      } else if line.hasPrefix("calls=") {
        isCall = true
      }
    }
  }
}
