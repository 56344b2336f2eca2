import PerfText
import Testing

/// Searching and trimming by bytes.
@Suite struct WordsTests {
  @Test(
    arguments: [
      ("aaab", "aab", true), ("aaab", "aaab", true), ("aaab", "aaaab", false), ("aaab", "", true),
      ("", "", true), ("", "a", false), ("ab", "ba", false), ("a\r\nb", "\n", true),
      ("µ = 3 µs", "µs", true), ("abcabd", "abd", true), ("abcab", "abd", false),
      // The same letter, composed: other bytes.
      ("e\u{301}", "é", false),
    ])
  func contains(whole: String, part: String, isThere: Bool) {
    #expect(whole.contains(part) == isThere)
    #expect("x\(whole)x".dropFirst().dropLast().contains(part) == isThere)
  }

  @Test(
    arguments: [
      ("", ""), (" \t\r\n", ""), (" a b\n", "a b"), ("\u{A0} a\u{2028}", "a"),
      (" \u{A0} \u{3000}", ""), ("é ", "é"), ("\u{B}a\u{C}", "a"), ("\u{85}a\u{1680}\t", "a"),
      ("\u{200B}a", "\u{200B}a"), ("\u{1C}a", "\u{1C}a"),
    ])
  func trimmed(text: String, expected: String) {
    #expect(text.trimmed == expected)
    #expect("x\(text)x".dropFirst().dropLast().trimmed == expected)
  }
}
