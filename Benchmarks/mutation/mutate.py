#!/usr/bin/env python3
"""Breaks the judge and the readers in many places, one at a time, and lists what no test notices.

usage: mutate.py [--count 150] [--seed 1] [--work FOLDER] [--only N,N,...] [--rooms PerfStatsTests,...]

All mutants are built at once: each changed operator has a name of its own, made of mathematical symbols, that does what the
old one did unless the environment variable PERFSTAT_MUTANT holds its number. Every suite of tests runs once without a mutant
and tells which places it reaches; a mutant then costs the suites that reach it, the quickest at first, until one of them fails.
What is changed: + and -, * and / for each other; && and || for each other; comparisons of integers by one, of other numbers
negated; min and max for each other; a decimal number is doubled, a whole one is one more.

equivalent.tsv holds the mutants that cannot be noticed, and why: file, what is changed, its line, the reason.
"""

import argparse, mmap, os, pathlib, random, re, shutil, signal, subprocess, sys, tempfile, time

FOLDERS = ["Sources/PerfStats/Gate", "Sources/PerfStats/Intervals", "Sources/PerfStats/Noise", "Sources/PerfStats/Trends",
           "Sources/PerfArchive/Formats", "Sources/PerfText"]
SYMBOLS = "∀∂∃∇∈∋∏∑∓∘∝∞∠∧∨∩∪∫∴∵∼≈≠≡≤≥"
OPERATORS = {"+": "Addition", "-": "Addition", "*": "Multiplication", "/": "Multiplication", "<": "Comparison", ">": "Comparison",
             "<=": "Comparison", ">=": "Comparison", "==": "Comparison", "!=": "Comparison",
             "&&": "LogicalConjunction", "||": "LogicalDisjunction"}
SITE = re.compile(r"(?<=[\w)\]] )(?:\+|-|\*|/|<=|>=|<|>|==|!=|&&|\|\|)(?= [\w(.!-])"
                  r"|(?<![\w.\"])\d+\.\d+(?:e-?\d+)?(?![\w.])|(?<![\w.\"\[$])\d+(?![\w.\"\]])|(?<![\w.])(?:min|max)(?=\()")
LEFT_OUT = re.compile(r'^\s*(//|case |@|import |func .*where|precondition|infix|prefix)|"|#|\bnil\b|\.\.<|\.\.\.|->|reserveCapacity'
                      r"|stride\(")
# Suites of the command that time what they start (on a busy machine they fail without a mutant), or that test no judge.
TIMED = re.compile(r"^CommandTests\..*(Duet|EndToEnd|Bench|Collect|Worker|Harness|SwiftPackage|Reliability|FullDisk|Library|Workflow|Manual)")
ROOMS = ("PerfStatsTests", "PerfTextTests", "PerfArchiveTests", "PerfReportsTests", "CommandTests")

DECLARATIONS = {
    "+": "func {op} <T: AdditiveArithmetic>(l: T, r: T) -> T {{ broken({n}) ? l - r : l + r }}",
    "-": "func {op} <T: AdditiveArithmetic>(l: T, r: T) -> T {{ broken({n}) ? l + r : l - r }}",
    "*": "func {op} (l: Double, r: Double) -> Double {{ broken({n}) ? l / r : l * r }}\n"
         "func {op} (l: Int, r: Int) -> Int {{ broken({n}) ? l + r : l * r }}",
    "/": "func {op} (l: Double, r: Double) -> Double {{ broken({n}) ? l * r : l / r }}\n"
         "func {op} (l: Int, r: Int) -> Int {{ broken({n}) ? l : l / r }}",
    "&&": "func {op} (l: Bool, r: @autoclosure () throws -> Bool) rethrows -> Bool {{ if broken({n}) {{ return try l || r() }}; return try l && r() }}",
    "||": "func {op} (l: Bool, r: @autoclosure () throws -> Bool) rethrows -> Bool {{ if broken({n}) {{ return try l && r() }}; return try l || r() }}",
    "==": "func {op} <T: Equatable>(l: T, r: T) -> Bool {{ (l == r) != broken({n}) }}",
    "!=": "func {op} <T: Equatable>(l: T, r: T) -> Bool {{ (l != r) != broken({n}) }}",
}
for sign, other in (("<", "<="), ("<=", "<"), (">", ">="), (">=", ">")):
    DECLARATIONS[sign] = (f"func {{op}} (l: Int, r: Int) -> Bool {{{{ broken({{n}}) ? l {other} r : l {sign} r }}}}\n"
                          f"func {{op}} <T: Comparable>(l: T, r: T) -> Bool {{{{ (l {sign} r) != broken({{n}}) }}}}")
