import PerfStats

extension Run {
  /// Where several benchmarks of this run have one name, adds to each what it is within, in
  /// brackets; all others have the plain name.
  mutating func nameApart() {
    if measurements.allSatisfy(\.within.isEmpty), unmeasured.allSatisfy(\.within.isEmpty) { return }
    name(apart: sharedNames(of: [self]))
  }
}

/// Gives benchmarks the same names in all runs: what is one benchmark has one name, and what is not
/// has two.
///
/// - A name within two different things (Go's packages, asv's environments, BenchmarkDotNet's jobs) in
///   any of the runs gets that thing in brackets in all of them. Where one run does not say what its
///   name is within, the plain name stays. Test cases of Catch2 only count where one run has several.
/// - A Go name that the other sides have with another GOMAXPROCS only, or without one, is theirs,
///   unless they have a name in common as it is.
/// - A name that Criterion cut after 100 characters is the only one that begins so.
///
/// - Parameter sides: baseline, current and others; names become those of the second side.
/// - Returns: what was matched although the names differ, for the reader.
/// - Complexity: linear in the measurements.
package func nameAlike(_ sides: inout [[Run]]) -> [String] {
  let all = sides.flatMap(\.self)
  if all.contains(where: { $0.measurements.contains { !$0.within.isEmpty } }) {
    let shared = sharedNames(of: all)
    for side in sides.indices {
      for run in sides[side].indices { sides[side][run].name(apart: shared) }
    }
  }
  guard sides.count > 1 else { return [] }
  return matchProcessors(&sides) + matchCutNames(&sides)
}

/// Tools whose names are within something that tells benchmarks apart in one run only.
private let lenientOrigins: Set<String> = [
  "import catch2", "import deno-bench", "import wrk", "import valgrind", "import xctest",
]

/// The plain names that stand within more than one thing.
private func sharedNames(of runs: [Run]) -> Set<String> {
  var first: [String: String] = [:]
  var shared: Set<String> = []
  for run in runs {
    var own: [String: String] = [:]
    // A test case may be renamed, a checkout lie elsewhere, a load be another.
    let isLenient = lenientOrigins.contains(run.origin)
    let bare = Set(run.measurements.filter(\.within.isEmpty).map(\.benchmark))
    let named =
      run.measurements.map { (name: $0.plainName, within: $0.within) }
      + run.unmeasured.map { ($0.key.benchmark.withoutPlace($0.within), $0.within) }
    for (name, within) in named where !within.isEmpty {
      // In one run a name that is within nothing is another benchmark.
      if bare.contains(name) { shared.insert(name) }
      if let known = isLenient ? own[name] : first[name] {
        if known != within { shared.insert(name) }
      } else if isLenient {
        own[name] = within
      } else {
        first[name] = within
      }
    }
  }
  return shared
}

/// Names of Go benchmarks that differ in GOMAXPROCS only.
private func matchProcessors(_ sides: inout [[Run]]) -> [String] {
  guard sides.joined().contains(where: { $0.origin == "import go" }) else { return [] }
  func base(_ measurement: Measurement) -> String {
    let plain = goBaseName(measurement.plainName)
    return measurement.plainName == measurement.benchmark
      ? plain : "\(plain) [\(measurement.within)]"
  }
  // One name in common: the number of processors is the same, and `size-10` is not `size-20`.
  let names = Set(sides[1].lazy.flatMap(\.measurements).map(\.benchmark))
  return match(
    &sides, isFrom: { $0.origin == "import go" },
    mayDiffer: { !$0.measurements.contains { names.contains($0.benchmark) } }, base,
    words: { old, new in
      "Go: \(counted(old.count, "name")) that \(old.count == 1 ? "differs" : "differ") in GOMAXPROCS"
        + " only: taken for the same benchmark (\(old[0]) is \(new[0]))."
    })
}

/// Names of which Criterion printed the first 100 characters.
private func matchCutNames(_ sides: inout [[Run]]) -> [String] {
  let isCut = { (name: String) in name.hasSuffix("...") && name.count == 103 }
  let hasCut = sides.joined().contains { run in
    run.measurements.contains { isCut($0.benchmark) }
  }
  guard hasCut else { return [] }
  return match(
    &sides, isFrom: { _ in true }, { String($0.benchmark.prefix(100)) },
    where: { isCut($0) != isCut($1) },
    words: { old, new in
      "Criterion cuts names after 100 characters: \(old.count) taken for the benchmark that begins so"
        + " (\(old[0].prefix(100)) ...)."
    })
}

/// Renames what stands on one side only to the one name of the second side that has the same base.
private func match(
  _ sides: inout [[Run]], isFrom: (Run) -> Bool, mayDiffer: (Run) -> Bool = { _ in true },
  _ base: (Measurement) -> String,
  where mayBe: (String, String) -> Bool = { _, _ in true },
  words: (_ old: [String], _ new: [String]) -> String
) -> [String] {
  func names(_ runs: [Run]) -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for run in runs where isFrom(run) {
      for measurement in run.measurements {
        result[base(measurement), default: []].insert(measurement.benchmark)
      }
    }
    return result
  }
  let current = names(sides[1])
  var renamed: [String: String] = [:]
  for side in sides.indices where side != 1 {
    for (base, old) in names(sides[side].filter(mayDiffer)) {
      guard old.count == 1, let from = old.first, let new = current[base], new.count == 1,
        let to = new.first, from != to, mayBe(from, to)
      else { continue }
      renamed[from] = to
    }
  }
  if renamed.isEmpty { return [] }
  for side in sides.indices where side != 1 {
    for run in sides[side].indices
    where isFrom(sides[side][run]) && mayDiffer(sides[side][run]) {
      for index in sides[side][run].measurements.indices {
        let name = sides[side][run].measurements[index].benchmark
        if let to = renamed[name] { sides[side][run].measurements[index].benchmark = to }
      }
    }
  }
  let order = renamed.sorted { $0.key < $1.key }
  return [words(order.map(\.key), order.map(\.value))]
}

extension Run {
  /// Adds to the shared names what they are within, and takes it off the others.
  fileprivate mutating func name(apart shared: Set<String>) {
    for index in measurements.indices {
      measurements[index].benchmark = named(
        measurements[index].benchmark, within: measurements[index].within, apart: shared)
    }
    for index in unmeasured.indices {
      unmeasured[index].key.benchmark = named(
        unmeasured[index].key.benchmark, within: unmeasured[index].within, apart: shared)
    }
  }
}

private func named(_ name: String, within: String, apart shared: Set<String>) -> String {
  guard !within.isEmpty else { return name }
  let plain = name.withoutPlace(within)
  return shared.contains(plain) ? "\(plain) [\(within)]" : plain
}

/// The benchmarks that cannot be used, by the names that the runs of all sides give them.
func nameAlike(_ rejected: [RejectedBenchmark], as runs: [Run]) -> [RejectedBenchmark] {
  if rejected.isEmpty { return [] }
  let shared = sharedNames(of: runs)
  return rejected.map { entry in
    var entry = entry
    entry.key.benchmark = named(entry.key.benchmark, within: entry.within, apart: shared)
    return entry
  }
}
