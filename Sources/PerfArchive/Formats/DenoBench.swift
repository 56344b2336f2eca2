import PerfStats
import PerfText

extension InputFormat {
  /// JSON of `deno bench`.
  public static let denoBench = InputFormat(
    "deno-bench", isOneExecution: true, decode: DenoBench.decode)
}

/// `deno bench --json`: a mean in ns per benchmark, no samples. A name is `FILE > GROUP > NAME`.
enum DenoBench {
  static func recognises(_ json: JSON) -> Bool {
    json["benches"]?.isArray == true && json["runtime"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "deno-bench")
    let version = try json.member("version")
    guard version.text == "1" else {
      throw version.error(
        "expected version 1 of deno bench's JSON, found \(version.text.prefix(20)):"
          + " a newer perfstat may read it")
    }
    harvest.run.runner.compiler = try json.member("runtime").string()
    harvest.run.runner.cpu = try json.present("cpu")?.string() ?? ""
    for entry in try json.member("benches").elements() {
      let file = try entry.present("origin")?.string().split(separator: "/").last.map(String.init)
      let group = try entry.present("group")?.string()
      let own = try entry.member("name").string()
      let name = [file, group, own].compactMap(\.self).joined(separator: " > ")
      for result in try entry.member("results").elements() {
        if let failure = result.present("failed") {
          let message = failure.present("message") ?? failure.present("exceptionMessage")
          harvest.reject(
            SeriesKey(benchmark: name),
            "the benchmark failed: \(try message?.string() ?? "no message")",
            at: failure.place)
        } else {
          let mean = try result.member("ok").member("avg")
          harvest.add(try mean.double(), of: name, .nanoseconds, at: mean.place)
        }
      }
    }
    return try harvest.loaded("benches with results")
  }
}
