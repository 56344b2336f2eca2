import ArgumentParser
import PerfArchive
import PerfMeasure

extension NamePattern: ExpressibleByArgument {}

extension CommandLineWords: ExpressibleByArgument {
  package var defaultValueDescription: String { words.joined(separator: " ") }
}

/// A relative amount: `5%` or `0.05`.
package struct Share: Hashable, Sendable {
  package let value: Double

  package init(_ value: Double) { self.value = value }

  /// - Throws: what is no number, and one of 1 or more without the percent sign, so that `5` is
  ///   not taken for 500 %.
  package init(reading text: String) throws {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? text.dropLast() : text[...]), number.isFinite else {
      throw ValidationError("expected a share such as 5% or 0.05")
    }
    try require(isPercent || number < 1, "expected a percent sign, as in \(text)%")
    value = isPercent ? number / 100 : number
  }

  /// As it is written.
  package var text: String { "\((value * 100_000).rounded() / 1000)%" }
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
func require(_ option: String, _ value: Int, in range: ClosedRange<Int>) throws {
  try require(
    range.contains(value),
    "\(option): expected \(range.lowerBound) to \(range.upperBound), found \(value)")
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
