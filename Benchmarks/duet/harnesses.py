#!/usr/bin/env python3
"""Measures what `perfstat duet --harness` promises on this machine, with real harnesses.

    harnesses.py build   --work results/harnesses [--only go google-benchmark ...]
    harnesses.py run     --work results/harnesses --minutes 30 [--load]
    harnesses.py summary --work results/harnesses
    harnesses.py spread  --work results/harnesses --only google-benchmark
    harnesses.py layouts --work results/harnesses --minutes 30 [--only kernels]

Twelve small benchmarks are built for each harness that this machine has (Go, Google Benchmark, pytest-benchmark,
pyperf, Criterion from Debian's crates, hyperfine, XCTest, package-benchmark): as they are, and once for each of them with that one 10 % slower (its body runs 11 times instead of 10).
`run` plays gates in random order until the time is over and appends them to gates.jsonl; it can be repeated.

    duet      perfstat duet --harness --until-decided --budget 60s: 10 execution pairs of 3 slices, and more of what is inconclusive
    stored    as many whole-suite slices of the same length, first all of the base, then all of the head, judged by
              perfstat compare (job against job)
    own       the same samples judged by the rule of the harness' own comparison: benchstat's (Mann-Whitney p < 0.05,
              head slower) for Go and for harnesses that have none; pyperf compare_to (Student's t at 95 %), pytest-benchmark
              --benchmark-compare-fail=median:5%, Criterion's change (95 % interval of the means' ratio beyond 1 %; by the
              normal law in place of its bootstrap)

`spread` measures a program against itself in two ways that take about the same time, in turn: slices of one benchmark, and whole suites
with five repetitions of each benchmark (Go and Google Benchmark can), and prints the SD of the estimates' errors. `layouts` links one Google Benchmark source, or with `--only kernels`
this checkout, with sixteen seeds (lld) and plays gates of builds that differ in nothing else, with one layout a side and with four.
"""
import argparse, json, math, os, random, shutil, statistics, subprocess, sys, tempfile, time

KERNELS = 12
SLOWED = (0, 3, 7, 10)

GO = """package kernels
import ("sort"; "strings"; "testing"; "strconv")
var sink int
var text = strings.Repeat("the quick brown fox jumps over the lazy dog ", 4)
var numbers = func() []int { v := make([]int, 256); x := uint32(1); for i := range v { x = x*1664525 + 1013904223; v[i] = int(x >> 8) }; return v }()
var table = func() map[int]int { m := map[int]int{}; for i, v := range numbers { m[v] = i }; return m }()
func k0() { s := 0; for i := 0; i < 200; i++ { s += i * i }; sink += s }
func k1() { s := 0.0; for i := 1; i < 100; i++ { s += 1 / float64(i) }; sink += int(s) }
func k2() { sink += strings.Count(text, "o") }
func k3() { sink += len(strings.Fields(text)) }
func k4() { v := append([]int(nil), numbers[:64]...); sort.Ints(v); sink += v[0] }
func k5() { s := 0; for _, v := range numbers { s += table[v] }; sink += s }
func k6() { sink += len(strconv.Itoa(sink&0xffff + 1000000)) }
func k7() { h := uint32(2166136261); for i := 0; i < len(text); i++ { h = (h ^ uint32(text[i])) * 16777619 }; sink += int(h & 1) }
func k8() { sink += strings.Index(text, "dog the lazy") }
func k9() { m := 0; for _, v := range numbers { if v > m { m = v } }; sink += m & 1 }
func k10() { b := make([]byte, 0, 64); for i := 0; i < 64; i++ { b = append(b, byte(i)) }; sink += len(b) }
func k11() { a, b := 0, 1; for i := 0; i < 90; i++ { a, b = b, a+b }; sink += a & 1 }
func times(k, slow int) int { if k == slow { return 11 }; return 10 }
"""

