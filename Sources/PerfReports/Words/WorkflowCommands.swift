/// Systems for continuous integration take some lines of a log as commands: GitHub's
/// `::error::` at the beginning of a line and `##[error]` anywhere, Azure's `##vso[`, TeamCity's
/// `##teamcity[`. Names of benchmarks come from strangers, so in a log nothing may look so.
package enum WorkflowCommands {
  /// Whether a process of this environment runs where logs are obeyed.
  package static func areObeyed(in environment: [String: String]) -> Bool {
    [
      "CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "GITLAB_CI", "JENKINS_URL",
    ].contains { !(environment[$0] ?? "").isEmpty }
  }

  /// The text with a space within what a system would obey; as JSON it means the same as before.
  package static func disarmed(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isJSON = [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(bytes.first)
    return String(decoding: disarmed(bytes, isJSON: isJSON), as: UTF8.self)
  }

  package static func disarmed(_ bytes: [UInt8], isJSON: Bool) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var atBeginning = true
    for (place, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: ":"), atBeginning, place + 1 < bytes.count, bytes[place + 1] == byte {
        out.append(byte)
        out.append(UInt8(ascii: " "))
      } else if byte == UInt8(ascii: "#"), place > 0, bytes[place - 1] == byte,
        isCommand(bytes[(place + 1)...])
      {
        out.append(contentsOf: (isJSON ? "\\u0023" : " #").utf8)
      } else {
        out.append(byte)
      }
      if byte == 10 || byte == 13 {
        atBeginning = true
      } else if byte > 32, byte < 128 {
        // What GitHub's runner trims are the blanks of all of Unicode; beyond ASCII everything
        // counts as one.
        atBeginning = false
      }
    }
    return out
  }

  /// Whether what follows two number signs is a word and a bracket.
  private static func isCommand(_ rest: ArraySlice<UInt8>) -> Bool {
    for byte in rest.prefix(40) {
      if byte == UInt8(ascii: "[") { return true }
      guard (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "-") else {
        return false
      }
    }
    return false
  }
}
