#!/usr/bin/env python3
"""What `perfstat bench --plan` saves, and whether it finds as much, on unchanged jobs of this machine.

    plan.py record --jobs 50        (some 12 minutes for 72 benchmarks; measure on a machine that does nothing else)
    plan.py judge

`record` measures long jobs: 10 executions of 16 samples. `judge` fits a noise model to the first 20 of them, cut to
the usual 5 executions of 10 samples, and asks for its plan. The other jobs are then cut twice, to 5 x 10 and to what the
plan gives each benchmark (as far as the long jobs go), and `perfstat replay` draws the same gates from both. Cut jobs keep
the first executions and samples. The seconds are those of samples and warm-up.
"""
import argparse, json, os, re, subprocess

EXECUTIONS, SAMPLES, LEARN, WARM_UP = 10, 16, 20, 2


def cut(lines, numbers):
    """The lines of a run file with fewer executions and samples."""
    for line in lines:
        row = json.loads(line)
        if "benchmark" in row:
            executions, samples = numbers(row["benchmark"])
            row["executions"] = [dict(e, values=e["values"][:samples]) for e in row["executions"][:executions]]
        yield json.dumps(row, separators=(",", ":")) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["record", "judge"])
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--splits", default="400")
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

    jobs = [open(name(job)).readlines() for job in range(1, options.jobs + 1) if os.path.exists(name(job))]
    usual = lambda benchmark: (5, 10)

    def write(file, some, numbers):
        with open(f"{work}/{file}", "w") as out:
            for lines in some:
                out.writelines(cut(lines, numbers))
        return f"{work}/{file}"

    learnt = write("learnt.jsonl", jobs[:LEARN], usual)
    subprocess.run([tool, "noise", "fit", learnt, "--output", f"{work}/model.json"], check=True)
    listing = subprocess.run([tool, "bench", "--plan", f"{work}/model.json", "--list"], check=True, capture_output=True,
                             text=True).stdout
    plan = {m[1]: (int(m[2]), int(m[3])) for m in re.finditer(r"^(\S+)  (\d+) x (\d+)$", listing, re.M)}
    capped = {name: (min(e, EXECUTIONS), min(s, SAMPLES)) for name, (e, s) in plan.items()}
    seconds = lambda numbers: sum(e * (s + WARM_UP) for e, s in numbers) / 1000
    print(f"{len(jobs)} jobs, {len(plan)} benchmarks; samples and warm-up of a job: {seconds(usual(n) for n in plan):.2f} s with "
          f"5 x 10, {seconds(capped.values()):.2f} s planned")
    for label, numbers in (("5 x 10", usual), ("planned", lambda benchmark: capped[benchmark])):
        file = write(f"{label.replace(' ', '')}.jsonl", jobs[LEARN:], numbers)
        print(f"\n## {label}\n", flush=True)
        subprocess.run([tool, "replay", file, "--splits", options.splits, "--resamples", "1000"], check=True)


main()
