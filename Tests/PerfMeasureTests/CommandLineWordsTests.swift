import PerfMeasure
import Testing

@Suite("Words of a command")
struct CommandLineWordsTests {
  @Test("Words are split as a shell splits them")
  func words() {
    #expect(CommandLineWords(argument: "a  b\tc")?.words == ["a", "b", "c"])
    #expect(CommandLineWords(argument: "'a b' \"c 'd'\" e\\ f")?.words == ["a b", "c 'd'", "e f"])
    #expect(CommandLineWords(argument: "a '' b")?.words == ["a", "", "b"])
    #expect(CommandLineWords(argument: "$HOME *.c")?.words == ["$HOME", "*.c"])
    for bad in ["", "   ", "'open", "a \"open", "a\\", "''"] {
      #expect(CommandLineWords(argument: bad) == nil)
    }
  }
}
