import PerfStats
import PerfText

extension InputFormat {
  /// `go test -bench`, with or without `-json`.
  public static let go = InputFormat(
    "go", isOneExecution: true, readsJSONLines: true, decode: GoText.decode)
}

/// What `go test -bench` prints, and `go test -json -bench` wraps.
///
/// Repeated lines of one name are the samples of one process in order. Of the units, `ns/op`
/// is the metric `time`; the others are metrics of their own unit's name. A benchmark is within its
/// package. Where `goos`, `goarch`, `cpu`, `toolchain` or `commit` change, another run begins; where `goos` or `pkg`
/// stands again behind results of the package, another process.
enum GoText {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    var start = afterByteOrderMark(bytes)
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      let name =
        bytes[start..<end].first == UInt8(ascii: "B")
        ? start : GoReading.joinedName(bytes[start..<end])
      let found = bytes.withUnsafeBufferPointer { all in
        guard let name else { return false }
        var line = GoResultLine(all, name..<end)
        return line.begin() && line.nextPair() == .pair
      }
      if found || failures.contains(where: { bytes[start..<end].starts(with: $0) }) { return true }
      start = end + 1
    }
    return false
  }

  /// Lines of a text that may hold no result at all.
  private static let failures = ["FAIL\t", "--- FAIL: Benchmark", "--- BENCH: Benchmark"].map {
    Array($0.utf8)
  }

  static func recognises(_ json: JSON) -> Bool {
    json["Action"]?.isString == true && (json["Package"] != nil || json["ImportPath"] != nil)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    if case .success(let first)? = source.json, recognises(first) {
      return try decodeEvents(source)
    }
    return try decodeText(source)
  }

  /// The text in the `output` events, package by package.
  private static func decodeEvents(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var order: [String] = []
    var texts: [String: [UInt8]] = [:]
    var start = afterByteOrderMark(source.bytes)
    var warnings: [InputError] = []
    while start < source.bytes.count {
      let end = lineEnd(source.bytes, from: start)
      defer { start = end + 1 }
      guard source.bytes[start..<end].first(where: { $0 > 32 }) == UInt8(ascii: "{") else {
        continue
      }
      let event: JSON
      do {
        event = try JSON(parsing: source.bytes, file: source.name, range: start..<end)
      } catch {
        guard end == source.bytes.count else { throw error }
        warnings.append(InputError(place: error.place, message: "the last line is cut off"))
        break
      }
      guard let action = event["Action"], try action.string() == "output" else { continue }
      let package = try event.present("Package")?.string() ?? ""
      if texts[package] == nil { order.append(package) }
      texts[package, default: []].append(contentsOf: try event.member("Output").string().utf8)
    }
    var bytes: [UInt8] = []
    for package in order {
      bytes += Array("pkg: \(package)\n".utf8) + (texts[package] ?? [])
      bytes.append(10)
    }
    var loaded = try decodeText(SourceFile(name: "\(source.name) (output events)", bytes: bytes))
    loaded.warnings += warnings
    return loaded
  }

  private static func decodeText(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reading = GoReading(source)
    let bytes = source.bytes
    var start = afterByteOrderMark(bytes)
    var number = 0
    while start < bytes.count {
      let end = lineEnd(bytes, from: start)
      number += 1
      defer { start = end + 1 }
      guard end > start else { continue }
      let first = bytes[start]
      if first == UInt8(ascii: "B") {
        try reading.benchmark(bytes, start..<end, number)
      } else if try reading.joined(bytes, start..<end, number) {
        continue
      } else if first == 32 || first == 9 {
        reading.indented(bytes, start..<end, number)
      } else if first &- 97 < 26 || first == UInt8(ascii: "U") || first == UInt8(ascii: "-")
        || first == UInt8(ascii: "F")
      {
        try reading.line(String(decoding: bytes[start..<end], as: UTF8.self), number)
      }
    }
    return try reading.loaded()
  }
}
