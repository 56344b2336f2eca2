import Foundation

/// This very program, as the first word of a command.
package func ownProgram() throws -> [String] {
  guard let path = Bundle.main.executablePath else {
    throw CommandFailure(
      command: Array(CommandLine.arguments.prefix(1)),
      problem: "cannot find this program's own file")
  }
  return [path]
}

/// A command with its arguments in one text, split as a shell splits words:
/// at white space, with '...', "..." and backslash, without any expansion.
package struct CommandLineWords: Hashable, Sendable {
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
