import Foundation
import PerfArchive
import PerfReports
import PerfStats
import PerfText

/// One door for strangers' bytes. Anything may be refused; nothing may crash, hang or change what
/// it means when it is written and read again.
struct Target: Sendable {
  var name: String
  var run: @Sendable ([UInt8]) -> Void

  /// A target for every layout of files, for every other file that is read, and for the round trip
  /// of reports.
  static let all: [Target] =
    [Target(name: "recognised") { bytes in load(bytes, nil) }]
    + InputFormat.allCases.map { format in
      Target(name: format.rawValue) { bytes in load(bytes, format) }
    } + [
      Target(name: "json") { bytes in
        guard let json = try? JSON(parsing: bytes, file: "input") else { return }
        _ = (json.keyPath, json.place, json.text, json.description)
        walk(json, depth: 0)
      },
      Target(name: "report") { bytes in
        guard let report = try? Report(savedAs: bytes, file: "input") else { return }
        let text = render(report, as: .json)
        for format in ReportFormat.allCases { _ = render(report, as: format) }
        do {
          let again = try Report(savedAs: Array(text.utf8), file: "again")
          demand(render(again, as: .json) == text, "a report changed on its way")
        } catch {
          demand(false, "a report that was written is not read: \(error)")
        }
      },
      Target(name: "noise model") { bytes in
        _ = try? NoiseModelFile.decode(bytes, file: "input")
      },
      Target(name: "marks") { bytes in _ = try? ChangeMarks(bytes, file: "input") },
      Target(name: "gzip") { bytes in inFile(bytes) { _ = try? readFile($0) } },
      Target(name: "archive") { bytes in
        inFile(bytes) { path in
          guard let archive = try? Archive(path: path, access: .read) else { return }
          _ = try? archive.entries()
          _ = try? archive.runs()
          _ = try? archive.faults()
        }
      },
    ]

  private static func load(_ bytes: [UInt8], _ format: InputFormat?) {
    guard let loaded = try? loadRuns(["-"], format: format, standardInput: { bytes }) else {
      return
    }
    let text = RunFile.encode(loaded.runs)
    do {
      let again = try RunFile.decode(text, place: "again")
      demand(again.runs == loaded.runs, "runs changed on their way")
    } catch {
      // An empty file holds no run.
      demand(
        loaded.runs.allSatisfy(\.measurements.isEmpty),
        "runs that were written are not read: \(error)")
    }
    let samples = loaded.runs.flatMap(\.measurements).flatMap(\.executions).reduce(0) {
      $0 + $1.values.count
    }
    guard (1...400).contains(samples) else { return }
    var policy = Policy()
    policy.resamples = 100
    if let report = try? judge(
      baseline: loaded.runs, current: loaded.runs, archive: [], storedModel: nil, policy: policy,
      rejected: loaded.rejected.map { ($0.key, $0.error.description) }, threads: 1)
    {
      demand(report.decision != .fail, "a file is slower than itself")
      _ = render(report, as: .text)
    }
  }

  private static func walk(_ json: JSON, depth: Int) {
    _ = (try? json.string(), try? json.double(), try? json.int(), try? json.bool())
    if depth == 4 { return }
    for element in (try? json.elements()).map({ Array($0.prefix(20)) }) ?? [] {
      walk(element, depth: depth + 1)
    }
    for (_, value) in ((try? json.members()) ?? []).prefix(20) { walk(value, depth: depth + 1) }
    _ = try? json.doubles()
  }

  private static func inFile(_ bytes: [UInt8], _ body: (String) -> Void) {
    let path = "/dev/shm/perfstat-fuzz-\(getpid())"
    guard (try? Data(bytes).write(to: URL(fileURLWithPath: path))) != nil else { return }
    body(path)
    unlink(path)
  }
}

/// Ends the process with a word, where an optimised build's `precondition` ends it without one.
private func demand(_ condition: Bool, _ message: @autoclosure () -> String) {
  if condition { return }
  FileHandle.standardError.write(Data("fuzz: \(message())\n".utf8))
  abort()
}
