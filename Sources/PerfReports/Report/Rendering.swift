import PerfStats

/// The forms a report can take.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
  case text, markdown, json, junit, github, html
}

/// What the caller knows of the place a report goes to.
package struct RenderOptions: Hashable, Sendable {
  /// Columns of the terminal; text only.
  package var width: Int
  /// Whether colour may be used (a terminal, `NO_COLOR` unset); text only.
  package var colour: Bool
  /// The word that a page's scripts are known by.
  package var nonce: String

  package init(width: Int = 100, colour: Bool = false, nonce: String = Page.fixedNonce) {
    self.nonce = nonce
    self.width = min(max(width, 40), 1000)
    self.colour = colour
  }
}

/// The text of a report in one format, ending with a line break. A function of its
/// arguments alone: the same report gives the same bytes.
package func render(
  _ report: Report, as format: ReportFormat, options: RenderOptions = RenderOptions()
) -> String {
  switch format {
  case .text: TextReport(report, options: options).text
  case .markdown: MarkdownReport(report).text
  case .json: JSONReport(report).text
  case .junit: JUnitReport(report).text
  case .github: GitHubReport(report).text
  case .html: HTMLReport(report, nonce: options.nonce).text
  }
}
