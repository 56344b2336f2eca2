/// How one benchmark of a list is named to its harness, so that it alone is run.
package enum HarnessFilter: Hashable, Sendable {
  /// It cannot be: all are run together.
  case none
  /// By its name as it stands.
  case literal
  /// By a regular expression that matches the whole name.
  case regex
  /// By one that matches the name before its parameters in parentheses, as JMH's are.
  case beforeParameters
  /// By one that matches SUITE.NAME, as swift-benchmark's are: the dot is there also where the suite has no name.
  case withSuite
  /// By one that matches the name behind its target, as package-benchmark's are. Its files have `_` for what may be
  /// a space or a slash there.
  case behindTarget
  /// By Go's expression, in which each part of a path is one of its own.
  case goPath

  /// The filter for a benchmark; those with equal filters are run together. Nil if there is none.
  package func text(_ benchmark: String) -> String? {
    switch self {
    case .none: return nil
    case .literal: return benchmark
    case .regex: return "^\(HarnessFilter.quoted(benchmark))$"
    case .beforeParameters:
      let name = benchmark.hasSuffix(")") ? benchmark.prefix { $0 != "(" } : benchmark[...]
      let end = name.lastIndex { $0 != " " }.map { name.index(after: $0) } ?? name.endIndex
      return "^\(HarnessFilter.quoted(name[..<end]))$"
    case .withSuite: return "^\\.?\(HarnessFilter.quoted(benchmark))$"
    case .behindTarget:
      let name = benchmark.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      return "^\(HarnessFilter.quoted(name.last ?? "").replacing("_", with: "."))$"
    case .goPath: return HarnessFilter.goPath(benchmark)
    }
  }

  /// Characters that mean something in RE2, ECMAScript, Java, Rust and Python expressions.
  private static let special: Set<Character> = Set(#"\.+*?()|[]{}^$"#)

  private static func quoted(_ text: some StringProtocol) -> String {
    text.reduce(into: "") { $0 += special.contains($1) ? "\\\($1)" : String($1) }
  }

  /// The importer's name lacks `Benchmark` and may begin with the package. Its last part may end
  /// with the number of processors, which is no part of the name that Go matches.
  private static func goPath(_ benchmark: String) -> String {
    var name = benchmark[...]
    // Import paths begin in lower case, names after `Benchmark` do not.
    if name.first?.isLowercase == true {
      let end = name.indices.first { index in
        let next = name.index(after: index)
        return name[index] == "." && next < name.endIndex
          && (name[next].isUppercase || name[next] == "_")
      }
      if let end { name = name[name.index(after: end)...] }
    }
    var parts = "Benchmark\(name)".split(separator: "/", omittingEmptySubsequences: false).map {
      quoted($0)
    }
    let last = parts[parts.count - 1]
    if let dash = last.lastIndex(of: "-"), case let digits = last[last.index(after: dash)...],
      !digits.isEmpty, digits.allSatisfy(\.isNumber)
    {
      parts[parts.count - 1] = "\(last[..<dash])(-\(digits))?"
    }
    return parts.map { "^\($0)$" }.joined(separator: "/")
  }
}
