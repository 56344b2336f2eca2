import PerfStats

/// The file layouts that are read. The raw value forces one on the command line.
public enum InputFormat: String, CaseIterable, Sendable {
  /// perfstat's run files.
  case run = "perfstat"
  /// Tidy samples CSV.
  case csv
  case criterionText = "criterion-text"
  /// Baselines of this project's predecessors: three JSON layouts of summaries.
  case legacy

  /// Whether a file is one process start of a harness, so that several files given together
  /// are several executions of one job. The other layouts tell executions or runs apart
  /// themselves: each file is a job of its own.
  public var isOneExecution: Bool {
    switch self {
    case .criterionText: true
    default: false
    }
  }

  /// The layout of a file, judged by its contents; nil if it is none of them.
  static func recognise(_ source: SourceFile) -> InputFormat? {
    if let json = source.json {
      switch json {
      case .success(let value): return recognise(value)
      case .failure: return recogniseText(source.bytes)
      }
    }
    return recogniseText(source.bytes)
  }

  private static func recognise(_ json: JSON) -> InputFormat? {
    if let format = json["format"], format.isString {
      return format.text.hasPrefix("\"perfstat.run") ? .run : nil
    }
    if json["benchmark"] != nil, json["metric"] != nil, json["executions"] != nil { return .run }
    if LegacyBaseline.recognises(json) { return .legacy }
    return nil
  }

  private static func recogniseText(_ bytes: [UInt8]) -> InputFormat? {
    if TidySamples.recognises(bytes) { return .csv }
    if CriterionText.recognises(bytes) { return .criterionText }
    return nil
  }

  func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    switch self {
    case .run: try RunFile.decode(source.bytes, place: source.name)
    case .csv: try TidySamples.decode(source.bytes, place: source.name)
    case .criterionText: try CriterionText.decode(source)
    case .legacy: try LegacyBaseline.decode(source)
    }
  }
}
