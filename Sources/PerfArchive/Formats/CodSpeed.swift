import PerfStats
import PerfText

extension InputFormat {
  /// CodSpeed's walltime results.
  public static let codSpeed = InputFormat(
    "codspeed", isOneExecution: true, decode: CodSpeed.decode)
}

/// CodSpeed's walltime results, as its plugins for pytest and others write them: a mean of rounds, no
/// samples. The identity is the `uri`.
enum CodSpeed {
  static func recognises(_ json: JSON) -> Bool {
    json["instrument"]?["type"] != nil && json["benchmarks"]?.isArray == true
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "codspeed")
    let instrument = try json.member("instrument").member("type")
    guard try instrument.string() == "walltime" else {
      throw instrument.error("expected the instrument walltime, found \(instrument.description)")
    }
    if let creator = json.present("creator"), let name = creator["name"], name.isString {
      let version = try creator.present("version")?.string() ?? ""
      harvest.run.settings["codspeed"] = "\(try name.string()) \(version)".trimmed
    }
    for entry in try json.member("benchmarks").elements() {
      let name = try entry.member(entry.present("uri") == nil ? "name" : "uri").string()
      harvest.attempt(SeriesKey(benchmark: name)) { (harvest) throws(InputError) in
        let stats = try entry.member("stats")
        let mean = try stats.member("mean_ns")
        var error: Double?
        if let deviation = stats.present("stdev_ns"), let rounds = stats.present("rounds"),
          try rounds.double() > 1
        {
          error = try deviation.double() / (try rounds.double()).squareRoot()
        }
        // One standard error on each side holds 68 %.
        harvest.add(
          try mean.double(), of: name, .nanoseconds, error: error, level: 0.6827, at: mean.place)
      }
    }
    return try harvest.loaded("benchmarks with stats")
  }
}
