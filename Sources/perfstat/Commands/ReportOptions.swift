import ArgumentParser
import Foundation
import PerfArchive
import PerfReports
import PerfStats

/// Where a report goes, and in which forms.
struct ReportOptions: ParsableArguments {
  @Option(help: "Form of the report; may be given several times. Default: text.")
  var format: [ReportFormat] = []

  @Option(
    help: ArgumentHelp(
      "File for one form instead of standard output; FORMAT= may be left out if there is only one.",
      valueName: "[format=]file"))
  var output: [ReportOutput] = []

  @Flag(name: .shortAndLong, help: "Nothing on standard output.")
  var quiet = false

  /// Whether one of the forms shows the bootstrap distributions.
  var showDistributions: Bool {
    Self.formats(format, output).contains(where: \.showsDistributions)
  }

  func validate() throws {
    try ReportOutput.check(output)
    try require(Set(format).count == format.count, "--format: the same form twice")
    let formats = Self.formats(format, output)
    let targets = output.map { $0.format ?? formats[0] }
    try require(
      output.allSatisfy({ $0.format != nil }) || formats.count == 1,
      "--output: expected FORMAT=FILE, as there are several forms")
    try require(Set(targets).count == targets.count, "--output: two files for the same form")
  }

  /// Refuses files that cannot be written, before the work whose result goes there.
  func checkWritable() throws {
    for target in output { try PerfArchive.checkWritable(target.path) }
  }

  func write(_ report: Report) throws {
    try ReportOptions.write(report, as: format, to: output, quiet: quiet)
  }

  /// Every form that was named, be it by its file; text where none was.
  private static func formats(
    _ named: [ReportFormat], _ output: [ReportOutput]
  ) -> [ReportFormat] {
    let all = named + output.compactMap(\.format).filter { !named.contains($0) }
    return all.isEmpty ? [.text] : all
  }

  /// Writes every form to its place; files first, so that a report that was
  /// asked for is there even if nobody reads standard output.
  static func write(
    _ report: Report, as named: [ReportFormat], to output: [ReportOutput], quiet: Bool
  ) throws {
    let formats = formats(named, output)
    let files = Dictionary(output.map { ($0.format ?? formats[0], $0.path) }) { $1 }
    for format in formats {
      guard let path = files[format] else { continue }
      let options = RenderOptions(nonce: drawnNonce())
      try writeFile(path, Array(render(report, as: format, options: options).utf8))
    }
    for format in formats where !quiet && files[format] == nil {
      let terminal = RenderOptions(
        width: StandardOutput.width ?? 100,
        colour: StandardOutput.isTerminal
          && ProcessInfo.processInfo.environment["NO_COLOR"].map(\.isEmpty) ?? true,
        nonce: drawnNonce())
      let text = render(report, as: format, options: terminal)
      if format == .github {
        try StandardOutput.write(exactly: text)
      } else {
        try StandardOutput.write(text)
      }
    }
  }
}

extension ReportOutput: ExpressibleByArgument {
  /// Refuses a file that is written twice or is an input, and a form that there is not.
  static func check(_ outputs: [ReportOutput], inputs: [String] = []) throws {
    for fault in outputs.compactMap(\.fault) { throw ValidationError("--output: \(fault)") }
    try checkOutputs(outputs.map(\.path), inputs: inputs)
  }
}

extension ReportFormat: ExpressibleByArgument {}
