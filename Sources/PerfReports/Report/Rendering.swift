import PerfStats

/// A form that a report can take. Each is declared beside its rendering.
package struct ReportFormat: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Every form, in the order of the help.
  package static let allCases: [ReportFormat] = [
    .text,
    .markdown,
    .json,
    .junit,
    .github,
    .html,
  ]

  /// Name on the command line.
  package let rawValue: String
  /// The text of a report, ending with a line break.
  let rendering: @Sendable (Report, RenderOptions) -> String

  init(_ name: String, rendering: @escaping @Sendable (Report, RenderOptions) -> String) {
    rawValue = name
    self.rendering = rendering
  }

  package init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  package static func == (a: ReportFormat, b: ReportFormat) -> Bool { a.rawValue == b.rawValue }

  package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
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

/// The text of a report in one form, ending with a line break. A function of its
/// arguments alone: the same report gives the same bytes.
package func render(
  _ report: Report, as format: ReportFormat, options: RenderOptions = RenderOptions()
) -> String {
  format.rendering(report, options)
}
