import Foundation
import PerfArchive
import PerfStats
import PerfText
import Testing

@Suite struct FileTests {
  func message(_ path: String) -> String? {
    inputError { () throws(InputError) in _ = try readFile(path) }?.description
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    try withFolder { folder in
      #expect(message("\(folder)/none") == "\(folder)/none: no such file or folder")
      #expect(message(folder) == "\(folder): expected a file, found a folder")
      try Data().write(to: URL(fileURLWithPath: "\(folder)/empty"))
      #expect(message("\(folder)/empty") == "\(folder)/empty: the file is empty")
      let large = inputError { () throws(InputError) in
        _ = try readFile(packageRoot + "/Package.swift", limit: 10)
      }
      #expect(
        large?.message
          == "expected at most 10 bytes, found more (PERFSTAT_LIMITS=input-bytes=... allows more)")
    }
  }

  @Test func readsGzipWhateverTheName() throws {
    try withFolder { folder in
      let text = Array(repeating: Array("some text to compress\n".utf8), count: 100_000).flatMap {
        $0
      }
      for name in ["a.gz", "a.txt"] {
        try Data(gzip(text)).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        #expect(try readFile("\(folder)/\(name)") == text)
      }
      // Two members, as `cat a.gz b.gz` makes them.
      try Data(gzip(text) + gzip([65])).write(to: URL(fileURLWithPath: "\(folder)/two"))
      #expect(try readFile("\(folder)/two") == text + [65])

      let whole = gzip(text)
      for cut in [4, 11, whole.count / 2, whole.count - 1] {
        try Data(whole[..<cut]).write(to: URL(fileURLWithPath: "\(folder)/cut.gz"))
        #expect(
          message("\(folder)/cut.gz")
            == "\(folder)/cut.gz: the gzip data is truncated after \(cut) bytes")
      }
      var damaged = whole
      damaged[whole.count / 2] ^= 0xFF
      try Data(damaged).write(to: URL(fileURLWithPath: "\(folder)/bad.gz"))
      #expect(message("\(folder)/bad.gz")?.contains("the gzip data is damaged at byte") == true)
      let bomb = inputError { () throws(InputError) in
        _ = try readFile("\(folder)/a.gz", limit: 1_000_000)
      }
      #expect(
        bomb?.message
          == "expected at most 1000000 bytes after decompression, found more (PERFSTAT_LIMITS=input-bytes=... allows more)"
      )
    }
  }

  @Test func replacesAFileInOneStep() throws {
    try withFolder { folder in
      let path = "\(folder)/out.txt"
      try writeFile(path, Array("old".utf8))
      #expect(try readFile(path) == Array("old".utf8))
      do {
        let abandoned = try FileWriter(path)
        try abandoned.write(Array("half".utf8))
      }
      #expect(try readFile(path) == Array("old".utf8))
      try writeFile(path, Array("new".utf8))
      #expect(try readFile(path) == Array("new".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.txt"])
      let big = [UInt8]((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 5) })
      try writeFile("\(folder)/big.gz", big)
      #expect(try readFile("\(folder)/big.gz") == big)
      let error = inputError { () throws(InputError) in
        try writeFile("\(folder)/absent/out.txt", [65])
      }
      #expect(error?.description == "\(folder)/absent/out.txt: no such file or folder")
    }
  }
}

@Suite struct LoadTests {
  let text = """
    {"format":"perfstat.run","version":1,"id":"%"}
    {"benchmark":"b","metric":{"name":"time","unit":"ns","better":"lower"},"executions":[{"values":[1,2]}]}

    """

  func run(_ id: String) -> [UInt8] { Array(text.replacingOccurrences(of: "%", with: id).utf8) }

  @Test func readsFilesFoldersAndStandardInput() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/sub/.hidden", withIntermediateDirectories: true)
      try writeFile("\(folder)/b.jsonl", run("b"))
      try writeFile("\(folder)/a.jsonl.gz", run("a"))
      try writeFile("\(folder)/sub/c.jsonl", run("c"))
      try writeFile("\(folder)/sub/.hidden/d.jsonl", run("d"))
      try writeFile("\(folder)/notes.txt", Array("nothing of use".utf8))
      try writeFile("\(folder)/picture.png", [1, 2, 3])
      let loaded = try loadRuns(
        [folder, "-"], standardInput: { () throws(InputError) in run("e") })
      #expect(loaded.runs.map(\.id) == ["a", "b", "c", "e"])
      #expect(
        loaded.warnings.map(\.description) == ["\(folder)/notes.txt: left out: no known layout"])
      let twice = try loadRuns(["\(folder)/b.jsonl", "\(folder)/b.jsonl"])
      #expect(twice.runs.map(\.id) == ["b"] && twice.warnings.count == 1)
    }
  }

  @Test func namesTheFilesOfTwoRunsOfOneIdentity() throws {
    try withFolder { folder in
      let (one, other) = ("\(folder)/one.jsonl", "\(folder)/other.jsonl")
      try writeFile(one, run("b"))
      let changed = text.replacingOccurrences(of: "[1,2]", with: "[3]")
      try writeFile(other, Array(changed.replacingOccurrences(of: "%", with: "b").utf8))
      let expected =
        "\(other): run b: expected every run once, found another one of this identity in \(one)"
      let loading = inputError { () throws(InputError) in _ = try loadRuns([one, other]) }
      #expect(loading?.description == expected)
      func stream() throws(InputError) {
        _ = try forEachRun(in: [one, other]) { (_: Run) throws(InputError) in }
      }
      #expect(inputError(stream)?.description == expected)
    }
  }

  @Test func refusesWhatItDoesNotKnow() throws {
    try withFolder { folder in
      let path = "\(folder)/x.txt"
      try writeFile(path, Array("hello\n".utf8))
      let unknown = inputError { () throws(InputError) in _ = try loadRuns([path]) }
      #expect(
        unknown?.place == path && unknown?.message.hasPrefix("expected benchmark results") == true)
      let empty = inputError { () throws(InputError) in _ = try loadRuns([folder]) }
      #expect(
        empty?.description
          == "\(folder): expected run files or benchmark results in the folder, found none")
      try writeFile(path, Array("\"benchmark\",\"value\"\na,1\n".utf8))
      #expect(
        inputError { () throws(InputError) in _ = try loadRuns([path]) }?.description
          == "\(path):1: expected the columns benchmark, run and value (or value_ns), found no run"
          + " among benchmark, value")
      try writeFile(path, Array("{\"format\":\"perfstat.report\"}".utf8))
      #expect(
        inputError { () throws(InputError) in _ = try loadRuns([path]) }?.description
          == "\(path):1: format: expected a run file or benchmark results, found \"perfstat.report\""
      )
      try writeFile(path, Array("{\n\"a\": [1, 2\n".utf8))
      #expect(
        inputError { () throws(InputError) in _ = try loadRuns([path]) }?.place == "\(path):2")
    }
  }
}
