#!/usr/bin/env python3
"""Measures what `perfstat duet --harness` promises on this machine, with real harnesses.

    harnesses.py build   --work results/harnesses [--only go google-benchmark ...]
    harnesses.py run     --work results/harnesses --minutes 30 [--load]
    harnesses.py summary --work results/harnesses
    harnesses.py spread  --work results/harnesses --only google-benchmark
    harnesses.py layouts --work results/harnesses --minutes 30 [--only kernels]

Twelve small benchmarks are built for each harness that this machine has (Go, Google Benchmark, pytest-benchmark,
pyperf): as they are, and once for each of them with that one 10 % slower (its body runs 11 times instead of 10).
`run` plays gates in random order until the time is over and appends them to gates.jsonl; it can be repeated.

    duet      perfstat duet --harness, 10 execution pairs of 3 slices
    stored    as many whole-suite slices of the same length, first all of the base, then all of the head, judged by
              perfstat compare (job against job)
    own       the same samples judged as the harness' own tool does: benchstat's rule (Mann-Whitney p < 0.05 and medians
              that differ, head slower), which is also applied to those harnesses that have no test of their own

`spread` measures one file of slices of single benchmarks and one of whole suites in the same time, and prints the SD of
a pair's log ratio for both. `layouts` links one Google Benchmark source, or with `--only kernels`
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


BUILDERS = {"go": build_go, "google-benchmark": build_google, "pytest-benchmark": build_pytest, "pyperf": build_pyperf}


def side(work, harness, slow):
    place = os.path.abspath(f"{work}/{harness}/{slow}")
    return f"{place}.d/bench.py" if harness == "pyperf" else place


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
    return [options.python, "{}", "--quiet", "--processes=1", "--warmups=1", "--values=1", "--min-time={time}",
            "--output={results}"]


def single(harness, options):
    """The command of the preset where it need not be told which Python."""
    if harness in ("go", "google-benchmark"):
        return None
    command = whole_suite(harness, options)
    return command + ["{benchmark}"] if harness == "pytest-benchmark" else command


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
                entry = {"harness": harness, "slow": slow, "condition": "loaded" if options.load else "as it is",
                         "load": os.getloadavg()[0]}
                report, seconds = duet(options, harness, slow, f"{place}/duet.jsonl", single(harness, options))
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
                    own = {n: "fail" if mann_whitney(base[n], head[n]) < 0.05
                           and statistics.median(head[n]) > statistics.median(base[n]) else "pass" for n in base}
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


def spread(options):
    for harness in options.only or BUILDERS:
        if not os.path.exists(f"{options.work}/{harness}/built"):
            continue
        for name, command, more in (
                ("single benchmarks, 25 pairs of 1", single(harness, options), ["--executions", "25", "--sample-size", "1"]),
                ("whole suites, 5 pairs of 5", whole_suite(harness, options), ["--executions", "25", "--sample-size", "1"])):
            with tempfile.TemporaryDirectory() as place:
                _, seconds = duet(options, harness, -1, f"{place}/d.jsonl", command, *more)
                values = samples(f"{place}/d.jsonl")
                spreads = []
                for benchmark, executions in values["base"].items():
                    ratios = [statistics.median(math.log(h / b) for b, h in zip(x, y))
                              for x, y in zip(executions, values["head"][benchmark])]
                    spreads.append(statistics.stdev(ratios))
                print(f"{harness}: {name}: SD of a pair {100 * statistics.median(spreads):.2f} % (median of "
                      f"{len(spreads)} benchmarks), {seconds:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)


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
