import PerfStats

/// A form that a report can take. Each is declared beside its rendering.
public struct ReportFormat: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Every form, in the order of the help.
  public static let allCases: [ReportFormat] = [
    .text,
    .markdown,
    .json,
    .junit,
    .github,
    .html,
  ]

  /// Name on the command line.
  public let rawValue: String
  /// Whether it shows the bootstrap distribution of each row.
  package let showsDistributions: Bool
  /// The text of a report, ending with a line break.
  let rendering: @Sendable (Report, RenderOptions) -> String

  package init(
    _ name: String, showsDistributions: Bool = false,
    rendering: @escaping @Sendable (Report, RenderOptions) -> String
  ) {
    rawValue = name
    self.showsDistributions = showsDistributions
    self.rendering = rendering
  }

  /// The form of a name, nil if there is none.
  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  public static func == (a: ReportFormat, b: ReportFormat) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

/// What the caller knows of the place a report goes to.
public struct RenderOptions: Hashable, Sendable {
  /// Columns of the terminal; text only.
  public var width: Int
  /// Whether colour may be used (a terminal, `NO_COLOR` unset); text only.
  public var colour: Bool
  /// The word that a page's scripts are known by.
  package var nonce: String

  /// - Parameters:
  ///   - width: columns, taken into 40 to 1000.
  ///   - colour: whether colour may be used.
  public init(width: Int = 100, colour: Bool = false) {
    self.init(width: width, colour: colour, nonce: Page.fixedNonce)
  }

  package init(width: Int = 100, colour: Bool = false, nonce: String) {
    self.nonce = nonce
    self.width = min(max(width, 40), 1000)
    self.colour = colour
  }
}

/// The text of a report in one form, ending with a line break. A function of its
/// arguments alone: the same report gives the same bytes. O(samples) for the forms that hold them.
public func render(
  _ report: Report, as format: ReportFormat, options: RenderOptions = RenderOptions()
) -> String {
  format.rendering(report, options)
}
