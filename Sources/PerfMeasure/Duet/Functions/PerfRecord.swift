import Foundation
import PerfStats

/// Runs programs under Linux' perf, which looks some thousand times a second of processor time at which
/// function is running: where the time goes, whatever it goes for.
struct PerfRecord: Instrument {
  private var folder: TemporaryFolder
  let timeout: Double
  let interruption: Interruption

  /// Nil where there is no perf, or the system does not let it sample.
  init?(timeout: Double, interruption: Interruption) throws {
    folder = try TemporaryFolder(interruption: interruption)
    self.timeout = timeout
    self.interruption = interruption
    do {
      _ = try run(["true"])
    } catch is CommandFailure {
      return nil
    }
  }

  /// User code only, by the processor's clock: every machine has it, virtual ones too. Each sample
  /// is counted once, so inherited children and threads add up. Without the events of BPF programs, for which perf would
  /// stay up to a second after the program's end.
  func command(_ words: [String]) -> [String] {
    ["perf", "record", "-q", "--no-bpf-event", "-e", "cpu-clock:u", "-F", "4000", "-o", file, "--"]
      + words
  }

  private var file: String { folder.file("perf.data") }

  /// Samples by function of the last run; none is an empty profile.
  func takeReading() throws -> FunctionProfile {
    let script = try ProcessRun(
      ["perf", "script", "-i", file, "-F", "ip,sym"], timeout: timeout, interruption: interruption)
    folder.remove("perf.data")
    return FunctionProfile(perfScript: String(decoding: script.output, as: UTF8.self))
  }

  /// Operations of a worker's benchmark that take about `seconds` together.
  func iterations(_ words: [String], _ name: String, seconds: Double) throws -> Int {
    let worker = try Worker(command: words, timeout: timeout, interruption: interruption)
    defer { worker.stop() }
    let iterations = try worker.calibrate(name, seconds: seconds)
    try worker.quit()
    return iterations
  }
}

extension FunctionProfile {
  /// Samples by function, as `perf script -F ip,sym` prints them: an address and a name a line.
  package init(perfScript text: String) {
    self.init()
    for line in text.split(separator: "\n") {
      let words = line.drop { $0 == " " }
      guard let space = words.firstIndex(of: " ") else { continue }
      let name = words[words.index(after: space)...]
      if !name.isEmpty { functions[String(name), default: 0] += 1 }
    }
  }
}
