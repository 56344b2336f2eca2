import PerfStats
import PerfText

extension InputFormat {
  /// JSON of BenchmarkTools.jl.
  public static let julia = InputFormat("julia", isOneExecution: true, decode: Julia.decode)
}

/// Julia's BenchmarkTools: nested groups; a `Trial` holds samples, a `TrialEstimate` a summary.
enum Julia {
  static func recognises(_ json: JSON) -> Bool {
    json.isArray && json.firstElement?["BenchmarkTools"] != nil
  }

  static func decode(_ source: SourceFile) throws(InputError) -> LoadedRuns {
    let json = try source.document()
    var harvest = Harvest(source, origin: "julia")
    if let version = json.firstElement?["Julia"], version.isString {
      harvest.run.runner.compiler = "Julia \(try version.string())"
    }
    for roots in try json.elements().dropFirst() {
      for root in try roots.elements() { try visit(root, [], &harvest) }
    }
    return try harvest.loaded("trials")
  }

  private static func visit(
    _ node: JSON, _ path: [String], _ harvest: inout Harvest
  ) throws(InputError) {
    let pair = Array(try node.elements().prefix(2))
    guard pair.count == 2 else { throw node.error("expected a type name and its fields") }
    let fields = pair[1]
    switch try pair[0].string() {
    case "BenchmarkGroup":
      for (name, child) in try fields.member("data").members() {
        try visit(child, path + [name], &harvest)
      }
    case "Trial":
      let times = try fields.member("times")
      let evaluations = try parameters(fields)?.present("evals")?.int()
      harvest.add(
        Measurement(
          benchmark: name(path), metric: .nanoseconds,
          // A trial is sorted by time before it is saved.
          executions: [
            Execution(iterations: evaluations, values: try times.doubles(), isOrdered: false)
          ])
      ) { _, sample in times.place(ofElement: sample) }
    case "TrialEstimate":
      let time = try fields.member("time")
      harvest.add(
        Measurement(
          benchmark: name(path), metric: .nanoseconds, executions: [],
          summary: Summary(estimate: try time.double()))
      ) { _, _ in time.place }
    case let other:
      harvest.warn("left out: a value of the type \(other)", at: node.place)
    }
  }

  private static func parameters(_ fields: JSON) throws(InputError) -> JSON? {
    guard let params = fields.present("params") else { return nil }
    return params.isArray ? try params.elements().dropFirst().first(where: { _ in true }) : params
  }

  private static func name(_ path: [String]) -> String {
    path.isEmpty ? "trial" : path.joined(separator: "/")
  }
}
