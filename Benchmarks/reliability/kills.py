#!/usr/bin/env python3
"""Kills `archive add` while it makes an archive and `export csv` while it writes one, each at a moment of its own, and looks
at what is left.

usage: kills.py PERFSTAT [ADDS] [EXPORTS] ; right: 0 refused, 0 torn, 0 left
"""

import filecmp, json, os, pathlib, shutil, subprocess, sys, tempfile, time

perfstat = os.path.realpath(sys.argv[1])
adds, exports = (int(sys.argv[k]) if len(sys.argv) > k else default for k, default in ((2, 1500), (3, 600)))


def write_runs(path):
    with open(path, "w") as out:
        for job in range(20):
            print(json.dumps({"format": "perfstat.run", "version": 1, "id": f"r{job}", "commit": f"c{job}",
                              "runner": {"cpu": "X", "cores": 2}}), file=out)
            for b in range(200):
                print(json.dumps({"benchmark": f"b{b}", "metric": {"name": "time", "unit": "ns", "better": "lower"},
                                  "executions": [{"values": [100 + b + k / 7 for k in range(20)]}]}), file=out)


def run(*words):
    return subprocess.run([perfstat, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def seconds(*words):
    """How long one takes, the median of five: the kills are spread over that."""
    times = []
    for _ in range(5):
        clean()
        start = time.monotonic()
        run(*words)
        times.append(time.monotonic() - start)
    return sorted(times)[2]


def clean():
    for entry in pathlib.Path().glob("a.sqlite*"):
        entry.unlink()
    shutil.rmtree("out", ignore_errors=True)


def killed_at(delay, *words):
    """Whether the process was still there."""
    process = subprocess.Popen([perfstat, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    alive = process.poll() is None
    process.kill()
    process.wait()
    return alive


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    write_runs("r.jsonl")
    add = ("archive", "add", "r.jsonl", "--archive", "a.sqlite")
    whole, killed, refused = seconds(*add), 0, 0
    for number in range(adds):
        clean()
        killed += killed_at(whole * number / adds, *add)
        again, check = run(*add), run("archive", "check", "--archive", "a.sqlite")
        if again.returncode or check.returncode:
            refused += 1
            print(again.stderr, check.stderr)
    left = sum(1 for entry in os.listdir() if entry.endswith(".tmp") or entry.startswith("a.sqlite-"))
    print(f"{adds} adds of {1000 * whole:.0f} ms, {killed} killed: {refused} refused afterwards, {left} files left beside", flush=True)

    export = ("export", "csv", "r.jsonl", "--output")
    whole, killed, torn = seconds(*export, "out"), 0, 0
    run(*export, "first")
    for number in range(exports):
        clean()
        killed += killed_at(whole * number / exports, *export, "out")
        for file in pathlib.Path("out").glob("*"):
            if not filecmp.cmp(file, pathlib.Path("first") / file.name, shallow=False):
                torn += 1
                print("torn:", file)
    temporary = sum(1 for _ in pathlib.Path().rglob("*.tmp"))
    print(f"{exports} exports of {1000 * whole:.0f} ms, {killed} killed: {torn} files torn, {temporary} temporary files left")
    os.chdir("/")

sys.exit(bool(refused or left or torn or temporary))
