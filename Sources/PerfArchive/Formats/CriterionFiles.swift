import Foundation
import PerfStats
import PerfText

extension InputFormat {
  /// Criterion's result folders, and the messages of `cargo criterion`.
  public static let criterion = InputFormat(
    "criterion", isOneExecution: true, readsJSONLines: true
  ) { source throws(InputError) in
    CriterionMessages.recognises(source.bytes)
      ? try CriterionMessages.decode(source) : try CriterionFiles.decode(source)
  }
}

/// Criterion's result folders: a folder per benchmark and baseline that holds `sample.json`
/// (or `raw.csv`) and `benchmark.json`. One folder is one process start.
enum CriterionFiles {
  static func recognises(_ json: JSON) -> Bool {
    if json["iters"]?.isArray == true, json["times"]?.isArray == true { return true }
    // Up to version 0.3.3: a pair of arrays.
    guard json.isArray, !json.isEmptyArray, let pair = try? Array(json.elements().prefix(3)) else {
      return false
    }
    return pair.count == 2 && pair.allSatisfy { $0.isNumbers }
  }

  static func recognisesTable(_ header: String) -> Bool {
    header.hasPrefix("group,function,value,")
      && (header.contains("iteration_count") || header.contains("sample_time_nanos"))
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    source.json == nil ? try table(source) : try samples(source)
  }

  private static func samples(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    guard let path = source.path else {
      throw InputError(
        place: source.name,
        message: "expected the folder of sample.json, which benchmark.json beside it names")
    }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { String(path[...$0]) } ?? ""
    let identity = try JSON(
      parsing: readFile(folder + "benchmark.json"), file: folder + "benchmark.json")
    let name: String
    if let full = identity.present("full_id") {
      name = try full.string()
    } else {
      var parts = [try identity.member("group_id").string()]
      for key in ["function_id", "value_str"] {
        if let part = identity.present(key) { parts.append(try part.string()) }
      }
      name = parts.joined(separator: "/")
    }
    let iterations: JSON
    let times: JSON
    if json.isArray {
      let pair = Array(try json.elements().prefix(3))
      guard pair.count == 2 else { throw json.error("expected a pair of arrays") }
      (iterations, times) = (pair[0], pair[1])
    } else {
      (iterations, times) = (try json.member("iters"), try json.member("times"))
    }
    let counts = try iterations.doubles()
    let totals = try times.doubles()
    guard counts.count == totals.count else {
      throw times.error("expected \(counts.count) times, as many as iters, found \(totals.count)")
    }
    var harvest = Harvest(source, origin: "criterion")
    // Two benchmarks may have the same samples, so the name is part of the identity.
    harvest.run.id = "criterion-\(contentHash(Array(name.utf8) + source.bytes))"
    harvest.add(
      Measurement(
        benchmark: name, metric: .nanoseconds, elements: try elements(identity),
        executions: [
          Execution(iterations: constant(counts), values: zip(totals, counts).map { $0 / $1 })
        ])
    ) { _, sample in times.place(ofElement: sample) }
    return try harvest.loaded("sample.json")
  }

  private static func elements(_ identity: JSON) throws(InputError) -> Int? {
    guard let amount = identity.present("throughput")?["Elements"] else { return nil }
    return try amount.int()
  }

  private static func table(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var reader = CSVReader(source.bytes, file: source.name)
    _ = try reader.next()
    var columns: [String: Int] = [:]
    for number in reader.fields.indices { columns[reader.text(number)] = number }
    guard let count = columns["iteration_count"],
      let value = columns["sample_measured_value"] ?? columns["sample_time_nanos"]
    else {
      throw reader.error("expected the columns sample_measured_value and iteration_count")
    }
    let unitColumn = columns["unit"] ?? -1
    let elementsColumn = columns["throughput_type"] ?? -1
    struct Series {
      var name: String
      var unit: String
      var elements: Int?
      var values: [Double] = []
      var counts: [Double] = []
      var lines: [Int] = []
    }
    var series: [Series] = []
    var places: [String: Int] = [:]
    while try reader.next() {
      let parts = [0, 1, 2].map { reader.text($0) }.filter { !$0.isEmpty }
      let name = parts.joined(separator: "/")
      guard let total = reader.double(value), let iterations = reader.double(count) else {
        throw reader.error("expected numbers for the measured value and the iteration count")
      }
      let unit = unitColumn >= 0 ? reader.text(unitColumn) : "ns"
      if places[name] == nil {
        places[name] = series.count
        let isElements = reader.text(elementsColumn) == "elements"
        series.append(
          Series(
            name: name, unit: unit,
            elements: isElements ? Int(reader.text(columns["throughput_num"] ?? -1)) : nil))
      }
      guard let place = places[name] else { continue }
      series[place].values.append(total / iterations)
      series[place].counts.append(iterations)
      series[place].lines.append(reader.line)
    }
    var harvest = Harvest(source, origin: "criterion")
    for entry in series {
      let time = timeUnit(entry.unit)
      harvest.add(
        Measurement(
          benchmark: entry.name,
          metric: Metric(
            name: time == nil ? "value" : "time", unit: time ?? entry.unit, better: .lower),
          elements: entry.elements,
          executions: [Execution(iterations: constant(entry.counts), values: entry.values)])
      ) { _, sample in
        "\(source.name):\(sample < entry.lines.count ? entry.lines[sample] : 1)"
      }
    }
    return try harvest.loaded("rows of samples")
  }

  // MARK: Folders

  /// The files of a folder that are to be read: of Criterion's result folders one baseline, of
  /// the rest everything.
  ///
  /// - Parameter baseline: name of the baseline; nil takes `new`, else `base`, else the only one.
  static func select(
    _ files: [String], in root: String, baseline: String?
  ) throws(InputError) -> [String] {
    func folder(_ path: String) -> String {
      path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
    func last(_ path: String) -> String {
      path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
    let described = Set(files.filter { last($0) == "benchmark.json" }.map(folder))
    let sampled = Set(files.filter { ["sample.json", "raw.csv"].contains(last($0)) }.map(folder))
    let sets = described.intersection(sampled)
    if sets.isEmpty { return files }
    let names = Set(sets.map(last))
    let name: String
    if let baseline {
      name = baseline
    } else if names.contains("new") {
      name = "new"
    } else if names.contains("base") {
      name = "base"
    } else if names.count == 1, let only = names.first {
      name = only
    } else {
      throw InputError(
        place: root,
        message: "expected one Criterion baseline, found \(names.sorted().joined(separator: ", "));"
          + " name one as \(root):NAME")
    }
    guard names.contains(name) else {
      throw InputError(
        place: root,
        message: "expected the Criterion baseline \"\(name)\", found"
          + " \(names.sorted().joined(separator: ", "))")
    }
    return files.filter { path in
      let own = folder(path)
      guard sets.contains(own) else {
        // `change` folders hold comparisons.
        return !(last(path) == "estimates.json" && last(own) == "change")
      }
      guard last(own) == name else { return false }
      if last(path) == "sample.json" { return true }
      return last(path) == "raw.csv" && !files.contains("\(own)/sample.json")
    }
  }
}

/// The number that all are, as an integer; nil if they differ.
func constant(_ counts: [Double]) -> Int? {
  guard let first = counts.first, counts.allSatisfy({ $0 == first }) else { return nil }
  return Int(exactly: first)
}
