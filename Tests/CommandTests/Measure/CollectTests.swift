import Foundation
import Testing

@Suite("perfstat collect")
struct CollectTests {
  /// A harness that prints Criterion's text, a little slower each time it is started.
  private let harness = """
    count=$(cat count 2>/dev/null || echo 0); count=$((count + 1)); echo $count > count
    echo "sum/100                 time:   [1.0${count}0 us 1.0${count}5 us 1.1${count}0 us]"
    """

  @Test("What a harness prints becomes one execution after another")
  func printed() throws {
    try inScratch { tool in
      try tool.write("harness.sh", harness)
      let result = try tool.run(
        "collect", "--executions", "3", "--output", "run.jsonl", "--", "sh", "harness.sh")
      #expect(result.status == 0, "\(result.errors)")
      let lines = try tool.read("run.jsonl").split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines[0].contains("\"command\":\"sh harness.sh\""))
      #expect(lines[1].contains("sum/100"))
      #expect(lines[1].components(separatedBy: "\"values\":[").count == 4)
      #expect(try tool.read("count") == "3\n")
    }
  }

  @Test("A file that the harness writes is read, named by {} or --results")
  func written() throws {
    try inScratch { tool in
      try tool.write("harness.sh", "(\n\(harness)\n) > \"$1\"; echo noise")
      let named = try tool.run(
        "collect", "--executions", "2", "--output", "a.jsonl", "--", "sh", "harness.sh", "{}")
      #expect(named.status == 0, "\(named.errors)")
      let fixed = try tool.run(
        "collect", "--executions", "2", "--results", "out.txt", "--output", "b.jsonl", "--", "sh",
        "harness.sh", "out.txt")
      #expect(fixed.status == 0, "\(fixed.errors)")
      for name in ["a.jsonl", "b.jsonl"] {
        #expect(try tool.read(name).components(separatedBy: "\"values\":[").count == 3)
      }
      let wrong = try tool.run("collect", "--output", "c.jsonl", "--", "cp", "harness.sh", "{}")
      #expect(wrong.errors.hasPrefix("{} of cp harness.sh {}: expected benchmark results"))
      // A result that was there before is not taken for a new one.
      let old = tool.folder.appendingPathComponent("out.txt").path
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: old)
      let stale = try tool.run(
        "collect", "--results", "out.txt", "--output", "c.jsonl", "--", "true")
      #expect(stale.status == 2)
      #expect(stale.errors.hasPrefix("out.txt: the command did not write it"))
    }
  }

  @Test("--metric and --better hold for what is collected, and for what is archived")
  func chosenMetric() throws {
    try inScratch { tool in
      try tool.write("harness.sh", "echo 'BenchmarkA-8 10 5 ns/op 7 points 3 allocs/op'\n")
      func collect(_ arguments: String...) throws -> Tool.Result {
        try tool.run(
          ["collect", "--executions", "2", "--output", "run.jsonl"] + arguments
            + ["--", "sh", "harness.sh"])
      }
      #expect(try collect("--metric", "points", "--better", "higher:points").status == 0)
      let lines = try tool.read("run.jsonl").split(separator: "\n").dropFirst()
      #expect(lines.count == 1)
      #expect(
        lines.first?.contains("\"name\":\"points\",\"unit\":\"points\",\"better\":\"higher\"")
          == true)
      let none = try collect("--metric", "none")
      #expect(none.status == 2)
      #expect(none.errors.contains("reported no metric that --metric matches"))
      #expect(try collect("--metric", "time", "--samples", "2").status == 64)
      try tool.write("a.txt", "BenchmarkA-8 10 5 ns/op 7 points 3 allocs/op\n")
      #expect(
        try tool.run("archive", "add", "--archive", "a.sqlite", "a.txt", "--metric", "points")
          .status
          == 0)
      let exported = try tool.run("export", "csv", "a.sqlite", "--output", "out")
      #expect(exported.status == 0, "\(exported.errors)")
      let samples = try tool.read("out/samples.csv")
      #expect(samples.contains("points") && !samples.contains("allocs"))
    }
  }

  @Test("A command is timed as a whole")
  func wholeProcess() throws {
    try inScratch { tool in
      let result = try tool.run(
        "collect", "--samples", "4", "--executions", "3", "--name", "a nap", "--output",
        "run.jsonl",
        "--", "sleep", "0.01")
      #expect(result.status == 0)
      let run = try tool.read("run.jsonl")
      #expect(run.contains("\"benchmark\":\"a nap\""))
      let lists = run.components(separatedBy: "\"values\":[").dropFirst()
      #expect(lists.count == 3)
      for list in lists {
        let values = list.prefix { $0 != "]" }.split(separator: ",").compactMap { Double($0) }
        #expect(values.count == 4)
        #expect(values.allSatisfy { $0 >= 1e7 })
      }
    }
  }

  @Test(
    "A harness that fails ends the command with status 2, and nothing is written",
    arguments: [
      ("echo half; echo trouble >&2; exit 1", "ended with exit status 1; it printed:\n  | trouble"),
      ("kill -9 $$", "signal 9"),
      ("sleep 20", "did not end within 0.3 s"),
      ("true", "printed nothing"),
      ("echo hello", "standard output of sh harness.sh: expected benchmark results"),
    ])
  func failing(script: String, message: String) throws {
    try inScratch { tool in
      try tool.write("harness.sh", script)
      let result = try tool.run(
        "collect", "--timeout", "0.3", "--output", "run.jsonl", "--", "sh", "harness.sh")
      #expect(result.status == 2)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(
        !FileManager.default.fileExists(
          atPath: tool.folder.appendingPathComponent("run.jsonl").path))
    }
  }

  @Test("A place that cannot be written is refused before the harness is run")
  func unwritable() throws {
    try inScratch { tool in
      try tool.write("harness.sh", harness)
      for place in [".", "no/folder/x"] {
        let result = try tool.run("collect", "--output", place, "--", "sh", "harness.sh")
        #expect(result.status == 2)
        #expect(result.errors.hasPrefix("\(place): "))
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      #expect(files.filter { !$0.hasPrefix(".") } == ["harness.sh"])
    }
  }

  @Test("A signal reaches the harness, which may clean up")
  func signals() throws {
    try inScratch { tool in
      try tool.write(
        "harness.sh", "trap 'echo cleaned > cleaned; exit 1' TERM; echo > started; sleep 5 & wait")
      let collect = Process()
      collect.executableURL = URL(fileURLWithPath: Tool.path)
      collect.arguments = ["collect", "--output", "run.jsonl", "--", "sh", "harness.sh"]
      collect.currentDirectoryURL = tool.folder
      collect.standardError = FileHandle.nullDevice
      try collect.run()
      let started = tool.folder.appendingPathComponent("started").path
      while !FileManager.default.fileExists(atPath: started) { usleep(10_000) }
      kill(collect.processIdentifier, SIGTERM)
      collect.waitUntilExit()
      #expect(collect.terminationReason == .uncaughtSignal)
      #expect(collect.terminationStatus == SIGTERM)
      #expect(try tool.read("cleaned") == "cleaned\n")
    }
  }

  @Test(
    "Wrong usage ends with status 64",
    arguments: [
      [], ["--output", "x"], ["--output", "x", "--"],
      ["--output", "x", "--executions", "0", "--", "a"],
      ["--output", "x", "--samples", "3", "--results", "y", "--", "a"],
      ["--output", "x", "--name", "n", "--", "a"], ["--output", "x", "--timeout", "0", "--", "a"],
      ["--output", "x", "--results", "y", "--", "a", "{}"],
      ["--output", "x", "--results", "./x", "--", "a"],
    ])
  func usage(arguments: [String]) throws {
    try inScratch { tool in
      let result = try tool.run(["collect"] + arguments)
      #expect(result.status == 64)
      #expect(result.output.isEmpty)
    }
  }
}