CPP = """#include <benchmark/benchmark.h>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <vector>
static std::string text = [] { std::string s; for (int i = 0; i < 4; i++) s += "the quick brown fox jumps over the lazy dog "; return s; }();
static std::vector<int> numbers = [] { std::vector<int> v(256); uint32_t x = 1; for (auto &n : v) { x = x * 1664525u + 1013904223u; n = int(x >> 8); } return v; }();
static std::map<int, int> table = [] { std::map<int, int> m; for (int n : numbers) m[n] = n & 7; return m; }();
static long k0() { long s = 0; for (int i = 0; i < 200; i++) { s += long(i) * i; benchmark::DoNotOptimize(s); } return s; }
static long k1() { double s = 0; for (int i = 1; i < 100; i++) s += 1.0 / i; return long(s); }
static long k2() { return std::count(text.begin(), text.end(), 'o'); }
static long k3() { long n = 0; for (size_t at = 0; (at = text.find(' ', at)) != std::string::npos; at++) n++; return n; }
static long k4() { std::vector<int> v(numbers.begin(), numbers.begin() + 64); std::sort(v.begin(), v.end()); return v[0]; }
static long k5() { long s = 0; for (int i = 0; i < 64; i++) s += table[numbers[i]]; return s; }
static long k6() { return long(std::to_string(1000000 + numbers[3] % 1000).size()); }
static long k7() { uint32_t h = 2166136261u; for (char c : text) h = (h ^ uint8_t(c)) * 16777619u; return h & 1; }
static long k8() { return long(text.find("dog the lazz")); }
static long k9() { return *std::max_element(numbers.begin(), numbers.end()) & 1; }
static long k10() { std::vector<char> v; for (int i = 0; i < 64; i++) v.push_back(char(i)); return long(v.size()); }
static long k11() { double s = 0; for (int i = 0; i < 40; i++) s += std::sin(double(i)); return long(s); }
#define KERNEL(N) static void BM_k##N(benchmark::State &state) { int times = SLOW == N ? 11 : 10; for (auto _ : state) for (int r = 0; r < times; r++) benchmark::DoNotOptimize(k##N()); } BENCHMARK(BM_k##N);
KERNEL(0) KERNEL(1) KERNEL(2) KERNEL(3) KERNEL(4) KERNEL(5) KERNEL(6) KERNEL(7) KERNEL(8) KERNEL(9) KERNEL(10) KERNEL(11)
BENCHMARK_MAIN();
"""

PYTHON = """text = "the quick brown fox jumps over the lazy dog " * 4
numbers = [(i * 1664525 + 1013904223) % 65521 for i in range(256)]
table = {n: i for i, n in enumerate(numbers)}
def k0(): return sum(i * i for i in range(20))
def k1(): return sum(1 / i for i in range(1, 20))
def k2(): return text.count("o")
def k3(): return len(text.split())
def k4(): return sorted(numbers[:64])[0]
def k5(): return sum(table[n] for n in numbers[:20])
def k6(): return len(str(123456789))
def k7():
    h = 2166136261
    for c in text[:40]: h = ((h ^ ord(c)) * 16777619) & 0xffffffff
    return h
def k8(): return text.find("dog the lazz")
def k9(): return max(numbers)
def k10(): return len([i for i in range(64)])
def k11():
    a, b = 0, 1
    for _ in range(40): a, b = b, a + b
    return a
kernels = [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11]
def repeat(k):
    kernel, times = kernels[k], range(11 if k == SLOW else 10)
    def body():
        for _ in times: kernel()
    return body
"""


C = """#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char text[] = "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy dog ";
static int numbers[256];
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static long kernel(int k) {
  long s = 0;
  double d = 0;
  switch (k) {
  case 0: for (int i = 0; i < 200; i++) { s += (long)i * i; __asm__ volatile("" : "+r"(s)); } return s;
  case 1: for (int i = 1; i < 100; i++) d += 1.0 / i; return (long)d;
  case 2: for (char *c = text; *c; c++) s += *c == 'o'; return s;
  case 3: for (char *c = text; (c = strchr(c, ' ')); c++) s++; return s;
  case 4: { int v[64]; memcpy(v, numbers, sizeof v); qsort(v, 64, sizeof *v, compare); return v[0]; }
  case 5: for (int i = 0; i < 256; i++) s += numbers[numbers[i] & 255]; return s;
  case 6: { char v[16]; return snprintf(v, sizeof v, "%d", numbers[3]); }
  case 7: { unsigned h = 2166136261u; for (char *c = text; *c; c++) h = (h ^ (unsigned char)*c) * 16777619u; return h & 1; }
  case 8: return strstr(text, "dog the lazz") != 0;
  case 9: for (int i = 0; i < 256; i++) s = numbers[i] > s ? numbers[i] : s; return s;
  case 10: { char *v = malloc(64); for (int i = 0; i < 64; i++) v[i] = i; s = v[63]; free(v); return s; }
  default: for (int i = 0; i < 40; i++) d += sin(i); return (long)d;
  }
}
/* About 10 ms each, of which the start of the program is half a millisecond. */
static const int rounds[] = {10000, 11000, 18000, 13000, 1400, 9000, 22000, 12500, 140000, 4800, 75000, 2900};
int main(int count, char **words) {
  unsigned x = 1;
  for (int i = 0; i < 256; i++) { x = x * 1664525u + 1013904223u; numbers[i] = (int)(x >> 8); }
  int k = atoi(words[1]), times = k == SLOW ? 11 : 10;
  volatile long sink = count;
  for (int i = 0; i < rounds[k]; i++) for (int r = 0; r < times; r++) sink += kernel(k);
  return 0;
}
"""

