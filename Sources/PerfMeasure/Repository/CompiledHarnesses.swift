import Foundation

/// What gives a harness of compiled languages away: a line of the file that declares dependencies, or of a benchmark.
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
    let modules = files.named { $0 == "go.mod" }
    for path in files.paths where path.hasSuffix("_test.go") {
      // Modules within modules are no part of them.
      let module = modules.filter { path.hasPrefix($0.dropLast("go.mod".count)) }
        .max { $0.count < $1.count }
      guard let module else { continue }
      let lines = files.lines(path, comment: "//")
      guard
        let evidence = lines.first(where: {
          $0.hasPrefix("func Benchmark") && $0.contains("*testing.B")
        })
      else { continue }
      let found = FoundHarness(
        name: "go", title: "Go's benchmarks", file: path, evidence: evidence,
        measure: "go test -run '^$' -bench . -benchtime 100ms ./...")
      if let found = found.inFolder(of: module) { return [found] }
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
      let lines = files.lines(path, comment: "#")
      let text = lines.joined(separator: "\n")
      guard
        let folder = path == "CMakeLists.txt" ? "" : plain(path.dropLast("CMakeLists.txt".count))
      else { continue }
      // A project of its own is built by itself.
      let root = lines.contains { $0.lowercased().hasPrefix("project(") } ? folder : ""
      let build =
        "cmake -S ./\(root) -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build --parallel 2"
      let built = "./build/\(folder.dropFirst(root.count))"
      if let target = linked(
        to: ["benchmark::benchmark", "benchmark::benchmark_main", "benchmark", "benchmark_main"],
        in: text)
      {
        return [
          FoundHarness(
            name: "google-benchmark", title: "Google Benchmark", file: path,
            evidence: "\(target) links it",
            setup: "sudo apt-get update && sudo apt-get install -y cmake libbenchmark-dev",
            build: build, measure: built + target + " --benchmark_format=json")
        ]
      }
      if let target = linked(to: ["Catch2::Catch2", "Catch2::Catch2WithMain"], in: text),
        let source = benchmark(ofCatch2: files, in: text)
      {
        return [
          FoundHarness(
            name: "catch2", title: "Catch2's BENCHMARK", file: source,
            evidence: "\(target) links it", build: build,
            measure: built + target + " '[!benchmark]'")
        ]
      }
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

  /// A source with benchmarks that a list of targets names.
  private static func benchmark(ofCatch2 files: RepositoryFiles, in list: String) -> String? {
    files.paths.first { path in
      guard let name = path.split(separator: "/").last, list.contains(name),
        [".cpp", ".cc", ".cxx"].contains(where: { name.hasSuffix($0) })
      else { return false }
      return files.text(path).contains("catch")
        && files.lines(path, comment: "//").contains { $0.hasPrefix("BENCHMARK") }
    }
  }

  /// `x` of `name: "x"`.
  private static func quoted(after label: String, in line: String) -> Substring? {
    guard let start = line.range(of: label) else { return nil }
    let parts = line[start.upperBound...].split(separator: "\"", omittingEmptySubsequences: false)
    return parts.count >= 3 ? parts[1] : nil
  }
}
