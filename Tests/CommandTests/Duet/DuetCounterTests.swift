import Foundation
import Testing

/// `perfstat duet --count perf`, with a stand-in for perf: few machines that test have counters.
@Suite("perfstat duet --count perf")
struct DuetCounterTests {
  /// Counts as the program's name says: `head` executes a tenth more than any other. Of a worker's
  /// operations it counts those that were asked for.
  private static let perf = """
    #!/bin/sh
    file=$7
    shift 8
    tee "$file.log" | "$@" || exit $?
    cost=1000
    case "$1" in *head*) cost=1100 ;; esac
    count=$(awk -v c=$cost '/^sample/ { n += $2 } END { print 500000 + c * (n ? n : 5000) }' "$file.log")
    rm "$file.log"
    printf '# started on a day\\n\\n' > "$file"
    printf '%s,,instructions:u,1000,100.00,2.00,insn per cycle\\n' $count >> "$file"
    printf '%s,,cycles:u,1000,100.00,,\\n' $(( count * 2 + $$ % 7 )) >> "$file"
    printf '%s,,branch-misses:u,1000,100.00,,\\n' "$MISSES" >> "$file"
    """

  private func duet(_ arguments: [String], misses: String = "12") throws -> Tool.Result {
    try inScratch { tool in
      func write(_ name: String, _ text: String) throws {
        let file = tool.folder.appending(path: name)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
      }
      try FileManager.default.createDirectory(
        at: tool.folder.appending(path: "bin"), withIntermediateDirectories: false)
      try write("bin/perf", Self.perf)
      for side in ["base", "head"] {
        try write(
          side, "#!/bin/sh\n# \(side)\n" + DuetTests.worker(sample: DuetTests.steady(1000)))
      }
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try tool.run(
        ["duet", "--count", "perf", "--base", "./base", "--head", "./head", "--output", "d.jsonl"]
          + ["--format", "json"] + arguments,
        environment: ["PATH": "\(tool.folder.path)/bin:\(path)", "MISSES": misses])
    }
  }

  @Test(
    "a tenth more instructions fails, cycles and branch misses advise",
    arguments: [[], ["--whole-process", "--", "{}"]])
  func counted(arguments: [String]) throws {
    let result = try duet(arguments)
    #expect(result.status == 1, "\(result.errors) \(result.output)")
    let rows = try JSONReportRows(result.output)
    #expect(rows.decision == "fail")
    let verdicts = Dictionary(grouping: rows.benchmarks, by: \.metric).mapValues { rows in
      Set(rows.map(\.verdict))
    }
    #expect(verdicts == ["instructions": ["fail"], "cycles": ["warn"], "branch-misses": ["pass"]])
  }

  @Test("a machine without counters says which one is missing, with status 2")
  func none() throws {
    let result = try duet(["--whole-process", "--", "{}"], misses: "<not supported>")
    #expect(result.status == 2)
    #expect(
      result.errors.contains("perf: this machine counts no branch-misses: <not supported>"),
      "\(result.errors)")
    #expect(result.output.isEmpty)
  }
}
