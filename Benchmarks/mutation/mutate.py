#!/usr/bin/env python3
"""Breaks the judge and the readers in many places, one at a time, runs the tests, and lists what no test noticed.

usage: mutate.py [--count 100] [--seed 1] [--work FOLDER] [--only N,N,...]

All mutants are built at once: each changed operator has a name of its own, made of mathematical symbols, that does what the
old one did unless the environment variable PERFSTAT_MUTANT holds its number. So one build serves all, and a mutant costs one
run of the tests. What is changed: + and -, * and / for each other; && and || for each other; comparisons of integers by one,
of other numbers negated; a decimal number is doubled. Right: every survivor is explained in docs/reliability.md.
"""

import argparse, os, pathlib, random, re, shutil, subprocess, sys, time

FOLDERS = ["Sources/PerfStats/Gate", "Sources/PerfStats/Intervals", "Sources/PerfStats/Noise", "Sources/PerfStats/Trends",
           "Sources/PerfArchive/Formats"]
SYMBOLS = "∀∂∃∇∈∋∏∑∓∘∝∞∠∧∨∩∪∫∴∵∼≈≠≡≤≥"
OPERATORS = {"+": "Addition", "-": "Addition", "*": "Multiplication", "/": "Multiplication", "<": "Comparison", ">": "Comparison",
             "<=": "Comparison", ">=": "Comparison", "==": "Comparison", "!=": "Comparison",
             "&&": "LogicalConjunction", "||": "LogicalDisjunction"}
SITE = re.compile(r"(?<=[\w)\]] )(?:\+|-|\*|/|<=|>=|<|>|==|!=|&&|\|\|)(?= [\w(.!-])|(?<![\w.\"])\d+\.\d+(?:e-?\d+)?(?![\w.])")
LEFT_OUT = re.compile(r'^\s*(//|case |@|import |func .*where|precondition|infix|prefix)|"|#|\bnil\b|\.\.<|\.\.\.|->')

DECLARATIONS = {
    "+": "func {op} <T: AdditiveArithmetic>(l: T, r: T) -> T {{ mutant == {n} ? l - r : l + r }}",
    "-": "func {op} <T: AdditiveArithmetic>(l: T, r: T) -> T {{ mutant == {n} ? l + r : l - r }}",
    "*": "func {op} (l: Double, r: Double) -> Double {{ mutant == {n} ? l / r : l * r }}\n"
         "func {op} (l: Int, r: Int) -> Int {{ mutant == {n} ? l + r : l * r }}",
    "/": "func {op} (l: Double, r: Double) -> Double {{ mutant == {n} ? l * r : l / r }}\n"
         "func {op} (l: Int, r: Int) -> Int {{ mutant == {n} ? l : l / r }}",
    "&&": "func {op} (l: Bool, r: @autoclosure () throws -> Bool) rethrows -> Bool {{ if mutant == {n} {{ return try l || r() }}; return try l && r() }}",
    "||": "func {op} (l: Bool, r: @autoclosure () throws -> Bool) rethrows -> Bool {{ if mutant == {n} {{ return try l && r() }}; return try l || r() }}",
    "==": "func {op} <T: Equatable>(l: T, r: T) -> Bool {{ (l == r) != (mutant == {n}) }}",
    "!=": "func {op} <T: Equatable>(l: T, r: T) -> Bool {{ (l != r) != (mutant == {n}) }}",
}
for sign, other in (("<", "<="), ("<=", "<"), (">", ">="), (">=", ">")):
    DECLARATIONS[sign] = (f"func {{op}} (l: Int, r: Int) -> Bool {{{{ mutant == {{n}} ? l {other} r : l {sign} r }}}}\n"
                          f"func {{op}} <T: Comparable>(l: T, r: T) -> Bool {{{{ (l {sign} r) != (mutant == {{n}}) }}}}")
HEAD = """#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
let mutant = getenv("PERFSTAT_MUTANT").flatMap { Int(String(cString: $0)) } ?? 0
func doubled(_ number: Int, _ value: Double) -> Double { mutant == number ? 2 * value : value }
"""


