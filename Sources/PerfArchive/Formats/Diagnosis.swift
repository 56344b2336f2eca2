import PerfText

/// Says what an input that is of no known layout looks like, and what to do.
struct Diagnosis {
  private let source: SourceFile

  init(_ source: SourceFile) { self.source = source }

  var error: InputError {
    let start = source.bytes.prefix(1 << 16)
    if let kind = Self.binary.first(where: { start.starts(with: $0.magic) }) {
      return InputError(
        place: source.name, message: "expected benchmark results as text, found \(kind.name)")
    }
    let text = String(decoding: start, as: UTF8.self)
    switch source.json {
    case .failure(let broken):
      if let tool = Self.tool(in: text) {
        return InputError(
          place: broken.place,
          message: "this looks like \(tool) with broken JSON: \(broken.message)")
      }
      // A text that only begins like JSON (`[INFO] ...`).
      return output(text) ?? broken
    case .success(let json):
      if let tool = Self.tool(in: text) {
        let version = json.isObject ? json["version"] ?? json["schema_version"] : nil
        return json.error(
          "this looks like \(tool) of a layout that is not known"
            + (version.map { " (version \($0.text.prefix(20)))" } ?? ""))
      }
      return unknown(json)
    case nil: break
    }
    if let known = output(text) { return known }
    if let table { return table }
    guard let first = text.split(whereSeparator: \.isNewline).first(where: { !$0.trimmed.isEmpty })
    else { return InputError(place: source.name, message: "the file holds blank lines only") }
    return InputError(
      place: source.name,
      message: "expected benchmark results, found text of another kind that begins"
        + " \"\(first.prefix(60).trimmed)\"; docs/formats.md lists what is read, --input-format forces a layout"
    )
  }

  // MARK: JSON

  /// What only one tool writes into its JSON.
  private static let keys: [(key: String, tool: String)] = [
    ("\"perfstat.run\"", "a run file of perfstat"), ("\"primaryMetric\"", "JMH's results"),
    ("\"real_time\"", "Google Benchmark's results"),
    ("\"machine_info\"", "pytest-benchmark's results"),
    ("\"hyperfine_version\"", "hyperfine's results"), ("\"exit_codes\"", "hyperfine's results"),
    ("\"baselineName\"", "package-benchmark's baseline"),
    ("\"HostEnvironmentInfo\"", "BenchmarkDotNet's results"),
    ("\"criterion_benchmark_v1\"", "an export of critcmp"),
    ("\"result_columns\"", "a result of asv"), ("\"pyperf_version\"", "pyperf's results"),
    ("\"perf_version\"", "pyperf's results"), ("\"fio version\"", "fio's results"),
    ("\"requestsPerSec\"", "oha's results"), ("\"BenchmarkTools\"", "Julia's BenchmarkTools"),
    ("\"module_path\"", "Gungraun's summary"), ("\"counter-value\"", "perf stat's JSON"),
    ("\"iter_per_round\"", "CodSpeed's results"),
  ]

  private static func tool(in text: String) -> String? {
    keys.first { text.contains($0.key) }?.tool
  }

  private func unknown(_ json: JSON) -> InputError {
    if let format = json["format"], format.isString {
      return format.error("expected a run file or benchmark results, found \(format.text)")
    }
    if json.isObject, let members = try? json.members() {
      let names = members.prefix(6).map { "\"\($0.key.prefix(40))\"" }.joined(separator: ", ")
      let more = members.count > 6 ? " and \(members.count - 6) more" : ""
      return json.error(
        "expected benchmark results, found an object with"
          + (members.isEmpty ? " no keys" : " the keys \(names)\(more), which no known tool writes")
      )
    }
    return json.error(
      "expected benchmark results, found \(json.description) of a layout that no known tool writes")
  }

  // MARK: Text

