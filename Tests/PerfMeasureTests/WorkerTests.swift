import Foundation
import PerfMeasure
import PerfWorker
import Testing

/// Workers that do not keep to the protocol, as shell scripts.
@Suite("A worker and its coordinator")
struct WorkerTests {
  /// A worker that offers `a` and `b` and answers `sample N NAME` with `$answer`.
  private func script(sample answer: String) -> String {
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

  /// Starts a script, lists its benchmarks, times one of them and lets it end.
  private func converse(with script: String) throws -> WorkerProtocol.Timing? {
    let worker = try Worker(
      command: ["sh", "-c", script], timeout: 120, interruption: Interruption())
    defer { worker.stop() }
    let timing = try worker.list().first.map { try worker.sample($0.name, iterations: 3) }
    try worker.quit()
    return timing
  }

  @Test("One that keeps to it is understood")
  func understood() throws {
    let timing = try converse(with: script(sample: "echo \"sample $n 750.5 $name\""))
    #expect(timing == WorkerProtocol.Timing(iterations: 3, nanoseconds: 750.5, name: "a"))
  }

  @Test(
    "Garbage, another question's answer and impossible times are errors",
    arguments: [
      ("echo hello", "expected \"sample "),
      ("echo \"sample $n 1000 other\"", "expected an answer for benchmark"),
      ("echo \"sample 77777 1000 $name\"", "iterations"),
      ("echo \"sample $n 0 $name\"", "positive number of nanoseconds"),
      ("echo \"sample $n nan $name\"", "positive number of nanoseconds"),
      ("echo \"sample $n -5 $name\"", "positive number of nanoseconds"),
      ("echo \"sample $n 1e400 $name\"", "positive number of nanoseconds"),
      ("printf '\\377\\n'", "not UTF-8"),
      ("head -c 70000 /dev/zero | tr '\\0' x; echo", "longer than"),
      ("echo error out of tape", "error out of tape"),
      ("echo bye >&2; exit 3", "exit status 3"),
      ("echo bye >&2; kill -SEGV $$", "signal 11"),
      ("exec 1>&-; sleep 30", "closed its output"),
    ])
  func misbehaving(answer: String, message: String) throws {
    let error = #expect(throws: WorkerError.self) { try converse(with: script(sample: answer)) }
    #expect(error?.problem.contains(message) == true, "\(String(describing: error))")
  }

  @Test(
    "A false start is an error",
    arguments: [
      ("echo perfstat-worker 2; cat", "expected the hand-shake"),
      ("exit 0", "exit status 0 instead of answering"),
      ("read x; echo $x; echo benchmarks 1; echo benchmark", "found \"benchmark\""),
      ("read x; echo $x; echo benchmarks 999999999", "at most 100000"),
      ("read x; echo $x; echo benchmarks -1", "benchmarks COUNT"),
      (
        "read x; echo $x; printf 'benchmarks 2\\nbenchmark - a\\nbenchmark - a\\n'",
        "names that differ"
      ),
      ("read x; echo $x; echo benchmarks 0; read x; exit 9", "exit status 9 after \"quit\""),
    ])
  func falseStart(script: String, message: String) throws {
    let error = #expect(throws: WorkerError.self) { try converse(with: script) }
    #expect(error?.problem.contains(message) == true, "\(String(describing: error))")
  }

  @Test("What a dying worker says is kept")
  func lastWords() throws {
    let error = #expect(throws: WorkerError.self) {
      try converse(with: script(sample: "echo no licence >&2; exit 3"))
    }
    #expect(error?.quoted == ["no licence"])
  }
}
