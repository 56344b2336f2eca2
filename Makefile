# Two commands do everything on a fresh machine: `make bench-compare` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

SWIFT    ?= swift
BIN      := .build/release
PERFSTAT := $(BIN)/perfstat
# One build serves the command, the benchmarks and the tests: optimised, and
# without testable imports (tests reach internals by package access).
RELEASE  := -c release
# BLAS and LAPACK are what the statistics may call; LAPACK's C interface is linked by nothing as long as nothing calls it.
PACKAGES := libopenblas-dev liblapacke-dev libboost-math-dev libsqlite3-dev zlib1g-dev libsimde-dev curl
RESULTS  := results
# make bench FILTER='dot/.*' SAMPLES=20
FILTER   ?=
SAMPLES  ?= 10
EXECUTIONS ?= 5
BASELINE_JOBS ?= 5
BASE     ?= origin/main
BENCH_OPTIONS = --sample-size $(SAMPLES) --executions $(EXECUTIONS) $(if $(FILTER),--filter '$(FILTER)')

##@ Every day
.PHONY: help
help: ## This list
	@awk 'BEGIN {FS = ":.*## "} \
	  /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z][a-z-]*:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: deps
deps: ## Install the system packages that are missing (Debian and Ubuntu)
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
	  command -v apt-get >/dev/null || { echo "deps: please install:$$missing" >&2; exit 2; }; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  echo "Installing:$$missing"; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

.PHONY: build
build: deps ## Build the command and the libraries (optimised)
	$(SWIFT) build $(RELEASE)

.PHONY: test
test: deps ## Build and run all tests
	$(SWIFT) build $(RELEASE) --build-tests
	Tests/run.sh $(BIN)/perfstatPackageTests.xctest

