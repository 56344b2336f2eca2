#!/bin/sh
# Makes the files beside this script anew by running the tools on the small benchmarks in
# sources/. Wants: hyperfine, g++ and libbenchmark-dev, go, cargo, python3 with venv.
# The timings are those of whatever machine this runs on and mean nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$here/sources/." "$work"
only=${1:-all}
wanted() { [ "$only" = all ] || [ "$only" = "$1" ]; }

if wanted hyperfine; then
  mkdir -p "$here/hyperfine"
  hyperfine --shell=none --runs 8 --warmup 1 --parameter-list count 1000,20000 \
    --export-json "$here/hyperfine/sleepless.json" --export-csv "$here/hyperfine/sleepless.csv" \
    'seq {count}' >"$work/hyperfine.txt" 2>&1
fi

if wanted google-benchmark; then
  mkdir -p "$here/google-benchmark"
  g++ -O2 -o "$work/bench" "$work/google-benchmark/bench.cpp" -lbenchmark -lpthread
  for format in json csv; do
    "$work/bench" --benchmark_min_time=0.01 --benchmark_out_format=$format \
      --benchmark_out="$here/google-benchmark/sort.$format" >/dev/null 2>&1
  done
fi

if wanted go; then
  mkdir -p "$here/go"
  cd "$work/go"
  go test -bench . -count 4 -benchtime 2000x >"$here/go/sort.txt"
  go test -bench . -count 2 -benchtime 500x -json >"$here/go/sort-json.jsonl"
fi

if wanted criterion; then
  mkdir -p "$here/criterion"
  cd "$work/criterion"
  # Debian's crates where they are installed (librust-criterion-dev), else crates.io.
  if ls -d /usr/share/cargo/registry/criterion-0* >/dev/null 2>&1; then
    mkdir -p .cargo
    printf '[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "%s"\n' \
      /usr/share/cargo/registry >.cargo/config.toml
  fi
  cargo bench --quiet >"$work/criterion.txt" 2>/dev/null
  rm -rf "$here/criterion/target"
  mkdir -p "$here/criterion/target"
  cp -r target/criterion "$here/criterion/target/"
  find "$here/criterion/target" -name report -prune -exec rm -r {} +
  cp "$work/criterion.txt" "$here/criterion/stdout.txt"
fi

if wanted python; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pyperf pytest-benchmark asv virtualenv
  PATH=$work/venv/bin:$PATH
  mkdir -p "$here/pyperf" "$here/pytest-benchmark" "$here/asv/results"
  cd "$work/python"
  rm -f "$here/pyperf/sort.json"
  python pyperf_sorting.py --quiet -o "$here/pyperf/sort.json" >/dev/null 2>&1
  pytest -q test_sorting.py --benchmark-json="$work/pytest.json" >/dev/null
  cp "$work/pytest.json" "$here/pytest-benchmark/sort.json"

  mkdir -p "$work/asv/benchmarks"
  cd "$work/asv"
  cp "$work/python/asv_sorting.py" benchmarks/sorting.py
  touch benchmarks/__init__.py
  printf '{"version":1,"project":"sorting","repo":".","environment_type":"existing","branches":["HEAD"]}\n' >asv.conf.json
  git init --quiet .
  git add .
  git -c user.name=fixture -c user.email=fixture@example.org commit --quiet -m "Benchmarks"
  asv machine --yes --machine example --os Linux --arch x86_64 --cpu example --ram 1GB >/dev/null 2>&1
  asv run --record-samples --set-commit-hash "$(git rev-parse HEAD)" --machine example \
    --python=same -a repeat=5 -a rounds=2 -a sample_time=0.001 >"$work/asv.txt" 2>&1 || true
  rm -rf "$here/asv/results"
  mkdir -p "$here/asv/results/example"
  cp results/benchmarks.json "$here/asv/results/"
  cp results/example/machine.json "$here/asv/results/example/"
  # asv puts the path of the interpreter into the name of the environment.
  for file in results/example/*-*.json; do
    commit=$(basename "$file" | cut -c1-8)
    sed -E 's|existing-py[A-Za-z0-9_.]*|existing-py|g' "$file" \
      >"$here/asv/results/example/$commit-existing-py.json"
  done
fi

# Names of machines and folders say nothing to a reader.
for tool in hyperfine google-benchmark go criterion pyperf pytest-benchmark asv; do
  [ -d "$here/$tool" ] || continue
  find "$here/$tool" -type f -exec sed -i -e "s|$work|/tmp/work|g" -e "s|$HOME|/home/example|g" \
    -e "s|\"$(hostname)\"|\"example\"|g" {} +
done

python3 "$here/expected.py" "$here" >"$here/EXPECTED.csv"
