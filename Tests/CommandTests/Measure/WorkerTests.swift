import Foundation
import TestSupport
import Testing

/// Workers that do not keep to the protocol, as shell scripts.
@Suite("A worker that misbehaves")
struct WorkerTests {
  /// Runs `bench` on a worker script; the script ends up in the scratch folder.
  private func bench(_ script: String, _ arguments: String...) throws -> Tool.Result {
    try inScratch { tool in
      let file = tool.folder.appendingPathComponent("worker.sh")
      try Data(script.utf8).write(to: file)
      return try tool.run(
        ["bench", "--worker", "sh \(file.path)", "--output", "run.jsonl", "--timeout", "120"]
          + arguments)
    }
  }

  /// A worker that offers `a` and `b` and answers `sample N NAME` with `$answer`.
  private func worker(sample answer: String) -> String {
    """
    while read -r word rest; do
      case "$word" in
      perfstat-worker) echo "perfstat-worker 1" ;;
      list) printf 'benchmarks 2\\nbenchmark - a\\nbenchmark 10 b\\n' ;;
      sample) set -- $rest; n=$1; name=$2; \(answer) ;;
      quit) exit 0 ;;
      esac
    done
    """
  }

  @Test("A worker in any language is measured")
  func measured() throws {
    try inScratch { tool in
      let file = tool.folder.appendingPathComponent("worker.sh")
      try Data(worker(sample: "echo \"sample $n $((n * 250)).5 $name\"").utf8).write(to: file)
      let result = try tool.run(
        "bench", "--worker", "sh '\(file.path)'", "--output", "run.jsonl", "--executions", "3",
        "--sample-size", "4")
      #expect(result.errors.contains("wrote run.jsonl"))
      #expect(result.status == 0)
      let text = try String(
        contentsOf: tool.folder.appendingPathComponent("run.jsonl"), encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[0].contains("\"origin\":\"perfstat bench\""))
      #expect(lines[1].contains("\"benchmark\":\"a\""))
      #expect(lines[2].contains("\"elements\":10"))
      // Three executions of four samples of about 250 ns.
      #expect(lines[1].components(separatedBy: "250.").count == 13)
    }
  }

  @Test("What a dying worker says is shown")
  func lastWords() throws {
    let result = try bench(worker(sample: "echo no licence >&2; exit 3"))
    #expect(result.errors.contains("its standard error:\n  | no licence"))
  }

  @Test("A worker that hangs is ended, with everything it started")
  func hanging() throws {
    let mark = "4\(UInt32.random(in: 100_000...999_999))"
    let result = try bench(
      worker(sample: "sleep \(mark) & sleep \(mark)"), "--timeout", "0.2")
    #expect(result.status == 2)
    #expect(result.errors.contains("gave no answer"))
    #expect(try processes("sleep", mark).isEmpty, "a process was left behind")
  }

  @Test("Programs that are not there, and workers with nothing to offer")
  func absent() throws {
    try inScratch { tool in
      let missing = try tool.run("bench", "--worker", "/no/such/program")
      #expect(missing.status == 2)
      #expect(missing.errors.contains("/no/such/program: cannot be started"))
    }
    #expect(try bench("read x; echo $x; echo benchmarks 0; read x").status == 2)
    #expect(try bench(worker(sample: "echo"), "--filter", "^c$").status == 2)
  }
}

@Suite("Interruption")
struct InterruptionTests {
  @Test("A signal ends the command and its workers, and leaves no file", arguments: [2, 15])
  func signals(number: Int32) throws {
    try inScratch { tool in
      let mark = "5\(UInt32.random(in: 100_000...999_999))"
      let bench = Process()
      bench.executableURL = URL(fileURLWithPath: Tool.path)
      bench.arguments = ["bench", "--worker", "sleep \(mark)", "--output", "run.jsonl"]
      bench.currentDirectoryURL = tool.folder
      bench.standardError = FileHandle.nullDevice
      try bench.run()
      let deadline = Date(timeIntervalSinceNow: 60)
      while try processes("sleep", mark).isEmpty && Date() < deadline { usleep(10_000) }
      kill(bench.processIdentifier, number)
      bench.waitUntilExit()
      #expect(bench.terminationReason == .uncaughtSignal)
      #expect(bench.terminationStatus == number)
      #expect(try processes("sleep", mark).isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).isEmpty)
    }
  }
}
