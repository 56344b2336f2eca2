import Foundation

/// Instructions by function, as one of callgrind's files has them.
///
/// What a line says of a call is what the called function and all that it calls cost; only a
/// function's own lines are counted.
///
/// Source: "Callgrind Format Specification", Valgrind User Manual.
package struct CallgrindProfile: Hashable, Sendable {
  /// Own instructions by the name of the function.
  package private(set) var functions: [String: Double] = [:]

  package init() {}

  package var instructions: Double { functions.values.reduce(0, +) }

  /// - Throws: `DuetError` for a file that is none of callgrind's.
  package init(parsing text: String) throws {
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

  package static func + (a: CallgrindProfile, b: CallgrindProfile) -> CallgrindProfile {
    var sum = a
    sum.functions.merge(b.functions) { $0 + $1 }
    return sum
  }

  /// What this one has beyond another, divided.
  func beyond(_ other: CallgrindProfile, per divisor: Double) -> CallgrindProfile {
    var rest = CallgrindProfile()
    for name in Set(functions.keys).union(other.functions.keys) {
      let difference = (functions[name] ?? 0) - (other.functions[name] ?? 0)
      if difference != 0 { rest.functions[name] = difference / divisor }
    }
    return rest
  }

  /// The functions that differ most from those of another profile, the largest difference first.
  ///
  /// - Parameter scale: what both profiles are multiplied with.
  package func largestChanges(
    to head: CallgrindProfile, count: Int = 10,
    scale: DuetSides<Double> = DuetSides(base: 1, head: 1)
  ) -> [(function: String, base: Double, head: Double)] {
    Set(functions.keys).union(head.functions.keys).map { name in
      (
        function: SymbolName.demangled(name), base: (functions[name] ?? 0) * scale.base,
        head: (head.functions[name] ?? 0) * scale.head
      )
    }.filter { $0.base != $0.head }.sorted {
      (($1.head - $1.base).magnitude, $0.function) < (($0.head - $0.base).magnitude, $1.function)
    }.prefix(count).map { $0 }
  }
}

/// Names of Swift's functions for people; valgrind itself knows those of C++ and Rust.
enum SymbolName {
  static func demangled(_ name: String) -> String {
    guard name.hasPrefix("$s") || name.hasPrefix("$S") || name.hasPrefix("_$s") else { return name }
    let bytes = Array(name.utf8CString)
    guard let text = demangle(bytes, UInt(bytes.count - 1), nil, nil, 0) else { return name }
    defer { free(text) }
    return String(cString: text)
  }
}

@_silgen_name("swift_demangle")
private func demangle(
  _ name: UnsafePointer<CChar>, _ length: UInt, _ output: UnsafeMutablePointer<CChar>?,
  _ size: UnsafeMutablePointer<UInt>?, _ flags: UInt32
) -> UnsafeMutablePointer<CChar>?
