/// Names and messages come from files of strangers. Here they become harmless to
/// a terminal, a log or a page: nothing invisible, nothing that reorders the line,
/// nothing endless; and their width in columns is known.
extension String {
  /// The text with control characters, line breaks, direction overrides and other
  /// invisible characters written as visible escapes, shortened in the middle to
  /// at most `maximum` columns.
  ///
  /// Complexity: linear in the length of the text.
  package func legible(maximum: Int = 200) -> String {
    var result = ""
    var marks = 0
    for scalar in unicodeScalars {
      let category = scalar.properties.generalCategory
      marks = category == .nonspacingMark || category == .enclosingMark ? marks + 1 : 0
      if scalar.isHazardous(after: marks) {
        result += scalar.visibleEscape
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result.elided(to: maximum)
  }

  /// Number of terminal columns the text takes.
  package var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text with its middle replaced by `…` where it is wider than `width` columns.
  package func elided(to width: Int) -> String {
    guard utf8.count > width, columns > width else { return self }
    let room = max(0, width - 1)
    var head: [Character] = []
    var used = 0
    for character in self {
      if used + character.columns > (room + 1) / 2 { break }
      used += character.columns
      head.append(character)
    }
    var tail: [Character] = []
    for character in reversed() {
      if used + character.columns > room { break }
      used += character.columns
      tail.append(character)
    }
    return String(head) + "…" + String(tail.reversed())
  }

  /// The text filled with spaces on the right up to `width` columns.
  package func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columns))
  }

  /// The text filled with spaces on the left up to `width` columns.
  package func indented(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - columns)) + self
  }

  /// The text broken at spaces into lines of at most `width` columns; a word wider
  /// than that keeps its own line.
  package func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in split(separator: " ") {
      let columns = String(word).columns
      if used > 0, used + 1 + columns > width {
        lines.append(line)
        line = ""
        used = 0
      }
      line += (used > 0 ? " " : "") + word
      used += (used > 0 ? 1 : 0) + columns
    }
    return used > 0 || lines.isEmpty ? lines + [line] : lines
  }
}

extension Character {
  /// Terminal columns: 2 for East Asian wide characters and emoji, otherwise 1.
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first, !first.isASCII else { return 1 }
    if first.properties.isEmojiPresentation || first.isWide { return 2 }
    return unicodeScalars.contains("\u{FE0F}") ? 2 : 1
  }
}

extension Unicode.Scalar {
  /// Whether a terminal or a page may be misled by the character, given the number
  /// of combining marks that stand in a row up to it.
  fileprivate func isHazardous(after marks: Int) -> Bool {
    if isASCII { return value < 0x20 || value == 0x7F }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return true
    case .format: return self != "\u{200D}"  // the joiner inside emoji
    case .nonspacingMark, .enclosingMark: return marks > 4
    default: return properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
    }
  }

  fileprivate var visibleEscape: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }

  /// East Asian width W or F (Unicode Standard Annex 11), by block.
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1_F300...0x1_F64F, 0x1_F900...0x1_F9FF,
      0x2_0000...0x3_FFFD:
      true
    default: false
    }
  }
}

extension String {
  /// A text that has lines of its own, in which the arguments of a command line become legible: they have
  /// none.
  package func legible(quoting arguments: [String]) -> String {
    var text = self
    for argument in arguments {
      for part in [argument, String(argument.drop { $0 != "=" }.dropFirst())] {
        let legible = part.legible(maximum: .max)
        if legible != part { text = text.replacing(part, with: legible) }
      }
    }
    return text
  }
}
