import Foundation
import TestSupport
import Testing

/// The example worker in Python, misbehaving on purpose.
@Suite(
  "A duet with a worker that misbehaves",
  .enabled(if: Tool.path(of: "python3") != nil, "needs python3"))
struct DuetMisbehaviourTests {
  private static let example = packageFolder.appendingPathComponent(
    "Examples/workers/python/join.py")

  /// The example worker whose answers, from the 15th sample on, go through `spoil(text)`.
  private func spoiled(_ code: String) -> String {
    """
    import builtins, os, sys, time
    sys.path.insert(0, "\(Self.example.deletingLastPathComponent().path)")
    import perfstat_worker
    COUNT = 0
    def spoil(text):
        \(code)
    def answer(text, flush):
        global COUNT
        COUNT += text.startswith("sample ")
        if COUNT == 1:
            builtins.print("my pid is", os.getpid(), file=sys.stderr, flush=True)
        builtins.print(text if COUNT < 15 else spoil(text), flush=True)
    perfstat_worker.print = answer
    exec(open("\(Self.example.path)").read())
    """
  }

  /// Runs the honest worker against the spoiled one; with the files it left.
  private func duet(_ code: String, side: String) throws -> (result: Tool.Result, left: [String]) {
    try inScratch { tool in
      let bad = tool.folder.appendingPathComponent("bad.py").path
      try Data(spoiled(code).utf8).write(to: URL(fileURLWithPath: bad))
      let honest = Self.example.path
      let scripts = side == "base" ? (bad, honest) : (honest, bad)
      let result = try tool.run(
        "duet", "--base", "python3 '\(scripts.0)'", "--head", "python3 '\(scripts.1)'",
        "--executions", "3", "--sample-size", "20", "--timeout", "1", "--output", "duet.jsonl")
      let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      return (result, files.filter { $0 != "bad.py" && !$0.hasPrefix(".") })
    }
  }

  @Test(
    "it is named, with what it said to standard error; status 2, nothing left behind",
    arguments: [
      ("sys.exit('out of luck')", "ended with exit status 1"),
      ("os.kill(os.getpid(), 11)", "signal 11"),
      ("time.sleep(60)", "gave no answer"),
      ("return 'hello'", "found \"hello\""),
      ("return text + chr(7)", "expected an answer for benchmark"),
      ("return text.replace(' words', ' verses')", "expected an answer for benchmark"),
      ("return 'sample 7 ' + text.split(' ', 2)[2]", "expected an answer for"),
      ("a = text.split(' ', 3); return f'sample {a[1]} -5 {a[3]}'", "positive number"),
      ("return 'error no memory'", "error no memory"),
    ], ["base", "head"])
  func misbehaves(spoiling: (code: String, problem: String), side: String) throws {
    let (result, left) = try duet(spoiling.code, side: side)
    #expect(result.status == 2)
    #expect(result.errors.contains("\(side): python3 "), "\(result.errors)")
    #expect(result.errors.contains(spoiling.problem), "\(result.errors)")
    #expect(result.errors.contains("my pid is"), "\(result.errors)")
    #expect(result.output.isEmpty)
    #expect(left.isEmpty)
    // The worker is gone, also the one that hung.
    for text in result.errors.components(separatedBy: "my pid is ").dropFirst() {
      let pid = try #require(pid_t(text.prefix { $0.isNumber }))
      #expect(kill(pid, 0) != 0 && errno == ESRCH)
    }
  }
}
