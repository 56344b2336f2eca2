import Foundation

/// What gives a harness away in each ecosystem. A sign is a line of the file that declares dependencies, or of a benchmark.
extension FoundHarness {
  static func swift(_ files: RepositoryFiles) -> [FoundHarness] {
    for manifest in files.named({ $0 == "Package.swift" }) {
      let lines = files.lines(manifest, comment: "//")
      func line(_ sign: String) -> String? { lines.first { $0.contains(sign) } }
      var found: FoundHarness?
      if let (name, evidence) = perfBench(lines) {
        found = FoundHarness(
          name: "perfbench", title: "PerfBench", file: manifest, evidence: evidence,
          build: "swift build -c release",
          measure: "perfstat bench --program .build/release/\(name) --output perfbench.jsonl",
          results: "perfbench.jsonl")
      } else if let evidence = line("package-benchmark") ?? line("ordo-one/benchmark") {
        found = FoundHarness(
          name: "package-benchmark", title: "Swift package-benchmark", file: manifest,
          evidence: evidence,
          setup: "sudo apt-get update && sudo apt-get install -y libjemalloc-dev",
          measure: "swift package --allow-writing-to-package-directory benchmark "
            + "--format histogramSamples --path benchmark-results",
          results: "benchmark-results")
      }
      if let found = found?.inFolder(of: manifest) { return [found] }
    }
    // XCTest measures in the tests of a package.
    guard let manifest = files.named({ $0 == "Package.swift" }).first else { return [] }
    let folder = manifest.dropLast("Package.swift".count)
    for path in files.paths
    where path.hasSuffix(".swift") && path.hasPrefix("\(folder)Tests/") {
      let lines = files.lines(path, comment: "//")
      guard
        let evidence = lines.first(where: { $0.hasPrefix("measure {") || $0.hasPrefix("measure(") })
      else { continue }
      let found = FoundHarness(
        name: "xctest", title: "XCTest's measure", file: path, evidence: evidence,
        build: "swift build --build-tests -c release -Xswiftc -enable-testing",
        measure: "swift test --skip-build -c release -Xswiftc -enable-testing 2>&1")
      return found.inFolder(of: manifest).map { [$0] } ?? []
    }
    return []
  }

  /// The executable target that depends on PerfBench, and the line that says so.
  private static func perfBench(_ lines: [String]) -> (name: String, evidence: String)? {
    var isExecutable = false
    var name: Substring?
    for line in lines {
      if line.contains(#/\.[a-zA-Z]*([tT]arget|library|executable|plugin)\(/#) {
        isExecutable = line.contains(".executableTarget(")
        name = nil
      }
      if name == nil { name = quoted(after: "name:", in: line) }
      if isExecutable, line.contains("\"PerfBench\""), let name = name.flatMap({ plain($0) }) {
        return (name, line)
      }
    }
    return nil
  }

  static func go(_ files: RepositoryFiles) -> [FoundHarness] {
    guard let module = files.named({ $0 == "go.mod" }).first else { return [] }
    let folder = module.dropLast("go.mod".count)
    for path in files.paths where path.hasSuffix("_test.go") && path.hasPrefix(folder) {
      let lines = files.lines(path, comment: "//")
      guard
        let evidence = lines.first(where: {
          $0.hasPrefix("func Benchmark") && $0.contains("*testing.B")
        })
      else { continue }
      let found = FoundHarness(
        name: "go", title: "Go's benchmarks", file: path, evidence: evidence,
        measure: "go test -run '^$' -bench . -benchtime 100ms ./...")
      return found.inFolder(of: module).map { [$0] } ?? []
    }
    return []
  }

  static func rust(_ files: RepositoryFiles) -> [FoundHarness] {
    for manifest in files.named({ $0 == "Cargo.toml" }) {
      let lines = files.lines(manifest, comment: "#")
      for crate in ["criterion", "divan", "codspeed-criterion-compat", "codspeed-divan-compat"] {
        guard let evidence = dependency(crate, in: lines) else { continue }
        let isDivan = crate.contains("divan")
        let found = FoundHarness(
          name: isDivan ? "divan" : "criterion", title: isDivan ? "Divan" : "Criterion",
          file: manifest, evidence: evidence, build: "cargo bench --no-run", measure: "cargo bench",
          results: isDivan ? "" : "target/criterion")
        if let found = found.inFolder(of: manifest) { return [found] }
      }
    }
    return []
  }

