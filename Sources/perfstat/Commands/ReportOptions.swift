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

  private var formats: [ReportFormat] {
    let named = format + output.compactMap(\.format).filter { !format.contains($0) }
    return named.isEmpty ? [.text] : named
  }

  /// Whether one of the forms shows the bootstrap distributions.
  var showDistributions: Bool { formats.contains(where: \.showsDistributions) }

  func validate() throws {
    try ReportOutput.check(output)
    try require(Set(format).count == format.count, "--format: the same form twice")
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
    let files = output.map { ($0.format ?? formats[0], $0.path) }
    try ReportOptions.write(
      report, formats: formats, files: Dictionary(files) { first, _ in first }, quiet: quiet)
  }

  /// Writes every form to its place; files first, so that a report that was
  /// asked for is there even if nobody reads standard output.
  static func write(
    _ report: Report, formats: [ReportFormat], files: [ReportFormat: String], quiet: Bool
  ) throws {
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

/// `FORMAT=FILE` or `FILE`.
struct ReportOutput: ExpressibleByArgument {
  var format: ReportFormat?
  var path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) {
      self.format = format
      path = String(parts[1])
    } else {
      path = argument
    }
    if path.isEmpty { return nil }
  }

  /// Refuses a file that is written twice or is an input, and a form that there is not: a plain
  /// word before `=`.
  static func check(_ outputs: [ReportOutput], inputs: [String] = []) throws {
    for output in outputs where output.format == nil {
      let word = output.path.prefix { $0 != "=" }
      guard word == output.path || !word.allSatisfy(\.isLetter) else {
        let forms = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--output: expected one of \(forms) before =, found \"\(word)\"")
      }
    }
    try checkOutputs(outputs.map(\.path), inputs: inputs)
  }
}

extension ReportFormat: ExpressibleByArgument {}
