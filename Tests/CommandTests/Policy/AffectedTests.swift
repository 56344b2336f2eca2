import Foundation
import Testing

@Suite("Only what a change can affect")
struct AffectedTests {
  /// A repository with a harness that prints what its filter lets through.
  private func inProject(_ body: (Tool) throws -> Void) throws {
    try inScratch { tool in
      try tool.git("init", "--quiet", "-b", "main")
      try tool.write(
        "harness.sh",
        """
        for name in ParseA ParseB Print; do
          if echo "Benchmark$name" | grep -Eq "$1"; then
            for i in 1 2 3 4 5; do echo "Benchmark$name-2 1000 100.$i ns/op"; done
          fi
        done
        """)
      try tool.write(
        "map.json",
        """
        {"format":"perfstat.affected","version":1,"map":[
          {"paths":["parse/**"],"benchmarks":["Parse"]},{"paths":["docs/**"],"benchmarks":[]}]}
        """)
      for folder in ["parse", "docs", "new"] {
        try FileManager.default.createDirectory(
          at: tool.folder.appending(path: folder), withIntermediateDirectories: true)
      }
      try tool.write("parse/a.c", "1")
      try tool.git("add", "-A")
      try tool.git("commit", "--quiet", "-m", "first")
      try tool.write(".git/info/exclude", "*.jsonl\n.in-*\n.out-*\n.err-*\n")
      #expect(
        try tool.run("collect", "--output", "base.jsonl", "--", "sh", "harness.sh", ".").status == 0
      )
      try body(tool)
    }
  }

  private func collect(_ tool: Tool) throws -> Tool.Result {
    try tool.run(
      "collect", "--affected", "map.json", "--since", "HEAD", "--output", "now.jsonl", "--", "sh",
      "harness.sh", "{filter}")
  }

  @Test("What cannot have changed is neither measured nor missing")
  func some() throws {
    try inProject { tool in
      try tool.write("parse/b.c", "2")
      #expect(try collect(tool).status == 0)
      let now = try tool.read("now.jsonl")
      #expect(now.contains("ParseA") && !now.contains("Print"))
      let compared = try tool.run(
        "compare", "--baseline", "base.jsonl", "--current", "now.jsonl", "--resamples", "500")
      #expect(compared.status == 0, "\(compared.output)\(compared.errors)")
      #expect(
        compared.output.contains(
          "Not measured and not judged, as the change does not affect them: 1 benchmark."))
      #expect(!compared.output.contains("MISSING"))
    }
  }

  @Test("A path that the map does not know means all")
  func unknown() throws {
    try inProject { tool in
      try tool.write("new/b.c", "2")
      let result = try collect(tool)
      #expect(
        result.errors.contains("map.json does not know new/b.c: all benchmarks are measured"),
        "\(result.errors)")
      #expect(try tool.read("now.jsonl").contains("Print"))
    }
  }

  @Test("Nothing affected: nothing measured, and that is said")
  func none() throws {
    try inProject { tool in
      try tool.write("docs/b.md", "2")
      let result = try collect(tool)
      #expect(result.status == 0)
      #expect(
        result.output
          == "NOTHING WAS JUDGED: by map.json the change affects no benchmark (1 file since HEAD).\n"
      )
      #expect(
        !FileManager.default.fileExists(atPath: tool.folder.appending(path: "now.jsonl").path))
    }
  }

  @Test("A change does not decide itself what it affects")
  func mapOfTheChange() throws {
    try inProject { tool in
      try tool.write("parse/b.c", "2")
      let nothing = """
        {"format":"perfstat.affected","version":1,"map":[{"paths":["**"],"benchmarks":[]}]}
        """
      // Changed, in the work tree and committed: the map of the revision holds, which knows no map.json.
      try tool.write("map.json", nothing)
      for commits in [false, true] {
        if commits {
          try tool.git("add", "-A")
          try tool.git("commit", "--quiet", "-m", "second")
        }
        let result = try tool.run(
          "collect", "--affected", "map.json", "--since", commits ? "HEAD~1" : "HEAD", "--output",
          "now.jsonl", "--", "sh", "harness.sh", "{filter}")
        #expect(result.status == 0)
        #expect(
          result.errors.contains("map.json does not know map.json: all benchmarks are measured"),
          "\(result.errors)\(result.output)")
        #expect(try tool.read("now.jsonl").contains("Print"))
      }
      // A map that only the change brings.
      try tool.write("own.json", nothing)
      try tool.git("add", "own.json")
      let brought = try tool.run(
        "collect", "--affected", "own.json", "--since", "HEAD", "--output", "now.jsonl", "--", "sh",
        "harness.sh", "{filter}")
      #expect(brought.status == 0)
      #expect(
        brought.errors.contains("the change brings it, and all benchmarks are measured"),
        "\(brought.errors)")
    }
  }

  @Test("Wrong usage and a revision that there is not")
  func wrong() throws {
    try inProject { tool in
      #expect(
        try tool.run("collect", "--affected", "map.json", "--output", "x", "--", "sh").status == 64)
      #expect(
        try tool.run(
          "collect", "--affected", "map.json", "--since", "HEAD", "--output", "x", "--", "sh"
        ).status == 64)
      let revision = try tool.run(
        "collect", "--affected", "map.json", "--since", "nosuch", "--output", "x.jsonl", "--", "sh",
        "{filter}")
      #expect(revision.status == 2 && revision.errors.contains("nosuch"))
    }
  }
}
