import Foundation
import PerfMeasure
import PerfReports

/// One line of progress with the remaining time, on a terminal only.
struct Progress {
  private let total: Int
  private let start = DispatchTime.now().uptimeNanoseconds
  private let enabled: Bool
  private var done = 0
  private var lastDrawn: UInt64 = 0

  init(total: Int, quiet: Bool = false) {
    self.total = max(total, 1)
    enabled = StandardError.isTerminal && !quiet
  }

  /// Counts one finished step and names the next one.
  mutating func step(_ label: String) {
    done += 1
    guard enabled else { return }
    let now = DispatchTime.now().uptimeNanoseconds
    guard now - lastDrawn > 100_000_000 else { return }
    lastDrawn = now
    let remaining = Double(now - start) / 1e9 / Double(done) * Double(max(total - done, 0))
    let percent = min(100, done * 100 / total)
    let text = "\(percent) %  \(waitingTime(remaining)) left  \(label)"
    StandardError.redraw(text)
  }

  func finish() {
    if enabled { StandardError.redraw("") }
  }

  /// A line about work that has no steps, on a terminal only.
  static func say(_ text: String, quiet: Bool) {
    if StandardError.isTerminal && !quiet { StandardError.write("perfstat: \(text)") }
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

/// Progress that several threads report to.
final class SharedProgress: @unchecked Sendable {
  private let lock = NSLock()
  private let each: String
  private var progress: Progress
  private var finished = 0
  private var ofThisLoop = 0

  /// - Parameter each: what one step is, in a word.
  init(total: Int, each: String) {
    progress = Progress(total: total)
    self.each = each
  }

  /// - Parameter done: steps of the present loop that are done.
  @Sendable func advance(_ done: Int) {
    lock.withLock {
      while ofThisLoop < done {
        ofThisLoop += 1
        progress.step("\(each) \(finished + ofThisLoop)")
      }
    }
  }

  /// Ends the present loop and clears the line.
  func finish() {
    lock.withLock {
      finished += ofThisLoop
      ofThisLoop = 0
      progress.finish()
    }
  }
}
