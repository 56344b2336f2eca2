import Foundation
import PerfMeasure
import PerfReports

/// One line of progress with the remaining time, on a terminal only. Several threads may report to it.
final class Progress: @unchecked Sendable {
  private let lock = NSLock()
  private let total: Int
  private let each: String
  private let start = DispatchTime.now().uptimeNanoseconds
  private let enabled: Bool
  private var done = 0
  /// Steps that were done before the present loop.
  private var before = 0
  private var lastDrawn: UInt64 = 0

  /// - Parameter each: what one step of a loop is, in a word.
  init(total: Int, each: String = "", quiet: Bool = false) {
    self.total = max(total, 1)
    self.each = each
    enabled = StandardError.isTerminal && !quiet
  }

  /// Counts one finished step and names the next one.
  func step(_ label: String) {
    lock.withLock { draw(label) }
  }

  /// - Parameter done: steps of the present loop that are done.
  @Sendable func advance(_ done: Int) {
    lock.withLock {
      while self.done < before + done { draw("\(each) \(self.done + 1)") }
    }
  }

  /// Ends the present loop and clears the line.
  func finish() {
    lock.withLock {
      before = done
      if enabled { StandardError.redraw("") }
    }
  }

  private func draw(_ label: String) {
    done += 1
    guard enabled else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    guard now - lastDrawn > 100_000_000 else { return }
    lastDrawn = now
    let remaining = Double(now - start) / 1e9 / Double(done) * Double(max(total - done, 0))
    let percent = min(100, done * 100 / total)
    StandardError.redraw("\(percent) %  \(waitingTime(remaining)) left  \(label)")
  }

  /// A line about work that has no steps, on a terminal only.
  static func say(_ text: String, quiet: Bool) {
    if StandardError.isTerminal && !quiet { StandardError.say(text) }
  }
}

extension Watching {
  /// Progress and warnings on the terminal.
  static func terminal(quiet: Bool) -> Watching {
    var progress = Progress(total: 1, quiet: quiet)
    return Watching(
      begin: { progress = Progress(total: $0, quiet: quiet) }, step: { progress.step($0) },
      finish: { progress.finish() }, warn: StandardError.warn)
  }
}