HEAD = """#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
let mutant = getenv("PERFSTAT_MUTANT").flatMap { Int(String(cString: $0)) } ?? 0
/// What the tests reach, shared with the processes that they start.
nonisolated(unsafe) private let reached: UnsafeMutablePointer<UInt8>? = {
  guard let path = getenv("PERFSTAT_REACHED") else { return nil }
  let file = open(path, O_RDWR)
  guard file >= 0, let bytes = mmap(nil, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
    bytes != MAP_FAILED
  else { return nil }
  return bytes.assumingMemoryBound(to: UInt8.self)
}()
@inline(never) private func record(_ number: Int) { reached?[number] = 1 }
@inline(__always) func broken(_ number: Int) -> Bool {
  if mutant < 0 { record(number) }
  return mutant == number
}
func doubled(_ number: Int, _ value: Double) -> Double { broken(number) ? 2 * value : value }
func shifted<T: Numeric>(_ number: Int, _ value: T) -> T { broken(number) ? value + 1 : value }
func lesser<T: Comparable>(_ number: Int, _ l: T, _ r: T) -> T { broken(number) ? max(l, r) : min(l, r) }
func greater<T: Comparable>(_ number: Int, _ l: T, _ r: T) -> T { broken(number) ? min(l, r) : max(l, r) }
"""


def sites(root):
    """Every place that may be broken: folder, file, line, column, text."""
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
    return text + name + "∎"


def write(root, work, chosen):
    """The sources with all chosen places changed, and their declarations; what is the same already is left alone."""
    heads = {folder.split("/")[1]: [HEAD] for folder in FOLDERS}
    texts = {}
    for number, (folder, file, line, column, text) in sorted(chosen.items(), key=lambda c: (c[1][1], c[1][2], -c[1][3])):
        lines = texts.setdefault(file, (root / file).read_text().split("\n"))
        rest = lines[line][column + len(text):]
        if text in OPERATORS:
            new = operator(number, text)
            heads[folder.split("/")[1]].append(f"infix operator {new}: {OPERATORS[text]}Precedence\n"
                                               + DECLARATIONS[text].format(op=new, n=number))
        elif text in ("min", "max"):
            new, rest = f"{'lesser' if text == 'min' else 'greater'}({number}, ", rest[1:]
        else:
            new = f"{'doubled' if '.' in text else 'shifted'}({number}, {text})"
        lines[line] = lines[line][:column] + new + rest
    contents = {work / file: "\n".join(lines) for file, lines in texts.items()}
    for room, parts in heads.items():
        contents[work / "Sources" / room / "Mutants.swift"] = "\n".join(parts) + "\n"
    for path, text in contents.items():
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
    return set(contents)


SWIFT = os.environ.get("SWIFT", "swift").split()


