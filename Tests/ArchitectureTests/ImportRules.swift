import Foundation
import Testing

/// The rules that keep the rooms apart. Each names the folder it holds for, the
/// modules that may not be imported there, and the files that may.
private struct ImportRule: Sendable, CustomTestStringConvertible {
  var folder: String
  var forbidden: Set<String>
  var except: [String] = []
  var reason: String

  var testDescription: String { "\(folder): no \(forbidden.sorted().joined(separator: ", "))" }
}

private let rules = [
  ImportRule(
    folder: "Sources/PerfStats",
    forbidden: ["Foundation", "FoundationEssentials", "GRDB", "ArgumentParser"],
    reason: "statistics are functions of values: no clock, no environment, no files"),
  ImportRule(
    folder: "Sources/PerfStats", forbidden: ["Dispatch"],
    except: ["Sources/PerfStats/Numerics/ConcurrentLoop.swift"],
    reason: "one file runs a loop on several threads, and it reads no clock"),
  ImportRule(
    folder: "Sources/PerfStats", forbidden: ["Glibc", "Musl", "Darwin"],
    except: ["Sources/PerfStats/Resampling/Workspace.swift"],
    reason: "one file asks the system for memory"),
  ImportRule(
    folder: "Sources/PerfStats", forbidden: ["TruenoKernels", "CTruenoKernels"],
    reason: "the judge must not run on the code it judges"),
  ImportRule(
    folder: "Sources/PerfStats",
    forbidden: ["PerfArchive", "PerfReports", "PerfMeasure", "PerfText"],
    reason: "directions: perfstat -> {PerfMeasure, PerfReports, PerfArchive} -> PerfStats"),
  ImportRule(
    folder: "Sources/PerfText",
    forbidden: ["PerfStats", "PerfArchive", "PerfReports", "PerfMeasure"],
    reason: "JSON and CSV know nothing of what they say"),
  ImportRule(
    folder: "Sources/PerfArchive", forbidden: ["PerfReports", "PerfMeasure", "KernelSuite"],
    reason: "reading and writing know neither renderings nor measuring"),
  ImportRule(
    folder: "Sources/PerfReports",
    forbidden: ["PerfArchive", "PerfMeasure", "KernelSuite", "Dispatch"],
    reason: "a rendering is a function of a value, wherever the value came from"),
  ImportRule(
    folder: "Sources/PerfMeasure",
    forbidden: ["PerfArchive", "PerfReports", "PerfText", "KernelSuite"],
    reason: "measuring fills values and knows neither files of results nor what is measured"),
  ImportRule(
    folder: "Sources/PerfWorker",
    forbidden: ["PerfStats", "PerfArchive", "PerfReports", "PerfMeasure", "PerfText", "PerfBench"],
    reason: "the protocol stands below those who speak it, and needs no library"),
  ImportRule(
    folder: "Sources/PerfBench",
    forbidden: [
      "PerfStats", "PerfArchive", "PerfReports", "PerfMeasure", "PerfText", "TruenoKernels",
    ],
    reason: "a package that writes benchmarks builds the worker's side and nothing else"),
  ImportRule(
    folder: "Sources", forbidden: ["TruenoKernels"],
    except: ["Sources/KernelSuite/", "Sources/TruenoKernels/"],
    reason: "the kernels are measured like the benchmarks of anybody else"),
  ImportRule(
    folder: "Examples/library",
    forbidden: ["PerfMeasure", "PerfText", "PerfWorker", "KernelSuite", "GRDB"],
    reason: "a program of one's own needs the products alone"),
  ImportRule(
    folder: "Sources/KernelSuite", forbidden: ["PerfArchive"],
    reason: "a suite is measured and shown; files are the command's"),
  ImportRule(
    folder: "Sources", forbidden: ["COpenBLAS"],
    except: ["Sources/PerfStats/Numerics/BLAS.swift", "Sources/TruenoKernels/Matrices.swift"],
    reason: "one file of each library talks to BLAS"),
  ImportRule(
    folder: "Sources", forbidden: ["GRDB", "GRDBSQLite"], except: ["Sources/PerfArchive/History/"],
    reason: "one room talks to SQLite"),
  ImportRule(
    folder: "Sources", forbidden: ["ArgumentParser"], except: ["Sources/perfstat/"],
    reason: "only the command parses a command line"),
  ImportRule(
    folder: "Sources/TruenoKernels",
    forbidden: [
      "PerfStats", "PerfArchive", "PerfReports", "PerfMeasure", "PerfText", "Foundation",
    ],
    reason: "the kernels stand alone"),
]

private let root = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

