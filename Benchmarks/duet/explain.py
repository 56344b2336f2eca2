#!/usr/bin/env python3
"""How often `perfstat duet --explain` names the function that was slowed first: twenty slow-downs of a C program.

    explain.py [--perfstat .build/release/perfstat] [--load]

A worker has one benchmark that calls twelve functions of about the same cost. Each function is slowed in one build: it
does its work three times (about +17 % of the whole). Eight of them are slowed a second time without executing one instruction more: their
table no longer fits the first cache. For every build a duet of ten execution pairs is played; where it fails, the first function of its
list must be the slowed one, and a duet that does not fail counts as a miss of its own kind. `--load` keeps the other processors busy.
"""
import argparse, json, os, subprocess, sys, tempfile

from harnesses import wilson

HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = os.path.join(HERE, "../../Examples/workers/c/perfstat_worker.h")
FUNCTIONS, TABLES = 12, 8

SOURCE = """
#include "%s"
#ifndef THRICE
#define THRICE -1
#endif
#ifndef FAR
#define FAR -1
#endif
static volatile unsigned sink;
static unsigned table[1 << 17];
#define WORK(K) __attribute__((noinline)) static void work_##K(void) { \\
  unsigned s = sink, mask = FAR == K ? (1u << 17) - 1 : (1u << 10) - 1; \\
  for (int turn = 0; turn < (THRICE == K ? 3 : 1); turn++) \\
    for (unsigned i = 0; i < 120 + K; i++) { s = s * 1664525u + 1013904223u + K; s ^= table[(s >> 9) & mask]; } \\
  sink = s; }
%s
static void run(void *state, int64_t n) { (void)state; while (n--) { %s } }
static void *fill(void) { for (unsigned i = 0; i < 1u << 17; i++) table[i] = i * 2654435761u; return table; }
static const struct perfstat_benchmark list[] = {{"pipeline", run, 0, fill}};
int main(void) { return perfstat_serve(list, 1); }
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--perfstat", default=".build/release/perfstat")
    parser.add_argument("--load", action="store_true")
    options = parser.parse_args()
    trials = [("THRICE", k) for k in range(FUNCTIONS)] + [("FAR", k) for k in range(TABLES)]
    load = [subprocess.Popen(["nice", "-n", "5", sys.executable, "-c", "while True: pass"])
            for _ in range((os.cpu_count() or 2) - 1)] if options.load else []
    named = failed = 0
    try:
        with tempfile.TemporaryDirectory() as place:
            source = f"{place}/pipeline.c"
            names = range(FUNCTIONS)
            open(source, "w").write(SOURCE % (os.path.abspath(HEADER), "\n".join(f"WORK({k})" for k in names),
                                              " ".join(f"work_{k}();" for k in names)))
            subprocess.run(["cc", "-O1", source, "-o", f"{place}/base"], check=True)
            for kind, k in trials:
                subprocess.run(["cc", "-O1", f"-D{kind}={k}", source, "-o", f"{place}/head"], check=True)
                run = subprocess.run([options.perfstat, "duet", "--base", f"{place}/base", "--head", f"{place}/head",
                                      "--explain", "--until-decided", "--output", f"{place}/duet.jsonl", "--format", "json"],
                                     capture_output=True, text=True)
                if run.returncode not in (0, 1):
                    sys.exit(run.stderr)
                row = json.loads(run.stdout)["benchmarks"][0]
                functions = row.get("functions", [])
                first = functions[0] if functions else None
                right = first is not None and first["name"] == f"work_{k}"
                failed += row["verdict"] == "fail"
                named += right
                print(f"{kind} work_{k}: {100 * (row['ratio'] - 1):+.1f} %, {row['verdict']}, first: "
                      + (f"{first['name']} {first['head'] - first['base']:+.0f} "
                         f"{first['unit']}" if first else "none") + ("" if right else "  <- wrong"), flush=True)
    finally:
        for process in load:
            process.kill()
    print(f"{len(trials)} slow-downs, {failed} failed, slowed function first in {named} of {failed}: {wilson(named, max(failed, 1))}"
          f", load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