.PHONY: lint
lint: ## Check formatting, that the scalar back end is scalar, and the scripts of the pages
	$(SWIFT) format lint -s -r Sources Tests Package.swift
	Benchmarks/kernels/check-scalar.sh
	@# The scripts of the pages, where Node.js is there.
	@if command -v node >/dev/null; then \
	  for f in Sources/PerfReports/Resources/*.js; do node --check $$f; done; \
	fi

.PHONY: format
format: ## Format all sources in place
	$(SWIFT) format -i -r Sources Tests Package.swift

.PHONY: lint-workflows
lint-workflows: PACKAGES = python3-venv
lint-workflows: deps ## Check workflows, actions and shell scripts with public linters
	actions/lint.sh

.PHONY: clean
clean: ## Remove everything that can be made again
	rm -rf .build $(RESULTS) .venv .performance-cache .git/perfstat-cache

##@ The gate on this machine
.PHONY: bench
bench: build ## Measure the kernels once: raw samples to results/current.jsonl
	@mkdir -p $(RESULTS)
	$(PERFSTAT) bench $(BENCH_OPTIONS) --output $(RESULTS)/current.jsonl

.PHONY: bench-save-baseline
bench-save-baseline: build ## Measure several jobs and keep them as this runner's baseline
	@mkdir -p $(RESULTS)
	$(PERFSTAT) bench $(BENCH_OPTIONS) --jobs $(BASELINE_JOBS) --output $(RESULTS)/baseline.jsonl
	$(PERFSTAT) baseline save --from $(RESULTS)/baseline.jsonl

.PHONY: bench-compare
bench-compare: build ## Measure, compare with this runner's baseline (recorded first if there is none), judge
	@if ! $(PERFSTAT) baseline show >/dev/null 2>&1; then \
	  if [ -n "$${CI:-}" ]; then \
	    echo "No baseline for this runner: judging against the merge base, measured here too."; \
	    exec $(MAKE) --no-print-directory bench-duet; \
	  fi; \
	  echo "No baseline for this runner yet: recording one from the present tree."; \
	  $(MAKE) --no-print-directory bench-save-baseline; \
	fi; \
	$(MAKE) --no-print-directory bench; \
	$(PERFSTAT) compare --current $(RESULTS)/current.jsonl \
	  --format text --format json --output json=$(RESULTS)/report.json \
	  --format html --output html=$(RESULTS)/report.html

# Every layout after the first is linked only: a second.
LAYOUTS ?= 4
LAYOUT_BUILD := $(SWIFT) build -c release --product perfstat --scratch-path .build/layouts \
  -Xswiftc -use-ld=lld -Xlinker '--shuffle-sections=.text*={seed}'

.PHONY: bench-duet
bench-duet: build ## Judge the work tree against its merge base with BASE (default origin/main) by alternating both
	@mkdir -p $(RESULTS)
	@# On the main branch itself the merge base is HEAD: then it is the commit before.
	@base=$$(git merge-base $(BASE) HEAD); \
	[ "$$base" != "$$(git rev-parse HEAD)" ] || base=$$(git rev-parse HEAD^); \
	$(PERFSTAT) duet --base-ref "$$base" --layouts $(LAYOUTS) --until-decided \
	  --program .build/layouts/release/perfstat --build-command "$(LAYOUT_BUILD)" --output $(RESULTS)/duet.jsonl \
	  --format text --format github --output github=$(RESULTS)/annotations.txt \
	  --format markdown --output markdown=$(RESULTS)/summary.md \
	  --format json --output json=$(RESULTS)/report.json \
	  --format html --output html=$(RESULTS)/report.html

.PHONY: bench-gate
bench-gate: build ## Judge the kernels of this tree: by this runner's baseline if it passes, else by a duet
	@if $(PERFSTAT) baseline show >/dev/null 2>&1 && $(MAKE) --no-print-directory bench-compare; then exit 0; fi; \
	echo "No baseline of this runner, or one that does not pass: alternating with the merge base."; \
	rm -f $(RESULTS)/report.json; \
	$(MAKE) --no-print-directory bench-duet

##@ Library
ROOMS := PerfStats PerfArchive PerfReports PerfMeasure PerfBench TruenoKernels

.PHONY: docs
docs: PACKAGES = libopenblas-dev liblapacke-dev libboost-math-dev libsqlite3-dev zlib1g-dev
docs: deps ## Pages of the libraries by DocC, in results/docs; a warning is an error
	@# It ends with 1 because it hands C++'s standard to the C targets, of which no pages are wanted; a graph that is missing ends the loop below.
	@rm -rf "$$($(SWIFT) build --show-bin-path)/../symbolgraph"; mkdir -p $(RESULTS)/docs
	$(SWIFT) package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >$(RESULTS)/docs/symbolgraph.log 2>&1 || true
	@for room in $(ROOMS); do \
	  graphs=$$(mktemp -d) && cp "$$($(SWIFT) build --show-bin-path)"/../symbolgraph/$$room[.@]*symbols.json $$graphs/ \
	  && docc convert Sources/$$room/$$room.docc --additional-symbol-graph-dir $$graphs --warnings-as-errors \
	    --fallback-display-name $$room --fallback-bundle-identifier perfstat.$$room \
	    --output-path $(RESULTS)/docs/$$room.doccarchive || exit 1; \
	  rm -r $$graphs; done

.PHONY: api-check
api-check: PACKAGES = libopenblas-dev liblapacke-dev libboost-math-dev libsqlite3-dev zlib1g-dev
api-check: deps ## Public symbols against those of the last tag: fails for what breaks users
	@tag=$$(git describe --tags --abbrev=0 2>/dev/null) || { echo "no tag yet: nothing to compare with"; exit 0; }; \
	$(SWIFT) package diagnose-api-breaking-changes "$$tag" \
	  --products PerfStats --products PerfArchive --products PerfReports --products PerfBench --products TruenoKernels

##@ Release
# The packages and what is installed hold the Swift runtime: they need no Swift where they run.
PREFIX  ?= /usr/local
DESTDIR ?=
PACKAGING := build-essential libopenblas-dev libboost-math-dev libsqlite3-dev zlib1g-dev dpkg-dev python3

.PHONY: package
package: PACKAGES = $(PACKAGING)
package: deps ## Packages for this architecture, without Swift at run time: .tar.gz, .deb, checksums, in results/package
	packaging/build.sh $(RESULTS)/package

.PHONY: install
install: PACKAGES = $(PACKAGING)
install: deps ## Install command, manual pages and completions below PREFIX (default /usr/local)
	packaging/stage.sh .build/stage
	mkdir -p "$(DESTDIR)$(PREFIX)"
	cp -R .build/stage/. "$(DESTDIR)$(PREFIX)/"

.PHONY: version
version: ## Make NEW=1.2.3 the version everywhere
	packaging/version.sh $(NEW)

##@ Long work
.PHONY: selection
selection: build ## Measure all kernels (4 minutes, quiet machine): table of default back ends, roofline picture
	@mkdir -p $(RESULTS)
	$(PERFSTAT) bench --suite full --jobs 3 --executions 8 --sample-size 6 --output $(RESULTS)/full.jsonl
	$(PERFSTAT) roofline $(RESULTS)/full.jsonl --format svg --output docs/images/roofline.svg
	$(PERFSTAT) roofline $(RESULTS)/full.jsonl --format swift --output Sources/TruenoKernels/Selection/SelectionOn$$(grep -q GenuineIntel /proc/cpuinfo && echo Intel || echo AMD).swift

.PHONY: calibrate
calibrate: build ## Reproduce the simulated rates and the accuracy of all kernels in docs/ (long, seeded; the accuracy half an hour)
	$(PERFSTAT) calibrate --resamples 2000
	$(PERFSTAT) calibrate --cases --suites 200 --resamples 1000
	$(PERFSTAT) calibrate-duet
	$(PERFSTAT) calibrate-history
	Benchmarks/kernels/accuracy.sh
	Benchmarks/kernels/roots.sh

AA_JOBS ?= 80
.PHONY: calibrate-aa
calibrate-aa: build ## Record AA_JOBS (80) unchanged jobs of five executions as a fixture and judge them (11 minutes, quiet machine)
	Benchmarks/aa-jobs.sh $(AA_JOBS)

.PHONY: check-arm64
check-arm64: PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
check-arm64: deps ## Run all kernels as arm64 code under emulation: semantics and accuracy
	Benchmarks/kernels/check-arm64.sh

# The Swift compiler has no such sanitizer on Linux; the C targets have it from clang, and the first finding ends the tests.
UNDEFINED = -Xcc -fsanitize=undefined -Xcc -fno-sanitize=vptr,function -Xcc -fno-sanitize-recover=undefined
.PHONY: sanitize
sanitize: deps ## Kernels, readers, resampling and archives under the sanitizers of addresses, undefined behaviour (C) and threads
	$(SWIFT) build --build-tests --sanitize=address $(UNDEFINED) --scratch-path .build/address
	@# Without XCTest, of which there are no tests: it leaks.
	$(SWIFT) test --skip-build --disable-xctest --sanitize=address $(UNDEFINED) --scratch-path .build/address \
	  --filter 'TruenoKernelsTests|PerfTextTests|HostileFileTests|DamagedArchiveTests'
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build/thread
	$(SWIFT) test --skip-build --disable-xctest --sanitize=thread --scratch-path .build/thread \
	  --filter 'ResamplingGateTests|ResamplingPairedTests|HistoryArchiveTests'

FUZZ_SECONDS ?= 120
.PHONY: fuzz
fuzz: deps ## Damage files for FUZZ_SECONDS (120) and look at what every reader does
	$(SWIFT) build $(RELEASE) --product fuzz
	$(BIN)/fuzz $(FUZZ_SECONDS) $${FUZZ_SEED:-$$(date +%s)} Fixtures $(wildcard ../shared/data)

.PHONY: fuzz-coverage
fuzz-coverage: deps ## The same led by coverage (libFuzzer); builds everything once more
	$(SWIFT) build $(RELEASE) --product fuzz --sanitize=fuzzer -Xswiftc -DFUZZER --scratch-path .build/fuzz
	@mkdir -p results/corpus
	@# libFuzzer, not Swift, keeps the input that did it (crash-...).
	SWIFT_BACKTRACE=enable=no .build/fuzz/release/fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	  -max_len=49152 -print_final_stats=1 results/corpus Fixtures

MUTANTS ?= 150
.PHONY: mutants
mutants: PACKAGES += python3
mutants: deps ## Break judge and readers in MUTANTS (150) places, one at a time, and list what no test notices
	Benchmarks/mutation/mutate.py --count $(MUTANTS)

.PHONY: venv
venv:
	test -x .venv/bin/python || python3 -m venv .venv
	.venv/bin/pip install -q --disable-pip-version-check -r notebooks-export/requirements.txt

.PHONY: evaluate-history
evaluate-history: build ## Score history on labelled series and unchanged code below DATA=folder
	python3 Benchmarks/history/evaluate.py "$(DATA)" --perfstat $(PERFSTAT)

.PHONY: notebooks
notebooks: PACKAGES = python3-venv r-base-core r-cran-ggplot2 r-cran-jsonlite r-cran-readr r-cran-rmarkdown pandoc
notebooks: deps venv ## Run the notebooks (Python, R, SQL) over the committed tables
	cd notebooks-export/python && ../../.venv/bin/jupytext --quiet --to ipynb --execute perfstat.py -o perfstat.ipynb
	cd notebooks-export/r && Rscript -e 'rmarkdown::render("perfstat.Rmd", quiet = TRUE)'
	.venv/bin/python notebooks-export/sql/run.py > notebooks-export/sql/output.txt

.PHONY: import-check
import-check: PACKAGES += python3-venv r-base-core r-cran-jsonlite r-cran-readr libreoffice-calc-nogui
import-check: build venv ## Read an export with hostile names back in pandas, DuckDB, R and LibreOffice
	.venv/bin/python notebooks-export/imports/check.py $(PERFSTAT) > notebooks-export/imports/output.txt
	cat notebooks-export/imports/output.txt
