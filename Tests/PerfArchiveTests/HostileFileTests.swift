import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

/// Inputs that are pipes, devices, bombs, cut off or too large.
@Suite struct HostileFileTests {
  private func inFolder<T>(_ body: (String) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "perfstat-hostile-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  private func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  private static let goText = """
    BenchmarkA-8   100   1201 ns/op
    BenchmarkA-8   100   1202 ns/op
    BenchmarkB-8   100   2201 ns/op
    BenchmarkB-8   100   2202 ns/op

    """

  @Test func aPipeIsReadWhole() throws {
    try inFolder { folder in
      let (pipe, file) = ("\(folder)/pipe", "\(folder)/file.txt")
      #expect(mkfifo(pipe, 0o600) == 0)
      try write(Self.goText.utf8, to: file)
      let writer = Thread {
        try? Data(Self.goText.utf8).write(to: URL(filePath: pipe), options: [])
      }
      writer.start()
      let measured = try loadRuns([pipe]).runs.map(\.measurements)
      #expect(try measured == loadRuns([file]).runs.map(\.measurements))
      #expect(measured.first?.first?.executions.flatMap(\.values) == [1201, 1202])
    }
  }

  @Test func aFolderWithAPipeOrADeviceDoesNotHang() throws {
    try inFolder { folder in
      #expect(mkfifo("\(folder)/a.json", 0o600) == 0)
      #expect(symlink("/dev/zero", "\(folder)/b.json") == 0)
      try write(Self.goText.utf8, to: "\(folder)/c.txt")
      #expect(try loadRuns([folder]).runs.count == 1)
    }
  }

  /// A section of Catch2 stands in the name and beside it; damaged bytes made both a name that
  /// no run file may hold.
  @Test func controlCharactersOfAnyNameAreSpacesInARunFile() throws {
    try inFolder { folder in
      let path = "\(folder)/catch2.txt"
      let section = "fibs \u{1a} more"
      let text = """
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        catch2 is a Catch v2.13.10 host application.
        Run with -? for options

        -------------------------------------------------------------------------------
        \(section)
        -------------------------------------------------------------------------------
        catch2.cpp:5
        ...............................................................................

        benchmark name                            samples    iterations          mean
        -------------------------------------------------------------------------------
        fib 10                                           5           120    191.847 ns

        ===============================================================================

        """
      try write(text.utf8, to: path)
      let runs = try loadRuns([path]).runs
      #expect(runs.flatMap(\.measurements).map(\.within) == ["fibs   more"])
      let again = try RunFile.decode(RunFile.encode(runs), place: "again")
      #expect(again.rejected.isEmpty)
      #expect(again.runs == runs)
    }
  }

  /// Bytes that are no UTF-8 are longer once they are repaired: a place counted in the repaired text lies behind
  /// the end of the file.
  @Test func jsonBehindALogLineMayHoldBytesThatAreNoText() throws {
    try inFolder { folder in
      let path = "\(folder)/log.json"
      let json =
        #"{"note":"????","results":[{"command":"a","mean":1.5,"times":[1.25,1.75],"exit_codes":[0,0]}]}"#
      let bytes = Array("building ...\n\(json)".utf8).map { $0 == UInt8(ascii: "?") ? 0xff : $0 }
      try write(bytes, to: path)
      let samples = try loadRuns([path]).runs.flatMap(\.measurements).flatMap(\.executions)
        .flatMap(\.values)
      #expect(samples.sorted() == [1.25, 1.75])
    }
  }

  @Test func aDeviceIsRefused() throws {
    let zero = #expect(throws: InputError.self) { try loadRuns(["/dev/zero"]) }
    #expect(zero?.description == "/dev/zero: expected a file or a pipe, found a device")
    let null = #expect(throws: InputError.self) { try loadRuns(["/dev/null"]) }
    #expect(null?.message == "the file is empty")
  }

  @Test func noDamageAfterTheFirstMemberIsSilent() throws {
    try inFolder { folder in
      let path = "\(folder)/two.gz"
      let first = gzip(Array(Self.goText.utf8))
      let second = gzip(Array("BenchmarkC-8 100 5 ns/op\n".utf8))
      try write(first + second, to: path)
      let whole = try readFile(path)
      #expect(whole.count == Self.goText.utf8.count + 25)
      try write(first + second + [0, 0, 0, 0], to: path)
      #expect(try readFile(path) == whole)
      for place in 0..<second.count {
        // Time, system and flags of the header change nothing.
        if (3...9).contains(place) { continue }
        var damaged = second
        damaged[place] ^= 0x21
        try write(first + damaged, to: path)
        #expect(throws: InputError.self, "byte \(place)") { try readFile(path) }
        try write(first + second[..<place], to: path)
        if place > 0 { #expect(throws: InputError.self, "cut at \(place)") { try readFile(path) } }
      }
    }
  }

  @Test func aBombIsNotInflated() throws {
    try inFolder { folder in
      let path = "\(folder)/bomb.gz"
      try writeFile(path, [UInt8](repeating: 48, count: 80 << 20))
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 < 100_000)
      let error = #expect(throws: InputError.self) { try readFile(path) }
      #expect(error?.message.contains("grows at most 200 times") ?? false)
      let small = #expect(throws: InputError.self) { try readFile(path, limit: 1000) }
      #expect(small?.message.contains("at most 1000 bytes") ?? false)
    }
  }

  /// A table that was cut anywhere is refused, or the reader is told.
  @Test func aTableThatIsCutIsNotTakenForAWholeOne() throws {
    try inFolder { folder in
      let path = "\(folder)/a.csv"
      let rows = (0..<4).map { "b,r,0,\($0),123\($0).5\n" }
      let text = Array(("benchmark,run,execution,iteration,value\n" + rows.joined()).utf8)
      for length in 1..<text.count where text[length - 1] != 10 {
        try write(text[..<length], to: path)
        guard let loaded = try? loadRuns([path]) else { continue }
        #expect(!loaded.warnings.isEmpty || !loaded.rejected.isEmpty, "cut at \(length)")
        // Where digits before the point are gone the benchmark cannot be used.
        let last = text[..<length].split(separator: 10).last?.split(separator: 44).last ?? []
        if last.count < 4, length > text.count - 8 { #expect(loaded.runs.isEmpty, "\(length)") }
      }
      try write(text, to: path)
      #expect(try loadRuns([path]).warnings.isEmpty)
    }
  }

  @Test func aNameThatIsTooLongSpoilsItsBenchmarkAlone() throws {
    try inFolder { folder in
      let path = "\(folder)/a.jsonl"
      let long = String(repeating: "x", count: 3_000_000)
      let run = Run(
        id: "one",
        measurements: [long, "good"].map {
          Measurement(
            benchmark: $0, metric: .nanoseconds, executions: [Execution(values: [1, 2])])
        })
      try write(RunFile.encode([run]), to: path)
      let loaded = try loadRuns([path])
      #expect(loaded.runs.flatMap(\.measurements).map(\.benchmark) == ["good"])
      let rejected = try #require(loaded.rejected.first)
      #expect(rejected.key.benchmark.count < 200)
      #expect(rejected.error.message.contains("at most 8192 bytes, found 3000000"))
    }
  }

  @Test func limitsAreRead() throws {
    let limits = try Limits("input-bytes=2G, name-bytes=100")
    #expect(limits.inputBytes == 2 << 30 && limits.nameBytes == 100)
    #expect(try Limits("") == Limits())
    for text in ["x=1", "files", "files=", "files=0", "files=-1", "files=1.5", "files=9999999999G"]
    {
      let error = #expect(throws: InputError.self) { try Limits(text) }
      #expect(error?.place == "PERFSTAT_LIMITS")
    }
  }

  @Test func temporaryFilesOfKilledProcessesGoAndThoseOfLivingOnesStay() throws {
    try inFolder { folder in
      let (path, dead, held) = (
        "\(folder)/r.json", "\(folder)/r.json.77-1234.tmp", "\(folder)/r.json.78-1234.tmp"
      )
      let strange = "\(folder)/r.json.mine.tmp"
      for file in [dead, held, strange] {
        try write([1], to: file)
        try FileManager.default.setAttributes(
          [.modificationDate: Date.now.addingTimeInterval(-100)], ofItemAtPath: file)
      }
      let descriptor = open(held, O_RDONLY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try writeFile(path, [49])
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(left == ["r.json", "r.json.78-1234.tmp", "r.json.mine.tmp"])
      do {
        let unfinished = try FileWriter(path)
        try unfinished.write([50])
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == left)
      #expect(try readFile(path) == [49])
      try writeFile(path, [51])
      #expect(try readFile(path) == [51])
    }
  }
}