RUST = """use criterion::{criterion_group, criterion_main, black_box, Criterion};
use std::collections::HashMap;
use std::time::Duration;
fn kernel(k: usize, text: &str, numbers: &[i64], table: &HashMap<i64, i64>) -> i64 {
    match k {
        0 => (0..200i64).fold(0, |s, i| black_box(s + i * i)),
        1 => (1..100).map(|i| 1.0 / i as f64).sum::<f64>() as i64,
        2 => text.bytes().filter(|b| *b == b'o').count() as i64,
        3 => text.split(' ').count() as i64,
        4 => { let mut v = numbers[..64].to_vec(); v.sort(); v[0] }
        5 => numbers[..64].iter().map(|n| table[n]).sum(),
        6 => (1000000 + numbers[3] % 1000).to_string().len() as i64,
        7 => (text.bytes().fold(2166136261u32, |h, b| (h ^ b as u32).wrapping_mul(16777619)) & 1) as i64,
        8 => text.find("dog the lazz").is_some() as i64,
        9 => *numbers.iter().max().unwrap(),
        10 => { let mut v = Vec::new(); for i in 0..64i64 { v.push(black_box(i)); } v.len() as i64 }
        _ => (0..40).map(|i| (black_box(i) as f64).sin()).sum::<f64>() as i64,
    }
}
fn all(c: &mut Criterion) {
    let text = "the quick brown fox jumps over the lazy dog ".repeat(4);
    let mut x = 1u32;
    let numbers: Vec<i64> = (0..256).map(|_| { x = x.wrapping_mul(1664525).wrapping_add(1013904223); (x >> 8) as i64 }).collect();
    let table: HashMap<i64, i64> = numbers.iter().map(|n| (*n, n & 7)).collect();
    let slow: i32 = env!("SLOW").parse().unwrap();
    for k in 0..12usize {
        let times = if k as i32 == slow { 11 } else { 10 };
        c.bench_function(&format!("k{}", k), |b| b.iter(|| {
            let mut s = 0;
            for _ in 0..times { s += black_box(kernel(black_box(k), &text, &numbers, &table)); }
            s
        }));
    }
}
// Criterion 0.3 takes whole seconds on its command line.
criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(20)).measurement_time(Duration::from_millis(20));
    targets = all
}
criterion_main!(benches);
"""

SWIFT = """@inline(never) func kernel(_ k: Int) -> Int {
  switch k {
  case 0: return numbers.reduce(0) { ($0 ^ $1) &* 31 }
  case 1: return Int((1..<100).reduce(0.0) { $0 + 1 / Double($1) })
  case 2: return text.utf8.count { $0 == 111 }
  case 3: return text.utf8.split(separator: 32).count
  case 4: return numbers[..<64].sorted()[0]
  case 5: return numbers[..<64].reduce(0) { $0 &+ table[$1]! }
  case 6: return String(1_000_000 + numbers[3] % 1000).count
  case 7: return Int(text.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 } & 1)
  case 8: return text.utf8.firstIndex(of: 122) == nil ? 0 : 1
  case 9: return numbers.max()!
  case 10: return Array(repeating: k, count: 64).count
  default: return numbers.reduce(0) { $0 / 3 &+ $1 }
  }
}
let text = String(repeating: "the quick brown fox jumps over the lazy dog ", count: 4)
let numbers: [Int] = { var x: UInt32 = 1; return (0..<256).map { _ in x = x &* 1_664_525 &+ 1_013_904_223; return Int(x >> 8) } }()
let table = Dictionary(numbers.map { ($0, $0 & 7) }) { a, _ in a }
/// Some 2 ms each.
let rounds = [1200, 2000, 800, 100, 300, 300, 7000, 1000, 5000, 800, 4000, 800]
"""

XCTEST = """import XCTest
nonisolated(unsafe) var sink = 0
final class Kernels: XCTestCase {
  func run(_ k: Int) {
    let times = k == slow ? 11 : 10
    measure { for _ in 0..<rounds[k] * times { sink &+= kernel(k) } }
  }
TESTS
}
"""

PACKAGE_BENCHMARK = """import Benchmark
let benchmarks: @Sendable () -> Void = {
  for k in 0..<12 {
    let times = (k == slow ? 11 : 10) * rounds[k] / 100
    let settings = Benchmark.Configuration(metrics: [.wallClock], warmupIterations: 1, maxDuration: .milliseconds(20))
    Benchmark("k\\(k)", configuration: settings) { _ in
      for _ in 0..<times { blackHole(kernel(k)) }
    }
  }
}
"""


def variants():
    return [-1] + list(SLOWED)


