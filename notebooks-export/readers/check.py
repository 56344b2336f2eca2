#!/usr/bin/env python3
"""Exports runs whose names look like numbers, dates, truth values and markup and reads them back with each ready reader: check.py PERFSTAT

Prints program, version, rows and cells that differ; ends with status 1 if any differs."""

import csv
import importlib.metadata
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
perfstat = pathlib.Path(sys.argv[1]).resolve()
sys.path.insert(0, str(here))
import perfstat_tables  # noqa: E402

NAMES = ["1e5", "2e6", "007", "1.50", "true", "false", "t", "NA", "null", "nan", "inf", "2026-01-02", "12:30", " lead", "lead ", "lead", "a,b", 'say "x"',
         "<b>&amp;", "=1+1", "-2", "naïve/日本", "0x1F", "1_000"]
# Each group is a table of its own: a column in which everything looks alike is what readers guess wrong.
GROUPS = [NAMES, ["1e5", "2e6", "007"], ["true", "false"], ["2026-01-02", "2026-01-03"], ["t", "f"], [" x", "x ", "x"]]
failed = False


def say(program, version, rows, differing):
    global failed
    failed |= bool(differing)
    print(f"{program:8} {version:10} rows {rows:4}  differing {len(differing)}" + (f"  first {differing[0]!r}" if differing else ""))


def compare(program, version, read):
    rows, differing = 0, []
    for table in tables:
        with open(table, newline="", encoding="utf-8") as file:
            expected = [(r["commit"] or None, r["run"], r["benchmark"], int(r["execution"]), float(r["value"]), r["metric"]) for r in csv.DictReader(file)]
        found = read(table)
        rows += len(expected)
        differing += [(a, b) for a, b in zip(expected, found) if a != b]
        if len(expected) != len(found):
            differing.append((len(expected), len(found)))
    say(program, version, rows, differing)


COLUMNS = ["commit", "run", "benchmark", "execution", "value", "metric"]
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    tables = []
    for number, names in enumerate(GROUPS):
        lines = [{"format": "perfstat.run", "version": 1, "id": names[0].strip() or "r", "commit": "12e4567", "date": "2026-01-02T03:04:05Z"}]
        lines += [{"benchmark": n, "metric": {"name": "time", "unit": "ns", "better": "lower"}, "executions": [{"values": [1 / 3, 1e23, 0.1]}]} for n in names]
        (folder / f"{number}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        subprocess.run([perfstat, "export", "csv", f"{number}.jsonl", "--output", f"out{number}"], cwd=folder, check=True, stderr=subprocess.DEVNULL)
        tables.append(folder / f"out{number}" / "samples.csv")

    import pandas
    compare("pandas", pandas.__version__, lambda t: [tuple(None if pandas.isna(c) else c for c in r) for r in perfstat_tables.pandas(t)[COLUMNS].itertuples(index=False)])
    import polars
    compare("polars", polars.__version__, lambda t: perfstat_tables.polars(t).select(COLUMNS).rows())
    import duckdb
    compare("duckdb", duckdb.__version__, lambda t: perfstat_tables.duckdb(t).project(", ".join(COLUMNS)).fetchall())
    connection = duckdb.connect()
    connection.execute((here / "perfstat_tables.sql").read_text())
    compare("sql", duckdb.__version__, lambda t: connection.execute(f"SELECT {', '.join(COLUMNS)} FROM perfstat_samples('{t}')").fetchall())
    # A table with a header and no rows has no rows.
    empty = folder / "out0" / "changes.csv"
    empty.write_text((here.parent / "data" / "changes.csv").read_text().splitlines()[0] + "\n")
    rows = connection.execute(f"SELECT count(*) FROM read_csv('{empty}')").fetchone()[0]
    say("duckdb", "guessing", 0, [] if rows == 0 else [f"header-only table has {rows} row"])
    if shutil.which("Rscript"):
        code = (f'source("{here / "perfstat_tables.R"}"); for (f in commandArgs(TRUE)) {{ t <- perfstat_table(f); '
                'cat(jsonlite::toJSON(list(commit=t$commit, run=t$run, benchmark=t$benchmark, execution=t$execution, value=sprintf("%a", t$value), metric=t$metric), na="null"), "\\n") }')

        def read_r(table):
            out = subprocess.run(["Rscript", "-e", code, table], check=True, capture_output=True, text=True).stdout
            read = json.loads(out)
            return [(c, r, b, int(e), float.fromhex(v), m) for c, r, b, e, v, m in zip(*(read[c] for c in COLUMNS))]

        version = subprocess.run(["Rscript", "-e", "cat(as.character(getRversion()))"], capture_output=True, text=True).stdout
        compare("R", version, read_r)
    else:
        print("R        not installed, left out")
sys.exit(failed)
