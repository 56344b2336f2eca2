"""Reads an export with hostile names back in pandas, DuckDB, R and LibreOffice, and validates it.

    python notebooks-export/imports/check.py PERFSTAT

Every cell of samples.csv is compared with the run file it was made from; what a program does otherwise by default is
printed. R and LibreOffice are left out where they are not installed.
"""
import csv
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

import duckdb
import frictionless
import pandas as pd

here = pathlib.Path(__file__).parent
perfstat = pathlib.Path(sys.argv[1]).resolve()

NAMES = ["dot/AVX2/1000", "=1+1", "+1+2", "-1+2", "@SUM(1,2)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "-2", "1e5",
         "2026-01-02", "3/4", "007", "1,5", "a,b", 'quote"d', "'=1+1", "NA", "null", "naïve/日本"]
VALUES = [0.1, 1 / 3, 2 / 3, 1e-5 / 3, 123456789.12345679, 5e-324 * 2**900, 1.7976931348623157e100, 1e23, 9007199254740993.0, 42.0]
# Texts that may hold what names may not: line ends, a tab or a carriage return at the beginning.
COMMITS = ["1234567", "12e4567", "\t=1+1", "line\nbreak", '=2+2,"x"']

rows = []  # what must come back: commit, run, benchmark, execution, iteration, value, elements
folder = pathlib.Path(tempfile.mkdtemp())
with open(folder / "run.jsonl", "w") as file:
    for job, commit in enumerate(COMMITS):
        print(json.dumps({"format": "perfstat.run", "version": 1, "id": f"job {job}", "commit": commit, "date": f"2026-01-02T03:04:0{job}Z"}), file=file)
        for place, name in enumerate(NAMES):
            elements = 1000 if place % 2 else None
            executions = [[v * (1 + job) for v in VALUES], [v / (1 + job) for v in VALUES[:3]]]
            line = {"benchmark": name, "metric": {"name": "time", "unit": "ns", "better": "lower"}, "executions": [{"values": v} for v in executions]}
            print(json.dumps(line | ({"elements": elements} if elements else {})), file=file)
            rows += [(commit, f"job {job}", name, e, i, v, elements) for e, values in enumerate(executions) for i, v in enumerate(values)]
for options in ([], ["--gzip"]):
    subprocess.run([perfstat, "export", "csv", "run.jsonl", "--output", "out" + "".join(options), *options], cwd=folder, check=True, stderr=subprocess.DEVNULL)
table = folder / "out" / "samples.csv"
COLUMNS = ["commit", "run", "benchmark", "execution", "iteration", "value", "elements"]
failed = False


def say(program, what, good):
    global failed
    failed |= not good
    print(f"{program:12} {what}: {'yes' if good else 'NO'}")


def same(program, found):
    """`found`: rows with None for what is absent."""
    found = list(found)
    wrong = [(column, a[place], b[place]) for a, b in zip(found, rows) for place, column in enumerate(COLUMNS) if a[place] != b[place]]
    say(program, f"all {len(rows)} rows, every cell as written" + (f" ({len(wrong)} differ, first {wrong[0]!r})" if wrong else ""),
        len(found) == len(rows) and not wrong)


with open(table, newline="", encoding="utf-8") as file:
    same("RFC 4180", [(r["commit"], r["run"], r["benchmark"], int(r["execution"]), int(r["iteration"]), float(r["value"]),
                       int(r["elements"]) if r["elements"] else None) for r in csv.DictReader(file)])

# pandas
for path in (table, folder / "out--gzip" / "samples.csv.gz"):
    frame = pd.read_csv(path, dtype={"commit": "string", "benchmark": "string", "elements": "Int64"}, parse_dates=["date"],
                        keep_default_na=False, na_values=[""], float_precision="round_trip")
    same(f"pandas{'.gz' if path.suffix == '.gz' else ''}", [tuple(None if pd.isna(c) else c for c in r) for r in frame[COLUMNS].itertuples(index=False)])
say("pandas", "types: " + ", ".join(f"{c} {frame[c].dtype}" for c in ("date", "benchmark", "execution", "value", "elements")),
    frame.date.dtype.kind == "M" and frame.execution.dtype.kind == "i" and frame.value.dtype.kind == "f")
plain = pd.read_csv(table)
off = sum(a != b for a, b in zip(plain.value, (r[5] for r in rows)))
print(f"{'pandas':12} without options: {off} of {len(rows)} values off by a last bit, {int(plain.benchmark.isna().sum())} names (NA, null) taken for absent")