def build_go(folder, options):
    go = options.go or shutil.which("go")
    if not go:
        return False
    for slow in variants():
        with tempfile.TemporaryDirectory() as source:
            tests = "".join(
                f"func Benchmark_k{k}(b *testing.B) {{ n := times({k}, {slow}); "
                f"for i := 0; i < b.N; i++ {{ for r := 0; r < n; r++ {{ k{k}() }} }} }}\n"
                for k in range(KERNELS))
            open(f"{source}/go.mod", "w").write("module example.org/kernels\ngo 1.19\n")
            open(f"{source}/kernels_test.go", "w").write(GO + tests)
            subprocess.run([go, "test", "-c", "-o", os.path.abspath(f"{folder}/{slow}"), "."], cwd=source, check=True,
                           env=dict(os.environ, GOTOOLCHAIN="local", GOFLAGS="-mod=mod -buildvcs=false"))
    return True


def build_google(folder, options):
    if not shutil.which("g++") or not os.path.exists("/usr/include/benchmark/benchmark.h"):
        return False
    source = f"{folder}/kernels.cc"
    open(source, "w").write(CPP)
    for slow in variants():
        subprocess.run(["g++", "-O2", f"-DSLOW={slow}", source, "-o", f"{folder}/{slow}", "-lbenchmark", "-lpthread"],
                       check=True)
    return True


def build_pytest(folder, options):
    python = options.python
    if subprocess.run([python, "-c", "import pytest_benchmark"], capture_output=True).returncode:
        return False
    for slow in variants():
        os.makedirs(f"{folder}/{slow}", exist_ok=True)
        tests = "from kernels import repeat\n" + "".join(
            f"def test_k{k}(benchmark): benchmark(repeat({k}))\n" for k in range(KERNELS))
        open(f"{folder}/{slow}/kernels.py", "w").write(f"SLOW = {slow}\n" + PYTHON)
        open(f"{folder}/{slow}/test_kernels.py", "w").write(tests)
    return True


def build_pyperf(folder, options):
    python = options.python
    if subprocess.run([python, "-c", "import pyperf"], capture_output=True).returncode:
        return False
    for slow in variants():
        body = "import pyperf\nrunner = pyperf.Runner()\n" + "".join(
            f"runner.bench_func('k{k}', repeat({k}))\n" for k in range(KERNELS))
        os.makedirs(f"{folder}/{slow}.d", exist_ok=True)
        open(f"{folder}/{slow}.d/bench.py", "w").write(f"SLOW = {slow}\n" + PYTHON + body)
    return True


def build_criterion(folder, options):
    crates = "/usr/share/cargo/registry"
    if not shutil.which("cargo") or not any(n.startswith("criterion-0") for n in os.listdir(crates) if os.path.isdir(crates)):
        return False
    with tempfile.TemporaryDirectory() as place:
        for name, text in (
                ("Cargo.toml", '[package]\nname = "kernels"\nversion = "0.1.0"\nedition = "2021"\n[lib]\npath = "lib.rs"\n'
                 '[dev-dependencies]\ncriterion = "0"\n[[bench]]\nname = "kernels"\nharness = false\n'),
                (".cargo/config.toml",
                 f'[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "{crates}"\n'),
                ("lib.rs", ""), ("benches/kernels.rs", RUST)):
            os.makedirs(os.path.dirname(f"{place}/{name}"), exist_ok=True)
            open(f"{place}/{name}", "w").write(text)
        for slow in variants():
            built = subprocess.run(["cargo", "bench", "--no-run", "--message-format=json"], cwd=place, check=True, stdout=subprocess.PIPE,
                                   text=True, env=dict(os.environ, SLOW=str(slow)))
            programs = [m["executable"] for m in map(json.loads, built.stdout.splitlines())
                        if m.get("executable") and m["target"]["kind"] == ["bench"]]
            shutil.copy(programs[-1], f"{folder}/{slow}")
    return True


def build_hyperfine(folder, options):
    if not shutil.which("hyperfine") or not shutil.which("gcc"):
        return False
    open(f"{folder}/kernels.c", "w").write(C)
    for slow in variants():
        subprocess.run(["gcc", "-O2", f"-DSLOW={slow}", f"{folder}/kernels.c", "-o", f"{folder}/{slow}", "-lm"],
                       check=True)
    return True


