import PerfStats
import PerfText

/// `cargo bench -- -Z unstable-options --format json`: a JSON object a line, a median in ns per benchmark.
enum LibtestJSON {
  static func recognises(_ json: JSON) -> Bool {
    guard let type = json["type"], type.isString, let kind = try? type.string() else {
      return false
    }
    return ["suite", "test", "bench"].contains(kind)
      && (json["event"] != nil || json["median"] != nil)
  }

  /// The first line that is such an object; cargo's messages may stand before.
  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line in
      guard line.hasPrefix("{\"type\""), line.contains("\"bench\"") || line.contains("\"suite\""),
        let json = try? JSON(parsing: Array(line.utf8), file: "")
      else { return nil }
      return recognises(json) ? true : nil
    } ?? false
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "libtest")
    try source.forEachLine { (bytes, number) throws(InputError) in
      guard bytes.first == UInt8(ascii: "{") else { return }
      let place = "\(source.name):\(number)"
      let json = try JSON(parsing: Array(bytes), file: place)
      guard let type = json["type"], type.isString, let name = json.present("name") else { return }
      switch try type.string() {
      case "bench":
        let median = try json.member("median")
        harvest.add(try median.double(), of: try name.string(), .nanoseconds, at: place)
      case "test" where json["event"]?.text == "\"failed\"":
        let output = try json.present("stdout")?.string() ?? "no message"
        harvest.reject(
          SeriesKey(benchmark: try name.string()),
          "the benchmark failed: \(output.prefix(300).trimmed)",
          at: place)
      default: return
      }
    }
    return try harvest.loaded("lines of the type bench")
  }
}
