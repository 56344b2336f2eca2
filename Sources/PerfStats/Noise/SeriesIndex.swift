/// The series of some jobs, numbered in the order of their first appearance. What is known of a series
/// stands at its number in an array, and nothing is looked up by name twice.
package struct SeriesIndex: Sendable {
  /// The series by number.
  package private(set) var keys: [SeriesKey] = []
  private var numbers: [SeriesKey: Int] = [:]

  package init() {}

  package var count: Int { keys.count }

  /// The number of a series; nil for one that was not there.
  package func number(of key: SeriesKey) -> Int? { numbers[key] }

  /// The number of a series, a new one if it was not there.
  ///
  /// - Parameter last: number of the series before it. Jobs measure their benchmarks in one order, so
  ///   the next number is tried first.
  package mutating func number(of key: SeriesKey, after last: Int) -> Int {
    if last + 1 < keys.count, keys[last + 1] == key { return last + 1 }
    if let known = numbers[key] { return known }
    numbers[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}
