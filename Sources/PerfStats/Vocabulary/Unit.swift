extension Metric {
  /// What a unit means: its dimension, its size and what is counted or measured per.
  ///
  /// Read from the ways that benchmark tools write it (`ns`, `ns/op`, `µs`, `sec/op`, `ms/iter`,
  /// `ops/s`, `MB/s`, `KiB`, `allocs/op`, `hit-percent`, `p99-ns`). A text that is none of these
  /// is of an unknown dimension and converts to nothing but itself.
  ///
  /// Prefixes are those of the SI (`k` or `K`, `M`, `G`, `T`, `P`: powers of 1000) and of IEC 80000-13
  /// (`Ki`, `Mi`, `Gi`, `Ti`, `Pi`: powers of 1024).
  ///
  /// Complexity: linear in the text.
  public struct Unit: Hashable, Sendable {
    public enum Dimension: String, Hashable, Sendable, CaseIterable {
      /// A duration. Base unit: a second.
      case time
      /// Something counted per time. Base unit: one a second.
      case rate
      /// An amount of memory or data. Base unit: a byte.
      case bytes
      /// Data per time. Base unit: a byte a second.
      case byteRate
      /// Something counted. Base unit: one.
      case count
      /// A share of a whole. Base unit: 1, which is 100 %.
      case ratio
      case unknown
    }

    public let dimension: Dimension
    /// What is counted (`allocs`, `elem`, `FLOP`), and per what if not per operation (`/key`);
    /// the whole text for an unknown dimension. Only units that agree in it can be converted.
    public let subject: String
    /// How the unit is written in results of ours: `ps`, `ns`, `us`, `ms`, `s`, `min`, `h`, `day` for
    /// a time per operation, else the text as it came.
    public let symbol: String

    /// The unit is `numerator/denominator` base units. Both are whole numbers, so that a
    /// conversion rounds once at most.
    let numerator: Double
    let denominator: Double

    /// Size in base units: 1e-9 for `ns`, 1024 for `KiB`, 0.01 for `%`; 1 where unknown.
    public var factor: Double { numerator / denominator }

    /// Whether a value is a duration or something per time: what varies from one measurement to
    /// the next by nature, as opposed to a count.
    public var isTimeOrRate: Bool {
      switch dimension {
      case .time, .rate, .byteRate: true
      case .bytes, .count, .ratio, .unknown: false
      }
    }

    /// Which direction is better for anything in this unit: times lower, rates higher, memory
    /// and known costs (`allocs`, `cycles`, `cache-misses`, `miss-percent`) lower, known successes
    /// (`hits`, `hit-percent`) higher. Everything else is unspecified.
    public var direction: Direction {
      switch dimension {
      case .time, .bytes: .lower
      // Misses a second say nothing without the work that was done in it.
      case .rate, .byteRate: Words(symbol).direction == .lower ? .unspecified : .higher
      case .count, .ratio, .unknown: Words(symbol).direction
      }
    }

    public init(_ text: String) {
      let written = Substring(text).trimmingSpaces
      self = Self.parsed(written) ?? Unit(.unknown, written, written)
    }

    private init(
      _ dimension: Dimension, _ subject: String, _ symbol: String, _ numerator: Double = 1,
      _ denominator: Double = 1
    ) {
      self.dimension = dimension
      self.subject = subject
      self.symbol = symbol
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Whether values of the two units can be compared after a conversion.
    public func converts(to other: Unit) -> Bool {
      dimension == other.dimension && subject == other.subject
    }

    /// A value of this unit in another one; nil where the units do not measure the same.
    ///
    /// Rounded once where both factors' products are whole numbers below 2^53, as for all times
    /// and all powers of 1000 or 1024 against one another.
    public func convert(_ value: Double, to other: Unit) -> Double? {
      guard converts(to: other) else { return nil }
      let up = numerator * other.denominator
      let down = denominator * other.numerator
      if up == down { return value }
      if up > down, (up / down).rounded() == up / down { return value * (up / down) }
      if down > up, (down / up).rounded() == down / up { return value / (down / up) }
      return value * up / down
    }
  }
}

// MARK: Reading

extension Metric.Unit {
  private static func parsed(_ text: String) -> Metric.Unit? {
    if text.isEmpty { return nil }
    if let unit = perTime(text) { return unit }
    let (head, per) = separated(text)
    // Per operation is what every value is.
    let subject = per.isEmpty || operations.contains(per.lowercased()) ? "" : "/" + per
    if let time = times[head] ?? times[head.lowercased()] {
      let symbol = subject.isEmpty ? time.symbol : text
      return Metric.Unit(.time, subject, symbol, time.size.0, time.size.1)
    }
    if let size = bytes(head) { return Metric.Unit(.bytes, subject, text, size) }
    if per.isEmpty, ratios.contains(head.lowercased()) {
      let isShare = ["ratio", "fraction", "share"].contains(head.lowercased())
      return Metric.Unit(.ratio, "", text, 1, isShare ? 1 : 100)
    }
    // `p99-ns`, `hit-percent`: the last word says the unit, the others what it is of.
    if per.isEmpty, let dash = head.lastIndex(where: { $0 == "-" || $0 == "_" }),
      dash > head.startIndex
    {
      let last = String(head[head.index(after: dash)...])
      let of = String(head[..<dash])
      if let time = times[last] {
        return Metric.Unit(.time, of, text, time.size.0, time.size.1)
      }
      if let size = bytes(last) { return Metric.Unit(.bytes, of, text, size) }
      if ratios.contains(last.lowercased()), last.lowercased() != "share" {
        let isShare = ["ratio", "fraction"].contains(last.lowercased())
        return Metric.Unit(.ratio, of, text, 1, isShare ? 1 : 100)
      }
    }
    if Words(head).isCount {
      return Metric.Unit(.count, head.lowercased() + subject, text)
    }
    return nil
  }

  /// `ops/s`, `MB/sec`, `Kelem/s`, `1/ms`, `GFLOPS`, `per second`.
  private static func perTime(_ text: String) -> Metric.Unit? {
    var head = text
    var time: (Double, Double)?
    if let slash = text.lastIndex(of: "/") {
      let word = text[text.index(after: slash)...].trimmingSpaces
      time = times[word]?.size ?? times[word.lowercased()]?.size
      head = text[..<slash].trimmingSpaces
    } else if text.hasSuffix(" per second") {
      time = (1, 1)
      head = String(text.dropLast(" per second".count))
    } else if let flop = ["FLOPS", "flops", "FLOPs"].first(where: text.hasSuffix) {
      let prefix = String(text.dropLast(flop.count))
      guard prefix.isEmpty || prefixes[prefix] != nil else { return nil }
      time = (1, 1)
      head = prefix + "FLOP"
    } else if text.hasSuffix("bps"), prefixes[String(text.dropLast(3))] != nil || text == "bps" {
      time = (1, 1)
      head = String(text.dropLast(3)) + "bit"
    }
    guard let time else { return nil }
    // A time per time is a share, not a rate.
    if times[head] != nil { return nil }
    if let size = bytes(head) {
      return Metric.Unit(.byteRate, "", text, size * time.1, time.0)
    }
    if let size = bits(head) {
      return Metric.Unit(.byteRate, "", text, size * time.1, 8 * time.0)
    }
    if ["", "#", "1"].contains(head) { return Metric.Unit(.rate, "", text, time.1, time.0) }
    if let size = prefixes[head] { return Metric.Unit(.rate, "", text, size * time.1, time.0) }
    if let plain = counted[head] ?? counted[head.lowercased()] {
      return Metric.Unit(.rate, plain, text, time.1, time.0)
    }
    let (size, name) = scaled(head) { counted[$0] != nil || counted[$0.lowercased()] != nil }
    let plain = counted[name] ?? counted[name.lowercased()] ?? name
    return Metric.Unit(.rate, plain, text, size * time.1, time.0)
  }

  /// A name without the prefix that stands for a power, where what is left is known.
  private static func scaled(_ name: String, _ isKnown: (String) -> Bool) -> (Double, String) {
    for length in [2, 1] where name.count > length {
      let rest = String(name.dropFirst(length)).trimmingSpaces
      if let size = prefixes[String(name.prefix(length))], isKnown(rest) { return (size, rest) }
    }
    return (1, name)
  }

  /// `ns/op` is `ns` per `op`.
  private static func separated(_ text: String) -> (head: String, per: String) {
    if let slash = text.lastIndex(of: "/"), slash > text.startIndex {
      return (text[..<slash].trimmingSpaces, text[text.index(after: slash)...].trimmingSpaces)
    }
    let words = text.split(separator: " ")
    if let per = words.firstIndex(of: "per"), per > 0 {
      return (words[..<per].joined(separator: " "), words[(per + 1)...].joined(separator: " "))
    }
    return (text, "")
  }

  private static func bytes(_ text: String) -> Double? {
    if let size = byteWords[text] ?? byteWords[text.lowercased()] { return size }
    guard text.hasSuffix("B") || text.lowercased().hasSuffix("bytes") else { return nil }
    let prefix = text.hasSuffix("B") ? text.dropLast() : text.dropLast(5)
    return prefixes[String(prefix).trimmingSpaces]
  }

  /// Bits in a text like `Mbit`, `Mb`, `kbits`.
  private static func bits(_ text: String) -> Double? {
    for ending in ["bits", "bit", "b"] where text.hasSuffix(ending) {
      let prefix = String(text.dropLast(ending.count))
      if prefix.isEmpty { return ending == "b" ? nil : 1 }
      if let size = prefixes[prefix] { return size }
    }
    return nil
  }

  /// What one value is of anyway.
  private static let operations: Set<String> = [
    "op", "ops", "operation", "operations", "iter", "iters", "iteration", "iterations", "call",
    "calls", "run", "loop", "round", "invocation", "execution", "exec", "eval",
  ]

  private static let times: [String: (symbol: String, size: (Double, Double))] = {
    let spellings: [(symbol: String, size: (Double, Double), names: [String])] = [
      ("fs", (1, 1e15), ["fs", "femtosecond", "femtoseconds"]),
      ("ps", (1, 1e12), ["ps", "psec", "picosecond", "picoseconds"]),
      ("ns", (1, 1e9), ["ns", "nsec", "nsecs", "nanos", "nanosecond", "nanoseconds"]),
      (
        "us", (1, 1e6),
        // Micro sign and Greek letter mu.
        [
          "us", "\u{B5}s", "\u{3BC}s", "usec", "usecs", "micros", "microsecond", "microseconds",
        ]
      ),
      ("ms", (1, 1e3), ["ms", "msec", "msecs", "millis", "millisecond", "milliseconds"]),
      ("s", (1, 1), ["s", "sec", "secs", "second", "seconds"]),
      ("min", (60, 1), ["min", "mins", "minute", "minutes"]),
      ("h", (3600, 1), ["h", "hr", "hrs", "hour", "hours"]),
      ("day", (86400, 1), ["day", "days"]),
    ]
    var table: [String: (symbol: String, size: (Double, Double))] = [:]
    for entry in spellings { for name in entry.names { table[name] = (entry.symbol, entry.size) } }
    return table
  }()

  private static let prefixes: [String: Double] = [
    "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "kilo": 1e3, "mega": 1e6,
    "giga": 1e9, "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824, "Ti": 1_099_511_627_776,
    "Pi": 1_125_899_906_842_624,
  ]

  private static let byteWords: [String: Double] = [
    "B": 1, "byte": 1, "bytes": 1, "kilobytes": 1e3, "megabytes": 1e6, "gigabytes": 1e9,
    "kibibytes": 1024, "mebibytes": 1_048_576, "gibibytes": 1_073_741_824,
  ]

  private static let ratios: Set<String> = [
    "%", "percent", "percentage", "pct", "ratio", "fraction", "share",
  ]

  /// What rates count, each by one name.
  private static let counted: [String: String] = [
    "op": "op", "ops": "op", "operation": "op", "operations": "op", "i": "op", "iter": "op",
    "iters": "op", "iteration": "op", "iterations": "op", "call": "op", "calls": "op",
    "run": "op", "runs": "op",
    "elem": "elem", "elems": "elem", "element": "elem", "elements": "elem",
    "item": "item", "items": "item", "req": "req", "reqs": "req", "request": "req",
    "requests": "req", "FLOP": "FLOP", "flop": "FLOP", "msg": "msg", "msgs": "msg",
    "message": "msg", "messages": "msg", "row": "row", "rows": "row", "event": "event",
    "events": "event", "query": "query", "queries": "query", "tx": "tx", "txn": "tx",
    "transactions": "tx", "rounds": "op", "loops": "op",
  ]
}

/// The words of a unit such as `hit-percent`, `cache-misses`, `allocs`.
private struct Words {
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

extension StringProtocol {
  fileprivate var trimmingSpaces: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
