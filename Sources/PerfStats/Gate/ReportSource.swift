/// Where something that decides a comparison came from, and whether the change under test could
/// have written it.
public struct ReportSource: Hashable, Sendable {
  /// `baseline`, `noiseModel`, `archive`, `policy`, `alsoAgainst`.
  public var role: String
  /// Files and folders, as they were named.
  public var paths: [String]
  /// The revision of the repository that the contents were taken from; empty for the work tree.
  public var revision: String
  /// Whether the change under test touches one of the files; nil where that is not known: the
  /// files lie outside of a repository, or git does not track them.
  public var isTouched: Bool?
  /// What the change was counted from, as a revision; empty where it is not known.
  public var changeSince: String

  /// A source from its parts.
  public init(
    role: String, paths: [String], revision: String = "", isTouched: Bool? = nil,
    changeSince: String = ""
  ) {
    self.role = role
    self.paths = paths
    self.revision = revision
    self.isTouched = isTouched
    self.changeSince = changeSince
  }
}
