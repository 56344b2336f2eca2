import Foundation
import PerfArchive
import PerfReports

/// Standard output that loses nothing: a full disk or a closed pipe is an error.
package enum StandardOutput {
  /// Writes text. In a log of a system for continuous integration nothing in it is a command to
  /// that system.
  package static func write(_ text: String) throws(OutputError) {
    try put(Array((isLog ? WorkflowCommands.disarmed(text) : text).utf8))
  }

  /// Writes text as it is: for programs, and where it is to command the system.
  package static func write(exactly text: String) throws(OutputError) {
    try put(Array(text.utf8))
  }

  /// What goes to a file is read by other programs, and by no system as its log.
  private static var isLog: Bool {
    var info = stat()
    return WorkflowCommands.isObeyed
      && (fstat(STDOUT_FILENO, &info) != 0 || info.st_mode & S_IFMT != S_IFREG)
  }

  /// Writes JSON.
  package static func write(_ bytes: [UInt8]) throws(OutputError) {
    try put(isLog ? WorkflowCommands.disarmed(bytes, isJSON: true) : bytes)
  }

  private static func put(_ bytes: [UInt8]) throws(OutputError) {
    if let code = writeAll(bytes[...], to: STDOUT_FILENO) {
      throw OutputError(reason: String(cString: strerror(code)))
    }
  }

  package static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns of the terminal, nil where there is none.
  package static var width: Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// Standard error: messages, warnings, progress. What cannot be written there is lost.
///
/// Names and texts from the files of strangers are in most of it. Here they become legible, so
/// that none steers a terminal or begins a line of its own.
package enum StandardError {
  /// Writes a message as one line, and below it the lines that it quotes.
  package static func write(_ message: String, quoting lines: [String] = []) {
    put(legible([message] + lines.map { "  | \($0)" }))
  }

  /// Writes a text of several lines.
  package static func write(lines text: String) {
    put(legible(text.components(separatedBy: "\n")))
  }

  /// Tells what the program does.
  package static func say(_ text: String) { write("perfstat: \(text)") }

  package static func warn(_ text: String) { say("warning: \(text)") }

  /// Replaces the line of progress on a terminal.
  package static func redraw(_ text: String) {
    put("\r\u{1B}[K" + text.legible(maximum: 78))
  }

  private static func legible(_ lines: [String]) -> String {
    lines.map { $0.legible(maximum: .max) + "\n" }.joined()
  }

  private static func put(_ text: String) {
    let safe = WorkflowCommands.isObeyed ? WorkflowCommands.disarmed(text) : text
    _ = writeAll(Array(safe.utf8)[...], to: STDERR_FILENO)
  }

  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

extension WorkflowCommands {
  /// Whether this process runs where logs are obeyed.
  static let isObeyed = areObeyed(in: ProcessInfo.processInfo.environment)
}

/// A word for the scripts of one page, which nobody can have known before.
func drawnNonce() -> String {
  (0..<4).map { _ in String(UInt32.random(in: 0...UInt32.max), radix: 36) }.joined()
}

/// Standard output could not take the result.
package struct OutputError: Error, CustomStringConvertible {
  package var reason: String
  package var description: String { "standard output: \(reason)" }
}
