import PerfStats
import PerfText

extension InputFormat {
  /// Summaries of Gungraun and iai-callgrind.
  public static let gungraun = InputFormat(
    "gungraun", isOneExecution: true, readsJSONLines: true, decode: Gungraun.decode)
}

/// The JSON of Gungraun (formerly Iai-Callgrind): counts of each benchmark, one object a line or a file.
/// The layouts 3 to 7 are read. Rates and what the tool derived from hits are information.
enum Gungraun {
  static func recognises(_ json: JSON) -> Bool {
    json["module_path"] != nil && json["function_name"] != nil
      && (json["profiles"]?.isArray == true || json["tool_summaries"] != nil
        || json["callgrind_summary"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "gungraun")
    // Pretty-printed, or several objects one after another.
    var at = afterByteOrderMark(source.bytes)
    while at < source.bytes.count {
      while at < source.bytes.count, source.bytes[at] != UInt8(ascii: "{") { at += 1 }
      guard at < source.bytes.count else { break }
      let json = try JSON(
        parsing: source.bytes, file: source.name, range: at..<source.bytes.count, trailing: true)
      try add(json, &harvest)
      at += json.byteCount
    }
    return try harvest.loaded("summaries of benchmarks")
  }

  private static func add(_ json: JSON, _ harvest: inout Harvest) throws(InputError) {
    let version = try json.member("version")
    let number = version.isString ? try version.string() : version.text
    guard let layout = Int(number), (3...7).contains(layout),
      let profiles = json.present("profiles")
    else {
      throw version.error("expected version 3 to 7 of the summary, found \(number.prefix(20))")
    }
    var name = try json.member("module_path").string()
    if let id = json.present("id") { name += " \(try id.string())" }
    for profile in try profiles.elements() {
      let tool = try profile.member("tool").string()
      let holder = profile.present("data") ?? profile.present("summaries")
      guard let total = holder?.present("total"),
        let metrics = total.present("metrics") ?? total.present("summary")?.firstMember
      else { continue }
      guard metrics.isObject else { continue }
      for (event, entry) in try metrics.members() {
        guard let value = try current(entry) else { continue }
        // The first tool's events keep their names.
        let metric = tool == "Callgrind" ? event : "\(tool) \(event)"
        harvest.add(
          try value.double(), of: name,
          Metric(name: metric, unit: unit(event), better: direction(event)),
          isExact: unit(event) == "count", secondary: event != "Ir", at: value.place)
      }
    }
  }

  /// The value of this run: `{"values":{"new":1,...}}`, older ones `{"metrics":{"Left":{"Int":1}}}` or
  /// `{"metrics":{"Both":[{"Int":1},{"Int":2}]}}`; nil where only the old side has one.
  private static func current(_ entry: JSON) throws(InputError) -> JSON? {
    if let values = entry.present("values") { return values.present("new") }
    guard let metrics = entry.present("metrics") else { return nil }
    var side = metrics.present("Left")
    if side == nil, let both = metrics.present("Both") { side = both.firstElement }
    guard let side else { return nil }
    return side.present("Int") ?? side.present("Float") ?? (side.isNumber ? side : nil)
  }

  private static func unit(_ event: String) -> String { event.hasSuffix("Rate") ? "%" : "count" }

  private static func direction(_ event: String) -> Metric.Direction {
    // Hits fall when work is saved.
    if event.hasSuffix("MissRate") { return .lower }
    return event.lowercased().contains("hit") ? .unspecified : .lower
  }
}
