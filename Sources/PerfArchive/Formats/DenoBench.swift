import PerfStats
import PerfText

extension InputFormat {
  /// JSON of `deno bench`.
  public static let denoBench = InputFormat(
    "deno-bench", isOneExecution: true, decode: DenoBench.decode)
}

/// `deno bench --json`: a mean in ns per benchmark, no samples. A name is `FILE > GROUP > NAME`, within the
/// file's folder below the one that all files of the run share.
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
    var shared: [Substring]?
    for entry in try json.member("benches").elements() {
      guard let origin = try entry.present("origin")?.string() else { continue }
      let folders = origin.split(separator: "/").dropLast()
      shared =
        shared.map { known in zip(known, folders).prefix { $0 == $1 }.map(\.0) } ?? Array(folders)
    }
    for entry in try json.member("benches").elements() {
      let path = try entry.present("origin")?.string().split(separator: "/") ?? []
      let file = path.last.map(String.init)
      let within = path.dropLast().dropFirst(shared?.count ?? 0).joined(separator: "/")
      let group = try entry.present("group")?.string()
      let own = try entry.member("name").string()
      let name = [file, group, own].compactMap(\.self).joined(separator: " > ")
      for result in try entry.member("results").elements() {
        if let failure = result.present("failed") {
          let message = failure.present("message") ?? failure.present("exceptionMessage")
          harvest.reject(
            SeriesKey(benchmark: name), within: within,
            "the benchmark failed: \(try message?.string() ?? "no message")",
            at: failure.place)
        } else {
          let mean = try result.member("ok").member("avg")
          harvest.add(
            Measurement(
              benchmark: name, metric: .nanoseconds, within: within, executions: [],
              summary: Summary(estimate: try mean.double()))
          ) { _, _ in mean.place }
        }
      }
    }
    return try harvest.loaded("benches with results")
  }
}
