import Foundation
import TestSupport
import Testing

/// `perfstat init`, in repositories of every kind.
@Suite("A repository's first files")
struct InitTests {
  static let paths = [
    ".github/workflows/perfstat.yml", ".perfstat.json", ".performance-baselines/README.md",
  ]

  private func makeRepository(_ tool: Tool) throws {
    try tool.write("go.mod", "module example.com/words\n")
    try tool.write("words_test.go", "package words\nfunc BenchmarkCount(b *testing.B) {}\n")
  }

  private func exists(_ path: String, _ tool: Tool) -> Bool {
    FileManager.default.fileExists(atPath: tool.folder.appending(path: path).path)
  }

  @Test("Writes three files, and never a second time")
  func writes() throws {
    try inScratch { tool in
      try makeRepository(tool)
      let first = try tool.run("init", "--yes", "--tool", "somebody/perfstat")
      #expect(first.status == 0, "\(first.errors)")
      #expect(
        first.output.hasPrefix("found Go's benchmarks in words_test.go: func BenchmarkCount("))
      #expect(
        try tool.read(Self.paths[0]) == """
          # Measures each pull request and its merge base in alternation, and judges them.
          name: performance
          on: pull_request
          permissions: {}
          jobs:
            go:
              permissions: {contents: read, checks: write, pull-requests: write}
              uses: somebody/perfstat/.github/workflows/gate.yml@v1
              with:
                measure: go test -run '^$' -bench . -benchtime 100ms ./...

          """)
      #expect(try tool.run("policy", "check").status == 0)
      #expect(try tool.read(Self.paths[2]).hasPrefix("# Baselines\n"))
      try tool.write(".perfstat.json", "mine")
      let second = try tool.run("init", "--yes", "--measure", "make bench")
      #expect(second.status == 0)
      #expect(second.output.hasSuffix("nothing to write\n"))
      #expect(try tool.read(".perfstat.json") == "mine")
      try FileManager.default.removeItem(at: tool.folder.appending(path: Self.paths[0]))
      let third = try tool.run("init", "--yes", "--measure", "make bench: all")
      #expect(third.output.contains("wrote .github/workflows/perfstat.yml\n"))
      #expect(try tool.read(Self.paths[0]).contains("\n      measure: 'make bench: all'\n"))
      #expect(try tool.read(".perfstat.json") == "mine")
    }
  }

  @Test("Without a terminal and without --yes it shows the files and writes none")
  func asks() throws {
    try inScratch { tool in
      try makeRepository(tool)
      let shown = try tool.run("init", input: "y\n")
      #expect(shown.status == 64)
      #expect(shown.errors == "perfstat: nothing was written: --yes writes these files\n")
      for path in Self.paths { #expect(shown.output.contains("\n--- \(path)\n")) }
      let dry = try tool.run("init", "--dry-run")
      #expect(dry.status == 0)
      #expect(dry.output == shown.output)
      let sure = try tool.run("init", "--dry-run", "--yes")
      #expect(sure.status == 0)
      for path in Self.paths {
        #expect(sure.output.contains("would write \(path)\n"))
        #expect(!exists(path, tool))
      }
    }
  }

  @Test("What is found nowhere, and what cannot be")
  func refuses() throws {
    try inScratch { tool in
      let nothing = try tool.run("init", "--yes")
      #expect(nothing.status == 2)
      #expect(nothing.errors.hasPrefix(".: found no benchmark harness; "))
      #expect(try tool.run("init", "nowhere").status == 2)
      for wrong in [
        ["--tool", "a b/c"], ["--tool", "perfstat"], ["--measure", ""], ["--measure", "a\nb"],
      ] {
        #expect(try tool.run(["init", "--yes"] + wrong).status == 64, "\(wrong)")
      }
      for path in Self.paths { #expect(!exists(path, tool)) }
    }
  }

  @Test("A link is nothing to write through")
  func links() throws {
    try inScratch { tool in
      try makeRepository(tool)
      try FileManager.default.createDirectory(
        at: tool.folder.appending(path: "elsewhere"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: tool.folder.appending(path: ".github").path, withDestinationPath: "elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: tool.folder.appending(path: ".perfstat.json").path,
        withDestinationPath: "elsewhere/policy")
      let result = try tool.run("init", "--yes")
      #expect(result.status == 0)
      #expect(result.output.contains(".github/workflows/perfstat.yml: .github is no folder"))
      #expect(result.output.contains(".perfstat.json: is there already, left as it is"))
      let elsewhere = tool.folder.appending(path: "elsewhere").path
      #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
    }
  }

  private static let linters = packageFolder.appending(path: ".venv/lint/bin").path

  @Test(
    "The workflow is one by the public linters, whatever was found",
    .enabled(
      if: FileManager.default.fileExists(atPath: linters + "/../complete"),
      "needs what make lint-workflows installs"))
  func lint() throws {
    try inScratch { tool in
      try makeRepository(tool)
      try tool.write("pyproject.toml", "dependencies = [\"pytest-benchmark\"]\n")
      try tool.write("Cargo.toml", "[dev-dependencies]\ncriterion = \"0.7\"\n")
      try tool.write("b.py", "import pyperf\n")
      try tool.write("CMakeLists.txt", "target_link_libraries(sums benchmark::benchmark)\n")
      try tool.write(
        "Package.swift", ".executableTarget(\n name: \"w\", dependencies: [\"PerfBench\"])\n")
      #expect(try tool.run("init", "--yes", "--tool", "somebody/perfstat").status == 0)
      try tool.write(
        "zizmor.yml", "rules: {unpinned-uses: {config: {policies: {\"*\": ref-pin}}}}\n")
      for command in [
        "yamllint -d '{extends: relaxed, rules: {line-length: disable}}' --strict .github",
        "check-jsonschema -q --builtin-schema vendor.github-workflows .github/workflows/*.yml",
        "zizmor --offline --no-progress --quiet --config zizmor.yml .github",
        "check-jsonschema -q --schemafile '\(packageFolder.path)/docs/policy.schema.json' .perfstat.json",
      ] {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exec \(command) >log 2>&1"]
        process.currentDirectoryURL = tool.folder
        process.environment = ProcessInfo.processInfo.environment.merging([
          "PATH": "\(Self.linters):/usr/bin:/bin"
        ]) { $1 }
        try process.run()
        process.waitUntilExit()
        let log = try tool.read("log")
        #expect(process.terminationStatus == 0, "\(command)\n\(log)")
      }
    }
  }
}