  /// The line that makes a crate a dependency, in a table of them or as a table of its own.
  private static func dependency(_ crate: String, in lines: [String]) -> String? {
    var table = ""
    for line in lines {
      if line.hasPrefix("[") {
        table = line.filter { !"[] \"".contains($0) }
        if table.hasSuffix("dependencies.\(crate)") { return line }
      } else if table.hasSuffix("dependencies"),
        let key = line.split(whereSeparator: { "= .".contains($0) }).first,
        key.filter({ $0 != "\"" }) == crate
      {
        return line
      }
    }
    return nil
  }

  static func cmake(_ files: RepositoryFiles) -> [FoundHarness] {
    for path in files.named({ $0 == "CMakeLists.txt" }) {
      let text = files.lines(path, comment: "#").joined(separator: "\n")
      var found: FoundHarness?
      if let target = linked(
        to: ["benchmark::benchmark", "benchmark::benchmark_main", "benchmark", "benchmark_main"],
        in: text)
      {
        found = FoundHarness(
          name: "google-benchmark", title: "Google Benchmark", file: path,
          evidence: "\(target) links it",
          setup: "sudo apt-get update && sudo apt-get install -y cmake libbenchmark-dev",
          measure: program(target, of: path) + " --benchmark_format=json")
      } else if let target = linked(
        to: ["Catch2::Catch2", "Catch2::Catch2WithMain"], in: text),
        let source = benchmark(ofCatch2: files)
      {
        found = FoundHarness(
          name: "catch2", title: "Catch2's BENCHMARK", file: source,
          evidence: "\(target) links it", measure: program(target, of: path) + " '[!benchmark]'"
        )
      }
      guard var found else { continue }
      found.build =
        "cmake -S . -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build --parallel 2"
      return [found]
    }
    return []
  }

  /// The target, its name fit for a command, whose link command names one of the libraries.
  private static func linked(to libraries: Set<Substring>, in text: String) -> String? {
    for part in text.components(separatedBy: "target_link_libraries").dropFirst() {
      let call = part.drop(while: \.isWhitespace).dropFirst().prefix { $0 != ")" }
      let words = call.split(whereSeparator: \.isWhitespace)
      if words.dropFirst().contains(where: libraries.contains) {
        return words.first.flatMap { plain($0) }
      }
    }
    return nil
  }

  private static func program(_ target: String, of list: String) -> String {
    let folder = list.dropLast("CMakeLists.txt".count)
    return "./build/" + (plain(folder) ?? "") + target
  }

  private static func benchmark(ofCatch2 files: RepositoryFiles) -> String? {
    files.paths.first { path in
      (path.hasSuffix(".cpp") || path.hasSuffix(".cc") || path.hasSuffix(".cxx"))
        && files.lines(path, comment: "//").contains { $0.hasPrefix("BENCHMARK") }
        && files.text(path).contains("catch")
    }
  }

  static func java(_ files: RepositoryFiles) -> [FoundHarness] {
    for path in files.named({ $0 == "pom.xml" }) {
      let lines = files.text(path).split(whereSeparator: \.isNewline)
      guard let evidence = lines.first(where: { $0.contains("jmh-core") }) else { continue }
      let jar = ["uberjar.name", "finalName"].lazy.compactMap { tag in
        lines.lazy.compactMap { element(tag, in: $0) }.first.flatMap { plain($0) }
      }.first
      let found = FoundHarness(
        name: "jmh", title: "JMH", file: path, evidence: evidence.trimmingSpaces,
        build: "mvn -q -DskipTests package",
        measure: "java -jar target/\(jar ?? "benchmarks").jar -rf json -rff jmh.json",
        results: "jmh.json",
        note: jar == nil ? "the name of the jar is a guess: pom.xml names none" : "")
      if let found = found.inFolder(of: path) { return [found] }
    }
    for path in files.named({ $0 == "build.gradle" || $0 == "build.gradle.kts" }) {
      let lines = files.lines(path, comment: "//")
      guard let evidence = lines.first(where: { $0.contains("me.champeau.jmh") }) else { continue }
      let found = FoundHarness(
        name: "jmh", title: "JMH", file: path, evidence: evidence, measure: "./gradlew jmh",
        results: "build/results/jmh/results.txt")
      if let found = found.inFolder(of: path) { return [found] }
    }
    return []
  }

