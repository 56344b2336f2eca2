extension Metric.Unit {
  static func parsed(_ text: String) -> Metric.Unit? {
    if text.isEmpty { return nil }
    // What nearly every value has needs none of the searches below.
    if let time = times[text] {
      return Metric.Unit(.time, "", time.symbol, time.size.0, time.size.1)
    }
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
    if UnitWords(head).isCount {
      return Metric.Unit(.count, head.lowercased() + subject, text)
    }
    return nil
  }

  /// `ops/s`, `MB/sec`, `Kelem/s`, `1/ms`, `GFLOPS`, `rows per second`, `rows_per_sec`.
  private static func perTime(_ text: String) -> Metric.Unit? {
    var head = text
    var time: (Double, Double)?
    if let slash = text.lastIndex(of: "/") {
      let word = text[text.index(after: slash)...].trimmingSpaces
      time = times[word]?.size ?? times[word.lowercased()]?.size
      head = text[..<slash].trimmingSpaces
    } else if let (counted, per) = quotient(text), let size = times[per.lowercased()]?.size {
      time = size
      head = counted
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
    return quotient(text) ?? (text, "")
  }

  /// What stands before and behind the word `per`.
  private static func quotient(_ text: String) -> (head: String, per: String)? {
    for sign in [" ", "_", "-"] {
      guard let per = text.firstRange(of: "\(sign)per\(sign)"), per.lowerBound > text.startIndex
      else {
        continue
      }
      return (text[..<per.lowerBound].trimmingSpaces, text[per.upperBound...].trimmingSpaces)
    }
    return nil
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

extension StringProtocol {
  var trimmingSpaces: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