def build(work):
    return subprocess.run([*SWIFT, "build", "-c", "release", "--build-tests"], cwd=work, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def tests(work, words, mutant=0, patience=600, reached=""):
    """Status (None without an end), output and seconds of the tests."""
    start = time.monotonic()
    process = subprocess.Popen(["nice", "-n", "10", work / ".build/release/perfstatPackageTests.xctest",
                                "--testing-library", "swift-testing", *words], cwd=work, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
                               env=os.environ | {"PERFSTAT_MUTANT": str(mutant), "PERFSTAT_REACHED": reached, "NO_COLOR": "1"})
    try:
        output, _ = process.communicate(timeout=patience)
        status = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, status = process.communicate()[0], None
    return status, output, time.monotonic() - start


def suites(work, rooms):
    """Every suite, and every test outside of one, as a pattern."""
    status, output, _ = tests(work, ["--list-tests"])
    if status != 0:
        sys.exit(f"the tests cannot be listed:\n{output[-2000:]}")
    found = {}
    for line in output.split("\n"):
        if line.split(".")[0] in rooms and not TIMED.search(line):
            suite = line.rsplit("/", 1)[0] if "/" in line else line.split("(")[0]
            found[suite] = "^" + re.escape(suite) + (r"\/" if "/" in line else r"\(")
    return found


def reaching(work, count, rooms):
    """For every suite that passes: its seconds and the numbers of the places that it reaches."""
    result = {}
    with tempfile.NamedTemporaryFile() as file:
        for suite, pattern in suites(work, rooms).items():
            file.seek(0)
            file.write(bytes(65536))
            file.flush()
            status, output, seconds = tests(work, ["--filter", pattern], mutant=-1, reached=file.name)
            if status != 0:
                why = re.findall(r"✘ Test (.*)", output)
                print(f"fails without a mutant, left out: {suite}: {why[:1]}", flush=True)
                continue
            with mmap.mmap(file.fileno(), 65536) as bytes_:
                places = {n for n in range(1, count + 1) if bytes_[n]}
            result[pattern] = (seconds, places)
    return result


def explained(root):
    """(file, text, line of source) -> why it cannot be noticed."""
    lines = (root / "Benchmarks/mutation/equivalent.tsv").read_text().split("\n")
    return {tuple(fields[:3]): fields[3] for fields in (line.split("\t") for line in lines) if len(fields) == 4}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=150)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--work", default=".build/mutation")
    options.add_argument("--only", default="")
    options.add_argument("--rooms", default=",".join(ROOMS))
    wanted = options.parse_args()
    root = pathlib.Path(__file__).resolve().parents[2]
    work = pathlib.Path(wanted.work).resolve()

    draw = random.Random(wanted.seed)
    by_folder = {}
    for site in sites(root):
        by_folder.setdefault(site[0], []).append(site)
    share = -(-wanted.count // len(by_folder))
    drawn = [site for found in by_folder.values() for site in draw.sample(found, min(share, len(found)))]
    chosen = {number: site for number, site in enumerate(drawn, start=1)}
    count = len(chosen)
    print(f"{sum(map(len, by_folder.values()))} places, {count} drawn with seed {wanted.seed}", flush=True)

    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout.split("\0")
    while True:
        changed = write(root, work, chosen) if work.exists() else set()
        for name in filter(None, names):
            target = work / name
            if target in changed or not (root / name).exists() or (
                    target.exists() and target.read_bytes() == (root / name).read_bytes()):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, target)
            shutil.copymode(root / name, target)
        write(root, work, chosen)
        result = build(work)
        if result.returncode == 0:
            break
        bad = {(file, int(line)) for file, line in re.findall(r"/(Sources/[^:\n]+\.swift):(\d+):\d+: error", result.stdout)}
        drop = []
        # The line that an error names is where its expression starts.
        for near in (0, 8):
            drop = drop or [n for n, c in chosen.items() if any(
                str(c[1]) == file and abs(c[2] + 1 - line) <= near for file, line in bad)]
        if not drop:
            sys.exit(result.stdout[-4000:])
        for number in drop:
            print(f"not a mutant, does not compile: {chosen[number][1]}:{chosen[number][2] + 1} {chosen[number][4]}", flush=True)
            del chosen[number]

    start = time.monotonic()
    reach = reaching(work, count, wanted.rooms.split(","))
    print(f"{len(reach)} suites of tests pass in {time.monotonic() - start:.0f} s", flush=True)
    known = explained(root)
    only = {int(n) for n in wanted.only.split(",") if n}
    tried = [n for n in chosen if not only or n in only]
    survivors, equivalent = [], []
    for number in tried:
        _, file, line, column, text = chosen[number]
        whole = (root / file).read_text().split("\n")[line]
        source = whole.strip()
        used = sorted((seconds, pattern) for pattern, (seconds, places) in reach.items() if number in places)
        why = ""
        if (str(file), text, source) in known:
            equivalent.append(number)
        else:
            for seconds, pattern in used:
                status, output, _ = tests(work, ["--filter", pattern], mutant=number, patience=20 + 10 * seconds)
                if status != 0:
                    name = re.findall(r'✘ Test "?([^"\n]*?)"? (?:recorded|failed)', output)
                    why = "no end" if status is None else (name or ["a crash"])[0]
                    break
            if not why:
                survivors.append(number)
        word = "killed" if why else "equivalent" if number in equivalent else "SURVIVES"
        print(f"{number} {word} {file}:{line + 1}:{column + 1} {text} in `{source}`"
              + (f": {why}" if why else f" (reached by {len(used)} suites)"), flush=True)
    judged = len(tried) - len(equivalent)
    print(f"{len(tried)} mutants, {len(equivalent)} equivalent; of the other {judged} {judged - len(survivors)} killed"
          f" ({100 * (1 - len(survivors) / max(1, judged)):.1f} %); survivors: {','.join(map(str, survivors))}")


main()
