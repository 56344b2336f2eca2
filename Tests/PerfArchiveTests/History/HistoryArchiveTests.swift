import Foundation
import GRDB
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct HistoryArchiveTests {
  private func inFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-archive-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// A run with everything that a run can hold.
  private func run(_ id: String, date: String = "2026-01-02T03:04:05Z", branch: String = "main")
    -> Run
  {
    Run(
      id: id, commit: "c0ffee-\(id)", branch: branch, dirty: true, date: date,
      runner: Runner(operatingSystem: "Linux", architecture: "x86_64", cores: 2, label: ""),
      conditions: ["load": "0.3", "strange \"name\"": "é\n"], settings: ["seed": "7"],
      origin: "test",
      measurements: [
        Measurement(
          benchmark: "parse/large \u{1F600}", metric: .nanoseconds, elements: 1000,
          executions: [
            Execution(iterations: 4096, values: [43.91, .leastNonzeroMagnitude, 1e300]),
            Execution(values: [1.0 / 3]),
          ], unknownKeys: [UnknownKey(name: "x", json: "{\"y\":[1,2]}")]),
        Measurement(
          benchmark: "rate", metric: Metric(name: "throughput", unit: "B/s", better: .higher),
          within: "pkg \"x\"", definition: "version 2", isAmbiguous: true, executions: [],
          summary: Summary(estimate: 5, lower: 4, upper: nil, level: 0.95)),
      ],
      unmeasured: [
        Unmeasured(key: SeriesKey(benchmark: "bad"), reason: "exit code 2"),
        Unmeasured(key: SeriesKey(benchmark: "left", metric: ""), reason: "no", isSkip: true),
      ], unknownKeys: [UnknownKey(name: "k", json: "[null]")])
  }

  @Test func everythingComesBackAsItWas() throws {
    try inFolder { folder in
      let archive = try Archive(path: "\(folder)/a.sqlite", access: .write)
      let original = run("one")
      #expect(try archive.add([original, run("two")]) == [.added, .added])
      #expect(try archive.runs().first == original)
      #expect(try archive.faults().isEmpty)
      let entry = try #require(try archive.entries().first)
      #expect(entry.benchmarks == 2 && entry.bytes == 32)
    }
  }

  @Test func anArchiveIsReadWhereverRunsAre() throws {
    try inFolder { folder in
      let path = "\(folder)/jobs"
      let runs = [run("one"), run("two", date: "2026-01-03")]
      _ = try Archive(path: path, access: .write).add(runs)
      #expect(try loadRuns([path]).runs == runs)
    }
  }

  /// Whoever holds the whole file, as the last one does that closes it, is waited for from the first look on.
  @Test func openingWaitsForOthers() throws {
    try inFolder { folder in
      let path = "\(folder)/a.sqlite"
      _ = try Archive(path: path, access: .write)
      let holder = try DatabaseQueue(path: path)
      let isHeld = DispatchSemaphore(value: 0)
      let thread = Thread {
        holder.inDatabase { db in
          try? db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE")
          isHeld.signal()
          Thread.sleep(forTimeInterval: 0.3)
          try? db.execute(
            sql: "ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sqlite_master")
        }
      }
      thread.start()
      isHeld.wait()
      #expect(try Archive(path: path, access: .write).add([run("one")]) == [.added])
    }
  }

  /// Four writers and two readers of one archive in one process, each with a connection of its own: `make sanitize`
  /// looks at their threads.
  @Test func writersAndReadersAtOnce() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-archive-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/a.sqlite"
    _ = try Archive(path: path, access: .write).add([run("first")])
    let made = (0..<4).map { writer in (0..<8).map { run("\(writer)-\($0)") } }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for runs in made {
        tasks.addTask {
          let archive = try Archive(path: path, access: .write)
          for run in runs { #expect(try archive.add([run]) == [.added]) }
        }
      }
      for _ in 0..<2 {
        tasks.addTask {
          let archive = try Archive(path: path, access: .read)
          var before = 0
          for _ in 0..<8 {
            let runs = try archive.runs()
            // Whole runs, and never fewer than before.
            #expect(runs.count >= max(1, before) && runs.allSatisfy { $0.measurements.count == 2 })
            before = runs.count
          }
        }
      }
      try await tasks.waitForAll()
    }
    let found = try Archive(path: path, access: .read)
    #expect(
      Set(try found.runs().map(\.id)) == Set(made.flatMap { $0 }.map(\.id)).union(["first"]))
    #expect(try found.faults().isEmpty)
  }

  @Test func addingAgainDoesNothing() throws {
    try inFolder { folder in
      let archive = try Archive(path: "\(folder)/a.sqlite", access: .write)
      _ = try archive.add([run("one")])
      var other = run("one")
      other.measurements[0].executions[0].values[0] = 44
      #expect(try archive.add([run("one"), other]) == [.present, .different])
      #expect(try archive.runs() == [run("one")])
      #expect(throws: InputError.self) { try archive.add([run("fresh"), run("")]) }
      #expect(try archive.runs().count == 1, "all or nothing")
    }
  }

  @Test func filtersSelectRunsAndBenchmarks() throws {
    try inFolder { folder in
      let archive = try Archive(path: "\(folder)/a.sqlite", access: .write)
      _ = try archive.add([
        run("c", date: "2026-03-01T00:00:00Z"), run("a", date: "2026-01-01T00:00:00Z"),
        run("b", date: "2026-02-01T00:00:00Z", branch: "topic"),
      ])
      func ids(_ filter: RunFilter) throws -> [String] {
        try archive.runs(matching: filter).map(\.id)
      }
      #expect(try ids(RunFilter()) == ["a", "b", "c"])
      #expect(try ids(RunFilter(branch: "main")) == ["a", "c"])
      #expect(try ids(RunFilter(commit: "c0ffee-b")) == ["b"])
      #expect(try ids(RunFilter(since: "2026-02", until: "2026-03")) == ["b"])
      #expect(try ids(RunFilter(newest: 2)) == ["b", "c"])
      #expect(try ids(RunFilter(runner: "elsewhere")).isEmpty)
      let rates = try archive.runs(matching: RunFilter(benchmarks: { $0 == "rate" }))
      #expect(rates.count == 3 && rates.allSatisfy { $0.measurements.map(\.benchmark) == ["rate"] })
      #expect(try archive.entries(matching: RunFilter(benchmarks: { $0 == "none" })).isEmpty)
    }
  }

  @Test func pruningKeepsTheNewestAndTheProtected() throws {
    try inFolder { folder in
      let archive = try Archive(path: "\(folder)/a.sqlite", access: .write)
      _ = try archive.add((1...9).map { run("r\($0)", date: "2026-01-0\($0)T00:00:00Z") })
      let pruning = Pruning(newest: 3, before: "2026-01-08", keep: ["r2"])
      #expect(try archive.prune(pruning, dryRun: true).count == 6)
      #expect(try archive.runs().count == 9)
      #expect(
        try archive.prune(pruning).map(\.id) == ["r1", "r3", "r4", "r5", "r6", "r7"])
      #expect(try archive.runs().map(\.id) == ["r2", "r8", "r9"])
      #expect(try archive.faults().isEmpty)
    }
  }

  @Test func otherFilesAreRefusedAndLeftAlone() throws {
    try inFolder { folder in
      let text = "\(folder)/text"
      try Data("no database, but long enough to be looked at as one".utf8)
        .write(to: URL(filePath: text))
      for access in [Archive.Access.read, .update, .write] {
        let error = #expect(throws: InputError.self) { try Archive(path: text, access: access) }
        #expect(error?.place == text)
        let other = #expect(throws: InputError.self) { try Archive(path: folder, access: access) }
        #expect(other?.message == "expected an archive, found a folder")
      }
      #expect(try Data(contentsOf: URL(filePath: text)).count == 51)
      #expect(throws: InputError.self) { try Archive(path: "\(folder)/none", access: .read) }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"))
    }
  }

  @Test func damageIsFoundAndTheRestSaved() throws {
    try inFolder { folder in
      let path = "\(folder)/a.sqlite"
      do {
        let archive = try Archive(path: path, access: .write)
        _ = try archive.add((1...40).map { run("r\($0)") })
      }
      // The shape of one measurement no longer fits its samples.
      var bytes = try Data(contentsOf: URL(filePath: path))
      let shape = try #require(bytes.range(of: Data("3x4096 1".utf8)))
      bytes.replaceSubrange(shape, with: Data("9x4096 1".utf8))
      try bytes.write(to: URL(filePath: path))
      let damaged = try Archive(path: path, access: .read)
      #expect(try damaged.faults().count == 1)
      let result = try damaged.replaceWithCopy()
      #expect(result.runs == 40 && result.lost.count == 1)
      let fresh = try Archive(path: path, access: .read)
      // The benchmark is lost, not what was measured beside it.
      #expect(
        try fresh.runs().map(\.measurements.count).sorted() == [1] + Array(repeating: 2, count: 39))
      #expect(try fresh.faults().isEmpty)
      #expect(FileManager.default.fileExists(atPath: result.old))
    }
  }
}
