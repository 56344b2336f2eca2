/// A request that statistics cannot answer, and why.
///
/// Thrown where a value outside the domain would otherwise spread as NaN. Values
/// that come out of a domain silently (a quantile of zero degrees of freedom)
/// are NaN as in the underlying special functions and say so in their comments.
public enum StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing to compute from: no jobs, an empty execution, ...
  case empty(String)
  /// A sample that is no positive number or beyond what can be computed with.
  case invalidSample(place: String, value: Double)
  /// A parameter outside its range.
  case invalidParameter(name: String, value: Double, expected: String)
  /// A quantile beyond what so many resamples can resolve; refused instead of
  /// being clamped to an extreme.
  case quantileOutOfReach(probability: Double, resamples: Int)
  /// Two inputs whose shapes do not belong together.
  case shapeMismatch(String)
  /// Fewer replicates than a method needs.
  case tooFewReplicates(method: String, needed: Int, found: Int)
  /// An iteration did not settle.
  case noConvergence(String)

  /// One line, with what was expected and found.
  public var description: String {
    switch self {
    case .empty(let what):
      "nothing to compute from: \(what)"
    case .invalidSample(let place, let value):
      "\(place): expected a number from 1e-150 to 1e150, found \(value)"
    case .invalidParameter(let name, let value, let expected):
      "\(name): expected \(expected), found \(value)"
    case .quantileOutOfReach(let probability, let resamples):
      "the \(probability) quantile is out of reach of \(resamples) resamples"
    case .shapeMismatch(let what):
      "shapes differ: \(what)"
    case .tooFewReplicates(let method, let needed, let found):
      "\(method) needs at least \(needed) replicates, found \(found)"
    case .noConvergence(let what):
      "no convergence: \(what)"
    }
  }
}
