import ArgumentParser
import PerfArchive
import PerfMeasure
import PerfStats

extension NamePattern: ExpressibleByArgument {}

extension CommandLineWords: ExpressibleByArgument {
  package var defaultValueDescription: String { words.joined(separator: " ") }
}

extension ArgumentHelp {
  /// Of an option whose value is a share.
  static func share(_ abstract: String, _ name: String, default share: Share) -> ArgumentHelp {
    ArgumentHelp("\(abstract) (default: \(share.text))", valueName: name)
  }
}

/// Refuses wrong usage.
func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw ValidationError(message()) }
}

/// Refuses a number out of range.
func require(_ option: String, _ value: Int?, in range: ClosedRange<Int>) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(option): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
}

/// Refuses what is no time to wait.
func require(_ option: String, seconds: Double, atMost most: Int) throws {
  try require(
    seconds > 0 && seconds <= Double(most),
    "\(option): expected more than 0 and at most \(most), found \(seconds)")
}

/// Refuses what is no date, nor the beginning of one (`2026-01-31`, `2026`).
func checkDate(_ text: String?, option: String) throws {
  if let text, text.count < 4 || !text.allSatisfy({ $0.isNumber || "-:TZ.+".contains($0) }) {
    throw ValidationError("\(option): expected a date such as 2026-01-31, found \"\(text)\"")
  }
}

/// Refuses a file that would be written twice, or written and read.
func checkOutputs(_ outputs: [String], inputs: [String] = []) throws {
  if let fault = outputFault(outputs, inputs: inputs) {
    throw ValidationError("--output: \(fault)")
  }
}
