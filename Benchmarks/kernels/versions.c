// Times the kernels of two versions in alternation: each sample is one batch of the base and one of the head, the
// order changing from sample to sample. Each version is a shared object, so that both may have the same names.
//
// Beside each sample a chain of additions of integers is timed, each waiting for the one before: one cycle of the core's clock
// each, so that samples can be told in cycles too.
//
// Appends to base.csv and head.csv in FOLDER, which perfstat compares, and to clock-base.csv and clock-head.csv; a process is one run.
// Usage: versions base.so head.so folder backend elements samples operation...
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CTruenoKernels.h"

enum { sides = 2, links = 4096 };

// One version, as its shared object has it.
typedef struct {
  const trueno_table *(*kernels)(trueno_backend);
  void (*repeat_map)(trueno_map, float *, const float *, const float *, const float *, size_t, float, float, size_t);
  void (*repeat_reduce)(trueno_reduce, const float *, const float *, size_t, size_t);
  void (*repeat_search)(trueno_search, const float *, size_t, size_t);
  FILE *out, *clock;
} version;

static void *look_up(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) fprintf(stderr, "versions: %s\n", dlerror()), exit(2);
  return found;
}

static FILE *append(const char *folder, const char *name, int is_first) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.csv", folder, name);
  FILE *out = fopen(path, "a");
  if (!out) perror(path), exit(2);
  if (is_first) fprintf(out, "benchmark,run,iteration,value,unit\n");
  return out;
}

static version open_version(const char *path, FILE *out, FILE *clock) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) fprintf(stderr, "versions: %s\n", dlerror()), exit(2);
  version v;
  *(void **)&v.kernels = look_up(library, "trueno_kernels");
  *(void **)&v.repeat_map = look_up(library, "trueno_repeat_map");
  *(void **)&v.repeat_reduce = look_up(library, "trueno_repeat_reduce");
  *(void **)&v.repeat_search = look_up(library, "trueno_repeat_search");
  v.out = out;
  v.clock = clock;
  return v;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// Nanoseconds of one cycle.
static double cycle(void) {
  double start = now();
  size_t x = 1;
  for (int i = 0; i < links / 16; i++) {
#define LINK __asm__ volatile("add %0, %0" : "+r"(x));
    LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK LINK
  }
  return (now() - start) / links;
}

static double batch(const version *v, const trueno_description *d, trueno_kernel kernel, float *const x[4], size_t n,
                    size_t iterations) {
  double start = now();
  switch (d->form) {
    case trueno_form_map: v->repeat_map(kernel.map, x[3], x[0], x[1], x[2], n, 0.5f, 0.75f, iterations); break;
    case trueno_form_reduce: v->repeat_reduce(kernel.reduce, x[0], x[1], n, iterations); break;
    case trueno_form_search: v->repeat_search(kernel.search, x[0], n, iterations); break;
  }
  return now() - start;
}

// Positive where the operation has no other arguments that are usual.
static void fill(float *block, size_t count, const char *name) {
  int positive = strchr("lps", name[0]) && (!strncmp(name, "l", 1) || !strcmp(name, "pow") || !strcmp(name, "sqrt"));
  unsigned state = 0x9E3779B9;
  for (size_t i = 0; i < count; i++) {
    state = state * 1664525 + 1013904223;
    float value = (float)(int)state * 0x1p-29f;  // [-4, 4)
    block[i] = positive ? fmaxf(fabsf(value), 0x1p-24f) : value;
  }
}

int main(int count, char **arguments) {
  if (count < 8) return fprintf(stderr, "versions: expected seven arguments or more, see versions.sh\n"), 2;
  const char *process = getenv("PROCESS") ? getenv("PROCESS") : "1", *folder = arguments[3], *backend = arguments[4];
  int is_first = !strcmp(process, "1");
  version side[sides] = {
      open_version(arguments[1], append(folder, "base", is_first), append(folder, "clock-base", is_first)),
      open_version(arguments[2], append(folder, "head", is_first), append(folder, "clock-head", is_first))};
  size_t n = strtoul(arguments[5], NULL, 0);
  int samples = atoi(arguments[6]);
  size_t stride = (n + 1023) / 1024 * 1024 + 256;
  float *block = aligned_alloc(4096, (4 * stride * sizeof(float) + 4095) / 4096 * 4096);
  if (!block) return 2;
  float *const x[4] = {block, block + stride, block + 2 * stride, block + 3 * stride};
  for (int o = 7; o < count; o++) {
    trueno_operation operation = 0;
    while (operation < trueno_operation_count && strcmp(trueno_describe(operation)->name, arguments[o])) operation++;
    const trueno_description *d = trueno_describe(operation);
    if (!d) return fprintf(stderr, "versions: no operation '%s'\n", arguments[o]), 2;
    fill(block, 4 * stride, d->name);
    for (trueno_backend b = 0; b <= trueno_backend_neon; b++) {
      const trueno_table *table[sides] = {side[0].kernels(b), side[1].kernels(b)};
      if (!table[0] || !table[1] || (strcmp(backend, "all") && strcmp(backend, table[0]->name))) continue;
      size_t iterations = 1;
      // The faster of two, or an interruption would pass for the work.
      while (fmin(batch(&side[0], d, table[0]->kernels[operation], x, n, iterations),
                  batch(&side[0], d, table[0]->kernels[operation], x, n, iterations)) < 20000) {
        iterations *= 2;
      }
      for (int sample = 0; sample < samples; sample++) {
        double clock = cycle();
        for (int k = 0; k < sides; k++) {
          int s = (k + sample) % sides;
          double time = batch(&side[s], d, table[s]->kernels[operation], x, n, iterations) / (double)iterations;
          clock = fmin(clock, cycle());
          fprintf(side[s].out, "%s/%s/%zu,%s,%d,%.4f,ns\n", d->name, table[s]->name, n, process, sample, time);
          fprintf(side[s].clock, "%s/%s/%zu,%s,%d,%.5f,ns\n", d->name, table[s]->name, n, process, sample, clock);
        }
      }
    }
  }
  for (int b = 0; b < sides; b++) {
    if (fclose(side[b].out) || fclose(side[b].clock)) return perror("versions"), 2;
  }
  return 0;
}
