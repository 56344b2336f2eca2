import Foundation

/// A regular expression over the names of benchmarks or metrics, found anywhere in one.
package struct NamePattern: Sendable {
  private let expression: NSRegularExpression

  /// Nil for what is no regular expression.
  package init?(argument: String) {
    guard let expression = try? NSRegularExpression(pattern: argument) else { return nil }
    self.expression = expression
  }

  package func matches(_ name: String) -> Bool {
    let whole = NSRange(name.startIndex..., in: name)
    return expression.firstMatch(in: name, range: whole) != nil
  }
}
