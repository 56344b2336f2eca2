import PerfMeasure
import Testing

@Suite("What is told in a word")
struct TextTests {
  @Test("A branch of a remote", arguments: ["git:origin/data", "git:origin/a/b-1.x_y"])
  func place(text: String) {
    #expect(DataBranch.Place(text)?.description == text)
  }

  @Test(
    "What is no branch of a remote, or an option of git",
    arguments: [
      "origin/data", "git:", "git:origin", "git:origin/", "git:/data", "git:-u/data",
      "git:origin/-d", "git:origin/a b", "git:origin/a:b", "git:origin/a\nb",
    ])
  func noPlace(text: String) {
    #expect(DataBranch.Place(text) == nil)
  }

  @Test(
    "Lengths of time",
    arguments: [
      ("90", 90.0), ("90s", 90), ("20ms", 0.02), ("1.5m", 90), ("2min", 120), ("1h", 3600),
    ])
  func seconds(text: String, value: Double) {
    #expect(Seconds(argument: text)?.value == value)
  }

  @Test("What is no length of time", arguments: ["", "s", "0", "-1", "1d", "1e9h", "8000h"])
  func noSeconds(text: String) {
    #expect(Seconds(argument: text) == nil)
  }

  @Test("Addresses of web hooks")
  func address() {
    #expect(WebHook.address(" https://example.org/x\n")?.host == "example.org")
    for text in ["", "example.org", "ftp://example.org", "https://", "file:///etc/passwd"] {
      #expect(WebHook.address(text) == nil, "\(text)")
    }
  }
}
