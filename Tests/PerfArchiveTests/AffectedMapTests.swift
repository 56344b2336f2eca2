import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite("Which benchmarks a change can affect")
struct AffectedMapTests {
  private func map(_ entries: String) throws -> AffectedMap {
    try AffectedMap(
      decoding: Array("{\"format\":\"perfstat.affected\",\"version\":1,\"map\":[\(entries)]}".utf8),
      file: "map.json")
  }

  @Test(
    "Paths are matched as globs",
    arguments: [
      ("src/**", "src/a.c", true), ("src/**", "src/a/b/c.h", true), ("src/**", "srcs/a.c", false),
      ("*.md", "README.md", true), ("*.md", "docs/README.md", false),
      ("**/*.md", "README.md", true), ("**/*.md", "a/b/README.md", true),
      ("src/*/x.c", "src/a/x.c", true), ("src/*/x.c", "src/a/b/x.c", false),
      ("src/**/x.c", "src/x.c", true), ("src/**/x.c", "src/a/b/x.c", true),
      ("a?c", "abc", true), ("a?c", "a/c", false), ("LICENSE", "LICENSE", true),
      ("LICENSE", "LICENSE.txt", false), ("**", "any/thing", true), ("", "a", false),
    ])
  func globs(glob: String, path: String, isMatch: Bool) throws {
    let effect = try map(#"{"paths":["\#(glob)"],"benchmarks":["^x"]}"#).effect(of: [path])
    #expect(effect == (isMatch ? .benchmarks(["^x"]) : .all(unknown: path)))
  }

  @Test("Entries add up, an entry without benchmarks affects none, an unknown path affects all")
  func effects() throws {
    let map = try map(
      """
      {"paths":["parse/**"],"benchmarks":["^parse/","^all/"]},
      {"paths":["**/*.h","print/**"],"benchmarks":["^print/","^all/"]},
      {"paths":["docs/**","*.md"],"benchmarks":[]}
      """)
    #expect(map.effect(of: ["docs/a", "b.md"]) == .benchmarks([]))
    #expect(map.effect(of: ["docs/a", "b.md"]).pattern == nil)
    #expect(map.effect(of: []).pattern == nil)
    #expect(map.effect(of: ["parse/a.c"]) == .benchmarks(["^parse/", "^all/"]))
    #expect(
      map.effect(of: ["parse/a.h", "README.md"]) == .benchmarks(["^parse/", "^all/", "^print/"]))
    #expect(map.effect(of: ["parse/a.c"]).pattern == "^parse/|^all/")
    #expect(map.effect(of: ["parse/a.c", "Makefile"]) == .all(unknown: "Makefile"))
  }

  @Test(
    "Faults have a place",
    arguments: [
      (
        #"{"paths":["a"],"benchmark":["x"]}"#,
        "map.json:1: map[0].benchmark: expected one of the keys"
      ),
      (
        #"{"paths":["a"],"benchmarks":["("]}"#,
        "map.json:1: map[0].benchmarks[0]: expected a regular expression"
      ),
      (#"{"paths":["a"]}"#, "map.json:1: map[0]: expected the key \"benchmarks\""),
    ])
  func faults(entry: String, message: String) throws {
    let error = #expect(throws: InputError.self) { try map(entry) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
  }
}

@Suite("Runs as files of one run each")
struct RunStoreTests {
  @Test("A path says runner, date, commit and id, and is safe whatever they are")
  func paths() throws {
    var run = Run(id: "0a1b", commit: "0123456789abcdef", date: "2026-01-02T03:04:05Z")
    run.runner.label = "quiet"
    let path = RunStore.path(of: run)
    #expect(path.hasSuffix("/20260102T030405Z-0123456789ab-0a1b.jsonl.gz"))
    let parts = try #require(RunStore.parts(of: path))
    #expect(parts.date == "20260102T030405Z" && parts.commit == "0123456789ab")
    // Ids that strangers chose: other files, never another folder.
    run.id = "../../etc/passwd"
    let first = RunStore.path(of: run)
    run.id = "..-..-etc-passwd"
    let second = RunStore.path(of: run)
    #expect(first != second)
    for path in [first, second] { #expect(RunStore.parts(of: path) != nil, "\(path)") }
    run = Run(id: "", commit: "", date: "")
    #expect(RunStore.parts(of: RunStore.path(of: run))?.date == "undated")
  }

  @Test(
    "What is none of ours is not followed",
    arguments: [
      "runs/a/../b-c-d.jsonl.gz", "/runs/a/b-c-d.jsonl.gz", "runs/a/.b-c-d.jsonl.gz",
      "runs//b-c-d.jsonl.gz",
      "runs/a/b c-d-e.jsonl.gz", "runs/a/b-c-d.jsonl", "runs/a/b/c-d-e.jsonl.gz",
      "other/a/b-c-d.jsonl.gz",
      "runs/../b-c-d.jsonl.gz", "runs/a/b\n-c-d.jsonl.gz", "runs/a/bcd.jsonl.gz",
    ])
  func strangers(path: String) { #expect(RunStore.parts(of: path) == nil) }
}
