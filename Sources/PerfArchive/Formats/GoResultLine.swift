import PerfText

/// One result line of Go's text, taken apart without copying.
struct GoResultLine {
  enum Step { case pair, end, broken }

  private let all: UnsafeBufferPointer<UInt8>
  private var at: Int
  private let end: Int
  private(set) var name = 0..<0
  private(set) var iterations = 0.0
  private(set) var value = 0.0
  private(set) var unit = 0..<0
  private(set) var pairStart = 0

  init(_ all: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.all = all
    at = range.lowerBound
    end = range.upperBound
  }

  private mutating func word() -> Range<Int> {
    while at < end, isSpace(all[at]) { at += 1 }
    let start = at
    while at < end, !isSpace(all[at]) { at += 1 }
    return start..<at
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

  /// Reads `BenchmarkNAME ITERATIONS`; false for any other line, whose name is read if it has one.
  mutating func begin() -> Bool {
    let prefix: StaticString = "Benchmark"
    guard end - at > prefix.utf8CodeUnitCount else { return false }
    for k in 0..<prefix.utf8CodeUnitCount where all[at + k] != prefix.utf8Start[k] { return false }
    let whole = word()
    name = (whole.lowerBound + prefix.utf8CodeUnitCount)..<whole.upperBound
    return count()
  }

  /// Reads `ITERATIONS`, where the name stands on an earlier line.
  mutating func count() -> Bool {
    let start = at
    let count = word()
    guard !count.isEmpty, all[count].allSatisfy({ $0 &- 48 < 10 }) else {
      at = start
      return false
    }
    iterations = decimal(all, at: count.lowerBound).value
    return true
  }

  /// What is left of the line.
  var rest: Range<Int> { at..<end }

  mutating func nextPair() -> Step {
    let number = word()
    pairStart = number.lowerBound
    if number.isEmpty { return .end }
    unit = word()
    let (value, stop) = decimal(all, at: number.lowerBound)
    guard stop == number.upperBound, !unit.isEmpty else { return .broken }
    self.value = value
    return .pair
  }
}
