// Benchmarks in C or C++ for perfstat: include this file, list the benchmarks, serve.
//
//   static void count(void *text, int64_t n) { while (n--) perfstat_keep(strlen(text)); }
//   static const struct perfstat_benchmark benchmarks[] = {{"strlen", count, 1024, make_text}};
//   int main(void) { return perfstat_serve(benchmarks, sizeof benchmarks / sizeof *benchmarks); }
//
// The program times one batch at a time, as it is asked on standard input
// (docs/worker-protocol.md); perfstat decides how many, in which order and in how many processes.
#ifndef PERFSTAT_WORKER_H
#define PERFSTAT_WORKER_H

// The monotonic clock, also with a strict -std. Include this file first.
#if !defined _POSIX_C_SOURCE && !defined _GNU_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct perfstat_benchmark {
  const char *name;
  // Runs the operation n times.
  void (*run)(void *state, int64_t n);
  // Elements that one operation processes, 0 where that has no meaning.
  int64_t elements;
  // Makes the state, once and untimed; null for none.
  void *(*setup)(void);
};

// Keeps a result alive, so that the compiler cannot remove what computed it.
static inline void perfstat_keep(size_t value) { __asm__ volatile("" : : "r"(value) : "memory"); }

static inline int64_t perfstat_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// Nanoseconds of n operations together, after a sixteenth of them untimed.
static inline int64_t perfstat_time(const struct perfstat_benchmark *b, void *state, int64_t n) {
  b->run(state, n / 16 + 1);
  int64_t start = perfstat_now();
  b->run(state, n);
  int64_t elapsed = perfstat_now() - start;
  return elapsed > 0 ? elapsed : 1;
}

static inline void perfstat_list(const struct perfstat_benchmark *benchmarks, size_t count) {
  printf("benchmarks %zu\n", count);
  for (size_t i = 0; i < count; i++)
    if (benchmarks[i].elements > 0)
      printf("benchmark %" PRId64 " %s\n", benchmarks[i].elements, benchmarks[i].name);
    else
      printf("benchmark - %s\n", benchmarks[i].name);
}

static inline void perfstat_sample(const struct perfstat_benchmark *benchmarks, size_t count,
                                   void **states, char *ready, const char *line) {
  char *name = NULL;
  long long n = strtoll(line + strlen("sample "), &name, 10);
  if (n >= 1 && *name == ' ')
    for (size_t i = 0; i < count; i++)
      if (strcmp(name + 1, benchmarks[i].name) == 0) {
        if (!ready[i] && benchmarks[i].setup) states[i] = benchmarks[i].setup();
        ready[i] = 1;
        printf("sample %lld %" PRId64 " %s\n", n, perfstat_time(&benchmarks[i], states[i], n),
               benchmarks[i].name);
        return;
      }
  printf("error cannot answer \"%s\"\n", line);
}

// Answers requests until "quit" or the end of standard input. Returns the exit status.
static inline int perfstat_serve(const struct perfstat_benchmark *benchmarks, size_t count) {
  char line[2048];
  void **states = (void **)calloc(count + 1, sizeof *states);
  char *ready = (char *)calloc(count + 1, 1);
  if (!states || !ready) return 1;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (strcmp(line, "quit") == 0) break;
    if (strcmp(line, "perfstat-worker 1") == 0)
      puts(line);
    else if (strcmp(line, "list") == 0)
      perfstat_list(benchmarks, count);
    else if (strncmp(line, "sample ", strlen("sample ")) == 0)
      perfstat_sample(benchmarks, count, states, ready, line);
    else
      printf("error this worker speaks version 1 and does not know \"%s\"\n", line);
    fflush(stdout);
  }
  free(states);
  free(ready);
  return 0;
}

#endif