  static func python(_ files: RepositoryFiles) -> [FoundHarness] {
    let declaring = files.named {
      ["pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "Pipfile"].contains($0)
        || ($0.hasPrefix("requirements") && $0.hasSuffix(".txt"))
    }
    // Each tree has an environment of its own, so that each measures its own code.
    func environment(_ packages: String) -> String {
      "python3 -m venv .venv && .venv/bin/python -m pip install -q . \(packages)"
    }
    for (package, title) in [
      ("pytest-benchmark", "pytest-benchmark"), ("pytest-codspeed", "pytest-codspeed"),
    ] {
      for path in declaring {
        guard
          let evidence = files.lines(path, comment: "#").first(where: { $0.contains(package) })
        else { continue }
        let found = FoundHarness(
          name: "pytest-benchmark", title: title, file: path, evidence: evidence,
          build: environment("pytest pytest-benchmark"),
          measure: ".venv/bin/python -m pytest --benchmark-only --benchmark-json=benchmark.json",
          results: "benchmark.json")
        if let found = found.inFolder(of: path) { return [found] }
      }
    }
    for path in files.paths where path.hasSuffix(".py") {
      let lines = files.lines(path, comment: "#")
      guard
        let evidence = lines.first(where: {
          $0.hasPrefix("import pyperf") || $0.hasPrefix("from pyperf ")
        }), let script = plain(path)
      else { continue }
      let hasPackage = declaring.contains { !$0.contains("/") && !$0.hasSuffix(".txt") }
      return [
        FoundHarness(
          name: "pyperf", title: "pyperf", file: path, evidence: evidence,
          build: hasPackage
            ? environment("pyperf")
            : "python3 -m venv .venv && .venv/bin/python -m pip install -q pyperf",
          measure: "rm -f pyperf.json && .venv/bin/python \(script) -o pyperf.json",
          results: "pyperf.json")
      ]
    }
    return []
  }

  private struct PackageJSON: Decodable {
    var scripts: [String: String]?
    var dependencies: [String: String]?
    var devDependencies: [String: String]?

    func evidence(_ package: String) -> String? {
      (devDependencies?[package] ?? dependencies?[package]).map { "\"\(package)\": \"\($0)\"" }
    }
  }

  static func javaScript(_ files: RepositoryFiles) -> [FoundHarness] {
    for path in files.named({ $0 == "package.json" }) {
      // What is no package.json says nothing of benchmarks.
      guard
        let package = try? JSONDecoder().decode(
          PackageJSON.self, from: Data(files.text(path).utf8))
      else { continue }
      let hasBenches = files.paths.contains { path in
        [".bench.ts", ".bench.js", ".bench.mjs", ".bench.tsx"].contains { path.hasSuffix($0) }
      }
      var found: FoundHarness?
      if hasBenches, let evidence = package.evidence("vitest") {
        found = FoundHarness(
          name: "vitest", title: "Vitest's bench", file: path, evidence: evidence, build: "npm ci",
          measure: "npx vitest bench --run --outputJson bench.json", results: "bench.json")
      } else if let evidence = package.evidence("benchmark"),
        let script = ["bench", "benchmark"].first(where: { package.scripts?[$0] != nil })
      {
        found = FoundHarness(
          name: "benchmark.js", title: "benchmark.js", file: path, evidence: evidence,
          build: "npm ci", measure: "npm run --silent \(script)")
      }
      if let found = found?.inFolder(of: path) { return [found] }
    }
    return []
  }

  static func dotnet(_ files: RepositoryFiles) -> [FoundHarness] {
    for path in files.named({ $0.hasSuffix(".csproj") }) {
      let lines = files.text(path).split(whereSeparator: \.isNewline)
      guard let evidence = lines.first(where: { $0.contains("BenchmarkDotNet") }),
        let project = plain(path)
      else { continue }
      return [
        FoundHarness(
          name: "benchmarkdotnet", title: "BenchmarkDotNet", file: path,
          evidence: evidence.trimmingSpaces,
          measure: "dotnet run -c Release --project \(project) -- --filter '*' --exporters json",
          results: "BenchmarkDotNet.Artifacts/results")
      ]
    }
    return []
  }

  /// `x` of `<tag>x</tag>`.
  private static func element(_ tag: String, in line: some StringProtocol) -> String? {
    guard let start = line.range(of: "<\(tag)>"), let end = line.range(of: "</\(tag)>"),
      start.upperBound <= end.lowerBound
    else { return nil }
    return String(line[start.upperBound..<end.lowerBound])
  }

  /// `x` of `name: "x"`.
  private static func quoted(after label: String, in line: String) -> Substring? {
    guard let start = line.range(of: label) else { return nil }
    let parts = line[start.upperBound...].split(separator: "\"", omittingEmptySubsequences: false)
    return parts.count >= 3 ? parts[1] : nil
  }
}

extension StringProtocol {
  fileprivate var trimmingSpaces: String { trimmingCharacters(in: .whitespaces) }
}