private func swiftFiles(below folder: String) -> [String] {
  let base = root.appending(path: folder).path
  let names = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
  return names.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.sorted()
}

private func imports(of file: String) throws -> Set<String> {
  let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
  var modules: Set<String> = []
  for line in text.split(separator: "\n") {
    let words = line.split(separator: " ").map(String.init)
    guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
      words[..<at].allSatisfy({
        ["public", "package", "internal", "private", "@preconcurrency"].contains($0)
      })
    else { continue }
    let kinds: Set<String> = ["struct", "class", "enum", "func", "let", "var", "protocol"]
    let name = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
    modules.insert(String(name.prefix { $0 != "." }))
  }
  return modules
}

@Suite("Import rules")
struct ImportRules {
  @Test("Each room imports only what it may", arguments: rules)
  private func rule(_ rule: ImportRule) throws {
    let files = swiftFiles(below: rule.folder)
    #expect(!files.isEmpty)
    for file in files where !rule.except.contains(where: { file.hasPrefix($0) }) {
      let broken = try imports(of: file).intersection(rule.forbidden)
      #expect(broken.isEmpty, "\(file) imports \(broken.sorted()): \(rule.reason)")
    }
  }

  /// Lines of code that hold one of the words, by file.
  private func lines(below folder: String, holding words: [String]) throws -> [String] {
    try swiftFiles(below: folder).flatMap { file in
      try String(contentsOf: root.appending(path: file), encoding: .utf8)
        .split(separator: "\n")
        .filter { line in
          !line.drop { $0 == " " }.hasPrefix("//")
            && words.contains { line.contains($0) }
        }
        .map { "\(file): \($0)" }
    }
  }

  @Test(
    "Only the command prints",
    arguments: [
      "PerfStats", "PerfText", "PerfArchive", "PerfReports", "PerfMeasure", "KernelSuite",
      "TruenoKernels",
    ])
  func printing(room: String) throws {
    let found = try lines(
      below: "Sources/\(room)",
      holding: [
        " print(", "fputs(", "puts(", "FileHandle.standard", "STDOUT_FILENO", "STDERR_FILENO",
      ])
    #expect(found.isEmpty, "\(found.joined(separator: "\n")) prints")
  }

  @Test("A rendering asks nothing of the machine")
  func renderings() throws {
    let found = try lines(
      below: "Sources/PerfReports",
      holding: [
        "FileManager", "ProcessInfo", "FileHandle", "URLSession", "getenv(", "Date()", "Date.now",
        "DispatchTime", "SystemRandomNumberGenerator", ".random(",
      ])
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  /// A public declaration without a comment above it; what only a protocol asks for needs none.
  private func undocumented(_ file: String) throws -> [String] {
    let lines = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.drop { $0 == " " }
      }
    let asked = ["public func hash(", "public static func ==", "public static func <"]
    return lines.indices.filter { number in
      guard lines[number].hasPrefix("public "), !lines[number].hasPrefix("public import"),
        !asked.contains(where: lines[number].hasPrefix)
      else { return false }
      let above = lines[..<number].last { !$0.hasPrefix("@") } ?? ""
      return !above.hasPrefix("///")
    }.map { "\(file):\($0 + 1): \(lines[$0])" }
  }

  @Test("Every public symbol is documented")
  func documentation() throws {
    let found = try swiftFiles(below: "Sources").flatMap(undocumented)
    #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
  }

  @Test("docs/api.md names every public type and function, and no other")
  func publicNames() throws {
    let text = try String(contentsOf: root.appending(path: "docs/api.md"), encoding: .utf8)
    let part = try #require(
      text.firstMatch(of: #/(?s)<!-- public -->\n(.*?)\n<!-- end -->/#)?.1)
    let listed = part.split(separator: "\n").map { line in
      line.matches(of: #/`([^`]+)`/#).map { String($0.1) }
    }
    for room in listed {
      let files = swiftFiles(below: "Sources/\(room[0])")
      let found = try files.flatMap { file in
        try String(contentsOf: root.appending(path: file), encoding: .utf8).matches(
          of: #/(?m)^public (?:final )?(?:struct|enum|class|protocol|func|typealias|var|let) (\w+)/#
        ).map { String($0.1) }
      }
      #expect(Array(room.dropFirst()) == Set(found).sorted(), "\(room[0])")
    }
    let others = ["PerfMeasure", "PerfWorker", "KernelSuite", "perfstat"]
    for file in others.flatMap({ swiftFiles(below: "Sources/\($0)") }) {
      let source = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      #expect(!source.contains("\npublic "), "\(file) is part of no product")
    }
  }
}
