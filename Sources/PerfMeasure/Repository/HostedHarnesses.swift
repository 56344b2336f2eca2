import Foundation

/// What gives a harness of the JVM, Python, JavaScript and .NET away.
extension FoundHarness {
  static func java(_ files: RepositoryFiles) -> [FoundHarness] {
    for path in files.named({ $0 == "pom.xml" }) {
      let lines = files.text(path).split(whereSeparator: \.isNewline)
      guard let evidence = lines.first(where: { $0.contains("<artifactId>jmh-core<") }) else {
        continue
      }
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
        || $0.hasSuffix(".txt")
    }.filter { !$0.hasSuffix(".txt") || $0.contains("requirements") }
    func hasProject(_ folder: Substring) -> Bool {
      files.paths.contains("\(folder)pyproject.toml") || files.paths.contains("\(folder)setup.py")
    }
    // Each tree has an environment of its own, so that each measures its own code.
    func environment(_ packages: String, of folder: Substring) -> String {
      let project = hasProject(folder) ? ". " : ""
      return "python3 -m venv .venv && .venv/bin/python -m pip install -q \(project)\(packages)"
    }
    for (package, title) in [
      ("pytest-benchmark", "pytest-benchmark"), ("pytest-codspeed", "pytest-codspeed"),
    ] {
      for path in declaring {
        guard
          let evidence = files.lines(path, comment: "#").first(where: { $0.contains(package) })
        else { continue }
        // Requirements may lie in a folder of their own.
        let own = path[
          ..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)]
        let folder = hasProject(own) ? own : ""
        let found = FoundHarness(
          name: "pytest-benchmark", title: title, file: path, evidence: evidence,
          build: environment("pytest pytest-benchmark", of: folder),
          measure: ".venv/bin/python -m pytest --benchmark-only --benchmark-json=benchmark.json",
          results: "benchmark.json")
        if let found = found.inFolder(of: "\(folder)file") { return [found] }
      }
    }
    for path in files.paths where path.hasSuffix(".py") {
      let lines = files.lines(path, comment: "#")
      guard
        let evidence = lines.first(where: {
          $0.hasPrefix("import pyperf") || $0.hasPrefix("from pyperf ")
        }), let script = plain(path)
      else { continue }
      return [
        FoundHarness(
          name: "pyperf", title: "pyperf", file: path, evidence: evidence,
          build: environment("pyperf", of: ""),
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
      guard let evidence = lines.first(where: { $0.contains("Include=\"BenchmarkDotNet") }),
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
}

extension StringProtocol {
  fileprivate var trimmingSpaces: String { trimmingCharacters(in: .whitespaces) }
}