def build_xctest(folder, options):
    if not shutil.which("swift"):
        return False
    with tempfile.TemporaryDirectory() as place:
        os.makedirs(f"{place}/Tests/KernelsTests")
        open(f"{place}/Package.swift", "w").write(
            '// swift-tools-version:6.0\nimport PackageDescription\n'
            'let package = Package(name: "Kernels", targets: [.testTarget(name: "KernelsTests")])\n')
        tests = "".join(f"  func test_k{k}() {{ run({k}) }}\n" for k in range(KERNELS))
        open(f"{place}/Tests/KernelsTests/Kernels.swift", "w").write(SWIFT)
        open(f"{place}/Tests/KernelsTests/Tests.swift", "w").write(XCTEST.replace("TESTS\n", tests))
        for slow in variants():
            open(f"{place}/Tests/KernelsTests/Slow.swift", "w").write(f"let slow = {slow}\n")
            subprocess.run(["swift", "build", "--build-tests", "-c", "release", "-Xswiftc", "-enable-testing"], cwd=place, check=True,
                           stdout=subprocess.DEVNULL)
            shutil.copy(f"{place}/.build/release/KernelsPackageTests.xctest", f"{folder}/{slow}")
    return True


def build_package_benchmark(folder, options):
    """Programs of the package, and beside them the tool that the package's plugin would start."""
    if not shutil.which("swift"):
        return False
    place = f"{folder}/source"
    os.makedirs(f"{place}/Benchmarks/Kernels", exist_ok=True)
    for name, text in (
            ("Package.swift", '// swift-tools-version:6.1\nimport PackageDescription\nlet package = Package(name: "Kernels", '
             'platforms: [.macOS(.v13)], dependencies: [.package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", '
             'traits: [])], targets: [.executableTarget(name: "Kernels", dependencies: [.product(name: "Benchmark", package: '
             '"benchmark")], path: "Benchmarks/Kernels", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])])\n'),
            ("Benchmarks/Kernels/Functions.swift", SWIFT), ("Benchmarks/Kernels/Kernels.swift", PACKAGE_BENCHMARK)):
        open(f"{place}/{name}", "w").write(text)
    for slow in variants():
        open(f"{place}/Benchmarks/Kernels/Slow.swift", "w").write(f"let slow = {slow}\n")
        subprocess.run(["swift", "build", "-c", "release"], cwd=place, check=True, stdout=subprocess.DEVNULL)
        # The tool tells targets by the names of their programs.
        os.makedirs(f"{folder}/{slow}", exist_ok=True)
        shutil.copy(f"{place}/.build/release/Kernels", f"{folder}/{slow}/Kernels")
    # The plugin builds its tool itself.
    subprocess.run(["swift", "package", "benchmark", "list"], cwd=place, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(f"{place}/.build/release/BenchmarkTool", f"{folder}/tool")
    return True


BUILDERS = {"go": build_go, "google-benchmark": build_google, "pytest-benchmark": build_pytest, "pyperf": build_pyperf,
            "criterion": build_criterion, "hyperfine": build_hyperfine, "xctest": build_xctest,
            "package-benchmark": build_package_benchmark}


def side(work, harness, slow):
    place = os.path.abspath(f"{work}/{harness}/{slow}")
    return {"pyperf": f"{place}.d/bench.py", "package-benchmark": f"{place}/Kernels"}.get(harness, place)


def whole_suite(harness, options):
    """The command of a whole-suite slice; None for the preset's own."""
    if harness == "go":
        return ["{}", "-test.run=^$", "-test.bench=.", "-test.benchtime={time}s"]
    if harness == "google-benchmark":
        return ["{}", "--benchmark_min_time={time}", "--benchmark_out={results}", "--benchmark_out_format=json"]
    if harness == "pytest-benchmark":
        return [options.python, "-m", "pytest", "-q", "--rootdir=.", "-p", "no:cacheprovider", "--benchmark-only",
                "--benchmark-warmup=off", "--benchmark-min-rounds=1", "--benchmark-max-time={time}",
                "--benchmark-json={results}"]
    if harness == "criterion":
        return ["env", "CRITERION_HOME={results}", "{}", "--bench", "--noplot", "--sample-size", "10"]
    if harness == "hyperfine":
        commands = [word for k in range(KERNELS) for word in ("--command-name", f"k{k}", f"{{}} {k}")]
        return ["hyperfine", "--style", "none", "--shell", "none", "--runs", "1", "--export-json", "{results}", *commands]
    if harness == "xctest":
        return ["{}"]
    if harness == "package-benchmark":
        folder = os.path.abspath(f"{options.work}/{harness}")
        return [f"{folder}/tool", "--command", "run", "--format", "histogramSamples", "--baseline-storage-path", folder, "--grouping",
                "benchmark", "--targets", "Kernels", "--benchmark-executable-paths", "{}", "--no-progress", "--path", "{results}"]
    return [options.python, "{}", "--quiet", "--processes=1", "--warmups=1", "--values=1", "--min-time={time}",
            "--output={results}"]


def single(harness, options):
    """The command of the preset where it need not be told which Python: pytest starts for so long that its slices are suites."""
    if harness in ("go", "google-benchmark", "xctest"):
        return None
    command = whole_suite(harness, options)
    more = {"criterion": ["{benchmark}"], "package-benchmark": ["--filter", "{benchmark}"]}
    return command + more.get(harness, [])


def duet(options, harness, slow, output, command, *more):
    words = [options.perfstat, "duet", "--harness", harness, "--base", side(options.work, harness, -1), "--head",
             side(options.work, harness, slow), "--measure-identical", "--output", output, "--format", "json",
             "--timeout", "300", *more]
    if command:
        words += ["--", *command]
    start = time.time()
    run = subprocess.run(words, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)}: {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout), time.time() - start


