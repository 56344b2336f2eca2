import ArgumentParser
import Foundation

/// A regular expression over benchmark names: `--filter`.
package struct NamePattern: ExpressibleByArgument {
  private let expression: NSRegularExpression

  package init?(argument: String) {
    guard let expression = try? NSRegularExpression(pattern: argument) else { return nil }
    self.expression = expression
  }

  package func matches(_ name: String) -> Bool {
    let whole = NSRange(name.startIndex..., in: name)
    return expression.firstMatch(in: name, range: whole) != nil
  }
}

/// A command with its arguments in one option, split as a shell splits words:
/// at white space, with '...', "..." and backslash, without any expansion.
package struct CommandLineWords: ExpressibleByArgument, Hashable, Sendable {
  package let words: [String]

  package init(program: String) { words = [program] }

  /// Nil for an empty command or an open quote.
  package init?(argument: String) {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var escaped = false
    for character in argument {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if character == "\\" && quote != "'" {
        escaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    guard quote == nil, !escaped, let program = words.first, !program.isEmpty else { return nil }
    self.words = words
  }
}

/// A relative amount: `5%` or `0.05`.
package struct Share: ExpressibleByArgument, Hashable, Sendable {
  package let value: Double

  /// Nil unless a number; one of 1 or more needs the percent sign, so that
  /// `5` is not taken for 500 %.
  package init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), percent.isFinite else { return nil }
      value = percent / 100
    } else {
      guard let number = Double(argument), number.isFinite, number < 1 else { return nil }
      value = number
    }
  }

  package init(_ value: Double) { self.value = value }
  package var defaultValueDescription: String { "\((value * 100_000).rounded() / 1000)%" }
}
