import Foundation
import PerfStats

/// Runs programs under valgrind's callgrind, which counts instructions one by one: slow, but the
/// same on a busy machine and on an idle one.
package struct Callgrind: Instrument {
  var folder: TemporaryFolder
  var timeout: Double
  package var interruption: Interruption

  /// - Throws: `DuetError` where there is no valgrind.
  package init(timeout: Double, interruption: Interruption) throws {
    let paths = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard paths.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/valgrind") })
    else { throw DuetError("callgrind: there is no valgrind on this machine") }
    folder = try TemporaryFolder(interruption: interruption)
    self.timeout = timeout
    self.interruption = interruption
  }

  private static let outputPrefix = "callgrind."

  func command(_ words: [String]) -> [String] {
    [
      "valgrind", "--tool=callgrind", "-q", "--trace-children=yes",
      "--callgrind-out-file=\(folder.file(Self.outputPrefix))%p",
    ] + words
  }

  /// What all processes of the last run did; their files are removed.
  func takeReading() throws -> FunctionProfile {
    var profile = FunctionProfile()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasPrefix(Self.outputPrefix) {
      let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
      // A process that began another program leaves an empty file.
      if !text.isEmpty { profile = profile + (try FunctionProfile(callgrind: text)) }
      folder.remove(name)
    }
    guard profile.total > 0 else { throw DuetError("callgrind counted nothing") }
    return profile
  }
}

extension Callgrind {
  /// The metric that is counted.
  package static let instructions = Metric(
    name: "instructions", unit: "instructions", better: .lower)

  /// To four significant digits, so that the few instructions that depend on the time do not show.
  package static func rounded(_ count: Double) -> Double {
    guard count > 0 else { return 0 }
    let step = pow(10, floor(log10(count)) - 3)
    return (count / step).rounded() * step
  }
}
