/// What a duet knows of a harness: how it is called, how one benchmark is named to it, how long a
/// slice should take at least and which layout its results have.
package struct HarnessPreset: Hashable, Sendable {
  package var name: String
  /// Program and arguments, separated by spaces, with the place holders of `HarnessCommand`;
  /// taken where no command was given. Nil for a harness whose command only its users know.
  package var command: String?
  /// What stands for `{benchmark}` to run them all.
  package var everything: String
  /// How one benchmark is named.
  package var filter: HarnessFilter
  /// Seconds of `{time}` in the shortest slice that is of use.
  package var seconds: Double
  /// Layout of the results, nil to recognise it by the contents.
  package var format: String?

  package init(
    _ name: String, _ command: String?, all everything: String = "", filter: HarnessFilter = .none,
    slice seconds: Double = 0.02, format: String?
  ) {
    self.name = name
    self.command = command
    self.everything = everything
    self.filter = filter
    self.seconds = seconds
    self.format = format
  }

  /// The name of the harness that is none: a sample is a complete run of the command.
  package static let noneName = "none"

  /// One line each.
  // swift-format-ignore
  package static let all: [HarnessPreset] = [
    .init("go", "{} -test.run=^$ -test.bench={benchmark} -test.benchtime={time}s -test.benchmem", all: ".", filter: .goPath, format: "go"),
    .init("google-benchmark", "{} --benchmark_filter={benchmark} --benchmark_min_time={time} --benchmark_out={results} --benchmark_out_format=json", all: ".", filter: .regex, format: "google-benchmark"),
    .init("criterion", "env CRITERION_HOME={results} {} --bench --noplot --sample-size 10 --warm-up-time {time} --measurement-time {time} {benchmark}", all: ".", filter: .regex, format: "criterion"),
    .init("jmh", "java -jar {} {benchmark} -f 1 -wi 1 -w {milliseconds}ms -i 1 -r {milliseconds}ms -foe true -rf json -rff {results}", all: ".*", filter: .beforeParameters, slice: 0.1, format: "jmh"),
    .init("pytest-benchmark", "python3 -m pytest -q --rootdir=. -p no:cacheprovider --benchmark-only --benchmark-warmup=off --benchmark-min-rounds=1 --benchmark-max-time={time} --benchmark-json={results} {benchmark}", all: ".", filter: .literal, format: "pytest-benchmark"),
    .init("pyperf", "python3 {} --quiet --processes=1 --warmups=1 --values=1 --min-time={time} --output={results}", format: "pyperf"),
    .init("hyperfine", "hyperfine --style none --shell none --runs 1 --command-name command --export-json {results} {}", format: "hyperfine"),
    .init("catch2", "{} [!benchmark] --benchmark-samples 10 --benchmark-no-analysis --benchmark-warmup-time {milliseconds}", format: "catch2"),
    .init("nanobench", "{}", format: "nanobench"),
    .init("package-benchmark", "swift package benchmark --filter {benchmark} --format histogramSamples --path {results}", all: ".*", filter: .behindTarget, slice: 0.1, format: "package-benchmark"),
    .init("swift-benchmark", "{} --filter {benchmark} --min-time {time} --format json", all: ".", filter: .withSuite, format: "swift-benchmark"),
    .init("xctest", "{}", format: "xctest"),
    .init("libtest", "{} --bench {benchmark}", all: "", filter: .literal, format: "libtest"),
    .init("vitest", "npx vitest bench --run --outputJson {results}", format: "vitest"),
    .init("any", nil, format: nil),
  ]

  package static func named(_ name: String) -> HarnessPreset? { all.first { $0.name == name } }
}