  /// What tools print that holds no results, or not the ones to read.
  private static let outputs: [(marks: [String], found: String, remedy: String)] = [
    (
      ["Test Suite '", "started at"], "the output of `swift test` without a measurement",
      "a test is a benchmark if it calls measure { }"
    ),
    (
      ["Test run started.", "◇ Test"], "the output of Swift Testing",
      "XCTest's measure { } measures"
    ),
    (
      ["running ", "done! (", "iterations"], "what swift-benchmark prints",
      "use --format json or --format csv"
    ),
    (
      ["│ Metric ", "p0", "Samples"], "a printed table of package-benchmark",
      "use `benchmark baseline update NAME` and give .benchmarkBaselines"
    ),
    (["Benchmark 1: ", "Time (mean ± σ)"], "hyperfine's printed output", "use --export-json"),
    (
      ["Performance counter stats for"], "what perf stat prints for people",
      "use -x, or -j (and -r or -I)"
    ),
    (["Mean +- std dev"], "pyperf's printed output", "use -o FILE"),
    (
      ["test session starts", "collected"], "pytest's printed output",
      "use --benchmark-json=FILE"
    ),
    (
      ["Name (time in ", "StdDev"], "pytest-benchmark's printed table", "use --benchmark-json=FILE"
    ),
    (["| Command | Mean"], "hyperfine's Markdown table", "use --export-json=FILE"),
    (["\n-----", "group ", "±"], "a table by critcmp", "use --export NAME"),
    (["| Method", "| Mean"], "a Markdown table of BenchmarkDotNet", "use --exporters json"),
    (["time/iter (avg)", "iter/s"], "what deno bench prints for people", "use --json"),
    (["Benchmark 1: ", "Wall Time"], "hyperfine's printed output", "use --export-json"),
    (["Calculating ---", "i/s"], "what benchmark-ips prints", "use x.json!('FILE')"),
    (["# A tibble", "itr/sec"], "a printed table of R's bench", "use write.csv"),
    (["Unit: ", "neval"], "a printed table of R's microbenchmark", "use write.csv"),
    (["Mean ±", "asv"], "asv's printed output", "give the files below results/"),
    (["== Callgrind"], "Callgrind's messages", "give callgrind.out.PID"),
    (["== Cachegrind"], "Cachegrind's messages", "give cachegrind.out.PID"),
    (
      ["Profile data file 'callgrind.out"], "a table by callgrind_annotate",
      "give callgrind.out.PID"
    ),
    (
      ["I1 cache:", "Ir"], "a table by cg_annotate or callgrind_annotate", "give the profile itself"
    ),
    (["desc: --massif"], "a profile by Massif", "it holds no counts of events"),
    ([";fio-", ";"], "fio's terse output", "use --output-format=json"),
    (["unable to connect to"], "wrk's message that no server answered", "it measured nothing"),
    (["loops, best of", "per loop"], "what timeit prints", "use pyperf timeit -o FILE"),
    (["loop, best of", "per loop"], "what timeit prints", "use pyperf timeit -o FILE"),
    (["This is ApacheBench"], "what ab prints", "use hey, wrk or oha"),
    (["\nreal\t", "\nuser\t", "\nsys\t"], "what time prints", "use perfstat collect --samples"),
    (
      ["Maximum resident set size", "Elapsed (wall clock)"], "what time -v prints",
      "use perfstat collect --samples"
    ),
    (
      ["http_req_duration", "execution: local"], "what k6 prints for people",
      "use --summary-export=FILE"
    ),
    (["BENCH  Summary"], "what vitest bench prints for people", "use --outputJson=FILE"),
    (["avg (min … max)"], "what mitata or an older deno bench prints", "use its JSON"),
    (["sysbench ", "Threads started!"], "what sysbench prints", "no reader knows it"),
    (
      ["# JMH version:", "# Run progress:"], "JMH's printed output without its table at the end",
      "use -rf json"
    ),
    (["// Benchmark: ", "BenchmarkDotNet v"], "BenchmarkDotNet's log", "use --exporters json"),
    (["vs base"], "a comparison by benchstat", "give the files that it compared"),
    (["time/op", "delta"], "a comparison by benchstat", "give the files that it compared"),
    (["?   \t", "[no test files]"], "the output of `go test` without a benchmark", "use -bench"),
    (["\nok  \t"], "the output of `go test` without a benchmark", "use -bench"),
    (["test result: ok."], "the output of `cargo test` without a benchmark", "use cargo bench"),
    (["<testsuite"], "a report of tests as JUnit XML", "it holds no benchmarks"),
    (["<!DOCTYPE html"], "a web page", "give the tool's JSON, CSV or text"),
    (["<html"], "a web page", "give the tool's JSON, CSV or text"),
  ]

  private func output(_ text: String) -> InputError? {
    guard let known = Self.outputs.first(where: { $0.marks.allSatisfy(text.contains) }) else {
      return nil
    }
    return InputError(
      place: source.name,
      message: "expected benchmark results, found \(known.found): \(known.remedy)")
  }

  /// A table whose columns are not those of a known layout.
  private var table: InputError? {
    let header = String(decoding: source.firstLine, as: UTF8.self).trimmed
    guard
      let separator = [",", ";", "\t"].max(by: { a, b in
        header.count { $0 == Character(a) } < header.count { $0 == Character(b) }
      }), header.contains(separator)
    else { return nil }
    let columns = header.split(separator: Character(separator), omittingEmptySubsequences: false)
      .map(\.trimmed)
    guard columns.allSatisfy({ !$0.isEmpty && $0.count < 80 && shownNumber($0) == nil }) else {
      return nil
    }
    let names = Set(columns)
    let wanted: [(String, [String])] = [
      ("benchmark", ["benchmark", "series"]), ("run", ["run", "index"]),
      ("value", ["value", "value_ns"]),
    ]
    let missing = wanted.filter { names.isDisjoint(with: $0.1) }.map(\.0)
    let shown = columns.prefix(12).joined(separator: ", ")
    let named = separator == "\t" ? "tabs" : "\"\(separator)\""
    return InputError(
      place: "\(source.name):1",
      message:
        "expected a table of samples (columns benchmark, run and value) or one of a known tool,"
        + " found columns separated by \(named): \(shown)\(columns.count > 12 ? ", ..." : "");"
        + " missing: \(missing.isEmpty ? "none" : missing.joined(separator: ", "))")
  }

  private static let binary: [(magic: [UInt8], name: String)] = [
    (Array("PAR1".utf8), "a Parquet file: write CSV"),
    (Array("ARROW1".utf8), "an Arrow file: write CSV"),
    ([0x50, 0x4B, 3, 4], "a zip archive: unpack it first"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed data: unpack it with zstd -d first"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz-compressed data: unpack it with xz -d first"),
    (Array("BZh".utf8), "bzip2-compressed data: unpack it with bzip2 -d first"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file: write CSV"), (Array("%PDF".utf8), "a PDF"),
    ([0x7F, 0x45, 0x4C, 0x46], "a program"), (Array("PERFILE2".utf8), "a recording of perf record"),
  ]
}
