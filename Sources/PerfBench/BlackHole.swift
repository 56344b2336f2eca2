public import CBlackHole

/// Keeps a result alive, so that the compiler cannot remove the work that computed it.
///
/// Give it what the operation returns, and an input whose value the compiler could
/// otherwise know in advance:
///
/// ```swift
/// Benchmark("parse/small", elements: text.utf8.count) { blackHole(parse(text)) }
/// ```
///
/// - Complexity: O(1); no call remains in optimised code, only the store of the value.
@inlinable @inline(__always)
public func blackHole<Value>(_ value: Value) {
  withUnsafePointer(to: value) { black_hole_look($0) }
}