def verdicts(report):
    return {row["name"]: row["verdict"] for row in report["benchmarks"] if row["metric"] == "time"}


def is_slowed(name, slow):
    digits = name.rstrip("0123456789")
    return slow >= 0 and name[len(digits):] == str(slow) and digits.endswith("k")


def mann_whitney(x, y):
    """Two-sided p, normal approximation with ties and continuity."""
    values = sorted((v, i) for i, v in enumerate(x + y))
    ranks, ties, i = [0.0] * len(values), 0.0, 0
    while i < len(values):
        j = i
        while j < len(values) and values[j][0] == values[i][0]:
            j += 1
        for k in range(i, j):
            ranks[values[k][1]] = (i + j + 1) / 2
        ties += (j - i) ** 3 - (j - i)
        i = j
    n, m = len(x), len(y)
    u = sum(ranks[:n]) - n * (n + 1) / 2
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    if variance <= 0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def normal(x, y, log=False):
    """Difference of the means, of their logarithms if asked for, and its standard error."""
    a, b = statistics.mean(x), statistics.mean(y)
    scale = (a, b) if log else (1, 1)
    error = math.sqrt(statistics.variance(x) / len(x) / scale[0] ** 2 + statistics.variance(y) / len(y) / scale[1] ** 2)
    return (math.log(b / a) if log else b - a), error


def pyperf_slower(x, y):
    """Student's t; 2.0 is the 97.5 % point for 58 degrees of freedom, those of 30 values a side."""
    difference, error = normal(x, y)
    return difference > 2.0 * error


def criterion_slower(x, y):
    difference, error = normal(x, y, log=True)
    return difference - 1.96 * error > math.log(1.01)


OWN = {"pyperf": pyperf_slower, "criterion": criterion_slower,
       "pytest-benchmark": lambda x, y: statistics.median(y) > 1.05 * statistics.median(x)}


def benchstat_slower(x, y):
    return mann_whitney(x, y) < 0.05 and statistics.median(y) > statistics.median(x)


def samples(path):
    """Values by role and benchmark, by execution."""
    result, role = {"base": {}, "head": {}}, "base"
    for line in open(path):
        item = json.loads(line)
        role = item.get("settings", {}).get("duetRole", role)
        if "executions" in item and item["metric"]["name"] == "time":
            result[role][item["benchmark"]] = [e["values"] for e in item["executions"]]
    return result


def collect(options, harness, slow, count, output):
    """One job: `count` whole-suite slices of one side, on one processor, as in a duet of itself with a single side."""
    command = [word.replace("{}", side(options.work, harness, slow)).replace("{time}", "0.02").replace("{results}", "{}")
               for word in whole_suite(harness, options)]
    folder = side(options.work, harness, slow) if harness == "pytest-benchmark" else "."
    processors = sorted(os.sched_getaffinity(0))
    chosen = str(random.choice(processors))
    run = subprocess.run(["taskset", "-c", chosen, options.perfstat, "collect", "--executions", str(count), "--output",
                          output, "--quiet", "--", *command], cwd=folder, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"collect {command}: {run.stderr}")


def job(path):
    result = {}
    for line in open(path):
        item = json.loads(line)
        if "executions" in item and item["metric"]["name"] == "time":
            result[item["benchmark"]] = [statistics.median(e["values"]) for e in item["executions"]]
    return result


