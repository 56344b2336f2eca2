import PerfStats
import PerfText

/// The policy file `.perfstat.json`: `{"format":"perfstat.policy","version":1,"limits":[...],...}`.
/// `docs/policy.md` explains every field, `docs/policy.schema.json` is its schema. A key that is
/// not known is an error: a rule that is overlooked would let something pass in silence.
package enum PolicyFile {
  package static let format = "perfstat.policy"
  package static let version = 1
  /// Where it is looked for.
  package static let name = ".perfstat.json"
  /// Most rules of a file.
  package static let mostRules = 100_000

  // MARK: Reading

  /// - Parameter file: name for messages and reports.
  /// - Throws: text that is not a policy, a newer version, an unknown key, a value out of range,
  ///   a pattern that is no regular expression, a series waived twice.
  package static func decode(_ bytes: [UInt8], file: String) throws(InputError) -> PolicyRules {
    let json = try JSON(parsing: bytes, file: file)
    try check(json, keys: ["format", "version", "$schema", "limits", "waivers", "unfit"])
    let found = try json.member("format").string()
    guard found == format else {
      throw try json.member("format").error("expected \"\(format)\", found \"\(found)\"")
    }
    let number = try json.member("version").int()
    guard number == version else {
      throw try json.member("version").error(
        "expected version \(version), found \(number)"
          + (number > version ? ", which a newer perfstat wrote" : ""))
    }
    return PolicyRules(
      file: file, limits: try rules(json, "limits", limit),
      waivers: try unique(try rules(json, "waivers", waiver), \.series, \.place),
      unfit: try unique(
        try rules(json, "unfit", unfit), { [$0.runner, $0.series.benchmark, $0.series.metric] },
        \.place))
  }

  private static func rules<Rule>(
    _ json: JSON, _ key: String, _ read: (JSON) throws(InputError) -> Rule
  ) throws(InputError) -> [Rule] {
    guard let list = json[key] else { return [] }
    var result: [Rule] = []
    for entry in try list.elements() {
      result.append(try read(entry))
      guard result.count <= mostRules else {
        throw list.error("expected at most \(mostRules) rules")
      }
    }
    return result
  }

  private static func unique<Rule, Key: Hashable>(
    _ rules: [Rule], _ key: (Rule) -> Key, _ place: (Rule) -> String
  ) throws(InputError) -> [Rule] {
    var seen: [Key: String] = [:]
    for rule in rules {
      if let first = seen[key(rule)] {
        throw InputError(place: place(rule), message: "the same series as in \(first)")
      }
      seen[key(rule)] = place(rule)
    }
    return rules
  }

  private static func check(_ json: JSON, keys: [String]) throws(InputError) {
    for (key, value) in try json.members() where !keys.contains(key) {
      throw value.error(
        "expected one of the keys \(keys.filter { $0 != "$schema" }.joined(separator: ", ")), "
          + "found \"\(key)\"")
    }
  }

  // MARK: Rules

  private static func limit(_ json: JSON) throws(InputError) -> PolicyRules.Limit {
    try check(
      json,
      keys: [
        "benchmark", "metric", "threshold", "warn", "absolute", "budget", "gate", "better",
        "reason",
      ])
    var limit = PolicyRules.Limit(
      place: json.place, benchmark: try pattern(json.member("benchmark")),
      metric: try json["metric"].map { (m) throws(InputError) in try pattern(m) } ?? "")
    if let value = json["threshold"] { limit.threshold = try share(value, most: 10) }
    if let value = json["warn"] { limit.warning = try share(value, most: 0.999) }
    if let threshold = limit.threshold, let warning = limit.warning, warning > threshold {
      throw try json.member("warn").error("expected at most the threshold")
    }
    if let value = json["absolute"] { limit.absolute = try amount(value) }
    if let value = json["budget"] { limit.budget = try amount(value) }
    if let value = json["gate"] { limit.gates = try value.bool() }
    if let value = json["better"] {
      let word = try value.string()
      guard let direction = Metric.Direction(rawValue: word) else {
        throw value.error("expected lower, higher or unspecified, found \"\(word)\"")
      }
      limit.better = direction
    }
    if let value = json["reason"] { _ = try text(value) }
    guard
      limit.threshold != nil || limit.warning != nil || limit.absolute != nil
        || limit.budget != nil || limit.gates != nil || limit.better != nil
    else {
      throw json.error(
        "expected at least one of threshold, warn, absolute, budget, gate and better")
    }
    return limit
  }

  private static func waiver(_ json: JSON) throws(InputError) -> PolicyRules.Waiver {
    try check(json, keys: ["benchmark", "metric", "reason", "ceiling", "expires"])
    return PolicyRules.Waiver(
      place: json.place, series: try series(json), reason: try text(json.member("reason")),
      ceiling: try share(json.member("ceiling"), most: 1000),
      expires: try day(json.member("expires")))
  }

  private static func unfit(_ json: JSON) throws(InputError) -> PolicyRules.Unfit {
    try check(json, keys: ["runner", "benchmark", "metric", "reason"])
    return PolicyRules.Unfit(
      place: json.place, runner: try text(json.member("runner")), series: try series(json),
      reason: try text(json.member("reason")))
  }

  // MARK: Values

  private static func series(_ json: JSON) throws(InputError) -> SeriesKey {
    SeriesKey(
      benchmark: try text(json.member("benchmark")),
      metric: try json["metric"].map { (m) throws(InputError) in try text(m) } ?? "time")
  }

  private static func text(_ json: JSON) throws(InputError) -> String {
    let text = try json.string()
    guard !text.allSatisfy(\.isWhitespace), !hasControlCharacter(text) else {
      throw json.error("expected a text without control characters, found \(json.description)")
    }
    return text
  }

  private static func pattern(_ json: JSON) throws(InputError) -> String {
    let text = try json.string()
    do {
      _ = try Regex(text)
    } catch {
      throw json.error("expected a regular expression, found \(json.description)")
    }
    return text
  }

  /// `"5%"` or `0.05`, above zero.
  private static func share(_ json: JSON, most: Double) throws(InputError) -> Double {
    var value = Double.nan
    if json.isString {
      let text = try json.string()
      if text.hasSuffix("%"), let percent = Double(text.dropLast().trimmingSpaces) {
        value = percent / 100
      }
    } else {
      value = try json.double()
    }
    guard value > 0, value <= most else {
      throw json.error(
        "expected a share above 0 and at most \(most * 100) %, such as \"5%\" or 0.05, found "
          + json.description)
    }
    return value
  }

  /// `"3 ms"`: a number above zero and a unit.
  private static func amount(_ json: JSON) throws(InputError) -> PolicyRules.Amount {
    let text = try json.string()
    let number = text.prefix { $0.isNumber || "+-.eE".contains($0) }
    let unit = text[number.endIndex...].trimmingSpaces
    guard let value = Double(number), value > 0, value.isFinite, !unit.isEmpty,
      !hasControlCharacter(unit)
    else {
      throw json.error(
        "expected a number above 0 and its unit, such as \"3 ms\", found \(json.description)")
    }
    return PolicyRules.Amount(value: value, unit: unit)
  }

  /// A day of the calendar, `2026-01-31`.
  private static func day(_ json: JSON) throws(InputError) -> String {
    let text = try json.string()
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    if parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 45 || $0 &- 48 < 10 }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      (1...12).contains(month)
    {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      if (1...days).contains(day) { return text }
    }
    throw json.error("expected a day such as 2026-01-31, found \(json.description)")
  }

  // MARK: Writing

  /// The entries of `unfit` as they stand in a file.
  package static func encode(unfit entries: [PolicyRules.Unfit]) -> [UInt8] {
    var out = JSONWriter(indentation: 2)
    out.object { out in
      out.member("format", format)
      out.member("version", version)
      out.key("unfit")
      out.array { out in
        for entry in entries {
          out.object { out in
            out.member("runner", entry.runner)
            out.member("benchmark", entry.series.benchmark)
            if entry.series.metric != "time" { out.member("metric", entry.series.metric) }
            out.member("reason", entry.reason)
          }
        }
      }
    }
    return out.bytes + [10]
  }
}

extension StringProtocol {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
