/// What counts instead of measuring.
package enum CountingTool: String, CaseIterable, Sendable {
  /// Instructions, by valgrind.
  case callgrind
}