def run(options):
    end = time.time() + 60 * options.minutes
    found = [h for h in options.only or BUILDERS if os.path.exists(f"{options.work}/{h}/built")]
    log = open(f"{options.work}/gates.jsonl", "a")
    load = [subprocess.Popen(["nice", "-n", "5", sys.executable, "-c", "while True: pass"])
            for _ in range((os.cpu_count() or 2) - 1)] if options.load else []
    try:
        while time.time() < end:
            harness = random.choice(found)
            slow = random.choice([-1, random.choice(SLOWED)])
            with tempfile.TemporaryDirectory() as place:
                entry = {"harness": harness, "slow": slow, "condition": options.condition or ("loaded" if options.load else "as it is"),
                         "load": os.getloadavg()[0]}
                report, seconds = duet(options, harness, slow, f"{place}/duet.jsonl", single(harness, options),
                                       "--until-decided", "--budget", "60s")
                entry.update(mode="duet", seconds=seconds, verdicts=verdicts(report))
                log.write(json.dumps(entry) + "\n")
                log.flush()
                if random.random() < options.stored:
                    count = 30
                    start = time.time()
                    collect(options, harness, -1, count, os.path.abspath(f"{place}/base.jsonl"))
                    collect(options, harness, slow, count, os.path.abspath(f"{place}/head.jsonl"))
                    judged = subprocess.run([options.perfstat, "compare", "--baseline", f"{place}/base.jsonl", "--current",
                                             f"{place}/head.jsonl", "--format", "json"], capture_output=True, text=True)
                    if judged.returncode not in (0, 1):
                        sys.exit(judged.stderr)
                    stored = dict(entry, mode="stored", seconds=time.time() - start, verdicts=verdicts(json.loads(judged.stdout)))
                    base, head = job(f"{place}/base.jsonl"), job(f"{place}/head.jsonl")
                    slower = OWN.get(harness, benchstat_slower)
                    own = {n: "fail" if slower(base[n], head[n]) else "pass" for n in base}
                    log.write(json.dumps(stored) + "\n" + json.dumps(dict(stored, mode="own", verdicts=own)) + "\n")
                    log.flush()
    finally:
        for process in load:
            process.kill()


def wilson(k, n, z=1.96):
    if n == 0:
        return "-"
    p, d = k / n, 1 + z * z / n
    centre, arm = (p + z * z / 2 / n) / d, z / d * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    return f"{100 * p:.1f} % ({100 * max(0, centre - arm):.1f}-{100 * min(1, centre + arm):.1f})"


def summary(options):
    table = {}
    for line in open(f"{options.work}/gates.jsonl"):
        gate = json.loads(line)
        row = table.setdefault((gate["harness"], gate["condition"], gate["mode"]),
                               dict(alarms=0, gates=0, found=0, slowed=0, seconds=[], load=[]))
        row["seconds"].append(gate["seconds"])
        row["load"].append(gate["load"])
        failed = {n for n, v in gate["verdicts"].items() if v == "fail"}
        wrong = {n for n in failed if not is_slowed(n, gate["slow"])}
        row["gates"] += 1
        row["alarms"] += bool(wrong)
        if gate["slow"] >= 0:
            row["slowed"] += 1
            row["found"] += len(failed) > len(wrong)
    print("| harness | condition | mode | gates | with a false alarm | +10 % found | seconds: median | load: median |")
    print("|---|---|---|---|---|---|---|---|")
    for (harness, condition, mode), row in sorted(table.items()):
        print(f"| {harness} | {condition} | {mode} | {row['gates']} | {wilson(row['alarms'], row['gates'])} "
              f"| {row['found']} of {row['slowed']}: {wilson(row['found'], row['slowed'])} "
              f"| {statistics.median(row['seconds']):.0f} | {statistics.median(row['load']):.1f} |")


REPEATED = {"go": ["-test.count=5"], "google-benchmark": ["--benchmark_repetitions=5"]}


def spread(options):
    """Errors of the estimate of a program against itself (the truth is 0), the two ways in turn until the time is over."""
    end = time.time() + 60 * options.minutes
    found = [h for h in options.only or REPEATED if h in REPEATED and os.path.exists(f"{options.work}/{h}/built")]
    errors, spent = {}, {}
    while time.time() < end:
        for harness in found:
            for name, command, more, centre in (
                    ("slices of one benchmark, 25 pairs of 1, median", single(harness, options), 25, statistics.median),
                    ("whole suites in turn, 5 pairs of 5, mean", whole_suite(harness, options) + REPEATED[harness], 5, statistics.mean)):
                with tempfile.TemporaryDirectory() as place:
                    _, seconds = duet(options, harness, -1, f"{place}/d.jsonl", command, "--executions", str(more), "--sample-size", "1")
                    values = samples(f"{place}/d.jsonl")
                for benchmark, executions in values["base"].items():
                    ratios = [math.log(statistics.median(h) / statistics.median(b))
                              for b, h in zip(executions, values["head"][benchmark])]
                    errors.setdefault((harness, name), []).append(centre(ratios))
                spent.setdefault((harness, name), []).append(seconds)
    for key, found in errors.items():
        sizes = sorted(abs(e) for e in found)
        print(f"{key[0]}: {key[1]}: SD {100 * math.sqrt(statistics.mean(e * e for e in found)):.2f} %, half of the errors below "
              f"{100 * statistics.median(sizes):.2f} % ({len(found)} errors, {statistics.median(spent[key]):.0f} s, "
              f"load {os.getloadavg()[0]:.1f})", flush=True)


