import Foundation

/// How the program ends. Thrown by a command that has said all it has to say.
package enum ExitStatus: Int32, Error {
  /// Pass, warning, improvement or inconclusive.
  case success = 0
  case regression = 1
  /// Input, archive or environment did not allow a judgement.
  case cannotJudge = 2
  /// Inconclusive where `--strict` was given.
  case inconclusive = 3
  case usage = 64

  func endProcess() -> Never { exit(rawValue) }
}
