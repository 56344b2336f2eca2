import Foundation
import PerfReports
import PerfStats
import TestSupport
import Testing

/// Instructions under valgrind: small C programs.
@Suite(
  "perfstat duet --count",
  .enabled(
    if: Tool.path(of: "valgrind") != nil && Tool.path(of: "cc") != nil, "needs valgrind and cc"))
struct DuetCountTests {
  private func compile(_ tool: Tool, _ source: String, _ name: String, _ options: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Tool.path(of: "cc")))
    process.arguments =
      ["-O1", "-g", "-x", "c", source, "-o", tool.folder.appendingPathComponent(name).path]
      + options
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  private func program(_ tool: Tool, _ name: String, rounds: Int, spare: Int = 1000) throws {
    let source = tool.folder.appendingPathComponent("source.c")
    try Data(
      """
      #include <stdio.h>
      __attribute__((noinline)) static unsigned busy(unsigned n) {
        unsigned s = 1;
        for (unsigned i = 0; i < n; i++) { s = s * 1664525u + i; __asm__ volatile("" : "+r"(s)); }
        return s;
      }
      __attribute__((noinline)) static unsigned other(unsigned n) {
        unsigned s = 1;
        for (unsigned i = 0; i < n; i++) { s ^= s * 3 + i; __asm__ volatile("" : "+r"(s)); }
        return s;
      }
      int main(void) { return (busy(ROUNDS) + other(SPARE)) == 1; }
      """.utf8
    ).write(to: source)
    try compile(tool, source.path, name, ["-DROUNDS=\(rounds)", "-DSPARE=\(spare)"])
  }

  private func duet(_ tool: Tool, _ arguments: String...) throws -> Tool.Result {
    try tool.run(
      [
        "duet", "--whole-process", "--base", "./base", "--head", "./head", "--output", "d.jsonl",
        "--format", "text",
      ] + arguments + ["--", "{}"])
  }

  @Test("half a per cent more instructions is found in one run, equal counts pass")
  func wholeProcess() throws {
    try inScratch { tool in
      try program(tool, "base", rounds: 2_000_000)
      try program(tool, "head", rounds: 2_010_000)
      let more = try duet(tool, "--count", "callgrind", "--threshold", "0.3%", "--warn", "0.1%")
      #expect(more.status == 1, "\(more.errors) \(more.output)")
      #expect(more.output.contains("instructions"))
      try program(tool, "head", rounds: 2_000_000, spare: 1001)
      let equal = try duet(tool, "--count", "callgrind")
      #expect(equal.status == 0, "\(equal.errors)")
      #expect(equal.output.contains("1 passed"), "\(equal.output)")
      let again = try tool.run("compare", "--current", "d.jsonl", "--format", "text")
      #expect(again.output.contains("1 passed"), "\(again.output) \(again.errors)")
    }
  }

  @Test("what explains a failure is named first")
  func explained() throws {
    try inScratch { tool in
      try program(tool, "base", rounds: 2_000_000)
      try program(tool, "head", rounds: 3_000_000, spare: 1500)
      let result = try duet(tool, "--count", "callgrind", "--explain")
      #expect(result.status == 1, "\(result.errors)")
      let parts = result.output.components(separatedBy: "own cost of the functions")
      let functions = (parts.last ?? "").components(separatedBy: "\n").dropFirst()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      #expect(functions.first?.hasPrefix("busy: ") ?? false, "\(result.output)")
      #expect(functions.first?.contains("(+50.0 %)") ?? false, "\(result.output)")
      #expect(functions.dropFirst().first?.hasPrefix("other: ") ?? false, "\(result.output)")
    }
  }

  /// Whether perf may sample here.
  private static func perfSamples() -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "perf", "record", "-q", "-e", "cpu-clock:u", "-o", "/dev/null", "--", "true",
    ]
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// One function of a worker runs six times as often; the other is what it was.
  @Test("time is explained by samples, with an interval", .enabled(if: perfSamples()))
  func sampled() throws {
    try inScratch { tool in
      let source = tool.folder.appendingPathComponent("worker.c")
      let header = packageFolder.appendingPathComponent("Examples/workers/c/perfstat_worker.h").path
      try Data(
        """
        #include "\(header)"
        static volatile unsigned sink;
        __attribute__((noinline)) static void busy(void) { for (unsigned i = 0; i < 300; i++) sink += i; }
        __attribute__((noinline)) static void other(void) { for (unsigned i = 0; i < 300; i++) sink ^= i; }
        static void run(void *state, int64_t n) {
          (void)state;
          while (n--) { for (int k = 0; k < TIMES; k++) busy(); other(); }
        }
        static const struct perfstat_benchmark list[] = {{"both", run, 0, 0}};
        int main(void) { return perfstat_serve(list, 1); }
        """.utf8
      ).write(to: source)
      try compile(tool, source.path, "base", ["-DTIMES=1"])
      try compile(tool, source.path, "head", ["-DTIMES=6"])
      let result = try tool.run(
        "duet", "--base", "./base", "--head", "./head", "--executions", "5", "--sample-size", "3",
        "--until-decided", "--explain", "--output", "d.jsonl", "--format", "json")
      #expect(result.status == 1, "\(result.errors)")
      let report = try Report(savedAs: Array(result.output.utf8), file: "report.json")
      let first = try #require(report.benchmarks.first?.functions.first)
      #expect(first.name == "busy" && first.unit == "ns")
      #expect((first.lower ?? 0) > 0 && first.head > 4 * first.base, "\(first)")
    }
  }

  @Test("a worker's benchmarks, an operation at a time")
  func worker() throws {
    try inScratch { tool in
      let source = packageFolder.appendingPathComponent("Examples/workers/c/strings.c").path
      try compile(tool, source, "base", ["-lm"])
      try compile(
        tool, source, "head", ["-lm", "-fno-inline", "-DUNUSED=1", "-Wl,--build-id=0x12"])
      let result = try tool.run(
        "duet", "--base", "./base", "--head", "./head", "--count", "callgrind", "--filter",
        "strlen", "--output", "d.jsonl", "--format", "text", "--measure-identical")
      #expect([0, 1].contains(result.status), "\(result.errors)")
      let file = try String(
        contentsOf: tool.folder.appendingPathComponent("d.jsonl"), encoding: .utf8)
      let same = try tool.run(
        "duet", "--base", "./base", "--head", "./base", "--count", "callgrind", "--filter",
        "strlen", "--output", "e.jsonl", "--format", "text", "--measure-identical")
      #expect(same.status == 0, "\(same.errors)")
      #expect(!same.output.contains("INCONCLUSIVE"), "\(same.output)")
      #expect(file.contains("\"count\":\"callgrind\""))
    }
  }

  @Test("counts of a harness, and of what would be measured, are wrong usage")
  func usage() throws {
    try inScratch { tool in
      for arguments in [
        ["--harness", "go", "--base", "a", "--head", "b"], ["--until-decided"], ["--pin", "same"],
      ] {
        let result = try tool.run(["duet", "--count", "callgrind"] + arguments)
        #expect(result.status == 64)
      }
    }
  }
}