def google_layout(folder, seed):
    """Builds one layout of the Google Benchmark source; the path of the program."""
    if not os.path.exists(f"{folder}/{seed}"):
        open(f"{folder}/kernels.cc", "w").write(CPP)
        subprocess.run(["clang++", "-O2", "-DSLOW=-1", "-ffunction-sections", "-fuse-ld=lld",
                        f"-Wl,--shuffle-sections=.text*={seed}", f"{folder}/kernels.cc", "-o", f"{folder}/{seed}",
                        "-lbenchmark", "-lpthread"], check=True)
    return f"{folder}/{seed}"


def kernel_layout(folder, seed):
    """Builds one layout of this checkout; only the first build compiles."""
    place = f"{folder}/{seed}/perfstat"
    if not os.path.exists(place):
        scratch = f"{folder}/build"
        subprocess.run(["swift", "build", "-c", "release", "--product", "perfstat", "--scratch-path", scratch,
                        "-Xswiftc", "-use-ld=lld", "-Xlinker", f"--shuffle-sections=.text*={seed}"], check=True,
                       stdout=subprocess.DEVNULL)
        os.makedirs(f"{folder}/{seed}", exist_ok=True)
        shutil.copy(f"{scratch}/release/perfstat", place)
    return place


def layouts(options):
    ours = options.only == ["kernels"]
    folder = os.path.abspath(f"{options.work}/layouts{'-kernels' if ours else ''}")
    os.makedirs(folder, exist_ok=True)
    programs = [(kernel_layout if ours else google_layout)(folder, seed) for seed in range(1, 17)]
    end = time.time() + 60 * options.minutes
    log = open(f"{folder}/gates.jsonl", "a")
    while time.time() < end:
        drawn = random.sample(programs, 8)
        for count in (1, 4):
            with tempfile.TemporaryDirectory() as place:
                for i in range(4):
                    for role, program in (("base", drawn[i]), ("head", drawn[4 + i])):
                        os.mkdir(f"{place}/{role}-{i + 1}")
                        os.symlink(program, f"{place}/{role}-{i + 1}/perfstat")
                words = [options.perfstat, "duet", "--base", f"{place}/base-{{seed}}/perfstat", "--head",
                         f"{place}/head-{{seed}}/perfstat", "--layouts", str(count), "--executions", "12", "--output",
                         f"{place}/duet.jsonl", "--format", "json", "--timeout", "300", "--measure-identical"]
                if not ours:
                    words += ["--harness", "google-benchmark"]
                if count == 1:
                    words = [word.replace("{seed}", "1") for word in words]
                start = time.time()
                run = subprocess.run(words, capture_output=True, text=True)
                if run.returncode not in (0, 1):
                    sys.exit(f"{' '.join(words)}: {run.stderr}")
                found = verdicts(json.loads(run.stdout))
                log.write(json.dumps({"layouts": count, "seconds": time.time() - start, "load": os.getloadavg()[0],
                                      "verdicts": found}) + "\n")
                log.flush()
    gates = [json.loads(line) for line in open(f"{folder}/gates.jsonl")]
    for count in (1, 4):
        mine = [list(gate["verdicts"].values()) for gate in gates if gate["layouts"] == count]
        failed, warned = (sum(any(v in words for v in found) for found in mine) for words in (("fail",), ("fail", "warn")))
        open_rows = statistics.mean(found.count("inconclusive") / len(found) for found in mine)
        print(f"{count} layout(s): {len(mine)} gates, failed {wilson(failed, len(mine))}, failed or warned "
              f"{wilson(warned, len(mine))}, rows inconclusive {100 * open_rows:.1f} %, load {os.getloadavg()[0]:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("build", "run", "summary", "spread", "layouts"):
        part = commands.add_parser(name)
        part.add_argument("--work", default="results/harnesses")
        part.add_argument("--only", nargs="*", default=None, choices=[*BUILDERS, "kernels"])
        part.add_argument("--perfstat", default=os.path.abspath(".build/release/perfstat"))
        part.add_argument("--python", default=sys.executable, help="a Python with pytest-benchmark and pyperf")
        part.add_argument("--go", default=None)
        part.add_argument("--minutes", type=float, default=30)
        part.add_argument("--load", action="store_true", help="keep all but one processor busy")
        part.add_argument("--condition", help="what is said of the machine, where something else keeps it busy")
        part.add_argument("--stored", type=float, default=0.3, help="share of gates that are also played as stored jobs")
    options = parser.parse_args()
    if options.command == "build":
        for harness in options.only or BUILDERS:
            folder = f"{options.work}/{harness}"
            os.makedirs(folder, exist_ok=True)
            if BUILDERS[harness](folder, options):
                open(f"{folder}/built", "w").close()
            print(harness, "built" if os.path.exists(f"{folder}/built") else "is not there")
    else:
        {"run": run, "summary": summary, "spread": spread, "layouts": layouts}[options.command](options)


if __name__ == "__main__":
    main()
