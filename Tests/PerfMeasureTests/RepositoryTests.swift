import Foundation
import PerfMeasure
import Testing

/// What a repository says of its benchmarks.
@Suite("Harnesses of a repository")
struct RepositoryTests {
  private func found(_ files: [String: String]) throws -> [FoundHarness] {
    try inFolder(files) { FoundHarness.all(in: RepositoryFiles($0.path)) }
  }

  private func inFolder<Value>(
    _ files: [String: String], _ body: (URL) throws -> Value
  ) throws -> Value {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-repository-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, text) in files {
      let url = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return try body(folder)
  }

  private static let go = [
    "go.mod": "module example.com/words\n",
    "parse/parse_test.go": "package parse\n\nfunc BenchmarkParse(b *testing.B) {\n}\n",
  ]

  @Test(
    "Each ecosystem by its sign",
    arguments: [
      ("go", go, "go test -run '^$' -bench . -benchtime 100ms ./...", ""),
      (
        "criterion",
        ["Cargo.toml": "[package]\nname = \"a\"\n\n[dev-dependencies]\ncriterion = \"0.7\"\n"],
        "cargo bench", "target/criterion"
      ),
      (
        "criterion",
        ["core/Cargo.toml": "[dev-dependencies.criterion]\nversion = \"0.7\"\n"],
        "cd core && cargo bench", "core/target/criterion"
      ),
      (
        "divan", ["Cargo.toml": "[dev-dependencies]\ndivan = { version = \"0.1\" }\n"],
        "cargo bench", ""
      ),
      (
        "google-benchmark",
        [
          "CMakeLists.txt": "project(a)\n",
          "bench/CMakeLists.txt":
            "add_executable(sums sums.cc)\ntarget_link_libraries(\n  sums PRIVATE\n  benchmark::benchmark_main)\n",
        ], "./build/bench/sums --benchmark_format=json", ""
      ),
      (
        "catch2",
        [
          "CMakeLists.txt":
            "add_executable(tests sums.cpp)\ntarget_link_libraries(tests Catch2::Catch2WithMain)\n",
          "other.cpp": "#include <catch2/catch_all.hpp>\nBENCHMARK(\"c\") { };\n",
          "sums.cpp":
            "#include <catch2/catch_all.hpp>\nTEST_CASE(\"a\") {\n  BENCHMARK(\"b\") { };\n}\n",
        ], "./build/tests '[!benchmark]'", ""
      ),
      (
        "jmh", ["pom.xml": "<project>\n  <artifactId>jmh-core</artifactId>\n</project>\n"],
        "java -jar target/benchmarks.jar -rf json -rff jmh.json", "jmh.json"
      ),
      (
        "jmh", ["build.gradle.kts": "plugins { id(\"me.champeau.jmh\") version \"0.7.3\" }\n"],
        "./gradlew jmh", "build/results/jmh/results.txt"
      ),
      (
        "pytest-benchmark",
        ["pyproject.toml": "[project.optional-dependencies]\ntest = [\"pytest-benchmark>=4\"]\n"],
        ".venv/bin/python -m pytest --benchmark-only --benchmark-json=benchmark.json",
        "benchmark.json"
      ),
      (
        "pyperf", ["bench/run.py": "import pyperf\n"],
        "rm -f pyperf.json && .venv/bin/python bench/run.py -o pyperf.json", "pyperf.json"
      ),
      (
        "vitest",
        ["package.json": "{\"devDependencies\": {\"vitest\": \"^3\"}}", "a.bench.ts": ""],
        "npx vitest bench --run --outputJson bench.json", "bench.json"
      ),
      (
        "benchmark.js",
        [
          "package.json":
            "{\"devDependencies\": {\"benchmark\": \"^2\"}, \"scripts\": {\"bench\": \"node b.js\"}}"
        ], "npm run --silent bench", ""
      ),
      (
        "benchmarkdotnet",
        ["B/B.csproj": "<PackageReference Include=\"BenchmarkDotNet\" Version=\"0.15\" />"],
        "dotnet run -c Release --project B/B.csproj -- --filter '*' --exporters json",
        "BenchmarkDotNet.Artifacts/results"
      ),
      (
        "package-benchmark",
        [
          "Package.swift":
            ".package(url: \"https://example.org/package-benchmark\", from: \"1.0.0\")"
        ],
        "swift package --allow-writing-to-package-directory benchmark --format histogramSamples "
          + "--path benchmark-results", "benchmark-results"
      ),
      (
        "perfbench",
        [
          "Package.swift":
            ".executable(name: \"tool\", targets: [\"tool\"]),\n.library(name: \"PerfBench\", targets: [\"PerfBench\"]),\n"
            + ".executableTarget(\n  name: \"words\",\n  dependencies: [.product(name: \"PerfBench\", package: \"perfstat\")])"
        ], "perfstat bench --program .build/release/words --output perfbench.jsonl",
        "perfbench.jsonl"
      ),
      (
        "xctest",
        [
          "Package.swift": "let package = Package(name: \"a\")\n",
          "Tests/ATests/A.swift": "  func testA() {\n    measure { work() }\n  }\n",
        ], "swift test --skip-build -c release -Xswiftc -enable-testing 2>&1", ""
      ),
    ] as [(String, [String: String], String, String)])
  func signs(name: String, files: [String: String], measure: String, results: String) throws {
    let all = try found(files)
    #expect(all.map(\.name) == [name])
    #expect(all.first?.measure == measure)
    #expect(all.first?.results == results)
    #expect(all.first?.evidence.isEmpty == false)
  }

