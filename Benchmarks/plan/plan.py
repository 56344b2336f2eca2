#!/usr/bin/env python3
"""What `perfstat bench --plan` saves, and whether it finds as much, on unchanged jobs of this machine.

    plan.py record --jobs 50        (some 12 minutes for 72 benchmarks; measure on a machine that does nothing else)
    plan.py judge

`record` measures long jobs: 10 executions of 16 samples. `judge` fits a noise model to the first 20 of them, cut to
the usual 5 executions of 10 samples, and asks for its plan. The other jobs are then cut twice, to 5 x 10 and to what the
plan gives each benchmark (as far as the long jobs go), and `perfstat replay` draws the same gates from both. Cut jobs keep
the first executions and samples. The seconds are those of samples and warm-up.

    plan.py judge --from /path/to/unchanged-jobs.jsonl.gz --usual 4 5

Jobs of another machine, measured with more executions and samples than `--usual`; only benchmarks that this machine has.
`--give 5 4` gives all benchmarks these numbers in place of the plan's.
"""
import argparse, gzip, json, os, re, subprocess

EXECUTIONS, SAMPLES, LEARN, WARM_UP = 10, 16, 20, 2


def cut(lines, numbers):
    """The lines of a run file with fewer executions and samples."""
    for line in lines:
        row = json.loads(line)
        if "benchmark" in row:
            if numbers(row["benchmark"]) is None:
                continue
            executions, samples = numbers(row["benchmark"])
            row["executions"] = [dict(e, values=e["values"][:samples]) for e in row["executions"][:executions]]
        yield json.dumps(row, separators=(",", ":")) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["record", "judge"])
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--splits", default="400")
    parser.add_argument("--from", dest="source")
    parser.add_argument("--usual", type=int, nargs=2, default=[5, 10])
    parser.add_argument("--give", type=int, nargs=2)
    parser.add_argument("--learn", type=int, default=LEARN)
    parser.add_argument("--work", default="results/plan")
    parser.add_argument("--perfstat", default=".build/release/perfstat")
    options = parser.parse_args()
    tool, work = os.path.abspath(options.perfstat), options.work
    os.makedirs(work, exist_ok=True)
    name = lambda job: f"{work}/job-{job:03}.jsonl"

    if options.step == "record":
        for job in range(1, options.jobs + 1):
            if not os.path.exists(name(job)):
                subprocess.run([tool, "bench", "--quiet", "--executions", str(EXECUTIONS), "--sample-size", str(SAMPLES),
                                "--output", f"{work}/part.jsonl"], check=True)
                os.rename(f"{work}/part.jsonl", name(job))
        return

    if options.source:
        jobs = []
        for line in gzip.open(options.source, "rt"):
            if '"format":"perfstat.run"' in line:
                jobs.append([])
            jobs[-1].append(line)
    else:
        jobs = [open(name(job)).readlines() for job in range(1, options.jobs + 1) if os.path.exists(name(job))]
    usual = lambda benchmark: options.usual
    counts = ["--executions", str(options.usual[0]), "--sample-size", str(options.usual[1])]
    rows = [json.loads(line) for line in jobs[0] if '"executions":[' in line]
    most = (max(len(r["executions"]) for r in rows), max(len(r["executions"][0]["values"]) for r in rows))

    def write(file, some, numbers):
        with open(f"{work}/{file}", "w") as out:
            for lines in some:
                out.writelines(cut(lines, numbers))
        return f"{work}/{file}"

    learnt = write("learnt.jsonl", jobs[:options.learn], usual)
    subprocess.run([tool, "noise", "fit", learnt, "--output", f"{work}/model.json"], check=True)
    if options.source:  # taken for this machine's
        subprocess.run([tool, "bench", "--filter", "^add/Scalar/100$", "--executions", "1", "--quiet", "--output", f"{work}/here.jsonl"], check=True)
        model = json.load(open(f"{work}/model.json"))
        model["runner"] = json.loads(open(f"{work}/here.jsonl").readline())["runner"]
        json.dump(model, open(f"{work}/model.json", "w"), indent=1)
    listing = subprocess.run([tool, "bench", "--plan", f"{work}/model.json", "--list", *counts], check=True, capture_output=True,
                             text=True).stdout
    plan = {m[1]: (int(m[2]), int(m[3])) for m in re.finditer(r"^(\S+)  (\d+) x (\d+)$", listing, re.M)}
    capped = {name: options.give or (min(e, most[0]), min(s, most[1])) for name, (e, s) in plan.items()}
    seconds = lambda numbers: sum(e * (s + WARM_UP) for e, s in numbers) / 1000
    label = "{} x {}".format(*options.usual)
    print(f"{len(jobs)} jobs, {len(plan)} benchmarks; samples and warm-up of a job: {seconds(options.usual for _ in plan):.2f} s with "
          f"{label}, {seconds(capped.values()):.2f} s {'given' if options.give else 'planned'}")
    for label, numbers in ((label, lambda name: options.usual if name in capped else None),
                           ("given" if options.give else "planned", capped.get)):
        file = write(f"{label.replace(' ', '')}.jsonl", jobs[options.learn:], numbers)
        print(f"\n## {label}\n", flush=True)
        subprocess.run([tool, "replay", file, "--splits", options.splits, "--resamples", "1000"], check=True)


main()
