import PerfStats
import PerfText

extension InputFormat {
  /// JSON of fio.
  public static let fio = InputFormat("fio", isOneExecution: true, decode: Fio.decode)
}

/// fio: JSON (`--output-format=json`) and what it prints. A benchmark is a job with a direction (`read`,
/// `write`, `trim`) that did something.
enum Fio {
  static func recognises(_ json: JSON) -> Bool { json["fio version"] != nil }

  static func recognises(_ bytes: [UInt8]) -> Bool {
    firstInLines(bytes) { line in
      line.contains(": (groupid=") && line.contains(": err=") ? true : nil
    } ?? false
  }

  /// Without the states of a run that `--status-interval` writes before its end: the next value has the
  /// same start and has gone on.
  static func finished(_ sources: [SourceFile]) throws(InputError) -> [SourceFile] {
    var states: [(start: Double, runtime: Double)?] = []
    for source in sources {
      let json = try source.document()
      let job = json.present("jobs")?.firstElement
      let numbers = [
        json.present("timestamp"), job?.present("elapsed"), job?.present("job_runtime"),
      ]
      .compactMap { $0?.isNumber == true ? $0 : nil }
      guard numbers.count == 3 else {
        states.append(nil)
        continue
      }
      states.append(
        (try numbers[0].double() - numbers[1].double(), try numbers[2].double()))
    }
    return sources.indices.filter { k in
      guard k + 1 < states.count, let own = states[k], let next = states[k + 1] else { return true }
      // Started within a second of one another, and the first one took longer than that is told in.
      return abs(own.start - next.start) > 1 || own.runtime < 500 || next.runtime <= own.runtime
    }.map { sources[$0] }
  }

  private static let iops = Metric(name: "iops", unit: "ops/s", better: .higher)
  private static let bandwidth = Metric(name: "bandwidth", unit: "B/s", better: .higher)
  private static func latency(_ name: String = "latency", _ unit: String = "ns") -> Metric {
    Metric(name: name, unit: unit, better: .lower)
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    var harvest = Harvest(source, origin: "fio")
    guard source.json != nil else {
      try text(source, &harvest)
      return try harvest.loaded("jobs with IOPS")
    }
    let json = try source.document()
    harvest.run.settings["fio"] = try json.member("fio version").string()
    if let time = json.present("timestamp"), time.isNumber {
      harvest.run.date = timestamp(seconds: try time.int())
    }
    let jobs = Array(try json.member("jobs").elements())
    for (job, within) in zip(jobs, try differences(jobs)) {
      let own = try job.member("jobname").string()
      if let error = job.present("error"), error.text != "0" {
        harvest.reject(
          SeriesKey(benchmark: own, metric: iops.name), within: within,
          "the job failed with error \(error.text)",
          at: error.place)
        continue
      }
      for direction in ["read", "write", "trim"] {
        guard let part = job.present(direction), try part.present("total_ios")?.double() ?? 0 > 0
        else { continue }
        let name = "\(own) \(direction)"
        let rate = try part.member("iops")
        harvest.add(try rate.double(), of: name, iops, within: within, at: rate.place)
        let others = [
          (bandwidth, part.present("bw_bytes")),
          (latency(), part.present("lat_ns")?.present("mean")),
          (
            latency("completion latency p99"),
            part.present("clat_ns")?.present("percentile")?.present("99.000000")
          ),
        ]
        for case (let metric, let value?) in others {
          harvest.add(
            try value.double(), of: name, metric, within: within, secondary: true, at: value.place)
        }
      }
    }
    return try harvest.loaded("jobs that did something")
  }

  /// For each job the options in which those of its name differ, as `bs=4k,rw=read`.
  private static func differences(_ jobs: [JSON]) throws(InputError) -> [String] {
    var names: [String] = []
    var options: [[String: String]] = []
    for job in jobs {
      names.append(try job.member("jobname").string())
      var own: [String: String] = [:]
      if let stated = job.present("job options"), stated.isObject {
        for (key, value) in try stated.members() {
          own[key] = value.isString ? try value.string() : value.text
        }
      }
      options.append(own)
    }
    var values: [String: [String: Set<String>]] = [:]
    for (name, own) in zip(names, options) {
      for (key, value) in own { values[name, default: [:]][key, default: []].insert(value) }
    }
    return zip(names, options).map { name, own in
      own.filter { values[name]?[$0.key]?.count ?? 0 > 1 }.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
  }

  private static func text(_ source: SourceFile, _ harvest: inout Harvest) throws(InputError) {
    var job = ""
    var name = ""
    try source.forEachLine { (bytes, number) throws(InputError) in
      let line = String(decoding: bytes, as: UTF8.self)
      let place = "\(source.name):\(number)"
      if let group = line.firstRange(of: ": (groupid="), let mark = line.firstRange(of: ": err=") {
        job = line[..<group.lowerBound].trimmed
        name = ""
        let code = line[mark.upperBound...].trimmed.prefix { $0.isNumber }
        if code != "0" {
          harvest.reject(
            SeriesKey(benchmark: job, metric: iops.name), "the job failed with error \(code)",
            at: place)
          job = ""
        }
        return
      }
      let plain = line.trimmed
      guard !job.isEmpty else { return }
      if let mark = plain.firstRange(of: ": IOPS="),
        let direction = ["read", "write", "trim"].first(where: { plain.hasPrefix($0 + ":") })
      {
        name = "\(job) \(direction)"
        let rest = plain[mark.upperBound...]
        if let rate = shownNumber(rest.prefix { $0 != "," }) {
          harvest.add(rate, of: name, iops, at: place)
        }
        if let bandwidth = rest.firstRange(of: "BW=") {
          let text = rest[bandwidth.upperBound...].prefix { $0 != " " && $0 != "(" }
          let digits = text.prefix { $0.isNumber || $0 == "." }
          let unit = String(text[digits.endIndex...])
          if let value = shownNumber(digits), Metric.Unit(unit).dimension == .byteRate {
            harvest.add(
              value, of: name, Metric(name: "bandwidth", unit: unit, better: .higher),
              secondary: true, at: place)
          }
        }
      } else if plain.hasPrefix("lat ("), let close = plain.firstIndex(of: ")"), !name.isEmpty,
        let average = plain.firstRange(of: "avg="),
        let value = shownNumber(plain[average.upperBound...].trimmed.prefix { $0 != "," })
      {
        let words = ["nsec": "ns", "usec": "us", "msec": "ms"]
        guard let unit = words[String(plain.dropFirst(5)[..<close])] else { return }
        harvest.add(value, of: name, latency("latency", unit), secondary: true, at: place)
      }
    }
  }
}
