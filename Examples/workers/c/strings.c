// Two ways to find the end of a kilobyte of text.
//
//   cc -O2 strings.c -o strings        (or c++ -x c++ strings.c)
//   perfstat bench --worker ./strings --output strings.jsonl

#include "perfstat_worker.h"

static char text[1024];

static void *fill(void) { return memset(text, 'x', sizeof text - 1); }

static void run_strlen(void *state, int64_t n) {
  while (n--) {
    perfstat_keep((size_t)state);
    perfstat_keep(strlen((const char *)state));
  }
}

static void run_memchr(void *state, int64_t n) {
  while (n--) {
    perfstat_keep((size_t)state);
    perfstat_keep((size_t)memchr(state, 0, sizeof text));
  }
}

static const struct perfstat_benchmark benchmarks[] = {
    {"strlen 1 kB", run_strlen, sizeof text, fill},
    {"memchr 1 kB", run_memchr, sizeof text, fill},
};

int main(void) { return perfstat_serve(benchmarks, sizeof benchmarks / sizeof *benchmarks); }
