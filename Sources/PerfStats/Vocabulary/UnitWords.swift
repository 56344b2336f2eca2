/// The words of a unit, or of a metric's name, such as `hit-percent`, `cache-misses`, `CacheMisses`, `allocs`.
struct UnitWords {
  private let words: [String]
  /// Work for each cycle, the one quotient of two costs of which more is better.
  private let isWorkPerCycle: Bool

  init(_ text: String) {
    func words(_ text: Substring) -> [String] {
      text.split { "-_ .:()".contains($0) }.flatMap(Self.humps).map { $0.lowercased() }
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    self.words = words(parts.first ?? "")
    let all = parts.flatMap(words).filter { $0 != "per" }
    isWorkPerCycle =
      all.count == 2 && Self.instructions.contains(all[0])
      && ["cycle", "cycles"].contains(all[1])
  }

  /// `Cache`, `Misses` of `CacheMisses`.
  private static func humps(_ word: Substring) -> [String] {
    var found: [String] = []
    var wasSmall = false
    for sign in word {
      if found.isEmpty || wasSmall && sign.isUppercase {
        found.append(String(sign))
      } else {
        found[found.count - 1].append(sign)
      }
      wasSmall = sign.isLowercase || sign.isNumber
    }
    return found
  }

  private static let instructions: Set<String> = [
    "instruction", "instructions", "insn", "insns", "instr", "instrs",
  ]

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
  /// So many a second, or a cycle.
  private static let rates: Set<String> = ["fps", "qps", "rps", "tps", "ipc"]

  /// Whether the words name something that is counted.
  var isCount: Bool {
    guard let last = words.last else { return false }
    return Self.costs.contains(last) || Self.successes.contains(last)
      || ["count", "counts", "objects", "items", "elements", "operations", "ops", "calls"]
        .contains(last)
  }

  var direction: Metric.Direction {
    if isWorkPerCycle { return .higher }
    let isCost = words.contains(where: Self.costs.contains)
    let isSuccess = words.contains { Self.successes.contains($0) || Self.rates.contains($0) }
    // `cache hit latency` says both.
    return isCost == isSuccess ? .unspecified : isCost ? .lower : .higher
  }
}
