import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// The table under *Identity* in `docs/formats.md`: every cell has a case here, and every case a cell.
@Suite struct FormatTableTests {
  /// Row, column and text of each cell that is not empty.
  private func cells() throws -> [(row: String, column: String)] {
    let text = try String(contentsOfFile: packageRoot + "/docs/formats.md", encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("| layout | name | within |") })
    func fields(_ line: Substring) -> [String] {
      line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    let header = fields(lines[start])
    var found: [(String, String)] = []
    for line in lines[(start + 2)...] {
      guard line.hasPrefix("|") else { break }
      let row = fields(line)
      #expect(row.count == header.count, "\(line)")
      for (column, text) in zip(header, row).dropFirst() where !text.isEmpty {
        found.append((row[0].replacing("`", with: ""), column))
      }
    }
    return found
  }

  @Test func everyCellHasACase() throws {
    let known = Dictionary(uniqueKeysWithValues: FormatCase.all.map { ($0.layout, $0) })
    var tested: Set<String> = []
    for (row, column) in try cells() {
      let entry = try #require(known[row], "no case for the row \(row)")
      #expect(entry.expected[column] != nil, "no case for \(row), \(column)")
      tested.insert("\(row), \(column)")
    }
    for entry in FormatCase.all {
      for column in entry.expected.keys {
        #expect(tested.contains("\(entry.layout), \(column)"), "the table has no such cell")
      }
    }
  }

  @Test(arguments: FormatCase.all) func cell(_ entry: FormatCase) throws {
    try withFolder { folder in
      var loaded = LoadedRuns()
      for (name, text) in entry.files {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try writeFile(path, Array(text.utf8))
      }
      for path in entry.read {
        let one = try loadRuns(["\(folder)/\(path)"])
        loaded.runs += one.runs
        loaded.rejected += one.rejected
        loaded.warnings += one.warnings
      }
      let found = Facts(loaded)
      for (column, expected) in entry.expected {
        #expect(found[column] == expected, "\(entry.layout), \(column)")
      }
    }
  }
}

/// What was read, as the columns of the table have it.
private struct Facts {
  private let loaded: LoadedRuns
  private var all: [PerfStats.Measurement] { loaded.runs.flatMap(\.measurements) }

  init(_ loaded: LoadedRuns) { self.loaded = loaded }

  subscript(column: String) -> [String] {
    var seen: Set<String> = []
    let lines =
      switch column {
      case "name": all.map(\.benchmark)
      case "within": all.filter { !$0.within.isEmpty }.map { "\($0.plainName) in \($0.within)" }
      case "definition":
        all.filter { !$0.definition.isEmpty }.map {
          "\($0.benchmark), \($0.metric.name): \($0.definition)"
        }
      case "direction": all.map { "\($0.metric.name) \($0.metric.better)" }
      case "unit": all.map { "\($0.metric.name) \($0.metric.unit)" }
      default: failures
      }
    return lines.filter { seen.insert($0).inserted }
  }

  /// Errors, ambiguous benchmarks, skips and, where there is none of them, warnings.
  private var failures: [String] {
    let errors = loaded.rejected.map { "\($0.key.benchmark): \($0.error.message)" }
    let twins = all.filter(\.isAmbiguous).map { "\($0.benchmark): ambiguous" }
    let skips = loaded.runs.flatMap(\.unmeasured).filter(\.isSkip).map {
      "\($0.key.benchmark) skipped: \($0.reason)"
    }
    return errors + twins + skips
  }
}
