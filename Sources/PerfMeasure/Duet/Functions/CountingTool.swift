/// What counts instead of measuring.
package enum CountingTool: String, CaseIterable, Sendable {
  /// Instructions one by one, under valgrind.
  case callgrind
  /// The processor's counters.
  case perf

  /// What the processor counts and depends on what else it does: it advises.
  package static let advising = Set(PerfCounters.metrics.dropFirst().map(\.name))
}