def sites(root):
    """Every place that may be broken: file, line, column, text."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*.swift")):
            for number, line in enumerate(file.read_text().split("\n")):
                if LEFT_OUT.search(line):
                    continue
                for match in SITE.finditer(line.split("//")[0]):
                    yield folder, file.relative_to(root), number, match.start(), match.group()


def operator(number, text):
    base, name = len(SYMBOLS), ""
    while number:
        number, digit = divmod(number, base)
        name += SYMBOLS[digit]
    return {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "==", "!=": "!="}.get(text, text) + name + "∎"


def write(root, work, chosen):
    """The sources with all chosen places changed, and their declarations."""
    for file in {c[1] for c in chosen.values()}:
        shutil.copyfile(root / file, work / file)
    heads = {"PerfStats": [HEAD], "PerfArchive": [HEAD]}
    for number, (folder, file, line, column, text) in sorted(chosen.items(), key=lambda c: (c[1][1], c[1][2], -c[1][3])):
        lines = (work / file).read_text().split("\n")
        if text in OPERATORS:
            new = operator(number, text)
            heads[folder.split("/")[1]].append(f"infix operator {new}: {OPERATORS[text]}Precedence\n"
                                               + DECLARATIONS[text].format(op=new, n=number))
        else:
            new = f"doubled({number}, {text})"
        lines[line] = lines[line][:column] + new + lines[line][column + len(text):]
        (work / file).write_text("\n".join(lines))
    for room, parts in heads.items():
        (work / "Sources" / room / "Mutants.swift").write_text("\n".join(parts) + "\n")


SWIFT = os.environ.get("SWIFT", "swift").split()
SETTINGS = ["-c", "release", "--disable-testable-imports"]


def build(work):
    return subprocess.run([*SWIFT, "build", "-c", "release", "--build-tests"], cwd=work, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def killed(work, number, rooms, patience):
    """Why a mutant is noticed, or nothing."""
    try:
        tests = subprocess.run([*SWIFT, "test", *SETTINGS, "--skip-build", "--filter", rooms], cwd=work, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, timeout=patience, env=os.environ | {"PERFSTAT_MUTANT": str(number)})
    except subprocess.TimeoutExpired:
        return "no end"
    if tests.returncode == 0:
        return ""
    return (re.findall(r'✘ Test "?([^"\n]*?)"? (?:recorded|failed)', tests.stdout) or ["a crash"])[0]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", default=".build/mutation")
    options.add_argument("--only", default="")
    wanted = options.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    work = pathlib.Path(wanted.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, work / name)

    draw = random.Random(wanted.seed)
    by_folder = {}
    for site in sites(root):
        by_folder.setdefault(site[0], []).append(site)
    share = -(-wanted.count // len(by_folder))
    drawn = [site for found in by_folder.values() for site in draw.sample(found, min(share, len(found)))]
    chosen = {number: site for number, site in enumerate(drawn, start=1)}
    print(f"{sum(map(len, by_folder.values()))} places, {len(chosen)} drawn with seed {wanted.seed}", flush=True)

    while True:
        write(root, work, chosen)
        result = build(work)
        if result.returncode == 0:
            break
        bad = set(re.findall(r"/(Sources/[^:\n]+\.swift):(\d+):\d+: error", result.stdout))
        drop = [n for n, c in chosen.items() if (str(c[1]), str(c[2] + 1)) in bad]
        if not drop:
            sys.exit(result.stdout[-4000:])
        for number in drop:
            print(f"not a mutant, does not compile: {chosen[number][1]}:{chosen[number][2] + 1} {chosen[number][4]}", flush=True)
            del chosen[number]

    rooms = {"PerfStats": "PerfStatsTests", "PerfArchive": "PerfArchiveTests"}
    start = time.monotonic()
    for room in rooms.values():
        if why := killed(work, 0, room, 1200):
            sys.exit(f"the tests fail without a mutant: {why}")
    patience = max(120, 5 * (time.monotonic() - start))
    survivors = []
    only = {int(n) for n in wanted.only.split(",") if n}
    tried = [n for n in chosen if not only or n in only]
    for number in tried:
        folder, file, line, _, text = chosen[number]
        # The tests of the room at first; those of the command for what they do not see.
        why = killed(work, number, rooms[folder.split("/")[1]], patience) or killed(
            work, number, "CommandTests.*(Gate|History|Reported|Format|Policy)", 4 * patience)
        if not why:
            survivors.append(number)
        source = (root / file).read_text().split("\n")[line].strip()
        print(f"{number} {'SURVIVES' if not why else 'killed'} {file}:{line + 1} {text} in `{source}`{': ' + why if why else ''}", flush=True)
    print(f"{len(tried)} mutants, {len(tried) - len(survivors)} killed ({100 * (1 - len(survivors) / max(1, len(tried))):.0f} %), survivors: {survivors}")


main()
