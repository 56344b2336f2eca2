import Foundation
import Testing

/// Texts of strangers that reach standard error: none may steer a terminal, reorder a line or begin
/// one, where a log may take it for a command.
@Suite("Messages on standard error")
struct DiagnosticsTests {
  /// A line feed with a workflow command, an escape sequence, a direction override and a NUL.
  private let hostile = "x\n::error::y\r\u{1B}[31m\u{202E}z\0"
  private let inJSON = "x\\n::error::y\\r\\u001b[31m\\u202ez\\u0000"
  private let shown = "x\\n::error::y\\r\\u{1B}[31m\\u{202E}z"

  private func run(id: String = "r", name: String = "b") -> String {
    "{\"format\":\"perfstat.run\",\"version\":1,\"id\":\"\(id)\"}\n"
      + "{\"benchmark\":\"\(name)\",\"metric\":{\"name\":\"time\",\"unit\":\"ns\","
      + "\"better\":\"lower\"},\"executions\":[{\"values\":[1,2]}]}\n"
  }

  /// Checks that the messages show the hostile text on one of `lines` harmless lines.
  private func check(_ result: Tool.Result, lines: Int, showing text: String? = nil) {
    #expect(result.errors.contains(text ?? shown), "\(result.errors.debugDescription)")
    let found = result.errors.components(separatedBy: "\n").dropLast()
    #expect(found.count == lines, "\(result.errors.debugDescription)")
    for line in found {
      #expect(!line.drop { $0 == " " }.hasPrefix("::"))
      #expect(
        line.unicodeScalars.allSatisfy {
          ![.control, .format].contains($0.properties.generalCategory)
        }, "\(line.debugDescription)")
    }
  }

  @Test("A name that is left out, a warning, an identity")
  func contents() throws {
    try inScratch { tool in
      try tool.write("name.jsonl", run() + run(id: "s", name: inJSON))
      check(try tool.run("import", "name.jsonl", "--output", "o.jsonl"), lines: 1)
      try tool.write(
        "hyperfine.json",
        "{\"results\":[{\"command\":\"\(inJSON)\",\"times\":[1.0,1.1],\"exit_codes\":[0,1]}]}")
      // What failed is told; a name's control characters are spaces.
      check(
        try tool.run("import", "hyperfine.json", "--output", "o.jsonl"), lines: 1,
        showing: "x ::error::y  [31m\\u{202E}z")
      try tool.write("a.jsonl", run(id: inJSON))
      check(try tool.run("import", "a.jsonl", "a.jsonl", "--output", "o.jsonl"), lines: 1)
      #expect(try tool.run("archive", "add", "a.jsonl").status == 0)
      try tool.write("a.jsonl", run(id: inJSON, name: "other"))
      check(try tool.run("archive", "add", "a.jsonl"), lines: 1)
    }
  }

  @Test("A file name, an argument")
  func arguments() throws {
    try inScratch { tool in
      let name = String(hostile.dropLast())
      check(try tool.run("import", name), lines: 1)
      for option in ["--alpha", "--format"] {
        let plain = try tool.run("compare", "--current", "x", option, "plain")
        let lines = plain.errors.components(separatedBy: "\n").count - 1
        check(try tool.run("compare", "--current", "x", option, name), lines: lines)
        check(try tool.run("compare", "--current", "x", "\(option)=\(name)"), lines: lines)
      }
    }
  }

  @Test("What a program printed is quoted line by line")
  func quoted() throws {
    try inScratch { tool in
      try tool.write(
        "fail.sh",
        "printf 'one\\n::error::x\\033[31m\\n' >&2; exit 1")
      let result = try tool.run("collect", "--output", "o.jsonl", "--", "sh", "fail.sh")
      #expect(result.status == 2)
      #expect(
        result.errors.hasSuffix(
          "it printed:\n  | one\n  | ::error::x\\u{1B}[31m\n"),
        "\(result.errors.debugDescription)")
    }
  }
}
