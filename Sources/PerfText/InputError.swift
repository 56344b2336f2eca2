/// Input that cannot be used, with its place.
///
/// Printed as `place: message`, e.g.
/// `old.json:12: benchmarks[3].values[0]: expected a positive number, found -1`.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// File, and where known line or key: `old.json:12`, `run.jsonl:3: executions[0]`.
  public var place: String
  /// What was expected and what was found, without a full stop.
  public var message: String

  /// An error at a place.
  public init(place: String, message: String) {
    self.place = place
    self.message = message
  }

  /// Place and message on one line.
  public var description: String { "\(place): \(message)" }
}
