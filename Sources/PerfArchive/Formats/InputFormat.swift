import PerfStats
import PerfText

/// A file layout that is read. Each is declared beside its importer; `LayoutTest.all` is the table
/// of all and of what tells them apart.
public struct InputFormat: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// Every layout once.
  public static let allCases: [InputFormat] = LayoutTest.all.reduce(into: []) { formats, test in
    if !formats.contains(test.format) { formats.append(test.format) }
  }

  /// Name that forces the layout on the command line.
  public let rawValue: String
  /// Whether a file is one process start of a harness, so that several files given together
  /// are several executions of one job. The other layouts tell executions or runs apart
  /// themselves: each file is a job of its own.
  public let isOneExecution: Bool
  /// Whether JSON of the layout is an object a line.
  let readsJSONLines: Bool
  package let decode: @Sendable (SourceFile) throws(InputError) -> LoadedRuns

  package init(
    _ name: String, isOneExecution: Bool, readsJSONLines: Bool = false,
    decode: @escaping @Sendable (SourceFile) throws(InputError) -> LoadedRuns
  ) {
    rawValue = name
    self.isOneExecution = isOneExecution
    self.readsJSONLines = readsJSONLines
    self.decode = decode
  }

  /// The layout of a name, nil if there is none.
  public init?(rawValue: String) {
    guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = known
  }

  public static func == (a: InputFormat, b: InputFormat) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

  /// The layout of a file, judged by its contents; nil if it is none of them.
  static func recognise(_ source: SourceFile) -> InputFormat? {
    // What says its format is no other tool's.
    if case .success(let json)? = source.json, let format = json["format"], format.isString {
      return format.text.hasPrefix("\"perfstat.run") ? .run : nil
    }
    let format = LayoutTest.all.first { $0.holds(source) }?.format
    // Of other layouts several objects are several files.
    return source.isJSONLines && format?.readsJSONLines == false ? nil : format
  }
}