  @Test("A jar's name, and Google Benchmark as a submodule")
  func names() throws {
    let pom = "<artifactId>jmh-core</artifactId>\n<uberjar.name>speed</uberjar.name>\n"
    let named = try found(["pom.xml": pom])
    #expect(named.first?.measure == "java -jar target/speed.jar -rf json -rff jmh.json")
    #expect(named.first?.note == "")
    let guessed = try found(["pom.xml": "<artifactId>jmh-core</artifactId>\n"])
    #expect(guessed.first?.note == "the name of the jar is a guess: pom.xml names none")
    let hostile = "<artifactId>jmh-core</artifactId>\n<finalName>$(touch x)</finalName>\n"
    #expect(
      try found(["pom.xml": hostile]).first?.measure
        == "java -jar target/benchmarks.jar -rf json -rff jmh.json")
    let bundled = "target_link_libraries(snappy_benchmark snappy_test_support benchmark_main)\n"
    #expect(
      try found(["CMakeLists.txt": bundled]).first?.measure
        == "./build/snappy_benchmark --benchmark_format=json")
    // A library of the project's own that is called so.
    #expect(try found(["CMakeLists.txt": "target_link_libraries(benchmark PUBLIC fmt)\n"]).isEmpty)
  }

  @Test("The folder that a harness is run in")
  func folders() throws {
    let benchmark = "func BenchmarkA(b *testing.B) {}\n"
    let nested = try found([
      "go.mod": "module a\n", "bench/go.mod": "module b\n", "bench/a_test.go": benchmark,
    ])
    #expect(nested.first?.measure.hasPrefix("cd bench && go test ") == true)
    let link = "target_link_libraries(sums benchmark::benchmark)\n"
    let own = try found([
      "CMakeLists.txt": "", "b/CMakeLists.txt": "project(b LANGUAGES CXX)\n" + link,
    ])
    #expect(own.first?.measure == "./build/sums --benchmark_format=json")
    #expect(own.first?.build.hasPrefix("cmake -S ./b/ -B build ") == true)
    let part = try found(["CMakeLists.txt": "project(a)\n", "b/CMakeLists.txt": link])
    #expect(part.first?.measure == "./build/b/sums --benchmark_format=json")
    #expect(part.first?.build.hasPrefix("cmake -S ./ -B build ") == true)
    let required = try found([
      "setup.py": "setup()\n", "requirements/test.txt": "pytest-benchmark==5.2.0\n",
      "notes.txt": "pytest-benchmark\n",
    ])
    #expect(required.first?.file == "requirements/test.txt")
    #expect(required.first?.build.hasSuffix("install -q . pytest pytest-benchmark") == true)
    let loose = try found(["requirements.txt": "pytest-benchmark\n"])
    #expect(loose.first?.build.hasSuffix("install -q pytest pytest-benchmark") == true)
    // A module of JMH itself, and a folder of results.
    #expect(
      try found([
        "pom.xml": "<module>jmh-core</module>\n",
        "a.csproj": "<None Remove=\"BenchmarkDotNet.Artifacts\" />\n",
      ]).isEmpty)
  }

  @Test("Several harnesses, and none")
  func several() throws {
    let both = Self.go.merging(["rust/Cargo.toml": "[dev-dependencies]\ncriterion = \"0.7\"\n"]) {
      $1
    }
    #expect(try found(both).map(\.name) == ["go", "criterion"])
    #expect(try found([:]).isEmpty)
    // Mentions that are no dependencies or no code.
    #expect(
      try found([
        "Cargo.toml": "[package]\nname = \"a\"\ncriterion = 1\n# criterion = \"1\"\n",
        "go.mod": "module a\n", "a_test.go": "// func BenchmarkA(b *testing.B)\n",
        "CMakeLists.txt": "# target_link_libraries(a benchmark::benchmark)\n",
        "package.json": "not JSON \"vitest\": 1", "a.bench.ts": "",
        "node_modules/b/package.json": "{\"devDependencies\": {\"vitest\": \"1\"}}",
        ".hidden/Cargo.toml": "[dev-dependencies]\ncriterion = \"0.7\"\n",
      ]).isEmpty)
  }

  @Test("Names of strangers never reach a command, and links are not followed")
  func hostile() throws {
    #expect(
      try found([
        "a; touch b/Cargo.toml": "[dev-dependencies]\ncriterion = \"0.7\"\n",
        "CMakeLists.txt": "target_link_libraries($(touch-x) benchmark::benchmark)\n",
        "$(x).csproj": "Include=\"BenchmarkDotNet\"",
        "Package.swift": ".executableTarget(\n  name: \"a; b\", dependencies: [\"PerfBench\"])",
      ]).isEmpty)
    try inFolder(["outside/go.mod": "module a\n"]) { folder in
      let inside = folder.appending(path: "inside")
      try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: true)
      try Data("func BenchmarkA(b *testing.B) {".utf8).write(
        to: inside.appending(path: "a_test.go"))
      for (link, target) in [("go.mod", "../outside/go.mod"), ("loop", "."), ("up", "..")] {
        try FileManager.default.createSymbolicLink(
          atPath: inside.appending(path: link).path, withDestinationPath: target)
      }
      let files = RepositoryFiles(inside.path)
      #expect(files.paths == ["a_test.go"])
      #expect(FoundHarness.all(in: files).isEmpty)
    }
  }

  @Test("Deep folders are cut, and that is said")
  func deep() throws {
    try inFolder([(String(repeating: "a/", count: 20) + "go.mod"): ""]) { folder in
      let files = RepositoryFiles(folder.path)
      #expect(files.isCut)
      #expect(files.paths.isEmpty)
    }
  }
}
