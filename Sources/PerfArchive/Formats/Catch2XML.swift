import PerfStats
import PerfText

/// Catch2's XML report: mean with its bounds in ns for each benchmark, within its test case and sections.
enum Catch2XML {
  static func recognises(_ bytes: [UInt8]) -> Bool {
    let head = String(decoding: bytes.prefix(4_000), as: UTF8.self)
    return head.contains("<Catch name=") || head.contains("<Catch2TestRun")
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "catch2")
    var reader = XMLReader(source.bytes, file: source.name)
    var benchmark: String?
    /// Test case and sections that are open.
    var path: [String] = []
    while let tag = try reader.next() {
      switch tag {
      case .start(let name, let attributes, let isEmpty):
        let place = reader.place
        switch name {
        case "TestCase" where !isEmpty: path = [attributes["name"] ?? ""]
        case "Section" where !isEmpty: path.append(attributes["name"] ?? "")
        case "BenchmarkResults": benchmark = isEmpty ? nil : attributes["name"] ?? ""
        case "mean":
          guard let own = benchmark else { continue }
          let numbers = ["value", "lowerBound", "upperBound", "ci"].map { key in
            attributes[key].flatMap { parsedNumber(Array($0.utf8)) }
          }
          guard let value = numbers[0] else {
            harvest.reject(
              SeriesKey(benchmark: own), within: path.joined(separator: " / "),
              "value: expected a number, found \"\(attributes["value"] ?? "")\"", at: place)
            continue
          }
          harvest.add(
            Measurement(
              benchmark: own, metric: .nanoseconds, within: path.joined(separator: " / "),
              executions: [],
              summary: Summary(
                // Without analysis the bounds are the mean, of level 0.
                estimate: value, lower: numbers[3] == 0 ? nil : numbers[1],
                upper: numbers[3] == 0 ? nil : numbers[2], level: numbers[3] == 0 ? nil : numbers[3]
              ))
          ) { _, _ in place }
        case "failed":
          guard let own = benchmark else { continue }
          let message = attributes["message"] ?? "no message"
          harvest.reject(
            SeriesKey(benchmark: own), within: path.joined(separator: " / "),
            "the benchmark failed: \(message)", at: place)
        default: continue
        }
      case .end(let name):
        if name == "BenchmarkResults" { benchmark = nil }
        if name == "Section", path.count > 1 { path.removeLast() }
        if name == "TestCase" { path = [] }
      }
    }
    return try harvest.loaded("BenchmarkResults")
  }
}