# DuckDB
same("DuckDB", duckdb.sql(f"SELECT {', '.join(COLUMNS)} FROM read_csv('{table}')").fetchall())
types = {r[0]: r[1] for r in duckdb.sql(f"DESCRIBE SELECT * FROM read_csv('{table}')").fetchall()}
say("DuckDB", "types: " + ", ".join(f"{c} {types[c]}" for c in ("date", "benchmark", "execution", "value", "elements")),
    types["date"].startswith("TIMESTAMP") and types["benchmark"] == "VARCHAR" and types["value"] == "DOUBLE" and types["execution"] == "BIGINT")

# R: check.R prints what it read as JSON, numbers as hexadecimal floats.
if shutil.which("Rscript"):
    for reader in ("base", "readr"):
        read = json.loads(subprocess.run(["Rscript", here / "check.R", reader, table], check=True, capture_output=True, text=True).stdout)
        found = list(zip(*[[None if v is None else float.fromhex(v) if c == "value" else v for v in read["columns"][c]] for c in COLUMNS]))
        off = sum(a[5] != b[5] for a, b in zip(found, rows))
        if reader == "readr":  # its own number parser is fast, not exact
            say("R readr", f"values to a relative 1e-15 ({off} of {len(rows)} off by a last bit)",
                all(math.isclose(a[5], b[5], rel_tol=1e-15) for a, b in zip(found, rows)))
            found = [(*a[:5], b[5], a[6]) for a, b in zip(found, rows)] + found[len(rows):]
        same(f"R {reader}", found)
        say(f"R {reader}", "types: " + ", ".join(f"{c} {read['types'][c]}" for c in ("date", "benchmark", "execution", "value", "elements")),
            read["types"]["value"] == "numeric" and read["types"]["execution"] == "integer" and read["types"]["benchmark"] == "character")
else:
    print("R            not installed, left out")

# LibreOffice: token 7 is "quoted field as text", 8 "detect special numbers".
SPREADSHEET = "CSV:44,34,76,1,,0,true,false"


def spreadsheet(options):
    subprocess.run(["soffice", "--headless", *(["--infilter=" + options] if options else []), "--convert-to", "ods", table], cwd=folder, check=True, capture_output=True)
    content = ElementTree.fromstring(zipfile.ZipFile(folder / "samples.ods").read("content.xml"))
    office, tab, text = ("{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % n for n in ("office", "table", "text"))

    def written(element):
        result = element.text or ""
        for child in element:
            result += {text + "tab": "\t", text + "s": " " * int(child.get(text + "c", 1)), text + "line-break": "\n"}.get(child.tag, "")
            result += written(child) + (child.tail or "")
        return result

    for row in content.iter(tab + "table-row"):
        cells = []
        for cell in row.iter(tab + "table-cell"):
            content = "\n".join(written(p) for p in cell.findall(text + "p"))
            value = float(cell.get(office + "value")) if cell.get(office + "value-type") == "float" else content or None
            cells += [(value, cell.get(tab + "formula"))] * min(int(cell.get(tab + "number-columns-repeated", 1)), 20)
        if any(value is not None for value, _ in cells):
            yield cells


if shutil.which("soffice"):
    print(f"{'LibreOffice':12} with --infilter='{SPREADSHEET}'")
    header, *body = spreadsheet(SPREADSHEET)
    places = [[name for name, _ in header].index(c) for c in COLUMNS]
    say("LibreOffice", "no formula", not any(formula for row in body for _, formula in row))
    found = [tuple(row[p][0] for p in places) for row in body]
    digits = sum(a[5] != b[5] for a, b in zip(found, rows))
    close = all(math.isclose(a[5], b[5], rel_tol=1e-14) for a, b in zip(found, rows))
    say("LibreOffice", f"values to the 15 digits of a spreadsheet ({digits} of {len(rows)} have more)", close)
    same("LibreOffice", [(*a[:5], b[5], a[6]) for a, b in zip(found, rows)] + found[len(rows):])
    default = [cell for row in spreadsheet("") for cell in row]
    print(f"{'LibreOffice':12} without --infilter: {sum(f is not None for _, f in default)} cells become formulas")
else:
    print("LibreOffice  not installed, left out")

# Frictionless
for package in (folder / "out" / "datapackage.json", folder / "out--gzip" / "datapackage.json", here.parent / "data" / "datapackage.json"):
    report = frictionless.validate(str(package))
    what = package.parent.name if package.parent.parent == folder else "notebooks-export/data"
    say("frictionless", f"{what}: {len(report.tasks)} tables valid" + "".join(f"\n  {e}" for e in report.flatten(["title", "fieldName", "note"])[:5]), report.valid)
shutil.rmtree(folder)
sys.exit(failed)
