// A worker for perfstat: times strlen and memchr on a kilobyte.
//
//   cc -O2 docs/examples/worker.c -o worker
//   perfstat bench --worker ./worker --output strings.jsonl

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static char text[1024];

// Stored through a volatile pointer, a result cannot be optimised away.
static volatile size_t sink;

static void run_strlen(void) { sink = strlen(text); }
static void run_memchr(void) { sink = memchr(text, 0, sizeof text) != NULL; }

static const struct {
  const char *name;
  void (*run)(void);
} benchmarks[] = {{"strlen 1 kB", run_strlen}, {"memchr 1 kB", run_memchr}};

enum { count = sizeof benchmarks / sizeof benchmarks[0] };

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t sample(int64_t iterations, void (*run)(void)) {
  for (int64_t i = 0; i < iterations / 16 + 1; i++) run();
  int64_t start = now();
  for (int64_t i = 0; i < iterations; i++) run();
  return now() - start;
}

static void answer_sample(const char *line) {
  int64_t iterations;
  int begin = 0;
  if (sscanf(line, "sample %" SCNd64 "%n", &iterations, &begin) == 1 && line[begin] == ' ' &&
      iterations > 0)
    for (int i = 0; i < count; i++)
      if (strcmp(line + begin + 1, benchmarks[i].name) == 0) {
        printf("sample %" PRId64 " %" PRId64 " %s\n", iterations,
               sample(iterations, benchmarks[i].run), benchmarks[i].name);
        return;
      }
  printf("error cannot answer %s\n", line);
}

int main(void) {
  char line[4096];
  memset(text, 'x', sizeof text - 1);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    if (strcmp(line, "quit") == 0) return 0;
    if (strcmp(line, "perfstat-worker 1") == 0)
      puts(line);
    else if (strcmp(line, "list") == 0) {
      printf("benchmarks %d\n", count);
      for (int i = 0; i < count; i++) printf("benchmark 1024 %s\n", benchmarks[i].name);
    } else
      answer_sample(line);
    fflush(stdout);
  }
  return 0;
}
