/// Where one form of a report goes: `FORMAT=FILE` or `FILE`.
package struct ReportOutput: Hashable, Sendable {
  /// Nil where it is not named.
  package var format: ReportFormat?
  package var path: String

  /// Nil for no file.
  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let format = ReportFormat(rawValue: String(parts[0])) {
      self.format = format
      path = String(parts[1])
    } else {
      path = argument
    }
    if path.isEmpty { return nil }
  }

  /// Why it is no output: a form that there is not, a plain word before `=`; nil if nothing is wrong.
  package var fault: String? {
    let word = path.prefix { $0 != "=" }
    guard format == nil, word != path, word.allSatisfy(\.isLetter) else { return nil }
    let forms = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
    return "expected one of \(forms) before =, found \"\(word)\""
  }
}
