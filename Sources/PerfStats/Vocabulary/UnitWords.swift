/// The words of a unit such as `hit-percent`, `cache-misses`, `allocs`.
struct UnitWords {
  private let words: [String]

  init(_ text: String) {
    let plain = text.prefix { $0 != "/" }.lowercased()
    words = plain.split { "-_ .:()".contains($0) }.map(String.init)
  }

  private static let costs: Set<String> = [
    "alloc", "allocs", "allocation", "allocations", "malloc", "mallocs", "free", "frees",
    "cycle", "cycles", "instruction", "instructions", "insn", "insns", "miss", "misses", "fault",
    "faults", "switches", "migrations", "syscall", "syscalls", "retain", "retains", "release",
    "releases", "error", "errors", "failure", "failures", "failed", "retry", "retries", "leak",
    "leaks", "leaked", "instr", "instrs", "stalls", "conflicts", "collisions", "overhead", "loss",
    "latency",
    "branches", "refs", "estimatedcycles", "gcs",
  ]
  private static let successes: Set<String> = [
    "hit", "hits", "throughput", "accuracy", "speedup", "utilization", "utilisation",
  ]

  /// Whether the words name something that is counted.
  var isCount: Bool {
    guard let last = words.last else { return false }
    return Self.costs.contains(last) || Self.successes.contains(last)
      || ["count", "counts", "objects", "items", "elements", "operations", "ops", "calls"]
        .contains(last)
  }

  var direction: Metric.Direction {
    let isCost = words.contains(where: Self.costs.contains)
    let isSuccess = words.contains(where: Self.successes.contains)
    // `cache hit latency` says both.
    return isCost == isSuccess ? .unspecified : isCost ? .lower : .higher
  }
}
